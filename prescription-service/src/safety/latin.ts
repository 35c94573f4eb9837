/** Latin letters that no accent is taken off. */
export const ligatures: Record<string, string> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ɡ: 'g' },
};

/** Returns what a decimal digit of any script stands for: they come in runs of ten, of which the first is nought. */
export const digitValue = (digit: string): number => {
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++;
  return value;
};

const pairs = (from: string, to: string): Map<string, string> => {
  const letters = to.split(' ');
  return new Map(Array.from(from, (letter, i) => [letter, letters[i] === '-' ? '' : (letters[i] ?? '')]));
};
/** Letters that look like Latin ones, for words that mix alphabets. */
const lookAlikes = pairs(
  'авсеёһніїјкморѕтухԁԛԝгαβεηικμνορτυχωγ',
  'a b c e e h h i i j k m o p s t y x d q w r a b e n i k u v o p t u x w y',
);
/** How a word wholly in Cyrillic or Greek is written in Latin. */
const transliteration = pairs(
  'абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґαβγδεζηθικλμνξοπρσςτυφχψω',
  'a b v g d e e zh z i i k l m n o p r s t u f h c ch sh sh - i - e u a i i e g a v g d e z i th i k l m n x o p r s s t i f h ps o',
);

/** Returns a folded word in Latin letters. */
export const inLatin = (word: string): string => {
  if (/^[a-z\d.,]+$/.test(word)) return word;
  const table = /[a-z]/.test(word) ? lookAlikes : transliteration;
  return Array.from(word, (letter) => table.get(letter) ?? letter).join('');
};
