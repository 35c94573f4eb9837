import { dayIn } from '@hms/service-kit/time-zone';
import type { Order } from '../prescription-store';
import { fillsIn } from '../supply/handed-out';
import { supplyOf } from '../supply/supply';

/** What of a prescription can be handed out. */
export interface Allowance {
  /** In all, refills included. */
  remaining: number;
  /** Without waiting: the rest of the fill that is open, and the next one once it is due. */
  now: number;
  /** When the next fill is due; null: not known. */
  nextRefillAt: string | null;
}

/**
 * Returns how much can be handed out now. Never more than one fill is opened at a time: the next is due when most of the
 * last should be used up. Where nobody can tell when that is, a later day of the hospital's calendar is asked for, and the
 * pharmacist judges; unknown is not unlimited.
 */
export function allowanceOf(order: Order & { quantity: number }, timeZone: string, now: number): Allowance {
  const { quantity, refills, dispensedQuantity, fillOpenedAt, nextRefillAt } = order;
  const remaining = rounded(quantity * (1 + refills) - dispensedQuantity);
  const opened = fillOpenedAt === null ? 0 : fillsIn(dispensedQuantity, quantity);
  const left = opened * quantity - dispensedQuantity;
  const nextIsDue =
    fillOpenedAt === null ||
    dispensedQuantity === 0 ||
    (supplyOf(order).days === null
      ? dayIn(timeZone, fillOpenedAt) < dayIn(timeZone, now)
      : nextRefillAt !== null && nextRefillAt <= now);
  return {
    remaining,
    now: rounded(Math.min(remaining, left + (nextIsDue ? quantity : 0))),
    nextRefillAt: nextRefillAt === null ? null : new Date(nextRefillAt).toISOString(),
  };
}

/** Without what binary fractions leave behind: 2.5 - 0.3 is 2.2. */
const rounded = (value: number): number => Number(value.toFixed(9));
