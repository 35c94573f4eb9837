import type { Reply } from '@hms/service-kit/neighbour';
import type { Neighbourhood } from '@hms/service-kit/neighbourhood';
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

export const doctorClient = (neighbourhood: Neighbourhood, baseUrl: string): DoctorClient => {
  const doctors = neighbourhood.at('doctor-service', baseUrl, ['/problems/not-found']);
  return { getDoctor: (id) => doctors.get(`/doctors/${id}`, Doctor) };
};
