import { line, optional, recordFields, recordId, text, uuid } from '@hms/service-kit/schema';
import { z } from 'zod';
import { codes } from './allergy-codes';
import { inPlaceOfSubstance, saysInPlaceOfSubstance } from './no-substance';

const criticality = z
  .enum(['low', 'high', 'unable-to-assess'])
  .meta({ description: 'How dangerous the next exposure may be (FHIR)' });
const status = z
  .enum(['active', 'inactive', 'resolved'])
  .meta({ description: 'inactive: of no concern now; resolved: it is gone, or was none' });
const verificationStatus = z
  .enum(['unconfirmed', 'confirmed', 'refuted', 'entered-in-error'])
  .meta({ description: 'How certain it is (FHIR); null: nobody has said' });

/** As FHIR's AllergyIntolerance has it. */
const Fields = z.strictObject({
  substance: line(200).meta({
    description: 'In plain words; that there is none is recorded with the patient, as noKnownAllergies',
    example: 'Penicillin',
  }),
  code: optional(line(50)).meta({ description: 'Of the substance, in the code system that prescriptions use' }),
  codes,
  reaction: optional(text(500)).meta({ description: 'What happened, in words' }),
  criticality: criticality.default('unable-to-assess'),
  status: status.default('active'),
  verificationStatus: optional(verificationStatus),
});

export const AllergyFields = Fields.superRefine(({ status: now, verificationStatus: certain }, context) => {
  const isNone = certain === 'refuted' || certain === 'entered-in-error';
  if (isNone && now === 'active')
    context.addIssue({
      code: 'custom',
      path: ['status'],
      message: `cannot be active of an allergy that is ${certain}; set it to inactive or resolved`,
    });
});
export type AllergyFields = z.output<typeof AllergyFields>;

export const NewAllergy = AllergyFields.superRefine(({ substance }, context) => {
  const said = saysInPlaceOfSubstance(substance);
  if (said) context.addIssue({ code: 'custom', path: ['substance'], message: inPlaceOfSubstance[said] });
});

const described = {
  substance: z.string(),
  code: z.string().nullable(),
  codes: z.array(z.object({ system: z.string(), code: z.string(), display: z.string().nullable() })),
  reaction: z.string().nullable(),
  criticality,
  status,
  verificationStatus: verificationStatus.nullable(),
};

/** As it is stored, without what every record has. */
export const DescribedAllergy = z.object(described);

/** As the patient's record shows it. */
export const AllergyOfPatient = z.strictObject({ id: recordId, ...described });

export const Allergy = z.strictObject({ ...recordFields, patientId: recordId, ...described }).meta({ id: 'Allergy' });

export const allergyParameters = z.strictObject({ id: uuid, allergyId: uuid });
