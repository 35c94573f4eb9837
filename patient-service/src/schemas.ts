import { pagingParameters } from '@hms/service-kit/paging';
import { booleanInQuery, date, email, instant, optional, phone, recordFields, text } from '@hms/service-kit/schema';
import { z } from 'zod';

const gender = z.enum(['male', 'female', 'other', 'unknown']);

const NewAddress = z.strictObject({
  line1: optional(text(200)),
  line2: optional(text(200)),
  city: optional(text(100)),
  state: optional(text(100)),
  postalCode: optional(text(20)),
  country: optional(text(100)),
});

const NewContact = z.strictObject({
  name: text(200),
  relationship: optional(text(100)),
  phone: optional(phone),
});

const Identifier = z
  .strictObject({ system: text(200).regex(/^[^|]*$/, 'must not have a |'), value: text(200) })
  .meta({ id: 'Identifier', description: 'What the patient is known by elsewhere, such as a national id' });

export const NewPatient = z.strictObject({
  givenName: text(100),
  familyName: text(100),
  birthDate: optional(date),
  gender: gender.default('unknown'),
  phone: optional(phone),
  email: optional(email),
  address: optional(NewAddress),
  contacts: z.array(NewContact).max(20).default([]),
  identifiers: z
    .array(Identifier)
    .max(20)
    .refine(
      (all) => new Set(all.map(({ system, value }) => `${system}|${value}`)).size === all.length,
      'names one twice',
    )
    .default([]),
  active: z.boolean().default(true),
  deceasedAt: optional(instant),
});
export type NewPatient = z.output<typeof NewPatient>;

const nullableText = z.string().nullable();

export const Patient = z
  .strictObject({
    ...recordFields,
    mrn: z.string().regex(/^\d{3}-\d{3}-\d{3}$/),
    givenName: z.string(),
    familyName: z.string(),
    birthDate: z.iso.date().nullable(),
    gender,
    phone: nullableText,
    email: nullableText,
    address: z
      .strictObject({
        line1: nullableText,
        line2: nullableText,
        city: nullableText,
        state: nullableText,
        postalCode: nullableText,
        country: nullableText,
      })
      .nullable(),
    contacts: z.array(z.strictObject({ name: z.string(), relationship: nullableText, phone: nullableText })),
    identifiers: z.array(Identifier),
    active: z.boolean(),
    deceasedAt: z.iso.datetime({ offset: true }).nullable(),
  })
  .meta({ id: 'Patient' });
export type Patient = z.output<typeof Patient>;

export const PatientQuery = z.strictObject({
  ...pagingParameters,
  name: text(200)
    .optional()
    .meta({ description: 'Part of the name, in either order, without regard to case or accents' }),
  birthDate: date.optional(),
  gender: gender.optional(),
  phone: phone
    .transform((value) => value.replace(/\D/g, ''))
    .optional()
    .meta({ description: 'Compared by its digits' }),
  email: email.optional(),
  mrn: z
    .string()
    .transform((mrn) => mrn.replace(/\D/g, '').replace(/^(...)(...)(...)$/, '$1-$2-$3'))
    .pipe(z.string().regex(/^\d{3}-\d{3}-\d{3}$/, 'must have nine digits, such as 100-000-017'))
    .optional(),
  identifier: text(401)
    .regex(/^[^|]+\|.+$/, 'must be system|value')
    .optional()
    .meta({ description: '`system|value`' }),
  active: booleanInQuery.optional(),
});
