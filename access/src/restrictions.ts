import type { RestrictionSource } from '@hms/service-kit/restrictions';
import type { Upstreams } from '@hms/service-kit/upstreams';
import { z } from 'zod';

const Told = z.object({
  stamp: z.string(),
  restrictions: z
    .array(
      z.object({
        patient: z.string(),
        careTeam: z.array(
          z.object({
            issuer: z.string().nullish(),
            subject: z.string().nullish(),
            doctorId: z.string().nullish(),
          }),
        ),
        glasses: z.array(z.object({ issuer: z.string(), subject: z.string(), until: z.string(), reason: z.string() })),
      }),
    )
    .optional(),
});

/** Returns how a service asks patient-service whose record is restricted. */
export function restrictionSource(upstreams: Upstreams, baseUrl: string): RestrictionSource {
  const patients = upstreams.at('patient-service', baseUrl, []);
  return async (stamp) => {
    const reply = await patients.get(`/restrictions${stamp === undefined ? '' : `?unless=${stamp}`}`, Told);
    if (reply.outcome !== 'responded') throw new Error('patient-service did not say which records are restricted');
    const { restrictions, ...told } = reply.value;
    return {
      ...told,
      restrictions: restrictions?.map(({ patient, ...rest }) => ({ patientId: patient, ...rest })),
    };
  };
}
