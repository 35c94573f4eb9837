import type { Order } from '../prescription-store';
import { fillsIn, nextRefillAt } from '../supply/handed-out';
import { supplyOf } from '../supply/supply';

/** What of a prescription can be handed out. */
export interface Allowance {
  /** In all, refills included. */
  remaining: number;
  /** Without waiting: the rest of the fill that is open, and the next one once it is due. */
  now: number;
  /** When the next fill is due. */
  due: string;
  /** Whether that follows from the dosage; if not, it is a wait of a week. */
  isKnown: boolean;
}

const day = 86_400_000;
/** Where nobody can tell how long a fill lasts, the next one waits so long, unless the pharmacist gives a reason. */
const unknownWaitDays = 7;

/**
 * Returns how much can be handed out now. Never more than one fill is opened at a time: the next is due when most of the
 * last should be used up. Unknown is not unlimited.
 * @param isEarly the pharmacist has given a reason to open the next fill before it is due
 */
export function allowanceOf(order: Order & { quantity: number }, isEarly: boolean, now: number): Allowance {
  const { quantity, refills, dispensedQuantity, fillOpenedAt } = order;
  const remaining = rounded(quantity * (1 + refills) - dispensedQuantity);
  const opened = fillOpenedAt === null ? 0 : fillsIn(dispensedQuantity, quantity);
  const left = opened * quantity - dispensedQuantity;
  const isFirst = fillOpenedAt === null || dispensedQuantity === 0;
  const known = isFirst ? null : nextRefillAt(fillOpenedAt, dispensedQuantity, quantity, supplyOf(order).days);
  const due = isFirst ? now : (known ?? fillOpenedAt + unknownWaitDays * day);
  return {
    remaining,
    now: rounded(Math.min(remaining, left + (isEarly || due <= now ? quantity : 0))),
    due: new Date(due).toISOString(),
    isKnown: isFirst || known !== null,
  };
}

/** Without what binary fractions leave behind: 2.5 - 0.3 is 2.2. */
const rounded = (value: number): number => Number(value.toFixed(9));
