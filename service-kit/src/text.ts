/** Visible, though Unicode counts them as format characters: the signs that stand before or around digits. */
const visibleSigns = '[\\u0600-\\u0605\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u{110bd}\\u{110cd}]';

/** Scripts in which a joiner or non-joiner between two letters changes what is written. */
const joiningScripts = [
  ...['Arab', 'Syrc', 'Nkoo', 'Mong', 'Deva', 'Beng', 'Guru', 'Gujr', 'Orya', 'Taml', 'Telu', 'Knda', 'Mlym', 'Sinh'],
  ...['Khmr', 'Mymr', 'Tibt', 'Java', 'Bali'],
];
const joiningLetter = `[${joiningScripts.map((script) => `\\p{scx=${script}}`).join('')}]`;

/** What of the characters that nobody sees carries meaning where it stands. */
const meaningful = [
  visibleSigns,
  `(?<=${joiningLetter})[\\u200c\\u200d](?=[\\p{L}\\p{M}])`,
  // Malayalam writes a vowelless consonant at the end of a word so
  `(?<=(?=${joiningLetter})\\p{M})\\u200d`,
  // emoji of several parts, their colour or black-and-white form, keycaps, and flags spelled in tags
  '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f])\\u200d(?=\\p{Extended_Pictographic})',
  '(?<=[\\p{Extended_Pictographic}])[\\ufe0e\\ufe0f]',
  '(?<=[#*0-9])\\ufe0f(?=\\u20e3)',
  '(?<=\\u{1f3f4}[\\u{e0020}-\\u{e007e}]{0,6})[\\u{e0020}-\\u{e007f}]',
  // which of several forms of one character is meant
  '(?<=\\p{Script=Han})[\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}]',
  '(?<=\\p{Script=Mongolian})[\\u180b-\\u180f]',
];

const invisible = new RegExp(`(?!${meaningful.join('|')})[\\p{Cf}\\p{Default_Ignorable_Code_Point}]`, 'gu');

/**
 * Returns the text as a person sees it: without characters that nobody sees (zero-width spaces, soft hyphens, marks and
 * overrides of direction, fillers) unless they carry meaning, with one kind of space and of line break, trimmed, composed
 * (NFC). Cleaning twice changes nothing more.
 */
export function cleanText(typed: string): string {
  return typed
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/[^\S\n\t]/g, ' ')
    .replace(invisible, '')
    .normalize()
    .trim();
}

/** Returns the same on one line, with one space between words. */
export function cleanLine(typed: string): string {
  return cleanText(typed).replace(/\s+/g, ' ');
}

/** Whether there is a letter or a digit in it, of any script; without one there is nothing to read. */
export function isReadable(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

/** Whether PostgreSQL can store it, and give it back as it was. */
export function isPrintable(text: string): boolean {
  return text.isWellFormed() && !/\p{Cc}/u.test(text.replace(/[\n\r\t]/g, ''));
}
