/** What is said before the application is there; in files of its own, which come with the page. */
export const signIn = {
  appName: 'Front desk',
  tryAgain: 'Try again',
  signIn: 'Sign in',
  signInWhy: 'Sign in with your account of the hospital to go on.',
  unloaded: 'The application could not be loaded. Nothing that was stored is lost.',
};
