import { ok, type RecordResponse } from '@hms/service-kit/response';
import type { Transaction } from '@hms/service-kit/database';
import { notFound } from '@hms/service-kit/problem';
import { isFree, stateAfter, type Cancellation } from './appointment';
import { markCancelled } from './appointment-store';
import { lockBooking } from './booking';
import { freeTime } from './waitlist/freed-times';
import { heldForWaitingList } from './waitlist/problems';

/** Frees the time at once, for whoever waits for it. A pending one's job finds it cancelled and ends. */
export const cancelAppointment = async (
  tx: Transaction,
  id: string,
  cancellation: Cancellation,
): Promise<RecordResponse> => {
  const booking = await lockBooking(tx, id);
  if (!booking) throw notFound('appointment', id);
  if (booking.offered) throw heldForWaitingList(booking.offered);
  stateAfter('cancel', booking.status);
  const cancelled = await markCancelled(tx, id, cancellation);
  if (!isFree(booking.status)) await freeTime(tx, booking.wanted);
  if (booking.move) await freeTime(tx, { ...booking.wanted, ...booking.move });
  return ok(cancelled);
};
