import { auditEventResource } from '@hms/fhir/audit-event';
import { fhirOperations, inFhir } from '@hms/fhir/facade';
import { provenanceResource } from '@hms/fhir/provenance';
import { openPapers, papersEnvironment } from '@hms/papers/papers';
import { wholeNumber } from '@hms/service-kit/config';
import { defineService } from '@hms/service-kit/service';
import { refersTo } from '@hms/service-kit/service-definition';
import { restrictionSource } from '@hms/access/restrictions';
import { access } from './access';
import { changePrescription } from './change-prescription';
import { statusChanges } from './change-status';
import { dispense } from './dispensing/dispense';
import { findDispenses, getDispense, listDispenses, listReturns } from './dispensing/dispense-reads';
import { takeBack } from './dispensing/take-back';
import { doctorClient } from './doctor-client';
import { medicationDispenseResource } from './fhir/medication-dispense';
import { medicationRequestResource, prescriptionVersions } from './fhir/medication-request';
import { findMedications } from './medications/medication-reads';
import { patientClient } from './patient-client';
import { prescribe } from './prescribe';
import { getPrescription, getPrescriptionHistory, listPrescriptions } from './prescription-reads';
import { constraintProblems } from './prescription-store';
import { previewPrescription } from './preview-prescription';
import { reinstatePrescription } from './reinstate-prescription';
import { signingKey } from './signing/signing-key';
import { signingKeys } from './signing/signing-keys';
import { getPrescriptionCode, getPrescriptionKeys, printPrescription } from './signing/signing-reads';
import { verifyPrescription } from './signing/verify-prescription';

export const service = defineService({
  name: 'prescription-service',
  summary: 'Prescriptions: what a doctor ordered for a patient, whether it is safe, and what was dispensed.',
  description:
    'Checks each prescription for the patient before it becomes active, signs it, and records what is dispensed and returned. Allergies are in patient-service.',
  tags: {
    prescriptions: 'Prescriptions, their signed codes, dispenses and returns',
    dispenses: 'What was handed out, across prescriptions',
    medications: 'What the knowledge base has of medicines',
  },
  port: 3006,
  database: { name: 'hms_prescriptions', role: 'hms_prescription', sharedSchema: ['audit', 'pending-operations'] },
  environment: {
    ...papersEnvironment,
    PRESCRIPTION_VALID_DAYS: wholeNumber(1, 3660)
      .default(90)
      .meta({ description: 'Days for which a prescription is valid if it names no expiry date' }),
    SIGNING_KEY: signingKey.optional().meta({
      description:
        'Ed25519, PKCS #8 in PEM or its 32 bytes in base64: openssl rand -base64 32. Without it the service makes a key and keeps it in its database',
    }),
  },
  upstreams: {
    // absent: allergies are not checked, and every prescription says so
    patients: refersTo('patient-service', (calls, url) => ({
      ...patientClient(calls, url),
      restrictions: restrictionSource(calls, url),
    })),
    // absent: doctors are not looked up
    doctors: refersTo('doctor-service', doctorClient),
  },
  constraints: constraintProblems,
  access,
  restrictions: ({ upstreams }) => upstreams.patients?.restrictions,
  facade: {
    ...inFhir,
    collections: ['MedicationRequest', 'MedicationDispense', 'AuditEvent', 'Provenance'],
    operations: ({ db, settings: { HMS_TIME_ZONE: timeZone } }, native) =>
      fhirOperations(db, native, [
        medicationRequestResource(db, timeZone),
        medicationDispenseResource(db, timeZone),
        auditEventResource('prescription-service', db),
        provenanceResource(prescriptionVersions, db),
      ]),
  },
  operations: ({ settings, upstreams, ...rest }) => {
    const { PRESCRIPTION_VALID_DAYS: validDays, HMS_TIME_ZONE: timeZone } = settings;
    const { db } = rest;
    const context = { ...rest, upstreams, validity: { validDays, timeZone } };
    const keys = signingKeys(db, settings.SIGNING_KEY);
    return [
      // before what one prescription has, whose `:id` would match these too
      getPrescriptionKeys(keys),
      verifyPrescription(db, keys),
      printPrescription(db, keys, openPapers(settings), timeZone),
      getPrescriptionCode(db, keys),
      prescribe(context),
      previewPrescription(context),
      listPrescriptions(db),
      getPrescription(db),
      getPrescriptionHistory(db),
      changePrescription(context),
      ...statusChanges,
      reinstatePrescription(context),
      dispense(context),
      listDispenses(db),
      findDispenses(db),
      getDispense(db),
      takeBack,
      listReturns(db),
      findMedications(db),
    ];
  },
});
