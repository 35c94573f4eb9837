import type { Dosage, DosagePart } from './dosage';
import { amountInWords, numberInWords, rangeInWords } from './dosage-amount';

/** Returns what a patient reads, made of the parts: "1 tablet by mouth twice a day for 7 days". Null where there is nothing to tell. */
export function dosageText(dosage: Dosage): string | null {
  const { steps, asNeeded } = dosage;
  if (steps?.length) {
    const told = steps.map((step, place) =>
      partInWords({ ...step, doseUnit: step.doseUnit ?? dosage.doseUnit }, place === 0 ? dosage.route : null, false),
    );
    return told.join(', then ') + (asNeeded ? ', all as needed' : '');
  }
  const text = [partInWords(dosage, dosage.route, asNeeded), most(dosage)].filter((part) => part).join(', ');
  return text === '' ? null : text;
}

function partInWords(part: DosagePart, route: string | null, asNeeded: boolean | null): string {
  const { dose, doseMax = null, doseUnit, durationDays } = part;
  return [
    dose === null ? undefined : amountInWords(dose, doseMax, doseUnit ?? 'dose'),
    route === null ? undefined : routeInWords(route),
    howOften(part),
    asNeeded ? 'as needed' : undefined,
    durationDays === null ? undefined : `for ${timeInWords(durationDays, null, 'day')}`,
  ]
    .filter((words) => words !== undefined)
    .join(' ');
}

function most({ maxPerDay = null, doseUnit }: Dosage): string | undefined {
  return maxPerDay === null
    ? undefined
    : `no more than ${amountInWords(maxPerDay, null, doseUnit ?? 'dose')} in 24 hours`;
}

function howOften({ frequency, frequencyMax = null, period, periodMax = null, periodUnit }: DosagePart) {
  const { length, longest, unit } = evenPeriod(period ?? 1, periodMax, periodUnit ?? '');
  if (unit === undefined) {
    return frequency === null && frequencyMax === null ? undefined : times(frequency, frequencyMax);
  }
  if (length !== 1 || longest !== null) {
    const every = `every ${timeInWords(length, longest, unit)}`;
    // FHIR, Timing.repeat.frequency: once a period where it is missing
    return (frequency ?? 1) === 1 && frequencyMax === null ? every : `${times(frequency, frequencyMax)} ${every}`;
  }
  return `${times(frequency ?? (frequencyMax === null ? 1 : null), frequencyMax)} ${unit === 'hour' ? 'an' : 'a'} ${unit}`;
}

/** UCUM's units of time; and of those that people tell parts of in a smaller one, which and how many make one. */
const timeUnits = new Map<string, { word: string; smaller?: string; parts?: number }>([
  ['s', { word: 'second' }],
  ['min', { word: 'minute' }],
  ['h', { word: 'hour' }],
  ['d', { word: 'day', smaller: 'h', parts: 24 }],
  ['wk', { word: 'week', smaller: 'd', parts: 7 }],
  ['mo', { word: 'month' }],
  ['a', { word: 'year', smaller: 'mo', parts: 12 }],
]);

/** Half a day is 12 hours to a patient; what does not come out even stays. */
function evenPeriod(length: number, longest: number | null, code: string) {
  const { word: unit, smaller = '', parts = 1 } = timeUnits.get(code) ?? {};
  const inParts = (number: number) => Number((number * parts).toPrecision(12));
  const isEven = [length, longest ?? 0].every((number) => Number.isInteger(inParts(number)));
  if (Number.isInteger(length) || !isEven || smaller === '') return { length, longest, unit };
  return {
    length: inParts(length),
    longest: longest === null ? null : inParts(longest),
    unit: timeUnits.get(smaller)?.word,
  };
}

function timeInWords(from: number, to: number | null, unit: string): string {
  return `${rangeInWords(from, to)} ${(to ?? from) === 1 ? unit : `${unit}s`}`;
}

/** Once, twice, 3 times, 1 to 2 times, up to 4 times. */
function times(least: number | null, most: number | null): string {
  if (most === null || least === null) {
    const count = least ?? most ?? 1;
    return (least === null ? 'up to ' : '') + (['', 'once', 'twice'][count] ?? `${numberInWords(count)} times`);
  }
  return `${rangeInWords(least, most)} times`;
}

const routeWords = new Map([
  ...pairs('by mouth', 'oral', 'orally', 'po', 'per os', 'by mouth'),
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

/** The words for FHIR's and EDQM's routes, abbreviations included; any other in brackets, as it was written. */
function routeInWords(route: string): string {
  const name = route
    .toLowerCase()
    .replaceAll('.', '')
    .replace(/ (?:route|use)$/, '');
  return routeWords.get(name) ?? `(${route})`;
}
