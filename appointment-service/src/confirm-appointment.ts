import { accepted, ok, type RecordResponse } from '@hms/service-kit/response';
import { endJob, scheduleUpkeep, type Job } from '@hms/service-kit/jobs';
import type { Database, Transaction } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation } from '@hms/service-kit/operation';
import { notFound, stateForbidsCommand } from '@hms/service-kit/problem';
import { idParameters } from '@hms/service-kit/schema';
import { access } from './access';
import { stateAfter } from './appointment';
import { appointments, endHold, markCancelled, setStatus } from './appointment-store';
import { lockBooking } from './booking';
import { Appointment } from './schemas';
import { freeTime } from './waitlist/freed-times';
import { heldForWaitingList } from './waitlist/problems';

const job = 'expire-hold';

/**
 * Books a time that was held for its patient. Doctor and patient were judged when it was held, an hour ago at most, as those of
 * any visit that is booked; so nobody is asked, and a confirmation waits for no other service.
 */
export const confirmAppointment = operation({
  id: 'confirmAppointment',
  access: access.confirmAppointment,
  patient: ofRecord(appointments),
  method: 'post',
  path: '/appointments/:id/confirm',
  summary: 'Confirm a time that is held',
  description:
    'Books the time that was held by holdMinutes. It is refused once the hold has expired. If doctor-service or patient-service has not answered yet, the response is 202, and the appointment is booked or cancelled once they do.',
  params: idParameters,
  responses: {
    200: { description: 'The booked appointment', schema: Appointment },
    202: { description: 'Confirmed, and an upstream has still to answer', schema: Appointment },
  },
  problems: [stateForbidsCommand, heldForWaitingList],
  handle: ({ params, command }) => command.store((tx) => confirm(tx, params.id)),
});

async function confirm(tx: Transaction, id: string): Promise<RecordResponse> {
  const booking = await lockBooking(tx, id);
  if (!booking) throw notFound('appointment', id);
  if (booking.offered) throw heldForWaitingList(booking.offered);
  const booked = stateAfter('confirm', booking);
  endJob(tx, job, id);
  return booking.linked ? ok(await setStatus(tx, id, booked)) : accepted('/appointments', await endHold(tx, id));
}

/** Has the time freed after so many milliseconds, unless it is confirmed before. */
export const expireHold = (tx: Transaction, id: string, afterMs: number): Promise<void> =>
  scheduleUpkeep(tx, job, id, afterMs);

/** The job that frees a time that nobody has confirmed, for whoever waits for it. */
export const expiringHolds = (db: Database): Job => ({
  name: job,
  attempt: (id) =>
    db.transaction(async (tx) => {
      const booking = await lockBooking(tx, id);
      const until = booking?.heldUntil ?? null;
      if (until !== null && until > Date.now()) return { waiting: 'the time is still held' };
      if (booking && until !== null) {
        await markCancelled(tx, id, { code: 'other', reason: 'It was not confirmed in time.', by: 'system' });
        await freeTime(tx, booking.wanted);
      }
      endJob(tx, job, id);
      return 'done';
    }),
});
