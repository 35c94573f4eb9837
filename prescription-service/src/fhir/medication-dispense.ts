import { fhirResource, type FhirResource } from '@hms/fhir/resource';
import { instant } from '@hms/fhir/search-date';
import { code, reference } from '@hms/fhir/search-parameter';
import type { Database } from '@hms/service-kit/database';
import type { OperationOutcomeIssue } from 'fhir/r4';
import { dispensing, withPrescription } from './dispense';
import { refusedFor as findingsOf } from './findings';
import { toFhir, type Native } from './medication-dispense-mapping';
import { medicationCode } from './medication-search';

const ofPatient = { filter: 'patientId', documentation: 'Whom it was for' };
const ofPrescription = { filter: 'prescriptionId', documentation: 'The prescription that it was handed out on' };
const statuses = [
  ...['preparation', 'in-progress', 'cancelled', 'on-hold', 'completed', 'entered-in-error', 'stopped', 'declined'],
  'unknown',
];

const elements = {
  patientId: 'subject',
  prescriptionId: 'authorizingPrescription[0]',
  medication: 'medicationCodeableConcept',
  unit: 'quantity',
  earlyReason: 'note[0].text',
};

const refusedFor = (problem: Record<string, unknown>): OperationOutcomeIssue[] =>
  findingsOf(problem).map((found) => ({ ...found, expression: ['MedicationDispense.medicationCodeableConcept'] }));

const reasons = {
  ...{ 'patient-unknown': 'subject', 'patient-deceased': 'subject', 'patient-inactive': 'subject' },
  ...{ 'prescription-expired': 'authorizingPrescription[0]', 'quantity-unknown': 'authorizingPrescription[0]' },
  ...{
    'state-forbids-command': 'authorizingPrescription[0]',
    'over-dispensed': 'quantity',
    'refill-too-soon': 'quantity',
  },
  'no-longer-safe': 'medicationCodeableConcept',
};

/** FHIR's MedicationDispense: what was handed out. */
export const medicationDispenseResource = (db: Database, timeZone: string): FhirResource =>
  fhirResource<Native>({
    type: 'MedicationDispense',
    native: { read: 'getDispense', search: 'listDispenses' },
    within: {
      patient: { recordIn: 'id', what: 'dispense', table: 'dispenses', column: 'patient_id' },
      member: 'prescriptionId',
      parameter: 'dispenseId',
    },
    toFhir,
    elements,
    reasons,
    refusedFor,
    own: [dispensing(db, { type: 'MedicationDispense', elements, reasons, refusedFor })],
    from: withPrescription,
    id: 'v.id',
    updatedAt: 'v."updatedAt"',
    patient: 'v."patientId"',
    parameters: {
      patient: reference(ofPatient, 'v."patientId"', 'Patient'),
      subject: reference(ofPatient, 'v."patientId"', 'Patient'),
      prescription: reference(ofPrescription, 'v."prescriptionId"', 'MedicationRequest'),
      status: code({ filter: 'status', documentation: 'All were handed out: completed' }, `'completed'`, {
        system: 'http://terminology.hl7.org/CodeSystem/medicationdispense-status',
        codes: Object.fromEntries(statuses.map((one) => [one, [one]])),
      }),
      whenhandedover: instant(
        { filter: 'dispensedAt', documentation: "When it was handed out; days by the hospital's clock" },
        'v."dispensedAt"',
        `'${timeZone}'`,
      ),
      code: medicationCode('v.medication'),
    },
    sorts: { whenhandedover: 'v."dispensedAt"' },
  });
