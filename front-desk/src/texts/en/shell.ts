import { choose } from '../plural';

const plural = choose('en');

export const shell = {
  skipToContent: 'Skip to the content',
  loading: 'Loading …',
  close: 'Close',
  cancel: 'Cancel',
  back: 'Back',
  unavailable: 'This is not available just now. It is asked for again by itself.',
  notFound: 'There is no such page',
  somethingBroke: 'This part has stopped working. Nothing that was stored is lost.',
  language: 'العربية',
  lightOrDark: 'Light or dark',
  keyboard: 'Keyboard',
  screens: 'Pages',
  signOut: 'Sign out',
  signOutKept: (n: number) =>
    plural(n, {
      one: '1 change has not been answered yet and would be given up. Sign out all the same?',
      other: `${n} changes have not been answered yet and would be given up. Sign out all the same?`,
    }),
  leaveTitle: 'Leave without saving?',
  leaveWhat: 'What you wrote here is not saved. If you leave, it is lost.',
  leaveStay: 'Stay here',
  leaveAnyway: 'Leave and lose it',
  sessionEnded: 'Your session has ended',
  sessionEndedWhat:
    'Sign in again in the window that opens. For whoever was at work here all that was typed comes back; for anybody else the page begins anew.',
  signedInClose: 'You are signed in. You can close this window.',
  noStart: (roles: string) => `There is nothing for your role here yet (${roles}).`,
  lost: (since: string) =>
    `No connection since ${since}. What you see is from before; what you save is kept and sent once it is back.`,
  kept: (n: number) =>
    plural(n, {
      one: '1 change is kept and sent again until it is answered.',
      other: `${n} changes are kept and sent again until they are answered.`,
    }),
  asOf: (time: string) => `as of ${time}`,
  keys: {
    title: 'Keyboard',
    find: 'Find a patient, from anywhere',
    screen: 'Open a page of the bar, by its place',
    help: 'Show this list',
    helpHere: 'shows all keys',
    leaveField: 'leaves the field',
    thenScreens: 'open the pages of the bar',
    move: 'Move through what was found, or the timeline',
    open: 'Open what is marked',
    register: 'Register what was typed as a new patient',
    book: 'Book, for the open patient',
    pay: 'Take money, for the open patient',
    cause: 'Go to what this came from',
    leave: 'Clear, leave the field, close, or go back',
    single: 'Single keys (/, ?, b, arrows in lists)',
    singleWhat: 'Turn them off if you speak to the computer or hit keys by accident. Ctrl+K goes on working.',
  },
};
