const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const words = new Intl.Segmenter('en', { granularity: 'word' });

/** Shows that there is something that no font has. */
const replacement = '□';
/** Marks where a line may end (zero-width space); layout.typ makes gaps of no width of them, so that nobody copies them. */
const mayEnd = '\u200b';
const longestWord = 30;
/** Lines of Han and kana end between any two letters. */
const unbroken = /[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]{31,}/gu;

/** Returns text as it is set: of all control characters only the ends of lines stay, and there is a glyph for every letter. */
export function printable(text: string, hasGlyphs: (codePoints: number[]) => boolean): string {
  const visible = text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\t/g, ' ')
    .replace(/[^\P{Cc}\n]/gu, '');
  return breakable(withGlyphs(visible, hasGlyphs));
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

function breakable(text: string): string {
  return text.replace(unbroken, (run) => piecesOf(run).map(cut).join(mayEnd));
}

/** Returns words, each with the punctuation behind it. */
function piecesOf(run: string): string[] {
  const pieces: string[] = [];
  for (const { segment, isWordLike = false } of words.segment(run)) {
    const last = pieces.pop();
    if (last === undefined) pieces.push(segment);
    else if (isWordLike) pieces.push(last, segment);
    else pieces.push(last + segment);
  }
  return pieces;
}

function cut(piece: string): string {
  const letters = lettersOf(piece);
  return letters.length > longestWord ? letters.join(mayEnd) : piece;
}

/** Returns what a reader takes for one letter each, with its marks. */
function lettersOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}
