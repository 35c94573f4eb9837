import { promises, readFileSync } from 'node:fs';
import path from 'node:path';
import { create, type Font } from 'fontkit';
import subsetFont from 'subset-font';
import { shapedByHarfBuzz } from './pdf-shaping';

// Noto's families for what DejaVu lacks, or has in part, in the order in which they are asked. They come as slices, each a file with the
// letters of some ranges. The letters of Han are drawn as in the first family that has them.
const families =
  'arabic devanagari bengali gurmukhi gujarati oriya tamil telugu kannada malayalam sinhala thai khmer myanmar ethiopic thaana sc jp kr'.split(
    ' ',
  );

interface Slice {
  file: string;
  ranges: [number, number][];
}

export interface PdfFont {
  /** Unlike that of any other. */
  name: string;
  font: Font;
}

const once = <K, V>(make: (key: K) => V): ((key: K) => V) => {
  const made = new Map<K, V>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
};

/** `U+0900-097F,U+20B9`, as CSS has it. */
const rangesOf = (text: string) =>
  text.split(',').map((range): [number, number] => {
    const [first = '', last = first] = range.slice(2).split('-');
    return [parseInt(first, 16), parseInt(last, 16)];
  });

const slicesOf = once((family: string): Slice[] => {
  const index = require.resolve(`@fontsource-variable/noto-sans-${family}/unicode.json`);
  const ranges = JSON.parse(readFileSync(index, 'utf8')) as Record<string, string>;
  const own = Object.entries(ranges).filter(([name]) => !/^(latin|greek|cyrillic|vietnamese|math|symbols)/.test(name));
  return own.map(([name, text]) => ({
    file: path.join(index, `../files/noto-sans-${family}-${name.replace(/[[\]]/g, '')}-wght-normal.woff2`),
    ranges: rangesOf(text),
  }));
});

const open = (name: string, bytes: Buffer): PdfFont => {
  const font = create(bytes);
  if (!('layout' in font)) throw new Error(`${name} is a collection of fonts`);
  return { name, font: shapedByHarfBuzz(font, bytes) };
};

// kept for all documents; as TrueType of one weight, because what fontkit embeds of variable fonts or of WOFF2 is broken
const openSlice = once(async ({ file, ranges }: Slice): Promise<PdfFont> => {
  const all = ranges.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i)),
  );
  const options = { targetFormat: 'sfnt', variationAxes: { wght: 400 } } as const;
  return open(file, await subsetFont(await promises.readFile(file), all.join(''), options));
});

const openBase = once((file: string) => open(file, readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${file}.ttf`))));

export type Weight = 'regular' | 'bold';

export const baseFont = (weight: Weight): PdfFont => openBase(weight === 'bold' ? 'DejaVuSans-Bold' : 'DejaVuSans');

const covers = ({ font }: PdfFont, codePoints: number[]) => codePoints.every((one) => font.hasGlyphForCodePoint(one));

const codePointsOf = (letter: string) =>
  Array.from(letter.replace(/\p{Default_Ignorable_Code_Point}/gu, ''), (one) => one.codePointAt(0) ?? 0);

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a reader takes for one letter each, with its marks. */
export const lettersOf = (text: string): string[] => Array.from(letters.segment(text), ({ segment }) => segment);

/** The font that has all of a letter; undefined where none has. Only DejaVu is bold. */
export type Fonts = (letter: string, weight: Weight) => PdfFont | undefined;

/** Opens what the letters of a text need; Han's are drawn as in Japan where the text has kana. */
export const fontsFor = async (text: string): Promise<Fonts> => {
  const order = /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text) ? ['jp', ...families] : families;
  const found = new Map<string, PdfFont>();
  const find = async (codePoints: number[]) => {
    const isIn = ({ ranges }: Slice) =>
      codePoints.every((one) => ranges.some(([first, last]) => first <= one && one <= last));
    for (const slice of order.flatMap(slicesOf).filter(isIn)) {
      const font = await openSlice(slice);
      if (covers(font, codePoints)) return font;
    }
    return undefined;
  };
  for (const letter of new Set(lettersOf(text.replaceAll('\n', '')))) {
    const codePoints = codePointsOf(letter);
    const isInBase = covers(baseFont('regular'), codePoints) && covers(baseFont('bold'), codePoints);
    // DejaVu's Arabic lacks letters of Urdu and others, and letters of two fonts do not join
    if (isInBase && !/\p{Script=Arabic}/u.test(letter)) continue;
    const font = await find(codePoints);
    if (font) found.set(letter, font);
  }
  return (letter, weight) => {
    const known = found.get(letter);
    if (known) return known;
    return [baseFont(weight), baseFont('regular')].find((font) => covers(font, codePointsOf(letter)));
  };
};
