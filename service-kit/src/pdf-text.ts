import bidiFactory from 'bidi-js';
import { directionFeatures } from './pdf-shaping';
import { baseFont, lettersOf, type Fonts, type PdfFont, type Weight } from './pdf-fonts';

export interface Style {
  /** Points. */
  size: number;
  weight?: Weight;
}

/** Letters of one font and direction. */
interface Run {
  text: string;
  font: PdfFont;
  rtl: boolean;
  /** Points. */
  width: number;
}

/** What stands on one line, from left to right as it is seen. */
export interface Line {
  runs: Run[];
  /** Points. */
  width: number;
}

const bidi = bidiFactory();
const words = new Intl.Segmenter('en', { granularity: 'word' });
/** Shows that there is something that no font has. */
const replacement = '□';

const widthOf = (text: string, { font }: PdfFont, rtl: boolean, size: number) =>
  (font.layout(text, directionFeatures(rtl)).advanceWidth / font.unitsPerEm) * size;

/** Cuts text of one direction where the font changes. */
const runsOf = (text: string, rtl: boolean, fonts: Fonts, { size, weight = 'regular' }: Style): Run[] => {
  const runs: { text: string; font: PdfFont }[] = [];
  for (const letter of lettersOf(text)) {
    const found = fonts(letter, weight);
    const [font, shown] = found ? [found, letter] : [baseFont(weight), replacement];
    const last = runs.at(-1);
    if (last?.font.name === font.name) last.text += shown;
    else runs.push({ text: shown, font });
  }
  return runs.map((run) => ({ ...run, rtl, width: widthOf(run.text, run.font, rtl, size) }));
};

/** Parts after which a line may end: words with what follows them; and each word of a script that has no spaces. */
const piecesOf = (text: string): string[] => {
  const pieces: string[] = [];
  let mayEnd = true;
  for (const { segment, isWordLike = false } of words.segment(text)) {
    const isSpace = /^\s+$/u.test(segment);
    const last = pieces.pop();
    if (last === undefined || (mayEnd && !isSpace && (isWordLike || /\s$/u.test(last)))) {
      pieces.push(...(last === undefined ? [] : [last]), segment);
    } else pieces.push(last + segment);
    mayEnd = isSpace || isWordLike || /[、。，：；！？]$/u.test(segment);
  }
  return pieces;
};

interface Paragraph {
  text: string;
  levels: ReturnType<typeof bidi.getEmbeddingLevels>;
  fonts: Fonts;
}

/** A part of a paragraph as it is seen: the Unicode Bidirectional Algorithm orders each line by itself. */
const lineOf = ({ text, levels, fonts }: Paragraph, start: number, end: number, style: Style): Line => {
  const parts: { text: string; level: number; last: number }[] = [];
  for (const index of start < end ? bidi.getReorderedIndices(text, levels, start, end - 1).slice(start, end) : []) {
    const level = levels.levels[index] ?? 0;
    const part = parts.at(-1);
    const step = level % 2 === 0 ? 1 : -1;
    const letter = text.charAt(index);
    if (part?.level === level && part.last + step === index) {
      part.text = step === 1 ? part.text + letter : letter + part.text;
      part.last = index;
    } else parts.push({ text: letter, level, last: index });
  }
  const runs = parts.flatMap((part) => {
    const rtl = part.level % 2 === 1;
    const inOrder = runsOf(part.text, rtl, fonts, style);
    return rtl ? inOrder.reverse() : inOrder;
  });
  return { runs, width: runs.reduce((sum, run) => sum + run.width, 0) };
};

/** Text as it is set: of all control characters only the ends of lines stay. */
export const visible = (text: string): string =>
  text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\t/g, ' ')
    .replace(/[^\P{Cc}\n]/gu, '');

/** Breaks text into lines of at most `width` points, at words where that is possible. */
export const linesOf = (text: string, width: number, style: Style, fonts: Fonts): Line[] => {
  const measure = (part: string) =>
    runsOf(part.trimEnd(), false, fonts, style).reduce((sum, run) => sum + run.width, 0);
  return visible(text)
    .split('\n')
    .flatMap((paragraph) => {
      const whole = { text: paragraph, levels: bidi.getEmbeddingLevels(paragraph, 'auto'), fonts };
      const fitting = piecesOf(paragraph).flatMap((piece) => (measure(piece) <= width ? [piece] : lettersOf(piece)));
      const lines: Line[] = [];
      const cut = (from: number, to: number) =>
        lineOf(whole, from, from + paragraph.slice(from, to).trimEnd().length, style);
      let [start, end] = [0, 0];
      for (const { length } of fitting) {
        if (end > start && measure(paragraph.slice(start, end + length)) > width) {
          lines.push(cut(start, end));
          start = end;
        }
        end += length;
      }
      return [...lines, cut(start, end)];
    });
};
