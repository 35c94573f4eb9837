import type { Problem } from '@hms/service-kit/problem';
import type { DoctorTime } from './doctor-client';
import { days, isInside, minutes, type Interval } from './free-time';
import type { Patient } from './patient-client';
import {
  doctorInactive,
  doctorUnknown,
  outsideAvailability,
  patientDeceased,
  patientInactive,
  patientUnknown,
  timeNotInFuture,
  timeNotInPast,
  timeNotNow,
  timeOutOfRange,
} from './problems';

/** How a visit comes into the book: for a time to come, for a patient who is there now, or after it has taken place. */
export type BookedAs = 'ahead' | 'walk-in' | 'late';

/** What is to be booked. */
export interface Wanted extends Interval {
  doctorId: string;
  patientId: string;
  /** Somebody gave a reason to go beyond the doctor's hours and other bookings. */
  overbooked: boolean;
  as: BookedAs;
}

/** What the upstreams said: null, there is none; undefined, it was not asked. */
export interface Facts {
  doctor: DoctorTime | null;
  patient: Patient | null | undefined;
  /** Doctor-service could make no sense of the time that it was asked for. */
  timeUnknowable?: boolean;
}

/** Nobody plans further; a year typed wrong is found at once, and not when the visit should be. */
const yearsAhead = 25;
/** A walk-in begins when the desk gets to it, or when the visit before it ends. */
const walkInReach = minutes(15);
/** What was written on paper while the system was away is entered within days; older visits come by an import. */
const lateReach = days(366);

/** The first instant (milliseconds since 1970) that lies too far ahead to be booked. */
export const horizon = (now = Date.now()): number =>
  new Date(now).setUTCFullYear(new Date(now).getUTCFullYear() + yearsAhead);

const brokenHorizon = (start: number, now: number) =>
  start >= horizon(now) ? timeOutOfRange(new Date(horizon(now)).toISOString()) : undefined;

/** Whether the time can be booked at all, whoever the doctor and the patient are. */
export const brokenTimeRule = ({ start, as }: Wanted, now: number): Problem | undefined => {
  const tooFar = brokenHorizon(start, now);
  if (tooFar) return tooFar;
  if (as === 'ahead' && start <= now) return timeNotInFuture();
  if (as === 'walk-in' && Math.abs(start - now) > walkInReach) return timeNotNow();
  if (as === 'late' && (start > now || start < now - lateReach)) return timeNotInPast();
  return undefined;
};

/** Whether the doctor is known, and takes bookings. */
export const brokenDoctorRecord = (doctorId: string, { doctor, timeUnknowable }: Facts): Problem | undefined => {
  if (timeUnknowable) return timeOutOfRange();
  if (!doctor) return doctorUnknown(doctorId);
  return doctor.active ? undefined : doctorInactive(doctorId);
};

/**
 * The first rule about the doctor that is broken, as the problem that says so. Whether doctor and patient are free comes
 * next, and the database decides that; then `brokenPatientRule`. For a visit that has taken place the doctor must be known,
 * but neither be active still nor have had hours then: that the doctor saw the patient is a fact.
 * @param now milliseconds; absent when the time was judged before
 */
export const brokenDoctorRule = (wanted: Wanted, facts: Facts, now?: number): Problem | undefined => {
  const late = wanted.as === 'late';
  const broken = brokenDoctorRecord(wanted.doctorId, facts);
  if (broken && !(late && broken.kind === doctorInactive.kind)) return broken;
  const brokenTime = now === undefined ? brokenHorizon(wanted.start, Date.now()) : brokenTimeRule(wanted, now);
  if (brokenTime) return brokenTime;
  if (!late && !wanted.overbooked && !(facts.doctor && isInside(wanted, facts.doctor))) return outsideAvailability();
  return undefined;
};

/**
 * The one rule for who can be booked; every door asks it. A visit that is entered afterwards may be of a patient who has
 * died since, or whose record has been set inactive since.
 */
export const brokenPatientRule = (
  { patientId, start, as }: Pick<Wanted, 'patientId' | 'start' | 'as'>,
  patient: Facts['patient'],
): Problem | undefined => {
  if (patient === undefined) return undefined;
  if (patient === null) return patientUnknown(patientId);
  const { deceasedAt, active } = patient;
  const livedThen = as === 'late' && deceasedAt !== null && start < Date.parse(deceasedAt);
  if (deceasedAt !== null && !livedThen) return patientDeceased(patientId);
  if (!active && as !== 'late') return patientInactive(patientId);
  return undefined;
};
