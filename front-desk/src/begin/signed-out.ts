import { signIn as arabic } from '../texts/ar/sign-in';
import { signIn as english } from '../texts/en/sign-in';
import { isDark, preferredLanguage } from './preferences';

/** Shows a person who is not signed in where to do so; they come back to where they wanted to go. */
export function showSignIn(): void {
  const t = texts();
  show(t.signInWhy, t.signIn, `/sign-in?to=${encodeURIComponent(window.location.pathname)}`);
  // whoever signs in on another page of this browser has done so here
  new BroadcastChannel('session').onmessage = ({ data }) => {
    if (data !== 'signed out') window.location.reload();
  };
}

/** Says that the application's files did not come. */
export function showUnloaded(): void {
  const t = texts();
  show(t.unloaded, t.tryAgain, window.location.href);
}

const texts = () => (preferredLanguage() === 'ar' ? arabic : english);

function show(why: string, what: string, href: string): void {
  const page = document.documentElement;
  page.lang = preferredLanguage();
  page.dir = page.lang === 'ar' ? 'rtl' : 'ltr';
  page.dataset['mantineColorScheme'] = isDark() ? 'dark' : 'light';
  document.title = texts().appName;
  const icon = Object.assign(new Image(72, 72), { src: '/icon.svg', alt: '' });
  const link = element('a', what);
  link.href = href;
  const main = document.createElement('main');
  main.className = 'signed-out';
  main.append(icon, element('h1', texts().appName), element('p', why), link);
  document.getElementById('root')?.replaceChildren(main);
  link.focus();
}

function element<Name extends 'a' | 'h1' | 'p'>(name: Name, text: string): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
