import { accepted, created, type Answer, type RecordAnswer } from '@hms/service-kit/answer';
import type { Database, Transaction } from '@hms/service-kit/postgres';
import { notFound, problemAnswer, type Problem } from '@hms/service-kit/problem';
import type { Settlement } from '@hms/service-kit/store-first';
import { brokenDoctorRecord, brokenPatientRule, horizon, type Facts } from '../booking-rules';
import { askableWindow, askPatient, factsOf, type Neighbours, type Settling } from '../calendar';
import { days } from '../free-time';
import { timeOutOfRange } from '../problems';
import { entryForbids } from './entry';
import type { NewWaitlistEntry } from './schemas';
import { entries, findEntry, insertPending, lockEntry, removeEntry, type Entry } from './waitlist-store';

/** Takes the place in the list; one wait of a patient for the same doctor or specialty and days is a constraint. */
export async function storeWait(tx: Transaction, request: NewWaitlistEntry): Promise<RecordAnswer> {
  if (Date.parse(request.earliest) >= horizon()) throw timeOutOfRange(new Date(horizon()).toISOString());
  return accepted('/waitlist', await insertPending(tx, request));
}

/** Asks who a pending entry's patient and doctor are; by the rules the patient then waits, or may not. */
export function joining(db: Database, neighbours: Neighbours, timeLimitMs: number): Settlement<Facts> {
  return {
    name: 'check-waitlist-entry',
    timeLimitMs,
    ask: async (id) => {
      const entry = await findEntry(db, id);
      return entry?.status === 'pending' ? askAbout(neighbours, entry) : undefined;
    },
    settle: async (tx, id, reply, callerWaits) => {
      const entry = await lockEntry(tx, id);
      if (entry?.status !== 'pending' || reply.outcome !== 'answered') return answerByState(tx, id);
      const refusal = brokenRule(entry, reply.value);
      if (!refusal) return created('/waitlist', await entries.update(tx, id, { status: 'waiting' }));
      if (callerWaits) {
        await removeEntry(tx, id);
        return problemAnswer(refusal, '/waitlist');
      }
      // its 202 has been answered, so it must be found, with the reason
      await entries.update(tx, id, { status: 'cancelled', ended_because: refusal.message });
      return answerByState(tx, id);
    },
    answer: answerByState,
  };
}

const askAbout = async (neighbours: Neighbours, entry: Entry): Promise<Settling<Facts>> => {
  const { doctorId, earliest } = entry;
  // any day will do: whether the doctor takes bookings is asked, and not when
  const window = askableWindow({ start: earliest, end: earliest + days(1) });
  const [doctor, patient] = await Promise.all([
    doctorId === null ? undefined : neighbours.doctors.getTime(doctorId, window),
    askPatient(neighbours, entry.patientId),
  ]);
  const known = doctor ? factsOf(doctor) : { doctor: null, patient: undefined };
  if ('outcome' in known) return known;
  if (brokenRule(entry, known)) return { outcome: 'answered', value: known };
  return patient.outcome === 'silent' ? patient : { outcome: 'answered', value: { ...known, patient: patient.value } };
};

const brokenRule = ({ doctorId, patientId, earliest }: Entry, facts: Facts): Problem | undefined =>
  (doctorId === null ? undefined : brokenDoctorRecord(doctorId, facts)) ??
  brokenPatientRule({ patientId, start: earliest, as: 'ahead' }, facts.patient);

const answerByState = async (tx: Transaction, id: string): Promise<Answer> => {
  const status = (await findEntry(tx, id))?.status;
  if (!status) return problemAnswer(notFound('waiting-list entry', id), '/waitlist');
  if (status === 'pending') return accepted('/waitlist', await entries.get(tx, id));
  if (status !== 'cancelled') return created('/waitlist', await entries.get(tx, id));
  return problemAnswer(entryForbids('join', { status, isHeld: false }), '/waitlist');
};
