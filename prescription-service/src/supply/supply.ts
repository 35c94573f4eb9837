import { convert, unitOf } from '../dosage-units';
import { amountHolding, readStrength } from './strength';

/** One part of a dosage; see dosage.ts. */
export interface DosagePart {
  dose: number | null;
  doseMax?: number | null;
  doseUnit: string | null;
  frequency: number | null;
  frequencyMax?: number | null;
  period: number | null;
  periodMax?: number | null;
  periodUnit: string | null;
  durationDays: number | null;
}

export interface OrderedSupply {
  medication: { name: string; strength: string | null };
  dosage:
    (DosagePart & { asNeeded: boolean | null; maxPerDay?: number | null; steps?: Partial<DosagePart>[] | null }) | null;
  /** Of one fill. */
  quantity: number | null;
  quantityUnit: string | null;
  refills: number;
}

/** How long a fill lasts. Nothing here is a guess that is shorter than the truth. */
export interface Supply {
  /** Days until a fill is used up at the highest rate that the dosage allows; null: not known, so there is no refill date. */
  days: number | null;
  /** Days that a fill lasts at the lowest rate, by quantity and dose; null: not known. */
  longestDays: number | null;
  /** Whatever is calculated, a patient who was handed some of it is taken to have it for this long. */
  leastDays: number;
}

/** What was handed out is thought to last a month where nothing tells for how long. */
const month = 30;
/** A fill without a unit that would be used up sooner than this, and yet may be refilled, may count packs. */
const shortestChronicFill = 7;
const longestCounted = 3660;

/**
 * Returns how long one fill lasts. The quantity is divided by the dose only where both are counted alike: in the same or a
 * convertible unit, or by a strength (0.1 mg of tablets of 100 micrograms; 250 mg of 250 mg/5 ml). A quantity without a
 * unit counts pieces (tablets, capsules) for the refill date; what is in the patient's hands is then still taken to last a
 * month. `durationDays` counts for what is taken as needed, too.
 */
export function supplyOf(order: OrderedSupply): Supply {
  const { dosage, quantity, quantityUnit, refills } = order;
  if (!dosage) return { days: null, longestDays: null, leastDays: month };
  const parts = dosage.steps?.length
    ? dosage.steps.map((step) => ({ ...dosage, ...step, doseUnit: step.doseUnit ?? dosage.doseUnit }))
    : [dosage];
  const duration = totalDuration(parts);
  const shortest = quantity === null ? null : daysOf(order, parts, quantity, 'highest');
  const longest = quantity === null ? null : daysOf(order, parts, quantity, 'lowest');
  const mayBePacks = quantityUnit === null && refills > 0 && duration === null && (shortest ?? 0) < shortestChronicFill;
  const byQuantity = mayBePacks ? null : shortest;
  const known = [byQuantity, duration].filter((days) => days !== null);
  const isExact = quantityUnit !== null && longest !== null && dosage.asNeeded !== true;
  return {
    days: known.length > 0 ? Math.min(...known, longestCounted) : null,
    longestDays: longest === null ? null : Math.min(longest, longestCounted),
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

/** How much of the quantity one dose takes; null where that is not known. */
const amountOf = (
  { medication, quantityUnit }: OrderedSupply,
  dose: number,
  doseUnit: string | null,
): number | null => {
  if (doseUnit === null) return quantityUnit === null || isPiece(quantityUnit) ? dose : null;
  if (quantityUnit === null && isPiece(doseUnit)) return dose;
  const direct = quantityUnit === null ? undefined : convert(dose, doseUnit, quantityUnit);
  if (direct !== undefined) return direct;
  const strength = readStrength(medication.strength ?? medication.name);
  const held = strength && amountHolding(dose, doseUnit, strength);
  if (!held) return null;
  if ('pieces' in held) return quantityUnit === null || isPiece(quantityUnit) ? held.pieces : null;
  return quantityUnit === null ? null : (convert(held.millilitres, 'ml', quantityUnit) ?? null);
};
