/** It is kept in a cookie, which has 4 kB. */
const longest = 1000;

/** Returns the path, with its query and fragment, that leads to a page of this origin; undefined for any other text, and a longer one. */
export function localPath(text: string): string | undefined {
  // browsers read a backslash as a slash, and leave out tabs and line ends
  if (!/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(text)) return undefined;
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
  if (url?.origin !== base || url.pathname.startsWith('//')) return undefined;
  const path = url.pathname + url.search + url.hash;
  return path.length > longest ? undefined : path;
}

const base = 'http://this.invalid';
