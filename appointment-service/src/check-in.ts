import { ok, type HttpResponse } from '@hms/service-kit/response';
import type { Command } from '@hms/service-kit/idempotency';
import type { Database, Transaction } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation, type Operation } from '@hms/service-kit/operation';
import { notFound, stateForbidsCommand } from '@hms/service-kit/problem';
import { idParameters } from '@hms/service-kit/schema';
import { access } from './access';
import { stateAfter, type Status } from './appointment';
import { appointments, setStatus } from './appointment-store';
import { findBooking, lockBooking, type Booking } from './booking';
import { brokenPatientRule } from './booking-rules';
import { askPatient, type Upstreams } from './calendar';
import { Arrival } from './command-schemas';
import type { AppointmentContext } from './context';
import { minutes } from './free-time';
import { arrivalProblems, notDueYet } from './problems';
import { Appointment } from './schemas';

/**
 * The patient has come, also late: a visit that was recorded as missed takes its time again. Asks who the patient is, and lets
 * in whoever cannot be asked about, because a desk must not close when another service does. A record that is not active is no
 * reason to turn a person away.
 */
export function arrive({ db, upstreams }: AppointmentContext): Operation {
  return operation({
    id: 'arrive',
    access: access.arrive,
    patient: ofRecord(appointments),
    method: 'post',
    path: '/appointments/:id/arrive',
    summary: 'Check in a patient',
    description:
      'Records that the patient has come, on the day of the visit, also late: a visit recorded as missed takes its time again if that is still free. A patient who has died or does not exist is refused; if patient-service does not respond, the check-in is recorded all the same.',
    params: idParameters,
    body: Arrival,
    responses: { 200: { description: 'The changed appointment', schema: Appointment } },
    problems: [stateForbidsCommand, notDueYet, ...arrivalProblems],
    handle: ({ params, body, command }) => checkIn(db, upstreams, command, { ...params, ...body }),
  });
}

async function checkIn(
  db: Database,
  upstreams: Upstreams,
  command: Command,
  { id, overbook }: Arrival & { id: string },
): Promise<HttpResponse> {
  const before = await findBooking(db, id);
  if (!before) throw notFound('appointment', id);
  const reply = await askPatient(upstreams, before.wanted.patientId);
  return command.store(async (tx) => {
    const { wanted, status, from } = await requireDue(tx, id, 'arrive');
    const patient = reply.outcome === 'responded' ? reply.value : undefined;
    const broken = brokenPatientRule(wanted, patient && { ...patient, active: true });
    if (broken) throw broken;
    const beside = overbook && from === 'noshow' ? { overbook_reason: overbook.reason } : {};
    return ok(await setStatus(tx, id, status, beside));
  });
}

/** Locks the visit. Throws a 409 problem for a command that its status forbids, or whose time has not come. */
export async function requireDue(
  tx: Transaction,
  id: string,
  command: 'arrive' | 'fulfill' | 'no-show',
): Promise<Booking & { from: Status }> {
  const booking = await lockBooking(tx, id);
  if (!booking) throw notFound('appointment', id);
  const status = stateAfter(command, booking);
  const due = dueFrom(booking, command);
  if (due > Date.now()) throw notDueYet(command, new Date(due).toISOString());
  return { ...booking, status, from: booking.status };
}

/** Patients come early, and for a visit just after midnight on the day before. */
const early = minutes(120);

/** The first instant at which the command is possible: nobody comes before the day of the visit, or is missed before it begins. */
function dueFrom({ wanted, dayBegins }: Booking, command: 'arrive' | 'fulfill' | 'no-show'): number {
  return command === 'no-show' ? wanted.start : Math.min(dayBegins, wanted.start - early);
}
