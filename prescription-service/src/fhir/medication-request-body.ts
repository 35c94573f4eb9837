import { codeableConcept, onlyOne, referenceTo, saidByServer } from '@hms/fhir/body';
import { z } from 'zod';
import { atc, overrideReasons } from './codes';
import { dosages } from './dosage-body';
import { quantity } from './quantity';

/** A medicine as its name and code. */
export const medicine = codeableConcept
  .extend({ coding: onlyOne(z.strictObject({ ...codingParts(), display: z.string().optional() })).optional() })
  .transform(({ coding, text }, context) => {
    const [coded] = coding ?? [];
    const name = text ?? coded?.display;
    if (name === undefined) context.addIssue({ code: 'custom', path: ['text'], message: 'is required: the name' });
    if (text !== undefined && coded?.display !== undefined && coded.display !== text)
      context.addIssue({
        code: 'custom',
        path: ['coding', 0, 'display'],
        message: 'is not kept beside another text; leave one of them out',
      });
    return { name, code: coded?.code, system: coded?.system === atc ? null : coded?.system };
  });

function codingParts() {
  return { system: z.string().optional(), code: z.string().optional() };
}

/** Why it is given, in words and by one code. */
const reason = codeableConcept
  .extend({
    coding: onlyOne(
      z.strictObject({ ...codingParts(), version: z.string().optional(), display: z.string().optional() }),
    ).optional(),
  })
  .transform(({ coding, text }, context) => {
    const [coded] = coding ?? [];
    if (text !== undefined && coded?.display !== undefined && coded.display !== text)
      context.addIssue({
        code: 'custom',
        path: ['coding', 0, 'display'],
        message: 'is not kept beside another text; leave one of them out',
      });
    return { text: text ?? coded?.display ?? null, code: coded?.code ?? null, system: coded?.system ?? null };
  });

/** As others send a medicine that has no record of its own: it is kept as the concept that it has. */
const medication = z.strictObject({ resourceType: z.literal('Medication'), id: z.string(), code: medicine });

/** Why the prescriber goes on in spite of what the checks will find; what that is, they say. */
const override = z.strictObject({
  resourceType: z.literal('DetectedIssue'),
  id: z.string(),
  status: z.literal('final'),
  mitigation: onlyOne(
    z.strictObject({
      action: z.strictObject({
        coding: onlyOne(
          z.strictObject({ system: z.literal(overrideReasons), code: z.string(), display: z.string().optional() }),
        ),
        text: z.string(),
      }),
    }),
  ),
});

const reference = z.strictObject({ reference: z.string(), display: z.string().optional() });

/** What of FHIR's MedicationRequest is kept; every other element is refused by its name. */
const KeptRequest = z
  .strictObject({
    resourceType: z.literal('MedicationRequest'),
    ...saidByServer,
    contained: z
      .array(z.discriminatedUnion('resourceType', [override, medication]))
      .min(1)
      .max(2)
      .optional(),
    status: z.literal('active', 'must be active: what is prescribed becomes active, or is refused'),
    intent: z.literal('order'),
    medicationCodeableConcept: medicine.optional(),
    medicationReference: reference.optional(),
    subject: referenceTo('Patient'),
    supportingInformation: onlyOne(referenceTo('Appointment')).optional(),
    requester: referenceTo('Practitioner'),
    reasonCode: z.array(reason).min(1, 'must not be empty').optional(),
    note: onlyOne(z.strictObject({ text: z.string() })).optional(),
    dosageInstruction: dosages.optional(),
    dispenseRequest: z
      .strictObject({
        validityPeriod: z.strictObject({ end: z.string() }).optional(),
        numberOfRepeatsAllowed: z.number().optional(),
        quantity: quantity.optional(),
      })
      .optional(),
    detectedIssue: onlyOne(reference).optional(),
  })
  .transform(({ contained = [], detectedIssue, medicationCodeableConcept, medicationReference, ...rest }, context) => {
    const refuse = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
    const issues = contained.filter((one) => one.resourceType === 'DetectedIssue');
    const medications = contained.filter((one) => one.resourceType === 'Medication');
    if (issues.length > 1 || medications.length > 1) refuse(['contained'], 'may have one of each type');
    const [issue] = issues;
    const [given] = medications;
    if (!refersTo(issue, detectedIssue?.[0]))
      refuse(
        ['detectedIssue'],
        'must refer to the contained DetectedIssue, whose mitigation is why to prescribe nevertheless',
      );
    if (!refersTo(given, medicationReference))
      refuse(['medicationReference'], 'must refer to a contained Medication; none is kept by itself');
    const medicine = medicationCodeableConcept ?? given?.code;
    if (medicine === undefined) refuse(['medicationCodeableConcept'], 'is required');
    if (medicationCodeableConcept && given)
      refuse(['medicationReference'], 'is not kept beside medicationCodeableConcept; send one of them');
    return { ...rest, medicine, action: issue?.mitigation[0]?.action };
  });

function refersTo(one: { id: string } | undefined, reference: { reference: string } | undefined): boolean {
  return reference?.reference === (one && `#${one.id}`);
}

/** Reads FHIR's MedicationRequest as the body of a new prescription. */
export const medicationRequestBody = KeptRequest.transform((resource) => {
  const { dispenseRequest = {}, action } = resource;
  return {
    patientId: resource.subject,
    doctorId: resource.requester,
    appointmentId: resource.supportingInformation?.[0] ?? null,
    medication: resource.medicine,
    override: action ? { reasonCode: action.coding[0]?.code, reason: action.text } : null,
    dosage: resource.dosageInstruction ?? null,
    quantity: dispenseRequest.quantity?.value ?? null,
    quantityUnit: dispenseRequest.quantity?.unit ?? null,
    refills: dispenseRequest.numberOfRepeatsAllowed,
    expiresOn: dispenseRequest.validityPeriod?.end ?? null,
    reasons: resource.reasonCode ?? [],
    note: resource.note?.[0]?.text ?? null,
  };
});
