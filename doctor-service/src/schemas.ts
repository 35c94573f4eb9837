import { idsInQuery, pagingParameters } from '@hms/service-kit/paging';
import { phone, type Region } from '@hms/service-kit/phone';
import { atLeastOneOf, booleanInQuery, email, line, optional, recordFields } from '@hms/service-kit/schema';
import { timeZone } from '@hms/service-kit/time-zone';
import { z } from 'zod';
import { AffectedAppointments } from './affected-appointments';

/** @param region of phone numbers that are written without their country */
export const newDoctor = (region: Region) =>
  z
    .strictObject({
      givenName: optional(line(100)).meta({ description: 'Either name may be missing; many people have one only' }),
      familyName: optional(line(100)),
      specialty: line(100),
      licenseNumber: line(50).meta({
        description: 'Belongs to one doctor; capitals, spaces, hyphens and dots make no other number of it',
      }),
      email: optional(email),
      phone: optional(phone(region)),
      timeZone: timeZone.default('UTC').meta({
        description: 'IANA time zone in which the doctor keeps hours; with a slash, or UTC',
        example: 'Europe/London',
      }),
      visitMinutes: z
        .int()
        .min(5, 'must be at least 5')
        .max(480, 'must be at most 480')
        .default(30)
        .meta({ description: 'How long a visit takes when a booking does not say' }),
      active: z.boolean().default(true).meta({ description: 'Whether the doctor can be booked, and can prescribe' }),
    })
    .refine(({ givenName, familyName }) => givenName !== null || familyName !== null, {
      path: ['familyName'],
      error: 'is required, or givenName for a person with one name',
    })
    .meta(atLeastOneOf({ familyName: 'string', givenName: 'string' }));
export type NewDoctor = z.output<ReturnType<typeof newDoctor>>;

export const Doctor = z
  .strictObject({
    ...recordFields,
    givenName: z.string().nullable(),
    familyName: z.string().nullable(),
    specialty: z.string(),
    licenseNumber: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    timeZone: z.string(),
    visitMinutes: z.int(),
    active: z.boolean(),
  })
  .meta({ id: 'Doctor' });

export const ChangedDoctor = Doctor.extend({
  affectedAppointments: AffectedAppointments.optional().meta({
    description: 'After another time zone, or once the doctor is not active',
  }),
}).meta({ id: 'ChangedDoctor' });

export const Specialties = z.strictObject({
  data: z.array(z.strictObject({ specialty: z.string(), activeDoctors: z.int().min(1) }).meta({ id: 'Specialty' })),
});

export const DoctorQuery = z.strictObject({
  ...pagingParameters,
  id: idsInQuery,
  name: line(200).optional().meta({
    description: 'Part of the name, in either order, without regard to case, accents, spaces or hyphens',
  }),
  specialty: line(100).optional().meta({ description: 'The whole specialty, without regard to case or accents' }),
  active: booleanInQuery.optional().meta({ description: 'Only the active, or only those who are not' }),
});
