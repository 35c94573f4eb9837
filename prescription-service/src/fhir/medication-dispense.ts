import { fhirResource, type FhirResource } from '@hms/fhir/resource';
import { instant } from '@hms/fhir/search-date';
import { code, reference } from '@hms/fhir/search-parameter';
import { toFhir, type Native } from './medication-dispense-mapping';
import { medicationCode } from './medication-search';

const ofPatient = { filter: 'patientId', documentation: 'Whom it was for' };
const ofPrescription = { filter: 'prescriptionId', documentation: 'The prescription that it was handed out on' };
const statuses = [
  ...['preparation', 'in-progress', 'cancelled', 'on-hold', 'completed', 'entered-in-error', 'stopped', 'declined'],
  'unknown',
];

/** A dispense does not say of what it is: its prescription does. */
const withPrescription = `(
  select d.*, p.patient_mrn as "patientMrn", p.medication, p.quantity_unit as "quantityUnit", p.override
  from dispenses_view d join prescriptions p on p.id = d."prescriptionId"
) v`;

/** FHIR's MedicationDispense: what was handed out. */
export const medicationDispenseResource = (timeZone: string): FhirResource =>
  fhirResource<Native>({
    type: 'MedicationDispense',
    native: { read: 'getDispense', search: 'listDispenses' },
    within: {
      patient: { recordIn: 'id', what: 'dispense', table: 'dispenses', column: 'patient_id' },
      member: 'prescriptionId',
      parameter: 'dispenseId',
    },
    toFhir,
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
