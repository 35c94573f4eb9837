import { convert, unitOf } from '../dosage-units';

/** How much of the drug is in one piece (500 mg), or in a volume of it (250 mg in 5 ml). */
export interface Strength {
  amount: number;
  unit: string;
  per: { amount: number; unit: string } | null;
}

const amount = String.raw`(\d+(?:[.,]\d+)?)`;
const pattern = new RegExp(
  String.raw`${amount}\s*(\p{L}[\p{L}\[\]']*|\[\p{L}+\])(?:\s*(?:/|\bper\b|\bin\b)\s*${amount}?\s*(\p{L}+))?`,
  'gu',
);

/** Beside these, a number is one of several (100/25 mg, 5-160 mg, 500 mg/125), or the end of a longer one (1 200 mg). */
const touchesAnother = { before: /[\p{N}/+.,'’-]\s*$/u, after: /^\s*[/+-]\s*\p{N}/u };

/**
 * Reads the strength in a text such as `Amoxicillin 250 mg/5 ml`. Undefined where there is none, or more than one (25 mg/100
 * mg, 100/25 mg), or where a comma, a point or a space may stand for thousands: what is not certain is not calculated with.
 */
export function readStrength(text: string): Strength | undefined {
  const found = [...text.matchAll(pattern)].flatMap((match) => {
    const [whole, value = '', unit = '', perValue, perUnit] = match;
    if (!isMeasure(unit)) return [];
    const isOneOfSeveral =
      touchesAnother.before.test(text.slice(0, match.index)) ||
      touchesAnother.after.test(text.slice(match.index + whole.length));
    const per = perUnit ? { amount: numberOf(perValue ?? '1'), unit: perUnit } : null;
    return [{ amount: isOneOfSeveral ? NaN : numberOf(value), unit, per }];
  });
  const [strength, ...others] = found;
  if (!strength || others.length > 0 || !(strength.amount > 0)) return undefined;
  if (strength.per && (unitOf(strength.per.unit)?.kind !== 'volume' || !(strength.per.amount > 0))) return undefined;
  return strength;
}

/** Returns how many pieces, or ml, hold this much of the drug; undefined where the units do not convert. */
export function amountHolding(
  dose: number,
  doseUnit: string,
  { amount: held, unit, per }: Strength,
): { pieces: number } | { millilitres: number } | undefined {
  const parts = convert(dose, doseUnit, unit);
  if (parts === undefined) return undefined;
  if (!per) return { pieces: parts / held };
  const volume = convert(per.amount, per.unit, 'ml');
  return volume === undefined ? undefined : { millilitres: (parts / held) * volume };
}

/** Mass, or units of what is measured by its effect; a volume is how much there is, not how strong it is. */
const isMeasure = (unit: string): boolean =>
  ['mass', 'unit', 'substance', 'equivalent'].includes(unitOf(unit)?.kind ?? '');

/** NaN for 1,000 and 1.000: a thousand to some, one to others. */
const numberOf = (text: string): number => (/^[1-9]\d*[.,]\d{3}$/.test(text) ? NaN : Number(text.replace(',', '.')));
