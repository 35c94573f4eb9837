import type { Transaction } from '@hms/service-kit/database';
import { invalidRequest } from '@hms/service-kit/problem';
import { dueDatePassed } from './problems';

/** The clock of the transaction, by which a bill is issued, and the day that the hospital's calendar shows at that time. */
export interface Clock {
  now: Date;
  today: string;
}

export async function readClock(tx: Transaction): Promise<Clock> {
  const [clock] = await tx.query<Clock>('select now(), hospital_day(now()) as today');
  if (!clock) throw new Error('the database does not say what time it is');
  return clock;
}

/**
 * Throws a 400 problem for a bill that would be due before the day of its issue. A draft is judged by today, the first day
 * on which it can be issued. There is no bound ahead: an agreement to pay later may be as long as the hospital likes.
 * @param earliest the day of the issue, by the hospital's calendar
 */
export function requireNotBefore(earliest: string, dueDate: string | null): void {
  if (dueDate === null || dueDate >= earliest) return;
  const detail = `must not be before ${earliest}, the day of the issue`;
  throw invalidRequest([{ in: 'body', pointer: '/dueDate', detail }]);
}

/** Throws a 409 problem for a draft that has waited beyond its own due date. */
export function requireStillAhead(today: string, dueDate: string | null): void {
  if (dueDate !== null && dueDate < today) throw dueDatePassed(dueDate, today);
}
