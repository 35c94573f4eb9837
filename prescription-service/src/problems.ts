import { defineProblem } from '@hms/service-kit/problem';
import { highFindings, type Safety } from './safety/findings';

export const prescriptionFrozen = defineProblem(
  { type: 'prescription-frozen', status: 409, title: 'A checked prescription cannot be changed' },
  (state: string) => ({
    detail:
      'Dosage, quantity and refills stay as they were checked and signed; only expiresOn can change. Stop or cancel it, and write a new one.',
    members: { state },
  }),
);

// In the order in which a prescription is judged; each names its rule in `rule`.

export const doctorUnknown = defineProblem(
  { type: 'doctor-unknown', status: 422, title: 'There is no such doctor' },
  (doctorId: string) => ({
    detail: `doctor-service has no doctor with the id ${doctorId}.`,
    members: { rule: 'doctor-exists' },
  }),
);

export const doctorInactive = defineProblem(
  { type: 'doctor-inactive', status: 422, title: 'The doctor no longer prescribes' },
  (doctorId: string) => ({
    detail: `The doctor with the id ${doctorId} is not active and cannot prescribe.`,
    members: { rule: 'doctor-is-active' },
  }),
);

export const patientUnknown = defineProblem(
  { type: 'patient-unknown', status: 422, title: 'There is no such patient' },
  (patientId: string) => ({
    detail: `patient-service has no patient with the id ${patientId}.`,
    members: { rule: 'patient-exists' },
  }),
);

export const patientDeceased = defineProblem(
  { type: 'patient-deceased', status: 422, title: 'The patient has died' },
  (patientId: string) => ({
    detail: `The patient with the id ${patientId} is recorded as deceased.`,
    members: { rule: 'patient-is-alive' },
  }),
);

export const patientInactive = defineProblem(
  { type: 'patient-inactive', status: 422, title: 'The patient record is not active' },
  (patientId: string) => ({
    detail: `The record of the patient with the id ${patientId} is not active. Look for the patient's other record, or set this one active again in patient-service.`,
    members: { rule: 'patient-is-active' },
  }),
);

const reasonsOf = (safety: Safety) =>
  highFindings(safety)
    .map(({ detail }) => detail)
    .join(' ');

export const unsafe = defineProblem(
  { type: 'unsafe', status: 409, title: 'The medication is not safe for this patient' },
  (safety: Safety) => ({
    detail: `${reasonsOf(safety)} To prescribe it nevertheless, the prescriber must send override with a reasonCode and a reason.`,
    members: { rule: 'safe-for-patient', safety },
  }),
);

export const prescribingProblems = [
  doctorUnknown,
  doctorInactive,
  patientUnknown,
  patientDeceased,
  patientInactive,
  unsafe,
];
