import { onlyOne, referenceTo, saidByServer } from '@hms/fhir/body';
import { z } from 'zod';
import { atc, Code } from '../allergy-codes';
import { atcForm, clinicalStatuses, verificationStatuses } from './allergy-mapping';

/** A code that prescriptions are checked by is of ATC, or says no system. */
const isChecked = ({ system }: Coded) => system === undefined || system === atc;

const Coded = z.strictObject({
  system: z.string().optional(),
  code: z.string().optional(),
  display: z.string().optional(),
});
type Coded = z.output<typeof Coded>;

const substance = z
  .strictObject({ coding: z.array(Coded).min(1, 'must not be empty').optional(), text: z.string().optional() })
  .superRefine(({ coding = [], text }, context) => {
    const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    const checked = coding.findIndex(isChecked);
    coding.forEach((coded, place) => {
      const { system, code, display } = coded;
      const at = ['coding', place];
      if (code === undefined) refuse([...at, 'code'], 'is required');
      else if (system === atc && !new RegExp(atcForm, 'i').test(code)) refuse([...at, 'code'], `is no code of ${atc}`);
      if (!isChecked(coded)) {
        const { issues = [] } = Code.safeParse(coded).error ?? {};
        if (code !== undefined) for (const { path, message } of issues) refuse([...at, ...(path as string[])], message);
        return;
      }
      if (place !== checked) refuse(at, `is not kept: one code is of ${atc}, or without a system`);
      if (text !== undefined && display !== undefined && display !== text)
        refuse([...at, 'display'], 'is not kept beside another text; leave one of them out');
    });
    if (text === undefined && !coding.some(({ display }) => display !== undefined))
      refuse(['text'], 'is required: the substance in words');
  })
  .transform(({ coding = [], text }) => ({
    substance: text ?? coding.find(({ display }) => display !== undefined)?.display,
    code: coding.find(isChecked)?.code ?? null,
    codes: coding.filter((coded) => !isChecked(coded)),
  }));

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
