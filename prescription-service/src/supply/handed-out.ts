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
 * fetched early last three times as long, not until the last one's days are over. A dose that changes in steps goes on with
 * the step that it has come to.
 */
export function follow(handedOut: HandedOut[], fill: number, { days, longestDays, leastDays }: Supply): Standing {
  const standing: Standing = { fillOpenedAt: null, lastAt: null, takenUntil: null, nextRefillAt: null };
  let total = 0;
  let usedUpAt = 0;
  for (const { at, quantity } of handedOut.filter((one) => one.quantity > 0)) {
    const before = total;
    total += quantity;
    if (standing.fillOpenedAt === null || fillsIn(total, fill) > fillsIn(before, fill)) standing.fillOpenedAt = at;
    usedUpAt = Math.max(usedUpAt, at) + (longestDays(before, total) ?? 0) * day;
    standing.lastAt = at;
    standing.takenUntil = Math.max(standing.takenUntil ?? 0, usedUpAt, at + leastDays * day);
  }
  standing.nextRefillAt = nextRefillAt(standing.fillOpenedAt, total, fill, days);
  return standing;
}

/** Returns when most of the fill that is open should be used up; null where that is not known. */
export function nextRefillAt(
  fillOpenedAt: number | null,
  total: number,
  fill: number,
  days: Supply['days'],
): number | null {
  const opened = fillsIn(total, fill);
  const lasts = opened === 0 ? null : days((opened - 1) * fill, opened * fill);
  return fillOpenedAt === null || lasts === null ? null : Math.round(fillOpenedAt + lasts * usedUpBefore * day);
}

/** How many fills this much has begun; decimals such as 0.1 + 0.2 are no reason for another. */
export const fillsIn = (quantity: number, fill: number): number => Math.ceil(Number((quantity / fill).toFixed(9)));
