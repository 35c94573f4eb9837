import { phone, type Region } from '@hms/service-kit/phone';
import { email, instant, line, optional, recordFields } from '@hms/service-kit/schema';
import { z } from 'zod';
import { AllergyOfPatient } from './allergy-schemas';
import { birthDate } from './birth-date';
import { Coming } from './coming';
import { brokenRules } from './patient-rules';

export const gender = z.enum(['male', 'female', 'other', 'unknown']);

const NewAddress = z.strictObject({
  line1: optional(line(200)),
  line2: optional(line(200)),
  city: optional(line(100)),
  state: optional(line(100)),
  postalCode: optional(line(20)),
  country: optional(line(100)),
});

const Identifier = z
  .strictObject({
    system: line(200)
      .regex(/^[^|]*$/, 'must not contain |')
      .meta({ description: 'Who gives these numbers, as a URI or a word' }),
    value: line(200),
  })
  .meta({
    id: 'Identifier',
    description:
      'What the patient is known by elsewhere, such as a national id. Compared without spaces, punctuation and case, and with the digits of any script.',
  });
export type Identifier = z.output<typeof Identifier>;

/** What may be changed. Either name may be missing: many people have one only, and some patients cannot say theirs. */
export const patientFields = (region: Region) =>
  z.strictObject({
    givenName: optional(line(100)),
    familyName: optional(line(100)),
    unidentified: z
      .boolean()
      .default(false)
      .meta({ description: 'True for a patient whom nobody can name yet; a name given later ends it' }),
    birthDate: optional(birthDate).meta({ description: 'Not later than today, where the day begins first' }),
    gender: gender.default('unknown'),
    phone: optional(phone(region)),
    email: optional(email),
    address: optional(NewAddress),
    contacts: z
      .array(z.strictObject({ name: line(200), relationship: optional(line(100)), phone: optional(phone(region)) }))
      .max(20)
      .default([])
      .meta({ description: 'Whom to call' }),
    identifiers: z.array(Identifier).max(20).default([]),
    noKnownAllergies: z.boolean().default(false).meta({
      description: 'True: the patient was asked, and knows of none. An allergy that is recorded as active ends it.',
    }),
    active: z
      .boolean()
      .default(true)
      .meta({ description: 'Whether the record is in use; an inactive patient cannot be booked' }),
    deceasedAt: optional(instant).meta({ description: 'Not in the future, and not before birth' }),
  });
export type PatientFields = z.output<ReturnType<typeof patientFields>>;

export const newPatient = (region: Region) =>
  patientFields(region)
    .superRefine((patient, context) => {
      for (const { field, detail } of brokenRules(patient, undefined))
        context.addIssue({ code: 'custom', path: [field], message: detail });
    })
    .meta({
      anyOf: [
        { required: ['familyName'], properties: { familyName: { type: 'string' } } },
        { required: ['givenName'], properties: { givenName: { type: 'string' } } },
        { required: ['unidentified'], properties: { unidentified: { const: true } } },
      ],
    });

const nullableText = z.string().nullable();

export const Patient = z
  .strictObject({
    ...recordFields,
    mrn: z
      .string()
      .regex(/^\d{3}-\d{3}-\d{3}$/)
      .meta({ description: 'The medical record number; its last digit checks the others' }),
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
    allergyStatus: z
      .enum(['not-asked', 'none-known', 'recorded'])
      .meta({ description: 'Asked, and none, is not the same as not asked yet; recorded: at least one is active' }),
    noKnownAllergiesAt: z.iso
      .datetime({ offset: true })
      .nullable()
      .meta({ description: 'When it was recorded that there are none (SNOMED CT 716186003)' }),
    active: z.boolean(),
    deceasedAt: z.iso.datetime({ offset: true }).nullable(),
  })
  .meta({ id: 'Patient' });

/** The answer to a change; what is coming is told once, where the patient will not come any more. */
export const ChangedPatient = Patient.extend({ coming: Coming.optional() }).meta({ id: 'ChangedPatient' });

/** What a change begins with: the fields as they are, also where they break a rule that is younger than they. */
export const StoredPatient = Patient.omit({
  id: true,
  mrn: true,
  version: true,
  createdAt: true,
  updatedAt: true,
  allergies: true,
})
  .extend({ identifiers: z.array(z.object({ system: z.string(), value: z.string() })) })
  .strip();
