export type Language = 'en' | 'ar';

const language = 'front-desk-language';

/** Where light or dark is kept in this browser. */
export const lightOrDark = 'front-desk-light-or-dark';

/** Returns the language that was chosen in this browser, else the browser's own. */
export function preferredLanguage(): Language {
  return (localStorage.getItem(language) ?? navigator.language).startsWith('ar') ? 'ar' : 'en';
}

/** Keeps the language in this browser. */
export function keepLanguage(chosen: Language): void {
  localStorage.setItem(language, chosen);
}

/** Returns whether the page is dark, as was chosen in this browser, else as the browser wants it. */
export function isDark(): boolean {
  const chosen = localStorage.getItem(lightOrDark);
  return chosen === 'dark' || (chosen !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
}
