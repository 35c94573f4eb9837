import { auditEventResource } from '@hms/fhir/audit-event';
import { fhirOperations, inFhir } from '@hms/fhir/facade';
import { provenanceResource } from '@hms/fhir/provenance';
import { region } from '@hms/service-kit/phone';
import { defineService } from '@hms/service-kit/service';
import { mayAsk } from '@hms/service-kit/service-definition';
import { access } from './access';
import { getAllergy } from './allergy-reads';
import { appointmentClient } from './appointment-client';
import { changeAllergy } from './change-allergy';
import { changePatient } from './change-patient';
import { allergyResource } from './fhir/allergy';
import { patientResource, patientVersions } from './fhir/patient';
import { getPatient, getPatientHistory, listPatients } from './patient-reads';
import { constraintProblems } from './patient-store';
import { recordAllergy } from './record-allergy';
import { registerPatient } from './register-patient';
import { breakGlass } from './restricted/break-glass';
import { restrictPatient } from './restricted/restrict-patient';
import { getBrokenGlass, getRestriction, listBrokenGlass, listRestrictions } from './restricted/restriction-reads';
import { constraintProblems as ofRestrictions, ownRestrictions } from './restricted/restriction-store';
import { reviewBrokenGlass } from './restricted/review-broken-glass';

export const service = defineService({
  name: 'patient-service',
  summary: 'Patient records: identity, contact details, and identifiers in other systems.',
  description:
    'Registers and finds patients, and keeps their allergies and their identifiers in other systems. It keeps no appointments, bills or prescriptions.',
  tags: {
    patients: 'Patients, their allergies and their history; who may see them',
    'break-glass': 'Who had to see a restricted record',
    restrictions: 'Which records are restricted, for the other services',
  },
  port: 3004,
  database: { name: 'hms_patients', role: 'hms_patient', sharedSchema: ['audit'] },
  environment: {
    HMS_REGION: region.default('US').meta({ description: 'Country of phone numbers without a plus (ISO 3166)' }),
  },
  // absent: the answer to a recorded death does not know what is coming
  upstreams: { appointments: mayAsk('appointment-service', appointmentClient) },
  constraints: { ...constraintProblems, ...ofRestrictions },
  access,
  restrictions: ({ db }) => ownRestrictions(db),
  facade: {
    ...inFhir,
    collections: ['Patient', 'AllergyIntolerance', 'AuditEvent', 'Provenance'],
    operations: ({ db, settings }, native) =>
      fhirOperations(db, native, [
        patientResource(db, settings.HMS_REGION),
        allergyResource,
        auditEventResource('patient-service', db),
        provenanceResource(patientVersions, db),
      ]),
  },
  operations: ({ db, settings: { HMS_REGION: region }, upstreams }) => [
    registerPatient(region),
    listPatients(db, region),
    getPatient(db),
    changePatient(db, region, upstreams.appointments),
    getPatientHistory(db),
    recordAllergy,
    getAllergy(db),
    changeAllergy(db),
    getRestriction(db),
    restrictPatient(db),
    breakGlass,
    listBrokenGlass(db),
    getBrokenGlass(db),
    reviewBrokenGlass,
    listRestrictions(db),
  ],
});
