import { codeableConcept, onlyOne, referenceTo, saidByServer } from '@hms/fhir/body';
import { z } from 'zod';
import { atc, overrideReasons } from './codes';
import { dosages } from './dosage-body';
import { quantity } from './quantity';

const medication = codeableConcept
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

/** What of FHIR's MedicationRequest is kept; every other element is refused by its name. */
const KeptRequest = z
  .strictObject({
    resourceType: z.literal('MedicationRequest'),
    ...saidByServer,
    contained: onlyOne(override).optional(),
    status: z.literal('active', 'must be active: what is prescribed becomes active, or is refused'),
    intent: z.literal('order'),
    medicationCodeableConcept: medication,
    subject: referenceTo('Patient'),
    supportingInformation: onlyOne(referenceTo('Appointment')).optional(),
    requester: referenceTo('Practitioner'),
    dosageInstruction: dosages.optional(),
    dispenseRequest: z
      .strictObject({
        validityPeriod: z.strictObject({ end: z.string() }).optional(),
        numberOfRepeatsAllowed: z.number().optional(),
        quantity: quantity.optional(),
      })
      .optional(),
    detectedIssue: onlyOne(z.strictObject({ reference: z.string() })).optional(),
  })
  .superRefine(({ contained, detectedIssue }, context) => {
    const id = contained?.[0]?.id;
    if (detectedIssue?.[0]?.reference === (id === undefined ? undefined : `#${id}`)) return;
    const message = 'must refer to the contained DetectedIssue, whose mitigation is why to prescribe nevertheless';
    context.addIssue({ code: 'custom', path: ['detectedIssue'], message });
  });

/** Reads FHIR's MedicationRequest as the body of a new prescription. */
export const medicationRequestBody = KeptRequest.transform((resource) => {
  const { dispenseRequest = {}, contained } = resource;
  const action = contained?.[0]?.mitigation[0]?.action;
  return {
    patientId: resource.subject,
    doctorId: resource.requester,
    appointmentId: resource.supportingInformation?.[0] ?? null,
    medication: resource.medicationCodeableConcept,
    override: action ? { reasonCode: action.coding[0]?.code, reason: action.text } : null,
    dosage: resource.dosageInstruction ?? null,
    quantity: dispenseRequest.quantity?.value ?? null,
    quantityUnit: dispenseRequest.quantity?.unit ?? null,
    refills: dispenseRequest.numberOfRepeatsAllowed,
    expiresOn: dispenseRequest.validityPeriod?.end ?? null,
  };
});
