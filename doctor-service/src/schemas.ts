import { pagingParameters } from '@hms/service-kit/paging';
import { phone, type Region } from '@hms/service-kit/phone';
import { booleanInQuery, email, optional, recordFields, text } from '@hms/service-kit/schema';
import { z } from 'zod';

// PostgreSQL reads a name without a slash as an abbreviation first: CET would be an hour ahead of UTC in summer too
const isTimeZone = (name: string) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return /^(UTC$|[A-Za-z]+\/)/.test(name);
  } catch {
    return false;
  }
};

/** @param region of phone numbers that are written without their country */
export const newDoctor = (region: Region) =>
  z.strictObject({
    givenName: text(100),
    familyName: text(100),
    specialty: text(100),
    licenseNumber: text(50),
    email: optional(email),
    phone: optional(phone(region)),
    timeZone: z
      .string()
      .max(64)
      .refine(isTimeZone, 'must be a time zone of the IANA database, such as Europe/London')
      .default('UTC')
      .meta({ description: 'IANA time zone in which the doctor keeps hours', example: 'Europe/London' }),
    visitMinutes: z
      .int()
      .min(5, 'must be at least 5')
      .max(480, 'must be at most 480')
      .default(30)
      .meta({ description: 'How long a visit takes when a booking does not say' }),
    active: z.boolean().default(true),
  });
export type NewDoctor = z.output<ReturnType<typeof newDoctor>>;

export const Doctor = z
  .strictObject({
    ...recordFields,
    givenName: z.string(),
    familyName: z.string(),
    specialty: z.string(),
    licenseNumber: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    timeZone: z.string(),
    visitMinutes: z.int(),
    active: z.boolean(),
  })
  .meta({ id: 'Doctor' });

export const DoctorQuery = z.strictObject({
  ...pagingParameters,
  name: text(200)
    .optional()
    .meta({ description: 'Part of the name, in either order, without regard to case or accents' }),
  specialty: text(100).optional().meta({ description: 'The whole specialty, without regard to case or accents' }),
  active: booleanInQuery.optional(),
});
