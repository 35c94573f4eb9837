import type { Problem } from '@hms/service-kit/problem';
import type { DoctorTime } from './doctor-client';
import { isInside, type Interval } from './free-time';
import type { Patient } from './patient-client';
import {
  doctorInactive,
  doctorUnknown,
  outsideAvailability,
  patientDeceased,
  patientUnknown,
  timeNotInFuture,
} from './problems';

/** What is to be booked. */
export interface Wanted extends Interval {
  doctorId: string;
  patientId: string;
  /** Somebody gave a reason to go beyond the doctor's hours and other bookings. */
  overbooked: boolean;
}

/** What the neighbours said: null, there is none; undefined, it was not asked. */
export interface Facts {
  doctor: DoctorTime | null;
  patient: Patient | null | undefined;
}

/**
 * The first rule about the doctor that is broken, as the problem that says so. Whether doctor and patient are free comes
 * next, and the database decides that; then `brokenPatientRule`.
 * @param now milliseconds; absent when the time was judged before
 */
export const brokenDoctorRule = (wanted: Wanted, { doctor }: Facts, now?: number): Problem | undefined => {
  if (!doctor) return doctorUnknown(wanted.doctorId);
  if (!doctor.active) return doctorInactive(wanted.doctorId);
  if (now !== undefined && wanted.start <= now) return timeNotInFuture();
  if (!wanted.overbooked && !isInside(wanted, doctor)) return outsideAvailability();
  return undefined;
};

export const brokenPatientRule = ({ patientId }: Wanted, { patient }: Facts): Problem | undefined => {
  if (patient === null) return patientUnknown(patientId);
  if (patient?.deceasedAt != null) return patientDeceased(patientId);
  return undefined;
};
