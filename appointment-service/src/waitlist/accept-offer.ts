import { ofRecord } from '@hms/service-kit/narrow';
import { accepted, ok, type HttpResponse } from '@hms/service-kit/response';
import { endJob } from '@hms/service-kit/jobs';
import { pendingOperation } from '@hms/service-kit/pending';
import type { Transaction } from '@hms/service-kit/database';
import { notFound, Problem, problemResponse, stateForbidsCommand } from '@hms/service-kit/problem';
import type { Operation } from '@hms/service-kit/operation';
import { idParameters } from '@hms/service-kit/schema';
import { access } from '../access';
import { appointmentForbids } from '../appointment';
import { appointments, linkDoctor, markCancelled, removeAppointment } from '../appointment-store';
import { findBooking, lockBooking, type Booking } from '../booking';
import { brokenDoctorRule, brokenPatientRule } from '../booking-rules';
import { askUpstreams } from '../calendar';
import type { AppointmentContext } from '../context';
import { doctorInactive, doctorUnknown, outsideAvailability, patientProblems } from '../problems';
import { expiryJob, requireOffer } from './open-offer';
import { entryForbids } from './entry';
import { freeTime } from './freed-times';
import { WaitlistEntry } from './schemas';
import { endOffer, entries, findAcceptedOffer, lockEntry, type Offer } from './waitlist-store';

/**
 * Asks the rules of a booking again, since doctor and patient may have changed after the offer. It is booked, or its time goes
 * to the next who waits; then the patient waits on if the doctor was the reason, and no longer if the patient was.
 */
export function acceptOffer(context: AppointmentContext): Operation {
  const { db, upstreams } = context;
  return pendingOperation(context, {
    id: 'acceptOffer',
    access: access.acceptOffer,
    patient: ofRecord(entries),
    method: 'post',
    path: '/waitlist/:id/accept',
    summary: 'Accept an offered time',
    description:
      'Books the time that is held for the patient. It is refused once the offer has expired. If doctor-service or patient-service does not respond, the response is 202 and the appointment is pending.',
    params: idParameters,
    responses: {
      200: { description: 'The accepted entry; its appointment is booked', schema: WaitlistEntry },
      202: {
        description: 'Accepted, and the appointment is pending: an upstream does not respond, and will be asked again',
        schema: WaitlistEntry,
      },
    },
    problems: [...patientProblems, doctorUnknown, doctorInactive, outsideAvailability, stateForbidsCommand],
    job: 'confirm-offer',

    // the held time becomes a booking of the patient's
    store: async (tx, { params: { id: entryId } }) => {
      const { offer, next } = await requireOffer(tx, entryId, 'accept');
      await appointments.update(tx, offer.appointmentId, { offered_to: null, held_until: null });
      await endOffer(tx, offer.id, 'accepted');
      endJob(tx, expiryJob, offer.id);
      return accepted('/waitlist', await entries.update(tx, entryId, { status: next, refused_offer: null }));
    },

    ask: async (entryId) => {
      const offer = await findAcceptedOffer(db, entryId);
      const booking = offer && (await findBooking(db, offer.appointmentId));
      return booking?.status === 'pending' ? askUpstreams(upstreams, booking.wanted) : undefined;
    },

    complete: async (tx, entryId, { value: facts }, callerWaits) => {
      const found = await lockAccepted(tx, entryId);
      if (!found) return respond(tx, entryId);
      const { offer, booking } = found;
      const byDoctor = brokenDoctorRule(booking.wanted, facts);
      const refusal = byDoctor ?? brokenPatientRule(booking.wanted, facts.patient);
      if (!refusal) {
        if (facts.doctor) await linkDoctor(tx, offer.appointmentId, facts.doctor, 'booked');
        return ok(await entries.get(tx, entryId));
      }
      await endOffer(tx, offer.id, 'refused');
      const isTold = await callerWaits;
      // where its 202 has been answered it must be found, with the reason
      if (isTold) await removeAppointment(tx, offer.appointmentId);
      else await markCancelled(tx, offer.appointmentId, { code: 'oth-err', reason: refusal.message, by: 'system' });
      await (byDoctor ? waitOn(tx, entryId) : stopWaiting(tx, entryId, refusal));
      if (!isTold) await entries.update(tx, entryId, { refused_offer: refusedOffer(booking, refusal) });
      await freeTime(tx, booking.wanted);
      return isTold ? problemResponse(refusal, `/waitlist/${entryId}/accept`) : respond(tx, entryId);
    },

    respond,
  });
}

async function lockAccepted(tx: Transaction, entryId: string): Promise<{ offer: Offer; booking: Booking } | undefined> {
  await lockEntry(tx, entryId);
  const offer = await findAcceptedOffer(tx, entryId);
  const booking = offer && (await lockBooking(tx, offer.appointmentId));
  return offer && booking?.status === 'pending' ? { offer, booking } : undefined;
}

/** Unless the patient has begun to wait for the same in another entry meanwhile. */
async function waitOn(tx: Transaction, entryId: string) {
  try {
    return await tx.savepoint(() => entries.update(tx, entryId, { status: 'waiting' }));
  } catch (error) {
    if (error instanceof Problem) return stopWaiting(tx, entryId, error);
    throw error;
  }
}

function stopWaiting(tx: Transaction, entryId: string, because: Problem) {
  return entries.update(tx, entryId, { status: 'cancelled', ended_because: because.message });
}

function refusedOffer({ wanted }: Booking, refusal: Problem) {
  return {
    time: new Date(wanted.start).toISOString(),
    endTime: new Date(wanted.end).toISOString(),
    type: `/problems/${refusal.kind.type}`,
    detail: refusal.message,
  };
}

async function respond(tx: Transaction, entryId: string): Promise<HttpResponse | undefined> {
  const instance = `/waitlist/${entryId}/accept`;
  const status = (await lockEntry(tx, entryId))?.status;
  if (!status) return problemResponse(notFound('waiting-list entry', entryId), instance);
  if (status !== 'accepted') return problemResponse(entryForbids('accept', { status, isHeld: true }), instance);
  const offer = await findAcceptedOffer(tx, entryId);
  const booked = offer && (await findBooking(tx, offer.appointmentId));
  if (booked?.status === 'pending') return undefined;
  if (booked?.status === 'cancelled') return problemResponse(appointmentForbids('accept', booked), instance);
  return ok(await entries.get(tx, entryId));
}
