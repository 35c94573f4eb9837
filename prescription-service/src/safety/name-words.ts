import { cleanText } from '@hms/service-kit/text';
import { digitValue, inLatin, ligatures } from './latin';

/**
 * Returns the words and numbers of a medicine's or a substance's name as they are compared: without case, accents and
 * characters that nobody sees, letters split from digits (`Amoxicillin500mg` is amoxicillin, 500, mg), every alphabet
 * that looks like or is spelled as Latin in Latin.
 */
export function wordsOf(name: string): string[] {
  const folded = cleanText(name)
    .normalize('NFKD')
    .replace(/[\p{Cf}\p{M}]/gu, '')
    .replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)))
    .toLowerCase()
    .replace(/[ßæœøłđðþıɡ]/g, (letter) => ligatures[letter] ?? letter);
  return withoutAbsent((folded.match(/\d+(?:[.,]\d+)?|\p{L}+/gu) ?? []).map(inLatin));
}

/** Without what a name says is not in it: latex-free catheter, free of lactose. */
function withoutAbsent(words: string[]): string[] {
  const isAbsent = (i: number) =>
    words[i + 1] === 'free' || words[i - 1] === 'without' || (words[i - 1] === 'of' && words[i - 2] === 'free');
  return words.filter((_, i) => !isAbsent(i));
}

/** Returns a word so that common spellings of one name are equal: amoxicillin, Amoxicilina; levothyroxine, Levotiroxina. */
export function spellingKey(word: string): string {
  const sounds = word
    .replace(/ph/g, 'f')
    .replace(/([tcrk])h/g, '$1')
    .replace(/ae|oe/g, 'e')
    .replace(/[yj]/g, 'i')
    .replace(/qu|[kq]/g, 'c')
    .replace(/z/g, 's')
    .replace(/cs/g, 'x')
    .replace(/(.)\1+/g, '$1');
  const stem = sounds.replace(/(um|us|as|os|es|[seaoi])$/, '');
  return stem.length >= 4 ? stem : sounds;
}

const units = new Set([
  ...['mg', 'g', 'kg', 'mcg', 'ug', 'ng', 'microgram', 'micrograms', 'milligram', 'milligrams', 'gram', 'grams'],
  ...['ml', 'l', 'cl', 'iu', 'u', 'unit', 'units', 'mmol', 'meq', 'dose', 'doses', 'hour', 'hours', 'h', 'percent'],
]);
const forms = new Set([
  ...['tablet', 'tablets', 'tab', 'tabs', 'capsule', 'capsules', 'cap', 'caps', 'suspension', 'solution', 'syrup'],
  ...['cream', 'gel', 'ointment', 'drops', 'drop', 'inhaler', 'spray', 'injection', 'suppository', 'suppositories'],
  ...['sachet', 'sachets', 'patch', 'patches', 'oral', 'powder', 'lotion', 'ampoule', 'ampoules', 'vial', 'pen'],
]);

/** Salts and forms of a drug, when they stand behind its name: sildenafil citrate, silver nitrate. */
export const salts = new Set([
  ...[
    'nitrate',
    'citrate',
    'sulfate',
    'sulphate',
    'phosphate',
    'carbonate',
    'acetate',
    'tartrate',
    'maleate',
    'mesilate',
  ],
  ...[
    'succinate',
    'fumarate',
    'besilate',
    'hydrochloride',
    'hydrobromide',
    'chloride',
    'bromide',
    'sodium',
    'potassium',
  ],
  ...['calcium', 'magnesium', 'monohydrate', 'trihydrate', 'anhydrous', 'hydrate', 'acid', 'base', 'clavulanate'],
  ...['electrolytes', 'water', 'forte', 'retard', 'release', 'modified', 'prolonged', 'extended', 'coated', 'chewable'],
  ...['dispersible', 'soluble', 'effervescent', 'sublingual', 'transdermal', 'sterile', 'daily', 'weekly', 'children'],
]);

/** Names of so much that one word of them says little: an allergy to milk is none to milk thistle. */
const generic = new Set([
  ...['milk', 'water', 'oil', 'vaccine', 'vitamin', 'calcium', 'iron', 'zinc', 'magnesium', 'potassium', 'sodium'],
  ...['sulfate', 'sulfates', 'acid', 'salt', 'sugar', 'extract', 'tea', 'honey', 'cat', 'dog'],
]);

const isNumber = (word: string | undefined): boolean => word !== undefined && /^\d/.test(word);
const isUnit = (word: string | undefined): boolean => word !== undefined && units.has(word);

/** Whether a word may be a name: no number, unit or form. */
export const isNameLike = (word: string): boolean =>
  word !== '' && !isNumber(word) && !units.has(word) && !forms.has(word) && !salts.has(word);

/**
 * Returns what is left of the words without strengths (500 mg, 250 mg / 5 ml) and forms. A number that belongs to the name
 * stays: vitamin B12, 5-fluorouracil. Where nothing would be left, all words stay, so that equal text is always equal.
 */
export function nameOnly(words: string[]): string[] {
  const left: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (isNumber(word) && isUnit(words[i + 1])) {
      // a strength ends where no unit follows: mg / ml, micrograms / dose
      while (isUnit(words[i + 1])) i++;
    } else if (!forms.has(word)) left.push(word);
  }
  return left.length > 0 ? left : words;
}

export type Alikeness = 'same' | 'near' | 'other';

/**
 * Compares two names (as `nameOnly` gives them) that the knowledge does not tell apart. Same: equal, spelled otherwise, or
 * one within the other (Zyloprimex, Zyloprimex forte). Near: a letter or two other, or numbers that may be strengths.
 */
export function compareNames(a: string[], b: string[]): Alikeness {
  if (a.length === 0 || b.length === 0) return 'other';
  const keyOf = (words: string[]) => words.map(spellingKey).join('');
  const [keyA, keyB] = [keyOf(a), keyOf(b)];
  if (a.join('') === b.join('') || keyA === keyB) return 'same';
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  const at = placeWithin(shorter, longer);
  const saysLittle = shorter.every((word) => generic.has(word));
  if (at !== undefined) return saysLittle || belongsToName(longer, at + shorter.length) ? 'near' : 'same';
  const bare = withoutLooseNumbers(a);
  if (bare !== '' && bare === withoutLooseNumbers(b)) return 'near';
  return (isNear(keyA, keyB) || isNear(a.join(''), b.join(''))) && shortPartsOf(a) === shortPartsOf(b)
    ? 'near'
    : 'other';
}

/** Whether two words, or their spelling keys, differ by one slip, or two in a long word. */
export function isNear(a: string, b: string): boolean {
  const longest = Math.max(a.length, b.length);
  const allowed = longest >= 9 ? 2 : 1;
  if (Math.min(a.length, b.length) < 5 || Math.abs(a.length - b.length) > allowed) return false;
  return slipsBetween(a, b, allowed) <= allowed;
}

/** Numbers and single letters tell names apart that are otherwise alike: vitamin C, vitamin E. */
const shortPartsOf = (words: string[]) => words.filter((word) => isNumber(word) || word.length < 3).join(' ');

const placeWithin = (part: string[], whole: string[]): number | undefined => {
  if (part.length < 2 && !part.some((word) => isNameLike(word) && word.length >= 3)) return undefined;
  const keys = { part: part.map(spellingKey), whole: whole.map(spellingKey) };
  const at = keys.whole.findIndex((_, i) => keys.part.every((word, j) => keys.whole[i + j] === word));
  return at < 0 ? undefined : at;
};

/** One digit in front, or a number beside a letter or two, is a part of the name: 6-mercaptopurine, vitamin B 12, 5 FU. */
const belongsToName = (words: string[], place: number): boolean =>
  isNumber(words[place]) &&
  ((place === 0 && words[place]?.length === 1) ||
    [words[place - 1], words[place + 1]].some((beside) => beside !== undefined && /^\p{L}{1,2}$/u.test(beside)));

const withoutLooseNumbers = (words: string[]): string =>
  words
    .filter((word, i) => !isNumber(word) || belongsToName(words, i))
    .map(spellingKey)
    .join('');

/** Damerau's distance: a letter more, less or other, or two neighbours swapped, counts one. Given up beyond `most`. */
const slipsBetween = (a: string, b: string, most: number): number => {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        (rows[i - 1]?.[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (rows[i - 1]?.[j - 1] ?? 0) + cost,
        swapped ? (rows[i - 2]?.[j - 2] ?? 0) + 1 : Infinity,
      );
    }
    if (Math.min(...row) > most) return Infinity;
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
};
