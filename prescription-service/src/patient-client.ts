import type { Logger } from '@hms/service-kit/logger';
import { neighbour, type Reply } from '@hms/service-kit/neighbour';
import { z } from 'zod';

const PatientAllergy = z.object({
  id: z.string(),
  substance: z.string(),
  code: z
    .string()
    .nullish()
    .transform((code) => code ?? null),
  status: z.string(),
});
export type PatientAllergy = z.output<typeof PatientAllergy>;

const Patient = z.object({
  mrn: z
    .string()
    .nullish()
    .transform((mrn) => mrn ?? null),
  deceasedAt: z.string().nullable(),
  allergies: z.array(PatientAllergy),
});
export type Patient = z.output<typeof Patient>;

export interface PatientClient {
  /** Refused: there is no such patient. */
  getPatient(id: string): Promise<Reply<Patient>>;
}

export const patientClient = (baseUrl: string, timeLimitMs: number, log: Logger): PatientClient => {
  const patients = neighbour('patient-service', baseUrl, timeLimitMs, ['/problems/not-found'], log);
  return { getPatient: (id) => patients.get(`/patients/${id}`, Patient) };
};
