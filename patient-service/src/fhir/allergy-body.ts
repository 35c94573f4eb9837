import { onlyOne, referenceTo, saidByServer } from '@hms/fhir/body';
import { z } from 'zod';
import { atc, atcForm, clinicalStatuses, noneKnown, verificationStatuses } from './allergy-mapping';

const substance = z
  .strictObject({
    coding: onlyOne(
      z.strictObject({ system: z.string().optional(), code: z.string().optional(), display: z.string().optional() }),
    ).optional(),
    text: z.string().optional(),
  })
  .superRefine(({ coding, text }, context) => {
    const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    const [coded] = coding ?? [];
    if (coded?.system === noneKnown.system && coded.code === noneKnown.code) {
      refuse(
        ['coding', 0, 'code'],
        'is recorded with the patient, by PATCH /patients/:id {"noKnownAllergies": true}, and read here',
      );
      return;
    }
    const isAtc = new RegExp(atcForm, 'i').test(coded?.code ?? '');
    if (coded?.system !== undefined && (coded.system !== atc || !isAtc))
      refuse(['coding', 0, 'system'], `is not kept; codes here are of ${atc}, other substances are told in text`);
    if (text === undefined && coded?.display === undefined) refuse(['text'], 'is required: the substance in words');
    if (text !== undefined && coded?.display !== undefined && coded.display !== text)
      refuse(['coding', 0, 'display'], 'is not kept beside another text; leave one of them out');
  })
  .transform(({ coding, text }) => ({ substance: text ?? coding?.[0]?.display, code: coding?.[0]?.code ?? null }));

/** A concept of one code, as which it is read. */
function oneOf<C extends string>(system: string, codes: readonly [C, ...C[]]) {
  const coding = z.strictObject({
    system: z.literal(system),
    code: z.enum(codes),
    display: z.string().optional(),
  });
  return z.strictObject({ coding: onlyOne(coding) }).transform(({ coding: [coded] }) => coded?.code);
}

/** What of FHIR's AllergyIntolerance is kept; every other element is refused by its name. */
const KeptAllergy = z
  .strictObject({
    resourceType: z.literal('AllergyIntolerance'),
    ...saidByServer,
    clinicalStatus: oneOf(clinicalStatuses, ['active', 'inactive', 'resolved']).optional(),
    verificationStatus: oneOf(verificationStatuses, [
      'unconfirmed',
      'confirmed',
      'refuted',
      'entered-in-error',
    ]).optional(),
    criticality: z.enum(['low', 'high', 'unable-to-assess']).optional(),
    code: substance,
    patient: referenceTo('Patient'),
    recordedDate: z.string().optional(),
    reaction: onlyOne(z.strictObject({ manifestation: onlyOne(z.strictObject({ text: z.string() })) })).optional(),
  })
  .superRefine(({ clinicalStatus, verificationStatus }, context) => {
    // HL7's invariants ait-1 and ait-2
    const isError = verificationStatus === 'entered-in-error';
    if (isError === (clinicalStatus === undefined)) return;
    const message = isError ? 'is not there for what was entered in error; leave it out' : 'is required';
    context.addIssue({ code: 'custom', path: ['clinicalStatus'], message });
  });

/** Reads FHIR's AllergyIntolerance as the native body. */
export const allergyBody = KeptAllergy.transform(
  ({ clinicalStatus, verificationStatus, criticality, code, patient, recordedDate, reaction }) => ({
    patientId: patient,
    ...code,
    reaction: reaction?.[0]?.manifestation[0]?.text ?? null,
    criticality: criticality ?? 'unable-to-assess',
    // what was entered in error is of no concern
    status: clinicalStatus ?? 'inactive',
    verificationStatus: verificationStatus ?? null,
    saidAt: recordedDate,
  }),
);
