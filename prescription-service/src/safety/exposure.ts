import type { Status } from '../prescription';

/**
 * How a medicine of the patient's counts. Taken: it can be got, or is in the patient's hands. Leaving: it is taken no more
 * and still in the body. At hand: the prescriber stopped it, yet the patient may have some left.
 */
export type Exposure = 'taken' | 'leaving' | 'at-hand';

/** Times in milliseconds since 1970. */
export interface Course {
  status: Status;
  expired: boolean;
  /**
   * Until when the patient has some of what was handed out; null: nothing was. Of an order without a quantity, which is
   * handed out elsewhere, until when it was good.
   */
  takenUntil: number | null;
  /** When it was stopped or cancelled. */
  endedAt: number | null;
}

const day = 86_400_000;

/**
 * Decides by what was handed out and when that ends, not by the state of the order. A stopped medicine is in the body for
 * its washout, counted from the stop; and as nobody sees what the patient does with the rest, it is at hand until the
 * supply and a washout are over.
 * @param washoutDays for how long it goes on working after the last dose
 */
export function exposureOf(course: Course, washoutDays: number, now: number): Exposure | undefined {
  const { status, expired, takenUntil, endedAt } = course;
  const isOpen = (status === 'active' || status === 'on-hold') && !expired;
  if (isOpen) return 'taken';
  if (takenUntil === null) return undefined;
  const goneAt = takenUntil + washoutDays * day;
  if (status === 'stopped' || status === 'cancelled') {
    // one that is stopped long after it was used up was last taken before
    if (endedAt !== null && now < Math.min(endedAt, takenUntil) + washoutDays * day) return 'leaving';
    return now < goneAt ? 'at-hand' : undefined;
  }
  if (now < takenUntil) return 'taken';
  return now < goneAt ? 'leaving' : undefined;
}
