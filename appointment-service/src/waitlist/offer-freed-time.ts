import { endJob, scheduleUpkeep, waitingFor, type Job } from '@hms/service-kit/jobs';
import type { Database, Queryable, Transaction } from '@hms/service-kit/database';
import { Problem } from '@hms/service-kit/problem';
import { appointments } from '../appointment-store';
import { brokenPatientRule } from '../booking-rules';
import { askableWindow, askPatient, type Upstreams } from '../calendar';
import type { DoctorTime } from '../doctor-client';
import { days, freeStarts, minutes, overlaps, type Interval } from '../free-time';
import { listTaken } from '../taken-times';
import { endWait } from './leave-waitlist';
import { expiryJob } from './open-offer';
import { findFreedTime, offerJob, removeFreedTime } from './freed-times';
import { entries, listMissedStarts, listWaiting, lockEntry, type Entry } from './waitlist-store';

/** The first start that the patient could take of what was freed, and has not let go before. */
const startFor = async (
  db: Queryable,
  doctor: DoctorTime,
  { id, patientId, earliest, latest, minutes: length }: Entry,
  freed: Interval,
): Promise<number | undefined> => {
  const taken = await listTaken(db, { doctorIds: [doctor.doctorId], patientId, window: doctor.window });
  const missed = await listMissedStarts(db, id, doctor.doctorId);
  const grid = { step: minutes(doctor.visitMinutes), length: minutes(length) };
  const range = { start: Math.max(earliest, Date.now() + 1), end: latest - grid.length + 1 };
  // the patient's own bounds are ends of a gap like any other
  const outside = [
    { start: -Infinity, end: earliest },
    { start: latest, end: Infinity },
  ];
  const busy = [...taken.map(({ interval }) => interval), ...outside];
  for (const start of freeStarts(doctor, busy, grid, range)) {
    if (overlaps({ start, end: start + grid.length }, freed) && !missed.includes(start)) return start;
  }
  return undefined;
};

/** Holds the time for the patient. False where the database says that it is taken after all. */
const offer = async (
  tx: Transaction,
  doctor: DoctorTime,
  entry: Entry,
  start: number,
  holdMs: number,
): Promise<boolean> => {
  const end = start + minutes(entry.minutes);
  const expires = new Date(Math.min(Date.now() + holdMs, start));
  const time = { doctor_id: doctor.doctorId, start_at: new Date(start), end_at: new Date(end) };
  try {
    await tx.savepoint(async () => {
      const held = await appointments.insert(tx, {
        ...time,
        patient_id: entry.patientId,
        doctor_name: doctor.name,
        doctor_specialty: doctor.specialty,
        status: 'pending',
        offered_to: entry.id,
        held_until: expires,
      });
      const [made] = await tx.query<{ id: string }>(
        `insert into waitlist_offers (entry_id, appointment_id, doctor_id, start_at, end_at, expires_at)
         values ($1, $2, $3, $4, $5, $6) returning id`,
        [entry.id, held.id, time.doctor_id, time.start_at, time.end_at, expires],
      );
      await entries.update(tx, entry.id, { status: 'offered' });
      await scheduleUpkeep(tx, expiryJob, made?.id ?? '', expires.getTime() - Date.now());
    });
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
};

/** So many are asked about in one attempt, which then takes less time than a job may; the next attempt goes on. */
const mostAsked = 5;

/**
 * Offers what was freed to those who have waited longest and whom it fits, until nothing of it is left. Patient-service is
 * asked about each of them first; whoever cannot be booked waits no longer. Returns why the rest of it has to wait, if it has.
 */
const offerToWaiting = async (
  db: Database,
  upstreams: Upstreams,
  doctor: DoctorTime,
  freed: Interval,
  holdMs: number,
): Promise<string | undefined> => {
  const fits = async (entry: Entry) => (await startFor(db, doctor, entry, freed)) !== undefined;
  const all = await listWaiting(db, doctor, freed);
  let asked = 0;
  for (const entry of all.filter(({ status }) => status === 'waiting')) {
    if (!(await fits(entry))) continue;
    if (asked++ === mostAsked) return 'more patients are still to be asked about';
    const reply = await askPatient(upstreams, entry.patientId);
    if (reply.outcome === 'unavailable') return reply.reason;
    const { patientId, earliest, id } = entry;
    const broken = brokenPatientRule({ patientId, start: earliest, as: 'ahead' }, reply.value);
    await db.transaction(async (tx) => {
      // not one who has left, or has been offered another time, meanwhile
      if ((await lockEntry(tx, id))?.status !== 'waiting') return;
      const start = broken ? undefined : await startFor(tx, doctor, entry, freed);
      if (broken) await endWait(tx, id, broken.message);
      if (start !== undefined) await offer(tx, doctor, entry, start, holdMs);
    });
  }
  // who has joined just now is known in a moment
  for (const entry of all.filter(({ status }) => status === 'pending')) {
    if (await fits(entry)) return 'it is not known yet whether a patient may wait';
  }
  return undefined;
};

/**
 * The job that follows each cancellation and move.
 * @param holdMs how long an offered time is held
 */
export const offeringFreedTime = (db: Database, upstreams: Upstreams, holdMs: number): Job => ({
  name: offerJob,
  attempt: async (id) => {
    const freed = await findFreedTime(db, id);
    // a visit that fits may begin before what was freed, and end after it
    const window = freed && askableWindow({ start: freed.start - days(2), end: freed.end + days(2) });
    const reply = window && (await upstreams.doctors.getTime(freed.doctorId, window));
    if (reply?.outcome === 'unavailable') return waitingFor(reply);
    if (freed && reply?.outcome === 'responded' && reply.value.active) {
      const reason = await offerToWaiting(db, upstreams, reply.value, freed, holdMs);
      if (reason) return { waiting: reason };
    }
    await db.transaction(async (tx) => {
      await removeFreedTime(tx, id);
      endJob(tx, offerJob, id);
    });
    return 'done';
  },
});
