import { closeSync, openSync, readSync } from 'node:fs';
import path from 'node:path';

/**
 * The families that are asked for a letter, in this order; the letters of Han are drawn as in the first that has them. Arabic, Bengali
 * and Khmer are not Noto's first: its glyphs for them are put together in a way that doubles letters when the text of a PDF is copied.
 */
const families = [
  'Noto Sans',
  ...['IBM Plex Sans Arabic', 'Hind Siliguri', 'Battambang'],
  ...'Arabic Hebrew Thaana Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala'
    .concat(' Thai Lao Khmer Myanmar Ethiopic Armenian Georgian SC JP KR')
    .split(' ')
    .map((script) => `Noto Sans ${script}`),
];
/** Asked last, for its signs. */
const dejaVu = 'DejaVu Sans';
const japanese = 'Noto Sans JP';

/** Returns the families by which a text is set: Han as in Japan where there is kana beside it. */
export function familiesFor(text: string): string[] {
  const order = /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)
    ? [families[0], japanese, ...families]
    : families;
  return [...new Set(order), dejaVu].flatMap((family) => family ?? []);
}

/** Returns the folders and files of all fonts. @param own the hospital's folder, or empty */
export function fontPaths(own: string): string[] {
  const weights = families.flatMap((family) => [
    path.join(folderOf(family), '400Regular'),
    path.join(folderOf(family), '700Bold'),
  ]);
  return [...weights, dejaVuFile(''), dejaVuFile('-Bold'), ...(own === '' ? [] : [path.resolve(own)])];
}

/** Returns whether one font has all of these code points. */
export function hasGlyphs(codePoints: number[]): boolean {
  coverage ??= [...families.map(regularFile), dejaVuFile('')].map(codePointsOf);
  return coverage.some((known) => codePoints.every((one) => known.has(one)));
}

let coverage: Set<number>[] | undefined;

function folderOf(family: string): string {
  const name = family.toLowerCase().replaceAll(' ', '-');
  return path.dirname(require.resolve(`@expo-google-fonts/${name}/package.json`));
}

function regularFile(family: string): string {
  return path.join(folderOf(family), '400Regular', `${family.replaceAll(' ', '')}_400Regular.ttf`);
}

function dejaVuFile(weight: string): string {
  return require.resolve(`dejavu-fonts-ttf/ttf/DejaVuSans${weight}.ttf`);
}

/** Reads a font's table of characters (OpenType, `cmap`), of which formats 4 and 12 are in use. */
function codePointsOf(file: string): Set<number> {
  const cmap = tableOf(file, 'cmap');
  const found = new Set<number>();
  const starts = Array.from({ length: cmap.readUInt16BE(2) }, (_, i) => cmap.readUInt32BE(4 + i * 8 + 4));
  for (const start of new Set(starts)) {
    const format = cmap.readUInt16BE(start);
    if (format === 4) addSegments(cmap.subarray(start), found);
    if (format === 12) addGroups(cmap.subarray(start), found);
  }
  return found;
}

function tableOf(file: string, tag: string): Buffer {
  const font = openSync(file, 'r');
  const read = (position: number, length: number) => {
    const bytes = Buffer.alloc(length);
    readSync(font, bytes, 0, length, position);
    return bytes;
  };
  try {
    const count = read(4, 2).readUInt16BE();
    const directory = read(12, count * 16);
    for (let at = 0; at < directory.length; at += 16) {
      if (directory.toString('latin1', at, at + 4) !== tag) continue;
      return read(directory.readUInt32BE(at + 8), directory.readUInt32BE(at + 12));
    }
  } finally {
    closeSync(font);
  }
  throw new Error(`${file} has no table ${tag}`);
}

function addSegments(table: Buffer, found: Set<number>): void {
  const size = table.readUInt16BE(6);
  for (let at = 0; at < size; at += 2) {
    const [end, first] = [table.readUInt16BE(14 + at), table.readUInt16BE(16 + size + at)];
    const delta = table.readUInt16BE(16 + 2 * size + at);
    const rangeAt = 16 + 3 * size + at;
    const range = table.readUInt16BE(rangeAt);
    for (let one = first; one <= end && one < 0xffff; one++) {
      const glyph = range === 0 ? (one + delta) & 0xffff : table.readUInt16BE(rangeAt + range + (one - first) * 2);
      if (glyph !== 0) found.add(one);
    }
  }
}

function addGroups(table: Buffer, found: Set<number>): void {
  for (let i = 0, at = 16; i < table.readUInt32BE(12); i++, at += 12) {
    for (let one = table.readUInt32BE(at); one <= table.readUInt32BE(at + 4); one++) found.add(one);
  }
}
