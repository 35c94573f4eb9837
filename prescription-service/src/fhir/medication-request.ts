import type { Versioned } from '@hms/fhir/provenance';
import { fhirResource, type FhirResource } from '@hms/fhir/resource';
import { instant } from '@hms/fhir/search-date';
import { code, reference } from '@hms/fhir/search-parameter';
import type { Database } from '@hms/service-kit/database';
import { statuses } from '../prescription';
import { refusedFor } from './findings';
import { medicationRequestBody } from './medication-request-body';
import { toFhir, type Native } from './medication-request-mapping';
import { medicationCode } from './medication-search';
import { updating } from './update-medication-request';

const ofPatient = { filter: 'patientId', documentation: 'Whom it is for' };
const intents = [
  'proposal',
  'plan',
  'order',
  'original-order',
  'reflex-order',
  'filler-order',
  'instance-order',
  'option',
];
const neverHere = ['entered-in-error', 'unknown'];

const elements: Record<string, string> = {
  patientId: 'subject',
  doctorId: 'requester',
  appointmentId: 'supportingInformation[0]',
  medication: 'medicationCodeableConcept',
  'medication.name': 'medicationCodeableConcept.text',
  'medication.code': 'medicationCodeableConcept.coding[0].code',
  'medication.system': 'medicationCodeableConcept.coding[0].system',
  override: 'contained[0].mitigation[0].action',
  'override.reasonCode': 'contained[0].mitigation[0].action.coding[0].code',
  'override.reason': 'contained[0].mitigation[0].action.text',
  quantity: 'dispenseRequest.quantity.value',
  quantityUnit: 'dispenseRequest.quantity.unit',
  refills: 'dispenseRequest.numberOfRepeatsAllowed',
  reasons: 'reasonCode',
  'reasons[*].text': 'reasonCode[*].text',
  'reasons[*].code': 'reasonCode[*].coding[0].code',
  'reasons[*].system': 'reasonCode[*].coding[0].system',
  code: 'statusReason.coding[0].code',
  reason: 'statusReason.text',
  expiresOn: 'dispenseRequest.validityPeriod.end',
  ...dosageElements('dosage', 'dosageInstruction[0]'),
  ...dosageElements('dosage.steps[*]', 'dosageInstruction[*]'),
};

const reasons = {
  ...{ 'patient-unknown': 'subject', 'patient-deceased': 'subject', 'patient-inactive': 'subject' },
  ...{ 'doctor-unknown': 'requester', 'doctor-inactive': 'requester' },
  unsafe: 'medicationCodeableConcept',
};

/** FHIR's MedicationRequest, which is read and written by the native operations of prescriptions. */
export const medicationRequestResource = (db: Database, timeZone: string): FhirResource =>
  fhirResource<Native>({
    type: 'MedicationRequest',
    native: {
      read: 'getPrescription',
      search: 'listPrescriptions',
      history: 'getPrescriptionHistory',
      create: 'prescribe',
    },
    toFhir,
    body: medicationRequestBody,
    refusedFor,
    elements,
    reasons,
    from: 'prescriptions_view v join prescriptions p on p.id = v.id',
    id: 'p.id',
    updatedAt: 'p.updated_at',
    patient: 'p.patient_id',
    parameters: {
      patient: reference(ofPatient, 'p.patient_id', 'Patient'),
      subject: reference(ofPatient, 'p.patient_id', 'Patient'),
      requester: reference({ filter: 'doctorId', documentation: 'Who prescribed it' }, 'p.doctor_id', 'Practitioner'),
      status: code({ filter: 'status', documentation: 'The state of the prescription' }, 'p.status', {
        system: 'http://hl7.org/fhir/CodeSystem/medicationrequest-status',
        codes: Object.fromEntries([...statuses, ...neverHere].map((one) => [one, [one]])),
      }),
      intent: code({ filter: 'intent', documentation: 'All are orders' }, `'order'`, {
        system: 'http://hl7.org/fhir/CodeSystem/medicationrequest-intent',
        codes: Object.fromEntries(intents.map((one) => [one, [one]])),
      }),
      authoredon: instant(
        { filter: 'authoredAt', documentation: "When it was written; days by the hospital's clock" },
        'p.authored_at',
        `'${timeZone}'`,
      ),
      code: medicationCode('p.medication'),
    },
    sorts: { authoredon: 'p.authored_at' },
    own: [updating(db, { type: 'MedicationRequest', elements, reasons, refusedFor })],
  });

function dosageElements(native: string, element: string): Record<string, string> {
  const dose = `${element}.doseAndRate[0]`;
  const repeat = `${element}.timing.repeat`;
  return {
    [native]: element,
    [`${native}.dose`]: `${dose}.doseQuantity.value`,
    [`${native}.doseMax`]: `${dose}.doseRange.high.value`,
    [`${native}.doseUnit`]: `${dose}.doseQuantity.unit`,
    [`${native}.frequency`]: `${repeat}.frequency`,
    [`${native}.frequencyMax`]: `${repeat}.frequencyMax`,
    [`${native}.period`]: `${repeat}.period`,
    [`${native}.periodMax`]: `${repeat}.periodMax`,
    [`${native}.periodUnit`]: `${repeat}.periodUnit`,
    [`${native}.durationDays`]: `${repeat}.boundsDuration.value`,
    [`${native}.maxPerDay`]: `${element}.maxDosePerPeriod.numerator.value`,
    [`${native}.asNeeded`]: `${element}.asNeededBoolean`,
  };
}

/** Who made its versions. */
export const prescriptionVersions: Versioned = {
  service: 'prescription-service',
  type: 'MedicationRequest',
  table: 'prescriptions',
  history: 'getPrescriptionHistory',
  patient: `r.record ->> 'patientId'`,
  recordsOf: 'select id from prescriptions where patient_id = ?',
};
