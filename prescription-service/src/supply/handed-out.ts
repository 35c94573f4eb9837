import type { Supply } from './supply';

/** One dispensing, less what of it came back; `at` in milliseconds since 1970. */
export interface HandedOut {
  at: number;
  quantity: number;
}

/** Where a prescription stands after all that was handed out. */
export interface Standing {
  /** When the current fill was begun; null, nothing has been handed out. */
  fillOpenedAt: number | null;
  lastAt: number | null;
  /** Until when the patient is taken to have some of it. */
  takenUntil: number | null;
  /** From when on the next fill is not too soon; null: not known, or nothing has been handed out. */
  nextRefillAt: number | null;
}

const day = 86_400_000;
/** A refill is not too soon once most of the fill should be used up: 80 %, as payers and pharmacies reckon. */
const usedUpBefore = 0.8;

/**
 * Follows what was handed out, in order of time. What a patient had left is added to what came later: three fills that were
 * fetched early last three times as long, not until the last one's days are over.
 */
export function follow(handedOut: HandedOut[], fill: number, { days, longestDays, leastDays }: Supply): Standing {
  let total = 0;
  const standing: Standing = { fillOpenedAt: null, lastAt: null, takenUntil: null, nextRefillAt: null };
  let usedUpAt = 0;
  for (const { at, quantity } of handedOut.filter((one) => one.quantity > 0)) {
    const opensFill = standing.fillOpenedAt === null || fillsIn(total + quantity, fill) > fillsIn(total, fill);
    total += quantity;
    if (opensFill) standing.fillOpenedAt = at;
    usedUpAt = Math.max(usedUpAt, at) + ((longestDays ?? 0) * day * quantity) / fill;
    standing.lastAt = at;
    standing.takenUntil = Math.max(standing.takenUntil ?? 0, usedUpAt, at + leastDays * day);
  }
  const { fillOpenedAt } = standing;
  standing.nextRefillAt =
    fillOpenedAt === null || days === null ? null : Math.round(fillOpenedAt + days * usedUpBefore * day);
  return standing;
}

/** How many fills this much has begun; decimals such as 0.1 + 0.2 are no reason for another. */
export const fillsIn = (quantity: number, fill: number): number => Math.ceil(Number((quantity / fill).toFixed(9)));
