import { ok, type HttpResponse } from '@hms/service-kit/response';
import type { Command } from '@hms/service-kit/idempotency';
import type { Database, Transaction } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation, type Operation } from '@hms/service-kit/operation';
import { notFound, stateForbidsCommand, unavailable, type Problem } from '@hms/service-kit/problem';
import { idParameters } from '@hms/service-kit/schema';
import { access } from './access';
import { stateAfter } from './appointment';
import { appointments, reopenAs } from './appointment-store';
import { findBooking, lockBooking, type Booking } from './booking';
import { brokenDoctorRule, brokenPatientRule, type Facts, type Wanted } from './booking-rules';
import { askUpstreams, askPatient, judgeRefused, type Upstreams, type Resolved } from './calendar';
import { Reopening } from './command-schemas';
import type { AppointmentContext } from './context';
import { minutes } from './free-time';
import { bookingProblems, changedMeanwhile } from './problems';
import { Appointment } from './schemas';

/**
 * Takes back a wrong click, with a reason that stays in the history. What frees no time and books nobody (fulfilled, arrived)
 * is taken back at once. A visit that was missed takes its time again, where nobody else has it by now, and a cancelled one is
 * booked anew, by all rules: there nothing is changed while an upstream does not respond.
 */
export function reopenAppointment({ db, upstreams }: AppointmentContext): Operation {
  return operation({
    id: 'reopen',
    access: access.reopen,
    patient: ofRecord(appointments),
    method: 'post',
    path: '/appointments/:id/reopen',
    summary: 'Undo the last status',
    description:
      'Takes back a status that was recorded by mistake: arrived, missed or cancelled becomes booked, fulfilled becomes arrived. A missed or cancelled visit takes its time again only if it is free; a cancelled one is checked like a new booking. If a service that has to be asked does not respond, the response is 503 and nothing is changed.',
    params: idParameters,
    body: Reopening,
    responses: { 200: { description: 'The changed appointment', schema: Appointment } },
    problems: [stateForbidsCommand, ...bookingProblems],
    handle: ({ params, body, command }) => reopen(db, upstreams, command, { ...params, ...body }),
  });
}

async function reopen(
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

  const takeBack = async (tx: Transaction) => {
    const booking = await lockBooking(tx, id);
    if (!booking) throw notFound('appointment', id);
    const status = stateAfter('reopen', booking);
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
  return command.store(takeBack, { explain });
}

const nothingAsked: Facts = { doctor: null, patient: undefined };

function wantedBy({ status, wanted }: Booking, { overbook }: Reopening): Wanted {
  return {
    ...wanted,
    overbooked: wanted.overbooked || overbook !== null,
    ...(status === 'cancelled' && { as: 'ahead' }),
  };
}

async function askFor(
  upstreams: Upstreams,
  { status }: Booking,
  wanted: Wanted,
  now: number,
): Promise<Resolved<Facts>> {
  if (status === 'cancelled') return askUpstreams(upstreams, wanted, now);
  if (status !== 'arrived' && status !== 'noshow') return { outcome: 'responded', value: nothingAsked };
  const patient = await askPatient(upstreams, wanted.patientId);
  return patient.outcome === 'unavailable'
    ? patient
    : { outcome: 'responded', value: { doctor: null, patient: patient.value } };
}

/** One that was cancelled before its doctor was known has the doctor's usual length only now. */
function lengthened({ linked, requestedMinutes }: Booking, wanted: Wanted, { doctor }: Facts): Wanted {
  return doctor && !linked && requestedMinutes === null
    ? { ...wanted, end: wanted.start + minutes(doctor.visitMinutes) }
    : wanted;
}

const notNow = () => unavailable('Doctor-service or patient-service does not respond. Nothing was changed; try again.');
