import type { Resource } from 'fhir/r4';

/** What `_summary` may say. */
export const summaries = ['true', 'text', 'data', 'count', 'false'];

/** The elements that HL7's definitions of R4 mark as those of a summary, as far as they are mapped here. */
export const inSummary: Partial<Record<string, readonly string[]>> = {
  Patient: ['identifier', 'active', 'name', 'telecom', 'gender', 'birthDate', 'deceasedDateTime', 'address'],
  AllergyIntolerance: ['clinicalStatus', 'verificationStatus', 'criticality', 'code', 'patient'],
  Appointment: [
    ...['status', 'cancelationReason', 'specialty', 'appointmentType', 'reasonCode', 'start', 'end'],
    // HL7's summary has none, though the resource has to
    'participant',
  ],
  Slot: ['specialty', 'schedule', 'status', 'start', 'end'],
  Practitioner: ['identifier', 'active', 'name', 'telecom'],
  PractitionerRole: ['active', 'practitioner', 'code', 'specialty'],
  Schedule: ['active', 'specialty', 'actor', 'planningHorizon'],
  MedicationRequest: ['status', 'intent', 'medicationCodeableConcept', 'subject', 'authoredOn', 'requester'],
  MedicationDispense: ['status', 'medicationCodeableConcept', 'subject'],
  Invoice: ['identifier', 'status', 'subject', 'recipient', 'date', 'totalNet', 'totalGross'],
  Account: ['identifier', 'status', 'type', 'name', 'subject', 'description'],
  PaymentReconciliation: ['status', 'created', 'paymentIssuer', 'paymentDate', 'paymentAmount'],
  AuditEvent: ['type', 'subtype', 'action', 'recorded', 'outcome', 'outcomeDesc', 'purposeOfEvent'],
  Provenance: ['target', 'recorded'],
};

/** Without these some resource would not be valid, or would say what it does not mean. */
const alwaysThere = [
  ...['resourceType', 'id', 'meta', 'implicitRules'],
  ...['status', 'intent', 'active', 'patient', 'subject', 'participant', 'start', 'end', 'schedule', 'actor'],
  ...['medicationCodeableConcept', 'created', 'paymentDate', 'paymentAmount'],
  ...['code', 'clinicalStatus', 'verificationStatus', 'recorded', 'agent', 'source', 'target', 'type'],
];

const subsetted = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' };

/**
 * Returns the resource with no more than what `_elements` and `_summary` ask for, and what it cannot be without. There is no
 * narrative here, so that `_summary=text` has only that, and `_summary=data` all.
 */
export function asAsked<R extends Resource>(resource: R, query: Record<string, unknown>): R {
  const { _elements: elements, _summary: summary } = query;
  const asked = typeof elements === 'string' ? elements.split(',').map((one) => one.trim()) : undefined;
  const summarized =
    summary === 'true' ? (inSummary[resource.resourceType] ?? []) : summary === 'text' ? [] : undefined;
  if (!asked && !summarized) return resource;
  const isWanted = (name: string) =>
    alwaysThere.includes(name) || [asked, summarized].every((names) => !names || names.includes(name));
  // a finding is contained to be referred to
  const isKept = (name: string) => isWanted(name === 'contained' ? 'detectedIssue' : name);
  const kept = Object.entries(resource).filter(([name]) => isKept(name));
  return { ...(Object.fromEntries(kept) as unknown as R), meta: { ...resource.meta, tag: [subsetted] } };
}
