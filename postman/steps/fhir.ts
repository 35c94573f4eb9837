import { inFolder } from '../step';

const patient = { reference: 'Patient/{{fhirPatientId}}' };
const doctor = { reference: 'Practitioner/{{fhirDoctorId}}' };

/** One who looks like the patient of another run would be refused as a possible duplicate. */
const newName = [
  "const letter = () => String.fromCharCode('a'.charCodeAt(0) + Math.floor(Math.random() * 26));",
  "pm.collectionVariables.set('fhirName', `Q${Array.from({ length: 12 }, letter).join('')}`);",
];

const registered = {
  fhir: 'POST Patient',
  headers: { 'If-None-Exist': 'identifier=urn:example:national-id|{{fhirName}}' },
  body: {
    resourceType: 'Patient',
    identifier: [{ system: 'urn:example:national-id', value: '{{fhirName}}' }],
    name: [{ family: '{{fhirName}}', given: ['Ada'] }],
    birthDate: '1985-12',
  },
  as: 'receptionist',
};

const recorded = (substance: string) => ({
  resource: {
    resourceType: 'AllergyIntolerance',
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
    },
    code: { text: substance },
    patient,
  },
  request: { method: 'POST', url: 'AllergyIntolerance' },
});

const booked = {
  fhir: 'POST Appointment/$book',
  body: {
    resourceType: 'Parameters',
    parameter: [
      { name: 'slot', valueReference: { reference: '{{fhirSlot}}' } },
      { name: 'patient', valueReference: patient },
    ],
  },
  as: 'receptionist',
};

/** The same hospital in FHIR R4, under the one base of the gateway. It needs nothing of the other folders, but a doctor. */
export const fhir = inFolder('10 FHIR', [
  {
    fhir: 'GET metadata',
    name: 'What there is: the CapabilityStatement, without a token',
    status: 200,
    expect: { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' },
  },
  {
    ...registered,
    name: 'Create a patient, if there is none with this number',
    before: newName,
    status: 201,
    expect: { 'name.0.family': '{{fhirName}}', 'meta.versionId': '1' },
    keep: { fhirPatientId: 'id' },
  },
  {
    ...registered,
    name: 'Create them once more: the answer is the one that is there',
    status: 200,
    expect: { id: '{{fhirPatientId}}' },
  },
  {
    fhir: 'GET Patient',
    name: 'Search for them by their number',
    query: { identifier: 'urn:example:national-id|{{fhirName}}', _total: 'accurate' },
    as: 'nurse',
    status: 200,
    expect: { type: 'searchset', total: 1, 'entry.0.resource.id': '{{fhirPatientId}}' },
  },
  {
    fhir: 'GET Patient',
    name: 'Search by a parameter that is not known: refused, where others ignore it',
    query: { surname: '{{fhirName}}' },
    as: 'nurse',
    status: 400,
    expect: { resourceType: 'OperationOutcome', 'issue.0.code': 'invalid' },
  },
  {
    fhir: 'GET Patient/{id}',
    name: 'Read them',
    path: { id: '{{fhirPatientId}}' },
    as: 'nurse',
    status: 200,
    expect: { 'name.0.family': '{{fhirName}}', birthDate: '1985-12' },
  },
  {
    fhir: 'GET PractitionerRole',
    name: 'Search for a doctor',
    query: { active: 'true', _count: '1' },
    as: 'receptionist',
    status: 200,
    expect: { 'entry.0.resource.resourceType': 'PractitionerRole' },
    keep: { fhirDoctorId: 'entry.0.resource.id' },
  },
  {
    fhir: 'GET Appointment/$find',
    name: 'Find free times of the doctor',
    query: { practitioner: doctor.reference, patient: patient.reference, _count: '2' },
    as: 'receptionist',
    status: 200,
    expect: { 'entry.0.resource.status': 'proposed' },
    keep: { fhirSlot: 'entry.0.resource.slot.0.reference' },
  },
  { ...booked, name: 'Book the first of them', status: 201, expect: { status: 'booked' } },
  {
    ...booked,
    name: 'Book it once more: refused, with times that are free',
    status: 409,
    expect: { resourceType: 'OperationOutcome', 'issue.0.code': 'conflict' },
  },
  {
    fhir: 'POST MedicationRequest',
    name: 'Prescribe',
    body: {
      resourceType: 'MedicationRequest',
      status: 'active',
      intent: 'order',
      medicationCodeableConcept: { text: 'Paracetamol 500 mg' },
      subject: patient,
      requester: doctor,
      dosageInstruction: [{ text: '1 tablet up to four times a day' }],
      dispenseRequest: { quantity: { value: 20, unit: 'tablet' } },
    },
    as: 'doctor:{{fhirDoctorId}}',
    status: 201,
    expect: { status: 'active', 'subject.reference': patient.reference },
    keep: { fhirOrderId: 'id' },
  },
  {
    fhir: 'GET MedicationRequest',
    name: 'Search for what the patient takes',
    query: { patient: patient.reference, status: 'active' },
    as: 'pharmacist',
    status: 200,
    expect: { 'entry.0.resource.id': '{{fhirOrderId}}' },
  },
  {
    fhir: 'POST Invoice',
    name: 'Bill',
    body: {
      resourceType: 'Invoice',
      status: 'issued',
      subject: patient,
      lineItem: [
        {
          chargeItemCodeableConcept: { text: 'Consultation' },
          priceComponent: [{ type: 'base', factor: 1, amount: { value: 120.5, currency: 'USD' } }],
        },
      ],
    },
    as: 'cashier',
    status: 201,
    expect: { status: 'issued' },
    keep: { fhirInvoiceId: 'id' },
  },
  {
    fhir: 'GET Invoice/{id}',
    name: 'Read the bill',
    path: { id: '{{fhirInvoiceId}}' },
    as: 'cashier',
    status: 200,
    expect: { 'totalGross.value': 120.5, 'totalGross.currency': 'USD' },
  },
  {
    fhir: 'POST ',
    name: 'Record two allergies, or neither',
    body: { resourceType: 'Bundle', type: 'transaction', entry: ['Latex', 'Peanuts'].map(recorded) },
    as: 'nurse',
    status: 200,
    expect: { type: 'transaction-response', 'entry.1.response.status': '201' },
  },
  {
    fhir: 'GET Patient/{id}/$everything',
    name: 'Read all of it, as far as a manager may see it',
    path: { id: '{{fhirPatientId}}' },
    as: 'manager',
    status: 200,
    expect: { type: 'searchset', 'entry.0.resource.id': '{{fhirPatientId}}' },
  },
]);
