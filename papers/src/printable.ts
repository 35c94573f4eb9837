const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Shows that there is something that no font has. */
const replacement = '□';

/** Returns text as it is set: of all control characters only the ends of lines stay, and there is a glyph for every letter. */
export function printable(text: string, hasGlyphs: (codePoints: number[]) => boolean): string {
  const visible = text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\t/g, ' ')
    .replace(/[^\P{Cc}\n]/gu, '');
  return withGlyphs(visible, hasGlyphs);
}

function withGlyphs(text: string, hasGlyphs: (codePoints: number[]) => boolean): string {
  // every font family begins with these
  if (/^[\n\x20-\x7e]*$/.test(text)) return text;
  const known = new Map<string, string>([['\n', '\n']]);
  return lettersOf(text).map(shown).join('');

  function shown(letter: string): string {
    const before = known.get(letter);
    if (before !== undefined) return before;
    const codePoints = Array.from(
      letter.replace(/\p{Default_Ignorable_Code_Point}/gu, ''),
      (one) => one.codePointAt(0) ?? 0,
    );
    const now = hasGlyphs(codePoints) ? letter : replacement;
    known.set(letter, now);
    return now;
  }
}

/** Returns what a reader takes for one letter each, with its marks. */
function lettersOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}
