/** Returns the path, with its query and fragment, that leads to a page of this origin; undefined for any other text. */
export function localPath(text: string): string | undefined {
  // browsers read a backslash as a slash, and leave out tabs and line ends
  if (!/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(text) || text.length > 2000) return undefined;
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
  return url?.origin === base && !url.pathname.startsWith('//') ? url.pathname + url.search + url.hash : undefined;
}

const base = 'http://this.invalid';
