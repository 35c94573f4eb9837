import type { Reply } from '@hms/service-kit/upstream';
import type { Upstreams } from '@hms/service-kit/upstreams';
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
type PatientAllergy = z.output<typeof PatientAllergy>;

const Patient = z.object({
  mrn: z
    .string()
    .nullish()
    .transform((mrn) => mrn ?? null),
  active: z.boolean().default(true),
  deceasedAt: z.string().nullable(),
  /** Whether anybody has asked; an older patient-service does not say it. */
  allergyStatus: z.string().optional(),
  allergies: z.array(PatientAllergy),
});
export type Patient = z.output<typeof Patient>;

export interface PatientClient {
  /** Refused: there is no such patient. */
  getPatient(id: string): Promise<Reply<Patient>>;
}

export const patientClient = (upstreams: Upstreams, baseUrl: string): PatientClient => {
  const patients = upstreams.at('patient-service', baseUrl, ['/problems/not-found']);
  return { getPatient: (id) => patients.get(`/patients/${id}`, Patient) };
};
