import { pagingParameters } from '@hms/service-kit/paging';
import { date, optional, recordFields, recordId, text, uuid } from '@hms/service-kit/schema';
import { z } from 'zod';

const positive = z.number().positive('must be more than 0').max(1_000_000, 'must be at most 1000000');
const count = z.int().min(1, 'must be at least 1').max(1000, 'must be at most 1000');

const NewMedication = z.strictObject({
  name: text(200),
  code: optional(text(50)),
  system: optional(text(200)),
  form: optional(text(100)),
  strength: optional(text(100)),
});

const NewDosage = z.strictObject({
  text: optional(text(500)),
  dose: optional(positive),
  doseUnit: optional(text(50)),
  route: optional(text(50)),
  frequency: optional(count),
  period: optional(positive),
  // UCUM's units of time, as FHIR's Timing has them
  periodUnit: optional(z.enum(['s', 'min', 'h', 'd', 'wk', 'mo', 'a'])),
  asNeeded: optional(z.boolean()),
  durationDays: optional(count),
});

const medication = z
  .union([text(200).transform((name) => ({ name })), NewMedication], 'must be a name, or an object with a name')
  .transform((given) => NewMedication.parse(given))
  .meta({ description: 'A bare string is taken as the name' });

/** What may still change once a prescription is written; another medication is another prescription. */
export const PrescriptionChanges = z.strictObject({
  dosage: optional(NewDosage),
  quantity: optional(positive),
  refills: z.int().min(0, 'must be at least 0').max(99, 'must be at most 99').default(0),
  expiresOn: optional(date),
});
export type PrescriptionChanges = z.output<typeof PrescriptionChanges>;

export const NewPrescription = z.strictObject({
  patientId: uuid,
  doctorId: uuid,
  appointmentId: optional(uuid),
  medication,
  ...PrescriptionChanges.shape,
});
export type NewPrescription = z.output<typeof NewPrescription>;

const status = z.enum(['draft', 'active', 'on-hold', 'completed', 'cancelled', 'stopped']);
const nullableText = z.string().nullable();
const nullableNumber = z.number().nullable();

export const Prescription = z
  .strictObject({
    ...recordFields,
    patientId: recordId,
    doctorId: recordId,
    appointmentId: recordId.nullable(),
    medication: z.strictObject({
      name: z.string(),
      code: nullableText,
      system: nullableText,
      form: nullableText,
      strength: nullableText,
    }),
    dosage: z
      .strictObject({
        text: nullableText,
        dose: nullableNumber,
        doseUnit: nullableText,
        route: nullableText,
        frequency: nullableNumber,
        period: nullableNumber,
        periodUnit: nullableText,
        asNeeded: z.boolean().nullable(),
        durationDays: nullableNumber,
      })
      .nullable(),
    quantity: nullableNumber,
    refills: z.int(),
    status,
    authoredAt: z.iso.datetime({ offset: true }),
    expiresOn: z.iso.date().nullable(),
  })
  .meta({ id: 'Prescription' });

export const PrescriptionQuery = z.strictObject({
  ...pagingParameters,
  patientId: uuid.optional(),
  doctorId: uuid.optional(),
  status: status.optional(),
  medication: text(200).optional().meta({ description: 'Part of the name, without regard to case or accents' }),
});
