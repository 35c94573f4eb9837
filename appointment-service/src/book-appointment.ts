import { accepted, created, type Answer, type StoredRecord } from '@hms/service-kit/answer';
import type { Database, Transaction } from '@hms/service-kit/postgres';
import { notFound, Problem, problemAnswer } from '@hms/service-kit/problem';
import type { Settlement } from '@hms/service-kit/store-first';
import { appointmentForbids, type Status } from './appointment';
import { appointments, insertPending, linkDoctor, markCancelled, removeAppointment } from './appointment-store';
import { findBooking, lockBooking, type Booking } from './booking';
import { brokenDoctorRule, brokenPatientRule, brokenTimeRule, type Facts, type Wanted } from './booking-rules';
import { askNeighbours, explainRefusal, overlapOf, type Neighbours } from './calendar';
import { minutes } from './free-time';
import type { NewAppointment } from './command-schemas';
import { freeTime } from './waitlist/freed-times';

/** Half an hour, until the doctor's own usual visit is known. */
const usualMinutes = 30;

/** @param now milliseconds; a walk-in without a time begins in this minute */
export const wantedBy = (request: NewAppointment, now: number): Wanted => {
  const { patientId, doctorId, time, durationMinutes, overbook, walkIn, recordedLate } = request;
  const start = time === null ? Math.floor(now / minutes(1)) * minutes(1) : Date.parse(time);
  const end = start + minutes(durationMinutes ?? usualMinutes);
  const as = recordedLate ? 'late' : walkIn ? 'walk-in' : 'ahead';
  return { patientId, doctorId, start, end, overbooked: overbook !== null, as };
};

/** Takes the time, if it can be booked and is free. */
export const storePending = async (tx: Transaction, request: NewAppointment): Promise<StoredRecord> => {
  const wanted = wantedBy(request, Date.now());
  const broken = brokenTimeRule(wanted, Date.now());
  if (broken) throw broken;
  // The constraint decides. This only spares a thousand who want one time the wait for each other's turn.
  const overlap = await overlapOf(tx, wanted);
  if (overlap) throw overlap;
  return insertPending(tx, request, wanted);
};

const answerByState = async (tx: Transaction, id: string): Promise<Answer> => {
  const status = (await findBooking(tx, id))?.status;
  if (!status) return problemAnswer(notFound('appointment', id), '/appointments');
  if (status === 'pending') return accepted('/appointments', await appointments.get(tx, id));
  if (status !== 'cancelled') return created('/appointments', await appointments.get(tx, id));
  return problemAnswer(appointmentForbids('book', status), '/appointments');
};

/** A walk-in is there; what is entered afterwards has taken place, or goes on. */
const statusOnceBooked = ({ as, end }: Wanted): Status => {
  if (as === 'late') return end <= Date.now() ? 'fulfilled' : 'arrived';
  return as === 'walk-in' ? 'arrived' : 'booked';
};

/** A visit that was booked without its length takes as long as this doctor's visits do. */
const wantedOf = ({ wanted, requestedMinutes }: Booking, { doctor }: Facts): Wanted =>
  doctor && requestedMinutes === null ? { ...wanted, end: wanted.start + minutes(doctor.visitMinutes) } : wanted;

/** The first broken rule; undefined once the appointment is booked. The time itself was judged when it was stored. */
const bookUnlessRefused = async (
  tx: Transaction,
  id: string,
  wanted: Wanted,
  facts: Facts,
): Promise<Problem | undefined> => {
  const refusal = brokenDoctorRule(wanted, facts);
  const { doctor } = facts;
  if (refusal || !doctor) return refusal;
  try {
    // with its length now known it can meet another appointment
    await tx.savepoint(() => linkDoctor(tx, id, doctor, wanted, statusOnceBooked(wanted)));
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  return brokenPatientRule(wanted, facts.patient);
};

/** Gets doctor and patient of a pending appointment; by the rules it is then booked, or refused. */
export const booking = (db: Database, neighbours: Neighbours, timeLimitMs: number): Settlement<Facts> => ({
  name: 'link-doctor',
  timeLimitMs,
  ask: async (id) => {
    const found = await findBooking(db, id);
    return found?.status === 'pending' && !found.offered ? askNeighbours(neighbours, found.wanted) : undefined;
  },
  settle: async (tx, id, reply, callerWaits) => {
    const found = await lockBooking(tx, id);
    if (found?.status !== 'pending' || found.offered || reply.outcome !== 'answered') return answerByState(tx, id);
    const facts = reply.value;
    const wanted = wantedOf(found, facts);
    const refusal = await bookUnlessRefused(tx, id, wanted, facts);
    if (!refusal) return created('/appointments', await appointments.get(tx, id));
    if (callerWaits) {
      await removeAppointment(tx, id);
      const { doctor } = facts;
      const explained = doctor ? await explainRefusal(tx, refusal, { wanted, doctor, now: Date.now() }) : refusal;
      return problemAnswer(explained, '/appointments');
    }
    // its 202 has been answered, so it must be found, with the reason
    await markCancelled(tx, id, { code: 'oth-err', reason: refusal.message, by: 'system' });
    await freeTime(tx, found.wanted);
    return answerByState(tx, id);
  },
  answer: answerByState,
});
