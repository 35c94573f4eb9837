import { counted, measures, measuresByCase, type Unit, type UnitKind } from './unit-names';

/**
 * Returns what a unit of a dose or a quantity means, however it is spelled: `µg`, `mcg` and `micrograms` are one, and so are
 * `U`, `[iU]` and `units`, or `Tab.`, `{tablet}`, `tablet(s)` and `film-coated tablets`. Undefined: not known, which is
 * what rates and strengths (`mg/kg`, `5 mg tablet`), parts (`half tablet`) and words of other languages are.
 */
export function unitOf(typed: string): Unit | undefined {
  return spelledUnit(typed) ?? spelledUnit(withoutForm(plainSpelling(typed)));
}

/** The same, where it says nothing but the unit: not for `film-coated tablets`. */
export function spelledUnit(typed: string): Unit | undefined {
  const spelling = plainSpelling(typed);
  const inBrackets = spelling.replace(/^[[(<"']([^\])>"']+)[\])>"']$/, '$1');
  return unitsByCase.get(spelling) ?? units.get(spelling.toLowerCase()) ?? units.get(inBrackets.toLowerCase());
}

/** Whether two units are one, in whatever spelling. What is not known is only what is spelled the same. */
export function sameUnit(a: string, b: string): boolean {
  const [one, other] = [unitOf(a), unitOf(b)];
  if (one || other) return one?.name === other?.name;
  const [left, right] = [plainSpelling(a), plainSpelling(b)];
  // a symbol may mean another thing in another case (MBq and mBq), a word does not
  return left === right || (isWord(left) && left.toLowerCase() === right.toLowerCase());
}

/** Returns the amount in another unit, rounded to 12 digits; undefined where the one does not convert into the other. */
export function convert(amount: number, from: string, to: string): number | undefined {
  if (sameUnit(from, to)) return amount;
  const [source, target] = [unitOf(from), unitOf(to)];
  if (source?.kind !== target?.kind || !source?.factor || !target?.factor) return undefined;
  return Number(((amount * source.factor) / target.factor).toPrecision(12));
}

/** How a medicine is made, which says nothing of how it is counted; `half` or `5 mg` before a word does. */
const forms = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:` +
    String.raw`(?:slow|modified|extended|prolonged|sustained|controlled|delayed|immediate)[- ]release|` +
    String.raw`(?:film|sugar|enteric)[- ]coated|gastro-?resistant|(?:oro-?)?dispersible|chewable|effervescent|soluble|` +
    String.raw`scored|sublingual|buccal|oral|vaginal|rectal|nasal|eye|ear|pre-?filled|hard|soft|[MSEX]R|EC` +
    String.raw`)(?![\p{L}\p{N}])`,
  'giu',
);

/** Returns one spelling of the micro sign and of width, without the braces, full stops and `(s)` around it. */
export function plainSpelling(typed: string): string {
  return typed
    .normalize('NFKC')
    .replaceAll('μ', 'u')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\{(?!tbl\})([^{}]*)\}$/, '$1')
    .replace(/[[(](?:s|es)[\])]$/i, '')
    .replace(/^((?:\p{L}\.)+\p{L}?)$/u, (letters) => letters.replaceAll('.', ''))
    .replace(/(?<=\p{L})\.$/u, '')
    .trim();
}

function withoutForm(spelled: string): string {
  return spelled
    .replace(forms, ' ')
    .replace(/\(\s*\)|[,\s]+/g, ' ')
    .trim();
}

function isWord(spelled: string): boolean {
  return /^[\p{L}\p{M}][\p{L}\p{M}' -]{4,}$/u.test(spelled);
}

/** English, for the words of `counted`. */
export function pluralOf(word: string): string {
  if (/(?:s|x|z|ch|sh)$/.test(word)) return `${word}es`;
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}

function spellingsOf(table: [UnitKind, string, number, string][]): [string, Unit][] {
  return table.flatMap(([kind, name, factor, spellings]) =>
    spellings.split(' ').map((spelling): [string, Unit] => [spelling.replace('|', ' '), { kind, name, factor }]),
  );
}

const unitsByCase = new Map(spellingsOf(measuresByCase));

const units = new Map([
  ...counted.flatMap((line) => {
    const [name = '', ...others] = line.split(' ');
    const unit: Unit = { kind: 'count', name };
    return [name, pluralOf(name), ...others, ...others.map((other) => `${other}s`)].map((spelling): [string, Unit] => [
      spelling,
      unit,
    ]);
  }),
  ...spellingsOf(measures),
]);
