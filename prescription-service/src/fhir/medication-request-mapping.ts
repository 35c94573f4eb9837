import { meta, reference } from '@hms/fhir/elements';
import { compact } from '@hms/fhir/resource';
import type { CodeableConcept, Coding, MedicationRequest, MedicationRequestDispenseRequest, Reference } from 'fhir/r4';
import type { z } from 'zod';
import type { Prescription } from '../schemas';
import { identifierTypes, mrnSystem, statusReasons, systemOf } from './codes';
import { dosagesOf } from './dosage-mapping';
import { issuesOf, referencesTo } from './findings';
import { quantityOf } from './quantity';

/** A prescription's record. */
export type Native = z.output<typeof Prescription>;

/** Returns a prescription as FHIR's MedicationRequest. */
export function toFhir(prescription: Native): MedicationRequest {
  const { id, status, patientId, doctorId, doctor, appointmentId, authoredAt, note } = prescription;
  const issues = issuesOf(prescription);
  return compact<MedicationRequest>({
    resourceType: 'MedicationRequest',
    id,
    meta: meta(prescription),
    contained: issues,
    status,
    statusReason: statusReasonOf(prescription.statusReason),
    intent: 'order',
    medicationCodeableConcept: medicationOf(prescription.medication),
    subject: subjectOf(patientId, prescription.patientMrn),
    supportingInformation: appointmentId === null ? undefined : [{ reference: `Appointment/${appointmentId}` }],
    authoredOn: authoredAt,
    requester: requesterOf(doctorId, doctor),
    reasonCode: prescription.reasons?.map(reasonOf),
    note: note ? [{ text: note }] : undefined,
    dosageInstruction: dosagesOf(prescription.dosage),
    dispenseRequest: dispenseRequestOf(prescription),
    detectedIssue: referencesTo(issues),
  });
}

/** As it is read: name, strength and form in one text, for a concept has no elements for them. */
export function medicationOf({ name, code, system, strength, form }: Native['medication']): CodeableConcept {
  const isSaid = (part: string) => name.toLowerCase().includes(part.toLowerCase());
  const more = [strength, form].filter((part) => part !== null && !isSaid(part));
  const coding = code === null ? undefined : [compact<Coding>({ system: systemOf(system, code), code })];
  return compact<CodeableConcept>({ coding, text: [name, ...more].join(' ') });
}

export function subjectOf(patientId: string, mrn: string | null | undefined): Reference {
  const identifier = typeof mrn === 'string' ? { system: mrnSystem, value: mrn } : undefined;
  return compact<Reference>({ reference: `Patient/${patientId}`, identifier });
}

function requesterOf(doctorId: string, doctor: Native['doctor']): Reference | undefined {
  const requester = reference('Practitioner', doctorId, doctor?.name);
  if (!requester || !doctor?.licenseNumber) return requester;
  const type = { coding: [{ system: identifierTypes, code: 'MD' }] };
  return { ...requester, identifier: { type, value: doctor.licenseNumber } };
}

function reasonOf({ text, code, system }: NonNullable<Native['reasons']>[number]): CodeableConcept {
  return compact<CodeableConcept>({ coding: code === null ? undefined : [compact<Coding>({ system, code })], text });
}

function statusReasonOf(reason: Native['statusReason']): CodeableConcept | undefined {
  if (!reason) return undefined;
  const { code, reason: text } = reason;
  return compact<CodeableConcept>({ coding: code === null ? undefined : [{ system: statusReasons, code }], text });
}

function dispenseRequestOf(prescription: Native): MedicationRequestDispenseRequest {
  const { quantity, quantityUnit, refills, expiresOn } = prescription;
  return compact<MedicationRequestDispenseRequest>({
    validityPeriod: expiresOn === null ? undefined : { end: expiresOn },
    numberOfRepeatsAllowed: refills,
    quantity: quantityOf(quantity, quantityUnit),
  });
}
