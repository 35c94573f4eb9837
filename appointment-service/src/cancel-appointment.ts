import { ok, type RecordAnswer } from '@hms/service-kit/answer';
import type { Transaction } from '@hms/service-kit/postgres';
import { notFound } from '@hms/service-kit/problem';
import { requireAllowed, type Cancellation } from './appointment';
import { lockAppointmentState, markCancelled } from './appointment-store';

/** Frees the time at once. A pending one's job finds it cancelled and ends. */
export const cancelAppointment = async (
  tx: Transaction,
  id: string,
  cancellation: Cancellation,
): Promise<RecordAnswer> => {
  const appointment = await lockAppointmentState(tx, id);
  if (!appointment) throw notFound('appointment', id);
  requireAllowed('cancel', appointment.status);
  return ok(await markCancelled(tx, id, cancellation));
};
