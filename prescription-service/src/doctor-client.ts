import type { Reply } from '@hms/service-kit/upstream';
import type { Upstreams } from '@hms/service-kit/upstreams';
import { z } from 'zod';

const Doctor = z.object({
  // many people have one name only
  givenName: z.string().nullish(),
  familyName: z.string().nullish(),
  licenseNumber: z.string(),
  active: z.boolean(),
});
export type Doctor = z.output<typeof Doctor>;

export function nameOf({ givenName, familyName }: Doctor): string {
  return [givenName, familyName].filter(Boolean).join(' ');
}

export interface DoctorClient {
  /** Refused: there is no such doctor. */
  getDoctor(id: string): Promise<Reply<Doctor>>;
}

export const doctorClient = (upstreams: Upstreams, baseUrl: string): DoctorClient => {
  const doctors = upstreams.at('doctor-service', baseUrl, ['/problems/not-found']);
  return { getDoctor: (id) => doctors.get(`/doctors/${id}`, Doctor) };
};
