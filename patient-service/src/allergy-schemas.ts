import { optional, recordFields, recordId, text, uuid } from '@hms/service-kit/schema';
import { z } from 'zod';

const criticality = z.enum(['low', 'high', 'unable-to-assess']);
const status = z.enum(['active', 'inactive', 'resolved']);

/** As FHIR's AllergyIntolerance has it. */
export const NewAllergy = z.strictObject({
  substance: text(200).meta({ description: 'In plain words', example: 'Penicillin' }),
  code: optional(text(50)).meta({ description: 'Of the substance, in the code system that prescriptions use' }),
  reaction: optional(text(500)),
  criticality: criticality.default('unable-to-assess'),
  status: status.default('active'),
});
export type NewAllergy = z.output<typeof NewAllergy>;

const described = {
  substance: z.string(),
  code: z.string().nullable(),
  reaction: z.string().nullable(),
  criticality,
  status,
};

/** As the patient's record shows it. */
export const AllergyOfPatient = z.strictObject({ id: recordId, ...described });

export const Allergy = z.strictObject({ ...recordFields, patientId: recordId, ...described }).meta({ id: 'Allergy' });

export const allergyParameters = z.strictObject({ id: uuid, allergyId: uuid });
