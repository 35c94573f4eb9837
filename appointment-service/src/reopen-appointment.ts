import { ok, type HttpResponse } from '@hms/service-kit/response';
import type { Command } from '@hms/service-kit/idempotency';
import type { Database, Transaction } from '@hms/service-kit/database';
import { notFound, unavailable, type Problem } from '@hms/service-kit/problem';
import { stateAfter } from './appointment';
import { reopenAs } from './appointment-store';
import { findBooking, lockBooking, type Booking } from './booking';
import { brokenDoctorRule, brokenPatientRule, type Facts, type Wanted } from './booking-rules';
import { askUpstreams, askPatient, judgeRefused, type Upstreams, type Resolved } from './calendar';
import type { Reopening } from './command-schemas';
import { minutes } from './free-time';
import { changedMeanwhile } from './problems';

/**
 * Takes back a wrong click, with a reason that stays in the history. What frees no time and books nobody (fulfilled, arrived)
 * is taken back at once. A visit that was missed takes its time again, where nobody else has it by now, and a cancelled one is
 * booked anew, by all rules: there nothing is changed while an upstream does not respond.
 */
export async function reopenAppointment(
  db: Database,
  upstreams: Upstreams,
  command: Command,
  { id, ...request }: Reopening & { id: string },
): Promise<HttpResponse> {
  const now = Date.now();
  const before = await findBooking(db, id);
  if (!before) throw notFound('appointment', id);
  const asked = wantedBy(before, request);
  const reply = await askFor(upstreams, before, asked, now);

  const reopen = async (tx: Transaction) => {
    const booking = await lockBooking(tx, id);
    if (!booking) throw notFound('appointment', id);
    const status = stateAfter('reopen', booking.status);
    if (booking.status !== before.status) throw changedMeanwhile();
    if (reply.outcome === 'unavailable' && booking.status !== 'arrived') throw notNow();
    const facts = reply.outcome === 'responded' ? reply.value : nothingAsked;
    const wanted = lengthened(booking, asked, facts);
    const anew = booking.status === 'cancelled';
    const broken = anew ? brokenDoctorRule(wanted, facts, now) : undefined;
    if (broken) throw broken;
    const reopened = await reopenAs(tx, id, status, { ...request, doctor: facts.doctor, end: wanted.end });
    const brokenByPatient = brokenPatientRule(wanted, facts.patient);
    if (brokenByPatient) throw brokenByPatient;
    return ok(reopened);
  };
  const explain = async (refusal: Problem) =>
    before.status === 'cancelled'
      ? judgeRefused(db, upstreams, refusal, { wanted: asked, appointmentId: id })
      : refusal;
  return command.store(reopen, { explain });
}

const nothingAsked: Facts = { doctor: null, patient: undefined };

const wantedBy = ({ status, wanted }: Booking, { overbook }: Reopening): Wanted => ({
  ...wanted,
  overbooked: wanted.overbooked || overbook !== null,
  ...(status === 'cancelled' && { as: 'ahead' }),
});

const askFor = async (
  upstreams: Upstreams,
  { status }: Booking,
  wanted: Wanted,
  now: number,
): Promise<Resolved<Facts>> => {
  if (status === 'cancelled') return askUpstreams(upstreams, wanted, now);
  if (status !== 'arrived' && status !== 'noshow') return { outcome: 'responded', value: nothingAsked };
  const patient = await askPatient(upstreams, wanted.patientId);
  return patient.outcome === 'unavailable'
    ? patient
    : { outcome: 'responded', value: { doctor: null, patient: patient.value } };
};

/** One that was cancelled before its doctor was known has the doctor's usual length only now. */
const lengthened = ({ linked, requestedMinutes }: Booking, wanted: Wanted, { doctor }: Facts): Wanted =>
  doctor && !linked && requestedMinutes === null
    ? { ...wanted, end: wanted.start + minutes(doctor.visitMinutes) }
    : wanted;

const notNow = () => unavailable('Doctor-service or patient-service does not respond. Nothing was changed; try again.');
