import type { DosagePart } from '../dosage';
import { convert, sameUnit, unitOf } from '../dosage-units';
import { amountHolding, readStrength } from './strength';

export interface OrderedSupply {
  medication: { name: string; strength: string | null };
  dosage:
    (DosagePart & { asNeeded: boolean | null; maxPerDay?: number | null; steps?: Partial<DosagePart>[] | null }) | null;
  /** Of one fill. */
  quantity: number | null;
  quantityUnit: string | null;
  refills: number;
}

/** How long what is handed out lasts. Nothing here is a guess that is shorter than the truth. */
export interface Supply {
  /**
   * Days from when `from` of all that is handed out is used up until `to` is, at the highest rate that the dosage allows;
   * null: not known, so there is no refill date.
   */
  days(from: number, to: number): number | null;
  /** The same at the lowest rate. */
  longestDays(from: number, to: number): number | null;
  /** Whatever is calculated, a patient who was handed some of it is taken to have it for this many days. */
  leastDays: number;
}

/** What was handed out is thought to last a month where nothing tells for how long. */
const month = 30;
/** A fill without a unit that would be used up sooner than this, and yet may be refilled, may count packs. */
const shortestChronicFill = 7;
const longestCounted = 3660;

/**
 * Returns how long fills last. The quantity is divided by the dose only where both are counted alike: in the same or a
 * convertible unit, or by a strength (0.1 mg of tablets of 100 micrograms; 250 mg of 250 mg/5 ml). A quantity without a
 * unit counts pieces (tablets, capsules) for the refill date; what is in the patient's hands is then still taken to last a
 * month. A fill that holds less than a day's dose counts something else than the dose does. `durationDays` stands for a fill
 * of which the quantity does not tell, also as needed.
 */
export function supplyOf(order: OrderedSupply): Supply {
  const { dosage, quantity, quantityUnit, refills } = order;
  const unknown: Supply = { days: () => null, longestDays: () => null, leastDays: month };
  if (!dosage) return unknown;
  const parts = dosage.steps?.length
    ? dosage.steps.map((step) => ({ ...dosage, ...step, doseUnit: step.doseUnit ?? dosage.doseUnit }))
    : [dosage];
  const duration = totalDuration(parts);
  const usedBy = (amount: number, rate: Rate) => daysOf(order, parts, amount, rate);
  const fill = quantity === null ? null : usedBy(quantity, 'highest');
  const countsOtherwise = fill === null || (fill < 1 && (duration ?? Infinity) >= 1);
  const mayBePacks = quantityUnit === null && refills > 0 && fill !== null && fill < shortestChronicFill;
  if (countsOtherwise || mayBePacks) {
    return duration === null ? unknown : { ...unknown, days: () => duration, leastDays: duration };
  }
  const between = (rate: Rate) => (from: number, to: number) => {
    const [before, after] = [usedBy(from, rate), usedBy(to, rate)];
    return before === null || after === null ? null : Math.min(after - before, longestCounted);
  };
  const isExact = quantityUnit !== null && dosage.asNeeded !== true && usedBy(quantity ?? 0, 'lowest') !== null;
  return {
    days: between('highest'),
    longestDays: between('lowest'),
    leastDays: isExact ? 0 : (duration ?? month),
  };
}

const totalDuration = (parts: DosagePart[]): number | null =>
  parts.reduce<number | null>(
    (sum, { durationDays }) => (sum === null || durationDays === null ? null : sum + durationDays),
    0,
  );

type Rate = 'highest' | 'lowest';

/** Follows the steps of a dosage until the quantity is used up; null where one of them does not tell how much a day. */
const daysOf = (order: OrderedSupply, parts: DosagePart[], quantity: number, rate: Rate): number | null => {
  let left = quantity;
  let days = 0;
  for (const [place, part] of parts.entries()) {
    const perDay = amountPerDay(order, part, rate);
    if (perDay === null) return null;
    const isLast = place === parts.length - 1;
    const lasts = isLast ? Infinity : (part.durationDays ?? Infinity);
    if (left <= perDay * lasts) return days + left / perDay;
    left -= perDay * lasts;
    days += lasts;
  }
  return days;
};

/** In units of the quantity; null where the dosage does not tell it. */
const amountPerDay = (order: OrderedSupply, part: DosagePart, rate: Rate): number | null => {
  const { frequency, frequencyMax, period, periodMax, periodUnit, dose, doseMax } = part;
  const isHighest = rate === 'highest';
  // "up to 4 times a day" may be never
  if (!isHighest && frequency === null && frequencyMax) return null;
  const times = (isHighest ? frequencyMax : null) ?? frequency ?? 1;
  const periodDays = ((isHighest ? null : periodMax) ?? period ?? 1) * (daysIn[periodUnit ?? ''] ?? NaN);
  const amount = dose === null ? null : amountOf(order, (isHighest ? doseMax : null) ?? dose, part.doseUnit);
  const byTiming = amount === null || Number.isNaN(periodDays) ? null : (amount * times) / periodDays;
  const { maxPerDay } = order.dosage ?? {};
  if (!isHighest || !maxPerDay) return byTiming;
  const most = amountOf(order, maxPerDay, part.doseUnit);
  return most === null ? byTiming : Math.min(most, byTiming ?? Infinity);
};

/** UCUM's units of time; a month has 30 days, as in supply reckoning. */
const daysIn: Record<string, number> = { s: 1 / 86_400, min: 1 / 1440, h: 1 / 24, d: 1, wk: 7, mo: 30, a: 365 };

/** What is taken whole, and what a strength without a volume is the strength of. Boxes, bottles, pens and inhalers are not. */
const pieces = new Set([
  ...['tablet', 'capsule', 'caplet', 'pill', 'softgel', 'lozenge', 'pastille', 'suppository', 'pessary', 'sachet'],
]);
const isPiece = (unit: string | null): boolean => unit !== null && pieces.has(unitOf(unit)?.name ?? '');

/** How much of the quantity one dose takes; null where that is not known. A g of gel is no g of the drug in it. */
const amountOf = (
  { medication, quantityUnit }: OrderedSupply,
  dose: number,
  doseUnit: string | null,
): number | null => {
  const strength = readStrength(medication.strength ?? medication.name);
  // a bare dose of 500 beside a strength in mg is no number of tablets
  if (doseUnit === null)
    return (quantityUnit === null || isPiece(quantityUnit)) && !(strength && dose > 10) ? dose : null;
  if (quantityUnit === null && isPiece(doseUnit)) return dose;
  if (quantityUnit !== null && (unitOf(quantityUnit)?.kind !== 'mass' || sameUnit(doseUnit, quantityUnit))) {
    const direct = convert(dose, doseUnit, quantityUnit);
    if (direct !== undefined) return direct;
  }
  const held = strength && amountHolding(dose, doseUnit, strength);
  if (!held) return null;
  if ('pieces' in held) return quantityUnit === null || isPiece(quantityUnit) ? held.pieces : null;
  return quantityUnit === null ? null : (convert(held.millilitres, 'ml', quantityUnit) ?? null);
};
