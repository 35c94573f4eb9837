import type { Reply } from '@hms/service-kit/upstream';
import type { Upstreams } from '@hms/service-kit/upstreams';
import { z } from 'zod';

const Patient = z.object({ deceasedAt: z.string().nullable(), active: z.boolean().default(true) });
export type Patient = z.output<typeof Patient>;

export interface PatientClient {
  /** Refused: there is no such patient. */
  getPatient(id: string): Promise<Reply<Patient>>;
}

export const patientClient = (upstreams: Upstreams, baseUrl: string): PatientClient => {
  const patients = upstreams.at('patient-service', baseUrl, ['/problems/not-found']);
  return { getPatient: (id) => patients.get(`/patients/${id}`, Patient) };
};
