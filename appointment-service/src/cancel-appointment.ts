import { ok, type RecordResponse } from '@hms/service-kit/response';
import type { Transaction } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation } from '@hms/service-kit/operation';
import { notFound, stateForbidsCommand } from '@hms/service-kit/problem';
import { idParameters } from '@hms/service-kit/schema';
import { access } from './access';
import { isFree, stateAfter, type Cancellation } from './appointment';
import { appointments, markCancelled } from './appointment-store';
import { lockBooking } from './booking';
import { NewCancellation } from './command-schemas';
import { Appointment } from './schemas';
import { freeTime } from './waitlist/freed-times';
import { heldForWaitingList } from './waitlist/problems';

/** Frees the time at once, for whoever waits for it. A pending one's job finds it cancelled and ends. */
export const cancelAppointment = operation({
  id: 'cancelAppointment',
  access: access.cancelAppointment,
  patient: ofRecord(appointments),
  method: 'post',
  path: '/appointments/:id/cancel',
  summary: 'Cancel an appointment',
  description:
    'Cancels the appointment; its time is free at once, and is offered to patients on the waiting list. A fulfilled or cancelled appointment is refused, and so is a time that is held for an offer.',
  params: idParameters,
  body: NewCancellation,
  responses: { 200: { description: 'The cancelled appointment', schema: Appointment } },
  problems: [stateForbidsCommand, heldForWaitingList],
  handle: ({ params, body, command }) => command.store((tx) => cancel(tx, params.id, body)),
});

async function cancel(tx: Transaction, id: string, cancellation: Cancellation): Promise<RecordResponse> {
  const booking = await lockBooking(tx, id);
  if (!booking) throw notFound('appointment', id);
  if (booking.offered) throw heldForWaitingList(booking.offered);
  stateAfter('cancel', booking);
  const cancelled = await markCancelled(tx, id, cancellation);
  if (!isFree(booking.status)) await freeTime(tx, booking.wanted);
  if (booking.move) await freeTime(tx, { ...booking.wanted, ...booking.move });
  return ok(cancelled);
}
