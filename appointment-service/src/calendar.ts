import { isOurFault, type Reply, type NoResponse } from '@hms/service-kit/upstream';
import type { Queryable } from '@hms/service-kit/database';
import type { Problem } from '@hms/service-kit/problem';
import { brokenDoctorRule, type Facts, type Wanted } from './booking-rules';
import type { DoctorClient, DoctorTime } from './doctor-client';
import { days, freeStarts, minutes, type Interval } from './free-time';
import type { PatientClient } from './patient-client';
import { isAboutTime, patientBusy, slotTaken, withAlternatives, type Alternative } from './problems';
import { listTaken } from './taken-times';

export interface Upstreams {
  doctors: DoctorClient;
  /** Absent: patients are not looked up. */
  patients?: PatientClient | undefined;
}

/** How far alternatives are looked for, before and after what was wanted. */
const reach = { before: days(7), after: days(14) };

/**
 * What is asked for around a range: behind it the longest visit and the longest step, so that the grid is the same
 * everywhere (see `freeStarts`); before it the beginning of a night, for a doctor-service that does not tell the hours yet.
 */
export const margin = { before: minutes(12 * 60), after: minutes(36 * 60) };

const overlapIn = (one: Interval, other: Interval): Interval => ({
  start: Math.max(one.start, other.start),
  end: Math.min(one.end, other.end),
});

const searchRange = ({ start }: Wanted, now: number): Interval => ({
  start: Math.max(now, start - reach.before),
  end: Math.max(now, start) + reach.after,
});

// what doctor-service can be asked for: instants from 1900 on and before 2200
const firstAskable = Date.parse('1900-01-01T00:00:00Z');
const lastAskable = Date.parse('2199-12-31T23:59:59Z');
const askable = (time: number): number => Math.min(Math.max(time, firstAskable), lastAskable);

/** The part of a window that doctor-service can be asked for. */
export const askableWindow = ({ start, end }: Interval): Interval => ({ start: askable(start), end: askable(end) });

/** What doctor-service is asked for, well within its limit; whole days, so that those who want about the same ask the same. */
const windowAround = ({ start, end }: Interval): Interval => {
  const day = days(1);
  return askableWindow({
    start: Math.floor((start - margin.before) / day) * day,
    end: Math.ceil((end + margin.after) / day) * day,
  });
};

/** The part of a window in which free times are the same as in any longer one. */
const certainPart = ({ start, end }: Interval): Interval => ({
  start: start + margin.before,
  end: end - margin.after,
});

/** What doctor-service said, as facts; what it could make no sense of is a time, because an id is always one. */
export const factsOf = (doctor: Reply<DoctorTime>): Facts | NoResponse => {
  if (doctor.outcome === 'unavailable') return doctor;
  if (doctor.outcome === 'responded') return { doctor: doctor.value, patient: undefined };
  return { doctor: null, patient: undefined, timeUnknowable: isOurFault(doctor.problem) };
};

export type Resolved<T> = NoResponse | { outcome: 'responded'; value: T };

/** Asks patient-service; null: there is no such patient. */
export const askPatient = async ({ patients }: Upstreams, patientId: string): Promise<Resolved<Facts['patient']>> => {
  const reply = await patients?.getPatient(patientId);
  if (reply?.outcome === 'unavailable') return reply;
  // an id that patient-service can make no sense of is nobody's either
  return { outcome: 'responded', value: reply?.outcome === 'refused' ? null : reply?.value };
};

/**
 * Asks doctor-service and patient-service at once. Three weeks of hours cost doctor-service twice what a few days do, and only
 * a refusal needs them.
 * @param now absent: what is wanted was accepted before, and is looked at also where its time has passed by now
 */
export const askUpstreams = async (
  upstreams: Upstreams,
  wanted: Wanted,
  now = Math.min(Date.now(), wanted.start),
): Promise<Resolved<Facts>> => {
  const [doctor, patient] = await Promise.all([
    upstreams.doctors.getTime(wanted.doctorId, windowAround(nearby(wanted))),
    askPatient(upstreams, wanted.patientId),
  ]);
  const known = factsOf(doctor);
  if ('outcome' in known) return known;
  const broken = brokenDoctorRule(wanted, known);
  if (broken)
    return {
      outcome: 'responded',
      value: isAboutTime(broken) ? await lookFurther(upstreams, known, wanted, now) : known,
    };
  return patient.outcome === 'unavailable'
    ? patient
    : { outcome: 'responded', value: { ...known, patient: patient.value } };
};

/** Where alternatives are found if the visit, whose length is known only now, meets another. */
const nearby = ({ start, end }: Wanted): Interval => ({ start: start - days(1), end: end + days(3) });

/** The same facts with as much of the doctor's time as alternatives are looked for in; without them, if nobody responds. */
const lookFurther = async ({ doctors }: Upstreams, known: Facts, wanted: Wanted, now: number): Promise<Facts> => {
  const facts = factsOf(await doctors.shareTime(wanted.doctorId, windowAround(searchRange(wanted, now))));
  return 'outcome' in facts ? known : facts;
};

const timesOf = ({ start, end }: Interval): Alternative => ({
  time: new Date(start).toISOString(),
  endTime: new Date(end).toISOString(),
});

/**
 * The refusal as the caller is told it. One about time carries up to three alternatives: the nearest starts at which
 * doctor and patient are free.
 * @param appointmentId one that is being moved, and in nobody's way
 */
export const explainRefusal = async (
  db: Queryable,
  refusal: Problem,
  { wanted, doctor, now, appointmentId }: { wanted: Wanted; doctor: DoctorTime; now: number; appointmentId?: string },
): Promise<Problem> => {
  // another time would not be the visit that has taken place
  if (!isAboutTime(refusal) || wanted.as === 'late') return refusal;
  const range = overlapIn(searchRange(wanted, now), certainPart(doctor.window));
  const taken = await listTaken(db, {
    doctorIds: [wanted.doctorId],
    patientId: wanted.patientId,
    window: doctor.window,
    except: appointmentId,
  });
  const grid = { step: minutes(doctor.visitMinutes), length: wanted.end - wanted.start };
  const busy = taken.map(({ interval }) => interval);
  const nearest = [...freeStarts(doctor, busy, grid, range)]
    .filter((start) => start > now)
    .sort((a, b) => Math.abs(a - wanted.start) - Math.abs(b - wanted.start))
    .slice(0, 3)
    .sort((a, b) => a - b);
  return withAlternatives(
    refusal,
    nearest.map((start) => timesOf({ start, end: start + grid.length })),
  );
};

/**
 * What to answer when the database, or the clock, has refused a time before any upstream was asked: the first rule that
 * is broken, in the order of the rules. Without doctor-service it is the refusal as it came.
 */
export const judgeRefused = async (
  db: Queryable,
  { doctors }: Upstreams,
  refusal: Problem,
  { wanted, appointmentId }: { wanted: Wanted; appointmentId?: string },
): Promise<Problem> => {
  if (!isAboutTime(refusal)) return refusal;
  const now = Date.now();
  const reply = await doctors.shareTime(wanted.doctorId, windowAround(searchRange(wanted, now)));
  const facts = factsOf(reply);
  if ('outcome' in facts) return refusal;
  const { doctor } = facts;
  const broken = brokenDoctorRule(wanted, facts, now);
  if (!doctor) return broken ?? refusal;
  // the database may have met the patient's other appointment first
  const first = broken ?? (refusal.kind === patientBusy.kind ? await overlapOf(db, wanted, appointmentId) : undefined);
  return explainRefusal(db, first ?? refusal, { wanted, doctor, now, ...(appointmentId && { appointmentId }) });
};

/** The refusal that the database would give just now, that of the doctor first. */
export const overlapOf = async (db: Queryable, wanted: Wanted, except?: string): Promise<Problem | undefined> => {
  const { doctorId, patientId, overbooked } = wanted;
  const taken = await listTaken(db, { doctorIds: [doctorId], patientId, window: wanted, except });
  if (!overbooked && taken.some(({ whose }) => whose === doctorId)) return slotTaken();
  return taken.some(({ whose }) => whose === patientId) ? patientBusy() : undefined;
};
