import { pagingParameters } from '@hms/service-kit/paging';
import { date, optional, recordFields, recordId, text, uuid } from '@hms/service-kit/schema';
import { z } from 'zod';
import { AnsweredDosage, NewDosage } from './dosage-schemas';
import { overrideCodes, statuses, statusReasonCodes } from './prescription';
import { rules, severities } from './safety/judge';

export const positive = z.number().positive('must be more than 0').max(1_000_000, 'must be at most 1000000');

const NewMedication = z.strictObject({
  name: text(200),
  code: optional(text(50)),
  system: optional(text(200)),
  form: optional(text(100)),
  strength: optional(text(100)),
});

const medication = z
  .union([text(200).transform((name) => ({ name })), NewMedication], 'must be a name, or an object with a name')
  .transform((given) => NewMedication.parse(given))
  .meta({ description: 'A bare string is taken as the name' });

const NewOverride = z.strictObject({ reasonCode: z.enum(overrideCodes), reason: text(1000) });
export type Override = z.output<typeof NewOverride>;

/** What may change of a draft, and expiresOn after it; another medication is another prescription. */
export const PrescriptionChanges = z.strictObject({
  dosage: optional(NewDosage),
  quantity: optional(positive).meta({ description: 'Of one fill; there are as many fills as refills, and one' }),
  refills: z.int().min(0, 'must be at least 0').max(99, 'must be at most 99').default(0),
  expiresOn: optional(date).meta({ description: 'The last day on which it is good (UTC); absent: by rule' }),
});
export type PrescriptionChanges = z.output<typeof PrescriptionChanges>;

export const NewPrescription = z.strictObject({
  patientId: uuid,
  doctorId: uuid,
  appointmentId: optional(uuid),
  medication,
  override: optional(NewOverride).meta({
    description: 'Why the prescriber goes on in spite of a finding of high severity; kept on the record',
  }),
  ...PrescriptionChanges.shape,
});
export type NewPrescription = z.output<typeof NewPrescription>;

const reasonCode = optional(z.enum(statusReasonCodes)).meta({ description: 'FHIR medicationrequest-status-reason' });

export const NewStatusReason = z.strictObject({ code: reasonCode, reason: optional(text(1000)) });
export type StatusReason = z.output<typeof NewStatusReason>;
export const NewStopReason = z.strictObject({ code: reasonCode, reason: text(1000) });

const status = z.enum(statuses);
const nullableText = z.string().nullable();
const nullableNumber = z.number().nullable();
const answeredTime = z.iso.datetime({ offset: true });

export const AnsweredSafety = z
  .strictObject({
    verdict: z.enum(['safe', 'caution', 'unsafe', 'overridden']),
    findings: z.array(
      z.strictObject({
        rule: z.enum(rules),
        severity: z.enum(severities).meta({ description: 'FHIR detectedissue-severity' }),
        inputs: z.strictObject({
          medication: z.string(),
          against: z.string().optional().meta({ description: "The allergy's substance, or the other medication" }),
          by: z.array(z.string()).optional().meta({ description: 'The drugs or classes by which the rule applies' }),
          allergyId: z.string().optional(),
          prescriptionId: recordId.optional(),
        }),
        detail: z.string(),
        source: z.string().meta({ description: 'Where the rule is published' }),
      }),
    ),
    knowledgeVersion: z.int(),
    checkedAt: answeredTime,
  })
  .meta({ id: 'Safety' });

export const medicationFields = z.strictObject({
  name: z.string(),
  code: nullableText,
  system: nullableText,
  form: nullableText,
  strength: nullableText,
});

export const Prescription = z
  .strictObject({
    ...recordFields,
    patientId: recordId,
    patientMrn: nullableText,
    doctorId: recordId,
    doctor: z.strictObject({ name: z.string(), licenseNumber: z.string() }).nullable(),
    appointmentId: recordId.nullable(),
    medication: medicationFields,
    dosage: AnsweredDosage,
    quantity: nullableNumber,
    refills: z.int(),
    dispensedQuantity: z.number(),
    remainingQuantity: nullableNumber.meta({ description: 'Refills included; null where no quantity is prescribed' }),
    nextRefillAt: answeredTime.nullable().meta({ description: 'From when on the next refill is not too soon' }),
    status,
    statusReason: z.strictObject({ code: nullableText, reason: nullableText }).nullable(),
    safety: AnsweredSafety.nullable().meta({
      description: 'As it was found when it became active; null: not checked yet',
    }),
    override: z.strictObject({ reasonCode: z.string(), reason: z.string() }).nullable(),
    authoredAt: answeredTime,
    expiresOn: z.iso.date().nullable(),
    expired: z.boolean(),
  })
  .meta({ id: 'Prescription' });

export const PrescriptionQuery = z.strictObject({
  ...pagingParameters,
  patientId: uuid.optional(),
  doctorId: uuid.optional(),
  status: status.optional(),
  medication: text(200).optional().meta({ description: 'Part of the name, without regard to case or accents' }),
});
