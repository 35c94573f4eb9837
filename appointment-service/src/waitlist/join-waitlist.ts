import { accepted, created, type HttpResponse } from '@hms/service-kit/response';
import { pendingOperation } from '@hms/service-kit/pending';
import type { Transaction } from '@hms/service-kit/database';
import { notFound, problemResponse, stateForbidsCommand, type Problem } from '@hms/service-kit/problem';
import type { Operation } from '@hms/service-kit/operation';
import { access } from '../access';
import { brokenDoctorRecord, brokenPatientRule, horizon, type Facts } from '../booking-rules';
import { askableWindow, askPatient, factsOf, type Upstreams, type Resolved } from '../calendar';
import type { AppointmentContext } from '../context';
import { days } from '../free-time';
import { doctorInactive, doctorUnknown, patientProblems, timeOutOfRange } from '../problems';
import { entryForbids } from './entry';
import { alreadyWaiting } from './problems';
import { NewWaitlistEntry, WaitlistEntry } from './schemas';
import { entries, findEntry, insertPending, lockEntry, nameEarlier, removeEntry, type Entry } from './waitlist-store';

/** Takes the place in the list first; by who patient and doctor are, the patient then waits, or may not. */
export function joinWaitlist(context: AppointmentContext): Operation {
  const { db, upstreams } = context;
  return pendingOperation(context, {
    id: 'joinWaitlist',
    access: access.joinWaitlist,
    patient: { in: 'body', name: 'patientId' },
    method: 'post',
    path: '/waitlist',
    summary: 'Put a patient on the waiting list',
    description:
      'Adds a patient who waits for a time with one doctor, or with any doctor of a specialty. A second entry for the same is refused. If patient-service or doctor-service does not respond, the response is 202, and nothing is offered until they do.',
    body: NewWaitlistEntry,
    responses: {
      201: { description: 'The patient waits', schema: WaitlistEntry },
      202: {
        description: 'Pending: an upstream does not respond, and will be asked again; nothing is offered until it has',
        schema: WaitlistEntry,
      },
    },
    problems: [...patientProblems, doctorUnknown, doctorInactive, timeOutOfRange, alreadyWaiting, stateForbidsCommand],
    job: 'check-waitlist-entry',

    // one wait of a patient for the same doctor or specialty and days is a constraint
    store: async (tx, { body }) => {
      if (Date.parse(body.earliest) >= horizon()) throw timeOutOfRange(new Date(horizon()).toISOString());
      return accepted('/waitlist', await insertPending(tx, body));
    },

    ask: async (id) => {
      const entry = await findEntry(db, id);
      return entry?.status === 'pending' ? askAbout(upstreams, entry) : undefined;
    },

    complete: async (tx, id, { value: facts }, callerWaits) => {
      const entry = await lockEntry(tx, id);
      if (entry?.status !== 'pending') return respond(tx, id);
      const refusal = brokenRule(entry, facts);
      if (!refusal) return created('/waitlist', await entries.update(tx, id, { status: 'waiting' }));
      if (await callerWaits) {
        await removeEntry(tx, id);
        return problemResponse(refusal, '/waitlist');
      }
      // its 202 has been answered, so it must be found, with the reason
      await entries.update(tx, id, { status: 'cancelled', ended_because: refusal.message });
      return respond(tx, id);
    },

    respond,

    suggest: async (refusal, { body }) => (refusal.kind === alreadyWaiting.kind ? nameEarlier(db, body) : refusal),
  });
}

async function askAbout(upstreams: Upstreams, entry: Entry): Promise<Resolved<Facts>> {
  const { doctorId, earliest } = entry;
  // any day will do: whether the doctor takes bookings is asked, and not when
  const window = askableWindow({ start: earliest, end: earliest + days(1) });
  const [doctor, patient] = await Promise.all([
    doctorId === null ? undefined : upstreams.doctors.getTime(doctorId, window),
    askPatient(upstreams, entry.patientId),
  ]);
  const known = doctor ? factsOf(doctor) : { doctor: null, patient: undefined };
  if ('outcome' in known) return known;
  if (brokenRule(entry, known)) return { outcome: 'responded', value: known };
  return patient.outcome === 'unavailable'
    ? patient
    : { outcome: 'responded', value: { ...known, patient: patient.value } };
}

function brokenRule({ doctorId, patientId, earliest }: Entry, facts: Facts): Problem | undefined {
  const brokenByDoctor = doctorId === null ? undefined : brokenDoctorRecord(doctorId, facts);
  return brokenByDoctor ?? brokenPatientRule({ patientId, start: earliest, as: 'ahead' }, facts.patient);
}

async function respond(tx: Transaction, id: string): Promise<HttpResponse | undefined> {
  const status = (await lockEntry(tx, id))?.status;
  if (!status) return problemResponse(notFound('waiting-list entry', id), '/waitlist');
  if (status === 'pending') return undefined;
  if (status !== 'cancelled') return created('/waitlist', await entries.get(tx, id));
  return problemResponse(entryForbids('join', { status, isHeld: false }), '/waitlist');
}
