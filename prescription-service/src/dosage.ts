/** FHIR's Dosage, as far as this service has it; durations in days. */
export interface Dosage {
  text: string | null;
  dose: number | null;
  doseUnit: string | null;
  route: string | null;
  frequency: number | null;
  period: number | null;
  periodUnit: string | null;
  asNeeded: boolean | null;
  durationDays: number | null;
}

const routeWords = new Map([
  ...pairs('by mouth', 'oral', 'po', 'by mouth'),
  ...pairs('under the tongue', 'sublingual', 'sl'),
  ...pairs('under the skin', 'subcutaneous', 'sc'),
  ...pairs('into a muscle', 'intramuscular', 'im'),
  ...pairs('into a vein', 'intravenous', 'iv'),
  ...pairs('on the skin', 'topical', 'transdermal', 'cutaneous'),
  ...pairs('by inhalation', 'inhaled', 'inhalation'),
  ...pairs('into the eye', 'ophthalmic'),
  ...pairs('into the ear', 'otic'),
  ...pairs('into the nose', 'nasal', 'intranasal'),
  ...pairs('into the rectum', 'rectal', 'pr'),
  ...pairs('into the vagina', 'vaginal', 'pv'),
]);

function pairs(words: string, ...routes: string[]): [string, string][] {
  return routes.map((route) => [route, words]);
}

/** UCUM's units of time. */
const unitWords: Record<string, string> = {
  s: 'second',
  min: 'minute',
  h: 'hour',
  d: 'day',
  wk: 'week',
  mo: 'month',
  a: 'year',
};

const symbols = new Set([
  'mg',
  'g',
  'kg',
  'mcg',
  'ug',
  'µg',
  'ng',
  'ml',
  'l',
  'iu',
  'mmol',
  'meq',
  '%',
  'drops',
  'units',
]);

const plural = (word: string, count: number): string => {
  if (count <= 1 || symbols.has(word.toLowerCase()) || /s$/i.test(word)) return word;
  if (/(x|z|ch|sh)$/i.test(word)) return `${word}es`;
  return /[^aeiou]y$/i.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
};

const times = (count: number): string => ({ 1: 'once', 2: 'twice' })[count] ?? `${count} times`;

const howOften = ({ frequency, period, periodUnit }: Dosage): string | undefined => {
  const unit = unitWords[periodUnit ?? ''];
  if (unit === undefined) return frequency === null ? undefined : times(frequency);
  const count = frequency ?? 1;
  const length = period ?? 1;
  if (length !== 1) {
    const every = `every ${length} ${plural(unit, length < 1 ? 2 : length)}`;
    return count === 1 ? every : `${times(count)} ${every}`;
  }
  return `${times(count)} ${unit === 'hour' ? 'an' : 'a'} ${unit}`;
};

/** What a patient reads, made of the parts: "1 tablet by mouth twice a day for 7 days". Null where there is nothing to tell. */
export const dosageText = (dosage: Dosage): string | null => {
  const { dose, doseUnit, route, asNeeded, durationDays } = dosage;
  const words = [
    dose === null ? undefined : `${dose} ${plural(doseUnit ?? 'dose', dose)}`,
    route === null ? undefined : (routeWords.get(route.toLowerCase()) ?? `(${route})`),
    howOften(dosage),
    asNeeded ? 'as needed' : undefined,
    durationDays === null ? undefined : `for ${durationDays} ${plural('day', durationDays)}`,
  ].filter((word) => word !== undefined);
  return words.length > 0 ? words.join(' ') : null;
};

/** With its text; one that was made of the parts, as they were `before`, follows them. */
export const withText = <D extends Dosage | null>(dosage: D, before: Dosage | null = null): D => {
  if (!dosage) return dosage;
  const wasMade = before !== null && dosage.text === before.text && before.text === dosageText(before);
  return { ...dosage, text: (wasMade ? null : dosage.text) ?? dosageText(dosage) };
};
