import { accepted, created, type HttpResponse, type StoredRecord } from '@hms/service-kit/response';
import { pendingOperation } from '@hms/service-kit/pending';
import type { Transaction } from '@hms/service-kit/database';
import { notFound, Problem, problemResponse, stateForbidsCommand } from '@hms/service-kit/problem';
import type { Operation } from '@hms/service-kit/operation';
import { access } from './access';
import { appointmentForbids, type Status } from './appointment';
import { appointments, insertPending, linkDoctor, markCancelled, removeAppointment } from './appointment-store';
import { findBooking, lockBooking, type Booking } from './booking';
import { brokenDoctorRule, brokenPatientRule, brokenTimeRule, type Facts, type Wanted } from './booking-rules';
import { askUpstreams, explainRefusal, judgeRefused, overlapOf } from './calendar';
import { NewAppointment } from './command-schemas';
import { expireHold } from './confirm-appointment';
import type { AppointmentContext } from './context';
import { minutes } from './free-time';
import { bookingProblems, doctorUnknown, timeNotInPast, timeNotNow } from './problems';
import { Appointment } from './schemas';
import { freeTime } from './waitlist/freed-times';

/** Takes the time first; by the doctor, the patient and the rules the appointment is then booked, or refused. */
export function bookAppointment(context: AppointmentContext): Operation {
  const { db, upstreams } = context;
  return pendingOperation(context, {
    id: 'bookAppointment',
    access: access.bookAppointment,
    patient: { in: 'body', name: 'patientId' },
    method: 'post',
    path: '/appointments',
    summary: 'Book an appointment',
    description:
      'Books a time with a doctor for a patient. It is refused if the doctor does not work then, if either has another appointment, or if the patient or the doctor cannot be booked; a refused time comes with free ones. With holdMinutes the time is held until it is confirmed. If doctor-service or patient-service does not respond, the time is held, the response is 202, and the booking is completed or cancelled once they do.',
    body: NewAppointment,
    responses: {
      201: { description: 'Booked, with the doctor linked; or held, with holdMinutes', schema: Appointment },
      202: {
        description: 'The time is held; an upstream has still to answer, and will be asked again',
        schema: Appointment,
      },
    },
    problems: [...bookingProblems, timeNotNow, timeNotInPast, stateForbidsCommand],
    job: 'link-doctor',

    store: async (tx, { body }) => {
      const now = Date.now();
      const wanted = wantedBy(body, now);
      const broken = brokenTimeRule(wanted, now);
      if (broken) throw broken;
      // The constraint decides. This only spares a thousand who want one time the wait for each other's turn.
      const overlap = await overlapOf(tx, wanted);
      if (overlap) throw overlap;
      const pending = await insertPending(tx, body, wanted, now);
      if (body.holdMinutes !== null) await expireHold(tx, pending.id, minutes(body.holdMinutes));
      return accepted('/appointments', pending);
    },

    ask: async (id) => {
      const found = await findBooking(db, id);
      return found && isWaiting(found) ? askUpstreams(upstreams, found.wanted) : undefined;
    },

    complete: async (tx, id, { value: facts }, callerWaits) => {
      const found = await lockBooking(tx, id);
      if (!found || !isWaiting(found)) return respond(tx, id);
      const wanted = lengthened(found, facts);
      const booked = await bookUnlessRefused(tx, id, found, wanted, facts);
      if (!(booked instanceof Problem)) return created('/appointments', booked);
      const refusal = booked;
      if (await callerWaits) {
        await removeAppointment(tx, id);
        const { doctor } = facts;
        const explained = doctor ? await explainRefusal(tx, refusal, { wanted, doctor, now: Date.now() }) : refusal;
        return problemResponse(explained, '/appointments');
      }
      // its 202 has been answered, so it must be found, with the reason
      await markCancelled(tx, id, { code: 'oth-err', reason: refusal.message, by: 'system' });
      await freeTime(tx, found.wanted);
      return respond(tx, id);
    },

    respond,

    suggest: (refusal, { body }) => judgeRefused(db, upstreams, refusal, { wanted: wantedBy(body, Date.now()) }),
  });
}

/** Half an hour, until the doctor's own usual visit is known. */
const usualMinutes = 30;

/** @param now milliseconds; a walk-in without a time begins in this minute */
function wantedBy(request: NewAppointment, now: number): Wanted {
  const { patientId, doctorId, time, durationMinutes, overbook, walkIn, recordedLate } = request;
  const start = time === null ? Math.floor(now / minutes(1)) * minutes(1) : Date.parse(time);
  const end = start + minutes(durationMinutes ?? usualMinutes);
  const as = recordedLate ? 'late' : walkIn ? 'walk-in' : 'ahead';
  return { patientId, doctorId, start, end, overbooked: overbook !== null, as };
}

/** Whether doctor and patient are still to be looked up; of a time that is held or on offer they have been. */
function isWaiting({ status, linked }: Booking): boolean {
  return status === 'pending' && !linked;
}

/** A visit that was booked without its length takes as long as this doctor's visits do. */
function lengthened({ wanted, requestedMinutes }: Booking, { doctor }: Facts): Wanted {
  return doctor && requestedMinutes === null ? { ...wanted, end: wanted.start + minutes(doctor.visitMinutes) } : wanted;
}

/** Returns the appointment once it is booked, or the first rule that is broken. The time itself was judged when it was stored. */
async function bookUnlessRefused(
  tx: Transaction,
  id: string,
  found: Booking,
  wanted: Wanted,
  facts: Facts,
): Promise<StoredRecord | Problem> {
  const { doctor, patient } = facts;
  const refusal = brokenDoctorRule(wanted, facts);
  if (refusal || !doctor) return refusal ?? doctorUnknown(wanted.doctorId);
  const status = statusOnceBooked(found, wanted);
  // with its length now known it can meet another appointment
  const booked = await (wanted.end === found.wanted.end
    ? linkDoctor(tx, id, doctor, status)
    : tx.savepoint(() => linkDoctor(tx, id, doctor, status, wanted.end)).catch(asProblem));
  return booked instanceof Problem ? booked : (brokenPatientRule(wanted, patient) ?? booked);
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  throw error;
}

/** A walk-in is there; what is entered afterwards has taken place, or goes on. What is held has still to be confirmed. */
function statusOnceBooked({ heldUntil }: Booking, { as, end }: Wanted): Status {
  if (heldUntil !== null) return 'pending';
  if (as === 'late') return end <= Date.now() ? 'fulfilled' : 'arrived';
  return as === 'walk-in' ? 'arrived' : 'booked';
}

async function respond(tx: Transaction, id: string): Promise<HttpResponse | undefined> {
  const found = await lockBooking(tx, id);
  if (!found) return problemResponse(notFound('appointment', id), '/appointments');
  if (isWaiting(found)) return undefined;
  if (found.status === 'cancelled') return problemResponse(appointmentForbids('book', found), '/appointments');
  return created('/appointments', await appointments.get(tx, id));
}
