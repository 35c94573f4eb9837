import { accepted, ok, type Answer, type RecordAnswer } from '@hms/service-kit/answer';
import { endJob } from '@hms/service-kit/jobs';
import type { Database, Transaction } from '@hms/service-kit/postgres';
import { notFound, Problem, problemAnswer } from '@hms/service-kit/problem';
import type { Settlement } from '@hms/service-kit/store-first';
import { appointmentForbids } from '../appointment';
import { appointments, linkDoctor, markCancelled, removeAppointment } from '../appointment-store';
import { findBooking, lockBooking, type Booking } from '../booking';
import { brokenDoctorRule, brokenPatientRule, type Facts } from '../booking-rules';
import { askNeighbours, type Neighbours } from '../calendar';
import { expiryJob, requireOffer } from './answer-offer';
import { entryForbids } from './entry';
import { freeTime } from './freed-times';
import { endOffer, entries, findAcceptedOffer, findEntry, lockEntry, type Offer } from './waitlist-store';

/** The held time becomes a booking of the patient's, pending until the rules have been asked once more. */
export async function storeAccepted(tx: Transaction, entryId: string): Promise<RecordAnswer> {
  const { offer, next } = await requireOffer(tx, entryId, 'accept');
  await appointments.update(tx, offer.appointmentId, { offered_to: null, held_until: null });
  await endOffer(tx, offer.id, 'accepted');
  await endJob(tx, expiryJob, offer.id);
  return accepted('/waitlist', await entries.update(tx, entryId, { status: next, refused_offer: null }));
}

/**
 * Asks the rules of a booking again, since doctor and patient may have changed after the offer. It is booked, or its time goes
 * to the next who waits; then the patient waits on if the doctor was the reason, and no longer if the patient was.
 */
export function confirming(db: Database, neighbours: Neighbours, timeLimitMs: number): Settlement<Facts> {
  return {
    name: 'confirm-offer',
    timeLimitMs,
    ask: async (entryId) => {
      const offer = await findAcceptedOffer(db, entryId);
      const booking = offer && (await findBooking(db, offer.appointmentId));
      return booking?.status === 'pending' ? askNeighbours(neighbours, booking.wanted) : undefined;
    },
    settle: async (tx, entryId, reply, callerWaits) => {
      const found = await lockAccepted(tx, entryId);
      if (!found || reply.outcome !== 'answered') return answerByState(tx, entryId);
      const { offer, booking } = found;
      const { doctor, patient } = reply.value;
      const byDoctor = brokenDoctorRule(booking.wanted, reply.value);
      const refusal = byDoctor ?? brokenPatientRule(booking.wanted, patient);
      if (!refusal) {
        if (doctor) await linkDoctor(tx, offer.appointmentId, doctor, booking.wanted, 'booked');
        return ok(await entries.get(tx, entryId));
      }
      await endOffer(tx, offer.id, 'refused');
      // where its 202 has been answered it must be found, with the reason
      if (callerWaits) await removeAppointment(tx, offer.appointmentId);
      else await markCancelled(tx, offer.appointmentId, { code: 'oth-err', reason: refusal.message, by: 'system' });
      await (byDoctor ? waitOn(tx, entryId) : stopWaiting(tx, entryId, refusal));
      if (!callerWaits) await entries.update(tx, entryId, { refused_offer: told(booking, refusal) });
      await freeTime(tx, booking.wanted);
      return callerWaits ? problemAnswer(refusal, `/waitlist/${entryId}/accept`) : answerByState(tx, entryId);
    },
    answer: answerByState,
  };
}

const lockAccepted = async (
  tx: Transaction,
  entryId: string,
): Promise<{ offer: Offer; booking: Booking } | undefined> => {
  await lockEntry(tx, entryId);
  const offer = await findAcceptedOffer(tx, entryId);
  const booking = offer && (await lockBooking(tx, offer.appointmentId));
  return offer && booking?.status === 'pending' ? { offer, booking } : undefined;
};

const stopWaiting = (tx: Transaction, entryId: string, because: Problem) =>
  entries.update(tx, entryId, { status: 'cancelled', ended_because: because.message });

/** Unless the patient has begun to wait for the same in another entry meanwhile. */
const waitOn = async (tx: Transaction, entryId: string) => {
  try {
    return await tx.savepoint(() => entries.update(tx, entryId, { status: 'waiting' }));
  } catch (error) {
    if (error instanceof Problem) return stopWaiting(tx, entryId, error);
    throw error;
  }
};

const told = ({ wanted }: Booking, refusal: Problem) => ({
  time: new Date(wanted.start).toISOString(),
  endTime: new Date(wanted.end).toISOString(),
  type: `/problems/${refusal.kind.type}`,
  detail: refusal.message,
});

const answerByState = async (tx: Transaction, entryId: string): Promise<Answer> => {
  const instance = `/waitlist/${entryId}/accept`;
  const status = (await findEntry(tx, entryId))?.status;
  if (!status) return problemAnswer(notFound('waiting-list entry', entryId), instance);
  if (status !== 'accepted') return problemAnswer(entryForbids('accept', { status, isHeld: true }), instance);
  const offer = await findAcceptedOffer(tx, entryId);
  const booked = offer && (await findBooking(tx, offer.appointmentId))?.status;
  if (booked === 'cancelled') return problemAnswer(appointmentForbids('accept', booked), instance);
  const entry = await entries.get(tx, entryId);
  return booked === 'pending' ? accepted('/waitlist', entry) : ok(entry);
};
