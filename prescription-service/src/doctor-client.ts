import type { Logger } from '@hms/service-kit/logger';
import { neighbour, type Reply } from '@hms/service-kit/neighbour';
import { z } from 'zod';

const Doctor = z.object({
  givenName: z.string(),
  familyName: z.string(),
  licenseNumber: z.string(),
  active: z.boolean(),
});
export type Doctor = z.output<typeof Doctor>;

export interface DoctorClient {
  /** Refused: there is no such doctor. */
  getDoctor(id: string): Promise<Reply<Doctor>>;
}

export const doctorClient = (baseUrl: string, timeLimitMs: number, log: Logger): DoctorClient => {
  const doctors = neighbour('doctor-service', baseUrl, timeLimitMs, ['/problems/not-found'], log);
  return { getDoctor: (id) => doctors.get(`/doctors/${id}`, Doctor) };
};
