import { randomUUID } from 'node:crypto';
import { someDoctor } from '@hms/service-kit/testing/issuer';
import type { MedicationDispense, MedicationRequest } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { done, post, put, refused, statusesOf } from '../../fhir-tests/transaction';
import { idOf, startPrescriptionService, type Fixture } from './fixtures';

let hospital: Fixture;
let fhir: FhirClient;
beforeAll(async () => {
  hospital = await startPrescriptionService();
  fhir = fhirClient(hospital.served.url);
});

const medicationCodeableConcept = { text: 'Amoxicillin 500 mg' };
const read = async (id: string | undefined) =>
  (await fhir.get(`/MedicationRequest/${id}`)).resource as MedicationRequest;
const prescribed = async () => read(idOf(await hospital.prescribe({ quantity: 20, quantityUnit: 'tablet' })));
const held = (one: MedicationRequest) => put({ ...one, status: 'on-hold' });

test('prescriptions are held together', async () => {
  const all = [await prescribed(), await prescribed()];
  expect(statusesOf(await done(fhir, all.map(held)))).toEqual(['200', '200']);
  for (const { id } of all) expect((await read(id)).status).toBe('on-hold');
});

const order: MedicationRequest = {
  resourceType: 'MedicationRequest',
  ...{ status: 'active', intent: 'order', medicationCodeableConcept },
  subject: { reference: `Patient/${randomUUID()}` },
  requester: { reference: `Practitioner/${someDoctor}` },
};
const fill = ({ id, subject }: MedicationRequest): MedicationDispense => ({
  resourceType: 'MedicationDispense',
  ...{ status: 'completed', medicationCodeableConcept },
  subject: { reference: subject.reference ?? '' },
  authorizingPrescription: [{ reference: `MedicationRequest/${id}` }],
  quantity: { value: 1, unit: 'tablet' },
});

test.each([
  ['what is prescribed', () => post(order), 'Prescribe'],
  ['what is handed out', (one: MedicationRequest) => post(fill(one)), 'This asks patient-service'],
])('%s is checked by another service, and refused with all the rest', async (_what, entry, sentence) => {
  const [first, second] = [await prescribed(), await prescribed()];
  const asked = hospital.patients.requests.length;
  expect(await refused(fhir, [held(first), entry(second)])).toMatchObject({
    ...{ status: 422, at: ['Bundle.entry[1]'], told: expect.stringContaining(sentence) },
  });
  expect((await read(first.id)).status).toBe('active');
  expect(hospital.patients.requests.length).toBe(asked);
});
