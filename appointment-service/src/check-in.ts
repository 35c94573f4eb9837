import { ok, type HttpResponse, type RecordResponse } from '@hms/service-kit/response';
import type { Command } from '@hms/service-kit/idempotency';
import type { Database, Transaction } from '@hms/service-kit/database';
import { notFound } from '@hms/service-kit/problem';
import { stateAfter, type Status } from './appointment';
import { setStatus } from './appointment-store';
import { findBooking, lockBooking, type Booking } from './booking';
import { brokenPatientRule } from './booking-rules';
import { askPatient, type Upstreams } from './calendar';
import type { Arrival } from './command-schemas';
import { minutes } from './free-time';
import { notDueYet } from './problems';
import { freeTime } from './waitlist/freed-times';

/**
 * The patient has come, also late: a visit that was recorded as missed takes its time again. Asks who the patient is, and lets
 * in whoever cannot be asked about, because a desk must not close when another service does. A record that is not active is no
 * reason to turn a person away.
 */
export async function arrive(
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

/** The patient has been seen, or has not come; the last frees what is left of the time. */
export async function checkOut(tx: Transaction, id: string, command: 'fulfill' | 'no-show'): Promise<RecordResponse> {
  const { wanted, status } = await requireDue(tx, id, command);
  const changed = await setStatus(tx, id, status);
  if (status === 'noshow') await freeTime(tx, wanted);
  return ok(changed);
}

/** Patients come early, and for a visit just after midnight on the day before. */
const early = minutes(120);

/** The first instant at which the command is possible: nobody comes before the day of the visit, or is missed before it begins. */
const dueFrom = ({ wanted, dayBegins }: Booking, command: 'arrive' | 'fulfill' | 'no-show'): number =>
  command === 'no-show' ? wanted.start : Math.min(dayBegins, wanted.start - early);

const requireDue = async (
  tx: Transaction,
  id: string,
  command: 'arrive' | 'fulfill' | 'no-show',
): Promise<Booking & { from: Status }> => {
  const booking = await lockBooking(tx, id);
  if (!booking) throw notFound('appointment', id);
  const status = stateAfter(command, booking.status);
  const due = dueFrom(booking, command);
  if (due > Date.now()) throw notDueYet(command, new Date(due).toISOString());
  return { ...booking, status, from: booking.status };
};
