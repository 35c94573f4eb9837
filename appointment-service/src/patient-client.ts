import type { Logger } from '@hms/service-kit/logger';
import { neighbour, type Reply } from '@hms/service-kit/neighbour';
import { z } from 'zod';

const Patient = z.object({ deceasedAt: z.string().nullable() });
export type Patient = z.output<typeof Patient>;

export interface PatientClient {
  /** Refused: there is no such patient. */
  getPatient(id: string): Promise<Reply<Patient>>;
}

export const patientClient = (baseUrl: string, timeLimitMs: number, log: Logger): PatientClient => {
  const patients = neighbour('patient-service', baseUrl, timeLimitMs, ['/problems/not-found'], log);
  return { getPatient: (id) => patients.get(`/patients/${id}`, Patient) };
};
