import { ok, type RecordAnswer } from '@hms/service-kit/answer';
import type { Transaction } from '@hms/service-kit/postgres';
import { notFound } from '@hms/service-kit/problem';
import { stateAfter } from './appointment';
import { lockBooking, setStatus } from './appointment-store';
import { notDueYet } from './problems';
import { freeTime } from './waitlist/freed-times';

/** The patient has come, has been seen, or has not come; the last frees what is left of the time. */
export const checkIn = async (
  tx: Transaction,
  id: string,
  command: 'arrive' | 'fulfill' | 'no-show',
): Promise<RecordAnswer> => {
  const booking = await lockBooking(tx, id);
  if (!booking) throw notFound('appointment', id);
  const status = stateAfter(command, booking.status);
  const { wanted } = booking;
  if (status === 'noshow' && wanted.start > Date.now()) throw notDueYet(new Date(wanted.start).toISOString());
  const changed = await setStatus(tx, id, status);
  if (status === 'noshow') await freeTime(tx, wanted);
  return ok(changed);
};
