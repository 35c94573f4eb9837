import { onlyOne, referenceTo, saidByServer } from '@hms/fhir/body';
import { z } from 'zod';
import { NewDispense } from '../dispensing/schemas';
import { earlyNote } from './medication-dispense-mapping';
import { medicine } from './medication-request-body';
import { quantity } from './quantity';

const isEarly = new RegExp(`^${earlyNote}\\S`);

/** What of FHIR's MedicationDispense is kept; every other element is refused by its name. */
const KeptDispense = z.strictObject({
  resourceType: z.literal('MedicationDispense'),
  ...saidByServer,
  status: z.literal('completed', 'must be completed: what is dispensed has been handed out'),
  medicationCodeableConcept: medicine,
  subject: referenceTo('Patient'),
  authorizingPrescription: onlyOne(referenceTo('MedicationRequest')),
  quantity,
  note: onlyOne(
    z.strictObject({
      text: z.string().regex(isEarly, `is kept only where it begins with "${earlyNote}" and says why`),
    }),
  ).optional(),
});

/** A native dispense, beside what the resource says of its prescription. */
const Dispensing = NewDispense.safeExtend({
  patientId: z.string(),
  prescriptionId: z.string(),
  medication: z.custom<z.output<typeof medicine>>(),
  unit: z.string().nullable(),
});
export type Dispensing = z.output<typeof Dispensing>;

/** Reads FHIR's MedicationDispense, and judges it by the rules of the native body. */
export const medicationDispenseBody = KeptDispense.transform(
  ({
    medicationCodeableConcept: medication,
    subject,
    authorizingPrescription,
    quantity: given,
    note,
  }): Record<string, unknown> => ({
    patientId: subject,
    prescriptionId: authorizingPrescription[0],
    medication,
    unit: given.unit,
    quantity: given.value,
    earlyReason: note?.[0]?.text.slice(earlyNote.length) ?? null,
  }),
).pipe(Dispensing as z.ZodType<Dispensing, Record<string, unknown>>);
