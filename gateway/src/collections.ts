// Written by npm run manifests, from the services' own definitions.

/** Which service has which collection, by the first segment of its paths. */
export const collections: ReadonlyMap<string, string> = new Map([
  ['appointments', 'appointment-service'],
  ['availability', 'doctor-service'],
  ['balances', 'billing-service'],
  ['bills', 'billing-service'],
  ['break-glass', 'patient-service'],
  ['closings', 'payment-service'],
  ['deposits', 'billing-service'],
  ['discount-requests', 'billing-service'],
  ['dispenses', 'prescription-service'],
  ['doctors', 'doctor-service'],
  ['ledger', 'billing-service'],
  ['medications', 'prescription-service'],
  ['patients', 'patient-service'],
  ['payments', 'payment-service'],
  ['prescriptions', 'prescription-service'],
  ['refunds', 'payment-service'],
  ['restrictions', 'patient-service'],
  ['slots', 'appointment-service'],
  ['specialties', 'doctor-service'],
  ['time-off', 'doctor-service'],
  ['waitlist', 'appointment-service'],
]);

/** Which service has which type of FHIR's resources. */
export const fhirTypes: ReadonlyMap<string, string> = new Map([
  ['Account', 'billing-service'],
  ['AllergyIntolerance', 'patient-service'],
  ['Appointment', 'appointment-service'],
  ['Invoice', 'billing-service'],
  ['MedicationDispense', 'prescription-service'],
  ['MedicationRequest', 'prescription-service'],
  ['Patient', 'patient-service'],
  ['PaymentReconciliation', 'payment-service'],
  ['Practitioner', 'doctor-service'],
  ['PractitionerRole', 'doctor-service'],
  ['Schedule', 'doctor-service'],
  ['Slot', 'appointment-service'],
]);

/** Which services have which type that several have, each its own. */
export const sharedFhirTypes: ReadonlyMap<string, readonly string[]> = new Map([
  ['AuditEvent', ['appointment-service', 'billing-service', 'patient-service', 'payment-service', 'prescription-service']],
  ['Provenance', ['appointment-service', 'patient-service', 'prescription-service']],
]);
