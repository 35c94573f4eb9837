import { idsInQuery, pagingParameters } from '@hms/service-kit/paging';
import { booleanInQuery, date, line, optional, recordFields, recordId, text, uuid } from '@hms/service-kit/schema';
import { z } from 'zod';
import { amountUpTo, AnsweredDosage, NewDosage } from './dosage-schemas';
import { overrideCodes, statuses, statusReasonCodes } from './prescription';
import { allergyStatuses, rules, severities, verdicts } from './safety/findings';

export const positive = amountUpTo(1_000_000);

const NewMedication = z.strictObject({
  name: line(200),
  code: optional(line(50)).meta({
    description: 'ATC, in capitals or not; of a drug or of its group',
    example: 'J01CA04',
  }),
  system: optional(line(200)),
  form: optional(line(100)),
  strength: optional(line(100)).meta({
    description: 'Of one piece, or in a volume: the supply is calculated by it',
    example: '250 mg/5 ml',
  }),
});

const medication = z
  .union([line(200).transform((name) => ({ name })), NewMedication], 'must be a name, or an object with a name')
  .transform((given) => NewMedication.parse(given))
  .meta({ description: 'A bare string is taken as the name' });

const NewOverride = z.strictObject({ reasonCode: z.enum(overrideCodes), reason: text(1000) });
export type Override = z.output<typeof NewOverride>;

const indication = z
  .strictObject({
    text: optional(line(200)),
    code: optional(line(50)),
    system: optional(
      line(200).regex(/^[a-z][a-z0-9+.-]*:\S+$/i, 'must be an address, such as http://hl7.org/fhir/sid/icd-10'),
    ),
  })
  .refine(({ text, code }) => text !== null || code !== null, 'must have a text or a code')
  .refine(({ code, system }) => (code === null) === (system === null), 'must have system and code, or neither');

/** What may change of a draft, and expiresOn after it; another medication is another prescription. */
export const PrescriptionChanges = z.strictObject({
  dosage: optional(NewDosage),
  quantity: optional(positive).meta({ description: 'Of one fill; there are as many fills as refills, and one' }),
  quantityUnit: optional(line(50)).meta({
    description:
      'What quantity counts, such as tablet, ml or box. Without it the quantity counts pieces; where it cannot be compared with the dose, there is no refill date',
    example: 'tablet',
  }),
  refills: z
    .int()
    .min(0, 'must be at least 0')
    .max(99, 'must be at most 99')
    .default(0)
    .meta({ description: 'How many fills there are after the first' }),
  expiresOn: optional(date).meta({
    description: "The last day on which it is valid, by the hospital's calendar, not before today; absent: by rule",
  }),
  reasons: z
    .array(indication)
    .max(10, 'has at most 10 entries')
    .default([])
    .meta({ description: 'Why it is given: in words, or by a code of a system such as http://snomed.info/sct' }),
  note: optional(text(1000)).meta({ description: 'What the pharmacist should know; printed on the prescription' }),
});
export type PrescriptionChanges = z.output<typeof PrescriptionChanges>;

export const NewPrescription = z.strictObject({
  patientId: uuid,
  doctorId: uuid,
  appointmentId: optional(uuid).meta({ description: 'The visit at which it is prescribed' }),
  medication,
  override: optional(NewOverride).meta({
    description: 'Why the prescriber goes on in spite of a finding of high severity; kept on the record',
  }),
  ...PrescriptionChanges.shape,
});
export type NewPrescription = z.output<typeof NewPrescription>;

export const PrescriptionToPreview = NewPrescription.pick({
  patientId: true,
  medication: true,
  dosage: true,
  quantity: true,
  quantityUnit: true,
  refills: true,
});

const reasonCode = optional(z.enum(statusReasonCodes)).meta({ description: 'FHIR medicationrequest-status-reason' });

export const NewStatusReason = z.strictObject({ code: reasonCode, reason: optional(text(1000)) });
export type StatusReason = z.output<typeof NewStatusReason>;
export const ReinstateReason = z.strictObject({ reason: text(1000) });
export const NewStopReason = z.strictObject({ code: reasonCode, reason: text(1000) });

const status = z.enum(statuses);
const nullableText = z.string().nullable();
const nullableNumber = z.number().nullable();
const answeredTime = z.iso.datetime({ offset: true });

export const AnsweredSafety = z
  .strictObject({
    verdict: z.enum(verdicts).meta({
      description: 'safe: no finding, and every medicine and allergy of the patient is known to the knowledge base',
    }),
    findings: z.array(
      z.strictObject({
        rule: z.enum(rules),
        severity: z.enum(severities).meta({ description: 'FHIR detectedissue-severity' }),
        inputs: z.strictObject({
          medication: z.string(),
          against: z.string().optional().meta({ description: "The allergy's substance, or the other medication" }),
          by: z.array(z.string()).optional().meta({ description: 'The drugs or classes by which the rule applies' }),
          nearTo: z
            .array(z.string())
            .optional()
            .meta({ description: 'Known names that a name is near to in spelling' }),
          allergyId: z.string().optional(),
          prescriptionId: recordId.optional(),
        }),
        detail: z.string(),
        source: z.string().meta({ description: 'Where the rule is published' }),
      }),
    ),
    allergies: z
      .enum(allergyStatuses)
      .optional()
      .meta({ description: 'What the medication was checked against; none-known: asked, and there are none' }),
    notChecked: z.array(z.string()).optional().meta({ description: 'What no rule looks at' }),
    knowledgeVersion: z.int().meta({ description: 'The version of the drug knowledge base' }),
    knowledgeOrigin: z.string().optional().meta({ description: 'Where the knowledge base came from' }),
    checkedAt: answeredTime,
  })
  .meta({ id: 'Safety' });

export const Preview = z
  .strictObject({
    dosage: AnsweredDosage.meta({ description: 'With its text, as the patient and the pharmacist will read it' }),
    fillDays: nullableNumber.meta({
      description: 'For how many days one fill lasts, at the highest rate that the dosage allows; null: not known',
    }),
    safety: AnsweredSafety.nullable().meta({
      description: 'null: patient-service does not respond, so nothing was checked',
    }),
  })
  .meta({ id: 'PrescriptionPreview' });

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
    patientMrn: nullableText.meta({ description: 'The medical record number, once it was checked' }),
    doctorId: recordId,
    doctor: z.strictObject({ name: z.string(), licenseNumber: z.string() }).nullable(),
    appointmentId: recordId.nullable(),
    medication: medicationFields,
    dosage: AnsweredDosage,
    quantity: nullableNumber,
    quantityUnit: nullableText,
    refills: z.int().meta({ description: 'How many fills there are after the first' }),
    dispensedQuantity: z.number().meta({ description: 'What was handed out, less what came back' }),
    remainingQuantity: nullableNumber.meta({ description: 'Refills included; null where no quantity is prescribed' }),
    dispensableQuantity: nullableNumber.optional().meta({
      description:
        'What can be handed out now: the rest of the fill that is open, and the next one once it is due; absent in older versions',
    }),
    nextRefillAt: answeredTime.nullable().meta({
      description:
        'From when on the next refill is not too soon; null: nothing was dispensed, or the supply is not known',
    }),
    takenUntil: answeredTime.nullable().meta({
      description:
        'Until when the patient is taken to have some of what was dispensed, never too short; null: has none',
    }),
    status: status.meta({
      description:
        'draft: not checked yet; completed: all of it was dispensed; an expired prescription keeps its status',
    }),
    statusReason: z
      .strictObject({ code: nullableText, reason: nullableText })
      .nullable()
      .meta({ description: 'Why the last command changed the status, or why the check refused it' }),
    safety: AnsweredSafety.nullable().meta({
      description: 'As it was found when it became active; null: not checked yet',
    }),
    override: z
      .strictObject({ reasonCode: z.string(), reason: z.string() })
      .nullable()
      .meta({ description: 'Why the prescriber went on in spite of a finding of high severity' }),
    authoredAt: answeredTime,
    expiresOn: z.iso.date().nullable(),
    reasons: z
      .array(z.strictObject({ text: nullableText, code: nullableText, system: nullableText }))
      .optional()
      .meta({ description: 'Why it is given; absent in older versions' }),
    note: nullableText.optional().meta({ description: 'To the pharmacist; absent in older versions' }),
    expired: z.boolean().meta({ description: 'Whether expiresOn has passed; nothing is dispensed then' }),
  })
  .meta({ id: 'Prescription' });

export const PrescriptionQuery = z.strictObject({
  ...pagingParameters,
  id: idsInQuery,
  patientId: uuid.optional().meta({ description: 'Only those of this patient' }),
  doctorId: uuid.optional().meta({ description: 'Only those of this doctor' }),
  status: status.optional().meta({ description: 'Only those with this status' }),
  dispensable: booleanInQuery.optional().meta({
    description: 'true: only those of which some can be handed out now, oldest first; false: only the others',
  }),
  medication: line(200).optional().meta({ description: 'Part of the name, without regard to case or accents' }),
});
