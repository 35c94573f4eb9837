import { pagingParameters } from '@hms/service-kit/paging';
import { phone, type Region } from '@hms/service-kit/phone';
import { booleanInQuery, email, instant, optional, recordFields, text } from '@hms/service-kit/schema';
import { z } from 'zod';
import { AllergyOfPatient } from './allergy-schemas';
import { birthDate } from './birth-date';

const gender = z.enum(['male', 'female', 'other', 'unknown']);

const NewAddress = z.strictObject({
  line1: optional(text(200)),
  line2: optional(text(200)),
  city: optional(text(100)),
  state: optional(text(100)),
  postalCode: optional(text(20)),
  country: optional(text(100)),
});

const Identifier = z
  .strictObject({ system: text(200).regex(/^[^|]*$/, 'must not have a |'), value: text(200) })
  .meta({ id: 'Identifier', description: 'What the patient is known by elsewhere, such as a national id' });

/** What may be changed. Either name may be missing: many people have one only, and some patients cannot say theirs. */
export const patientFields = (region: Region) =>
  z.strictObject({
    givenName: optional(text(100)),
    familyName: optional(text(100)),
    birthDate: optional(birthDate),
    gender: gender.default('unknown'),
    phone: optional(phone(region)),
    email: optional(email),
    address: optional(NewAddress),
    contacts: z
      .array(z.strictObject({ name: text(200), relationship: optional(text(100)), phone: optional(phone(region)) }))
      .max(20)
      .default([]),
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
export type PatientFields = z.output<ReturnType<typeof patientFields>>;

/** A registration without a name says that this is meant. */
export const newPatient = (region: Region) =>
  patientFields(region)
    .extend({
      unidentified: z
        .boolean()
        .default(false)
        .meta({ description: 'True for a patient whom nobody can name yet; a name given later ends it' }),
    })
    .refine(({ givenName, familyName, unidentified }) => unidentified || givenName !== null || familyName !== null, {
      path: ['familyName'],
      error:
        'is required, or givenName for a person with one name; register a patient whom nobody can name with "unidentified": true',
    })
    .refine(({ givenName, familyName, unidentified }) => !unidentified || (givenName === null && familyName === null), {
      path: ['unidentified'],
      error: 'cannot be true of a patient with a name',
    });

const nullableText = z.string().nullable();

export const Patient = z
  .strictObject({
    ...recordFields,
    mrn: z.string().regex(/^\d{3}-\d{3}-\d{3}$/),
    givenName: nullableText,
    familyName: nullableText,
    unidentified: z.boolean().meta({ description: 'Has no name yet' }),
    birthDate: z
      .string()
      .regex(/^\d{4}(-\d\d(-\d\d)?)?$/)
      .nullable(),
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
    allergies: z.array(AllergyOfPatient),
    active: z.boolean(),
    deceasedAt: z.iso.datetime({ offset: true }).nullable(),
  })
  .meta({ id: 'Patient' });

/** The words of a name as it was typed. */
export const wordsOf = (typed: string): string[] => [
  ...new Set(
    typed
      .normalize()
      .toLowerCase()
      .replace(/['’ʻʼ`´]/g, '')
      .split(/[\s\p{P}\p{S}]+/u)
      .filter((word) => word !== ''),
  ),
];

export const patientQuery = (region: Region) =>
  z.strictObject({
    ...pagingParameters,
    name: text(200)
      .refine((typed) => wordsOf(typed).length > 0, 'must have a letter or a digit')
      .refine((typed) => wordsOf(typed).length <= 8, 'must have at most 8 words')
      .optional()
      .meta({
        description:
          'Words of the name, in any order, the last perhaps not to its end; case, accents, a typo or two and spelling by sound are forgiven. Best match first.',
      }),
    birthDate: birthDate.optional().meta({ description: 'Finds all who could be born then, partial dates included' }),
    gender: gender.optional(),
    phone: phone(region).optional(),
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
    deceased: z
      .enum(['true', 'false', 'any'])
      .optional()
      .meta({ description: 'Unless asked for, only the living are listed; by mrn or identifier anybody is found' }),
  });
export type PatientQuery = z.output<ReturnType<typeof patientQuery>>;
