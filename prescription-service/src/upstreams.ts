import type { Reply, NoResponse } from '@hms/service-kit/upstream';
import type { Problem } from '@hms/service-kit/problem';
import type { Doctor, DoctorClient } from './doctor-client';
import type { Patient, PatientClient } from './patient-client';
import { doctorInactive, doctorUnknown, patientDeceased, patientInactive, patientUnknown } from './problems';

/** Those that are configured. */
export interface Upstreams {
  patients?: PatientClient | undefined;
  doctors?: DoctorClient | undefined;
}

/** What the upstreams said: null, there is none; undefined, nobody was asked. */
export interface Facts {
  patient: Patient | null | undefined;
  doctor: Doctor | null | undefined;
}

export interface Concerned {
  patientId: string;
  doctorId: string;
}

const valueOf = <T>(reply: Reply<T> | undefined): T | null | undefined =>
  reply && (reply.outcome === 'responded' ? reply.value : null);

/** Asks all that are configured at once. */
export const askUpstreams = async (
  { patients, doctors }: Upstreams,
  { patientId, doctorId }: Concerned,
): Promise<NoResponse | { outcome: 'responded'; value: Facts }> => {
  const [patient, doctor] = await Promise.all([patients?.getPatient(patientId), doctors?.getDoctor(doctorId)]);
  if (patient?.outcome === 'unavailable') return patient;
  if (doctor?.outcome === 'unavailable') return doctor;
  return { outcome: 'responded', value: { patient: valueOf(patient), doctor: valueOf(doctor) } };
};

/** The first rule that is broken, as the problem that says so. */
export const brokenRule = ({ patientId, doctorId }: Concerned, { patient, doctor }: Facts): Problem | undefined => {
  if (doctor === null) return doctorUnknown(doctorId);
  if (doctor?.active === false) return doctorInactive(doctorId);
  if (patient === null) return patientUnknown(patientId);
  if (patient && patient.deceasedAt !== null) return patientDeceased(patientId);
  if (patient?.active === false) return patientInactive(patientId);
  return undefined;
};
