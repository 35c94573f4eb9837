import { randomUUID } from 'node:crypto';
import type { MedicationRequest, OperationOutcome } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { idOf, startPrescriptionService, type Fixture } from './fixtures';

let hospital: Fixture;
let fhir: FhirClient;
beforeAll(async () => {
  hospital = await startPrescriptionService();
  fhir = fhirClient(hospital.served.url);
});

const made = async (): Promise<MedicationRequest> => {
  const order = { patientId: randomUUID(), medication: 'Ibuprofen 400 mg', quantity: 20, quantityUnit: 'tablet' };
  const id = idOf(await hospital.prescribe({ ...order, expiresOn: '2099-03-01' }));
  return (await fhir.get(`/MedicationRequest/${id}`)).resource as MedicationRequest;
};
const put = async (resource: MedicationRequest, headers = {}, client = fhir) => {
  const answer = await client.send('PUT', `/MedicationRequest/${resource.id}`, resource, headers);
  return { ...answer, resource: answer.resource as MedicationRequest };
};
const patch = (id: string | undefined, changes: object[], client = fhir) =>
  client.send('PATCH', `/MedicationRequest/${id}`, changes, { 'content-type': 'application/json-patch+json' });
const told = (resource: unknown) =>
  (resource as OperationOutcome).issue.map(({ details }) => details?.text ?? '').join(' ');
const because = (code: string, text: string) => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/medicationrequest-status-reason', code }],
  text,
});

test('is put on hold, resumed, stopped and reinstated, each by its native command', async () => {
  const first = await made();
  const held = await put({ ...first, status: 'on-hold', statusReason: because('labint', 'Blood is taken') });
  expect(held).toMatchObject({
    status: 200,
    resource: { status: 'on-hold', statusReason: because('labint', 'Blood is taken'), meta: { versionId: '3' } },
  });
  const { statusReason: _over, ...resumed } = held.resource;
  expect(await put({ ...resumed, status: 'active' })).toMatchObject({ status: 200, resource: { status: 'active' } });
  const stopped = await put({ ...first, status: 'stopped', statusReason: { text: 'A rash' } });
  expect(stopped).toMatchObject({ status: 200, resource: { status: 'stopped', statusReason: { text: 'A rash' } } });
  const back = await put({
    ...stopped.resource,
    status: 'active',
    statusReason: { text: 'Another patient was meant' },
  });
  expect(back).toMatchObject({ status: 200, resource: { status: 'active' } });
  expect((await hospital.served.api.get(`/prescriptions/${first.id}`)).body).toMatchObject({
    status: 'active',
    statusReason: { reason: 'Another patient was meant' },
  });
  expect(await put(back.resource)).toMatchObject({ status: 200, resource: back.resource });
});

test('is cancelled by a patch, and gets another last day', async () => {
  const { id, meta } = await made();
  const later = await patch(id, [
    { op: 'test', path: '/meta/versionId', value: meta?.versionId },
    { op: 'replace', path: '/dispenseRequest/validityPeriod/end', value: '2099-04-01' },
  ]);
  expect(later).toMatchObject({
    status: 200,
    resource: { dispenseRequest: { validityPeriod: { end: '2099-04-01' }, quantity: { value: 20 } } },
  });
  const merge = { status: 'cancelled', statusReason: { text: 'Not needed' } };
  const headers = { 'content-type': 'application/merge-patch+json' };
  const cancelled = await fhir.send('PATCH', `/MedicationRequest/${id}`, merge, headers);
  expect(cancelled).toMatchObject({ status: 200, resource: merge });
});

test.each([
  ['a stop without a reason', { status: 'stopped' }, 400, 'MedicationRequest.statusReason.text'],
  [
    'a reason that is not of FHIR’s',
    { status: 'on-hold', statusReason: because('mood', 'x') },
    400,
    'statusReason.coding[0].code',
  ],
  ['completed', { status: 'completed' }, 422, 'by what is dispensed'],
  ['entered in error', { status: 'entered-in-error' }, 422, 'a mistake is cancelled'],
  ['a reason alone', { statusReason: { text: 'x' } }, 422, 'changed with it'],
  ['a status that is none', { status: 'paused' }, 400, 'MedicationRequest.status'],
  [
    'another medicine',
    { medicationCodeableConcept: { text: 'Aspirin' } },
    400,
    'MedicationRequest.medicationCodeableConcept is not changed',
  ],
  [
    'another patient',
    { subject: { reference: `Patient/${randomUUID()}` } },
    400,
    'MedicationRequest.subject is not changed',
  ],
  [
    'another quantity',
    { dispenseRequest: { quantity: { value: 30 } } },
    400,
    'MedicationRequest.dispenseRequest is not changed',
  ],
  ['a note', { note: [{ text: 'x' }] }, 400, 'MedicationRequest.note is not changed'],
  ['less than there is', { requester: undefined }, 400, 'MedicationRequest.requester is not changed'],
  ['another id', { id: randomUUID() }, 404, ''],
])('%s is refused, and nothing is changed', async (_what, change, status, sentence) => {
  const before = await made();
  const answer = await put({ ...before, ...change } as MedicationRequest);
  expect({ status: answer.status, told: told(answer.resource) }).toEqual({
    status,
    told: expect.stringContaining(sentence),
  });
  expect((await fhir.get(`/MedicationRequest/${before.id}`)).resource).toEqual(before);
});

test('an address of one with the id of another is refused', async () => {
  const [one, other] = [await made(), await made()];
  const answer = await fhir.send('PUT', `/MedicationRequest/${one.id}`, { ...one, id: other.id });
  expect({ status: answer.status, told: told(answer.resource) }).toEqual({
    status: 400,
    told: expect.stringContaining('MedicationRequest.id'),
  });
});

test('a day and a status at once are two commands; a cancelled one is resumed by nobody', async () => {
  const first = await made();
  const dispenseRequest = { ...first.dispenseRequest, validityPeriod: { end: '2099-05-01' } };
  const both = await put({ ...first, status: 'on-hold', dispenseRequest });
  expect({ status: both.status, told: told(both.resource) }).toEqual({
    status: 422,
    told: expect.stringContaining('one update for each'),
  });
  const cancelled = await put({ ...first, status: 'cancelled', statusReason: { text: 'x' } });
  const held = await put({ ...cancelled.resource, status: 'on-hold' });
  expect(held).toMatchObject({ status: 409 });
  expect(told(held.resource)).toContain('is cancelled: hold is not possible');
});

test('of another version is refused, and of two at once one wins', async () => {
  const first = await made();
  expect(await put({ ...first, status: 'on-hold' }, { 'if-match': 'W/"9"' })).toMatchObject({ status: 412 });
  const ifMatch = { 'if-match': `W/"${first.meta?.versionId}"` };
  const both = await Promise.all([
    put({ ...first, status: 'on-hold' }, ifMatch),
    put({ ...first, status: 'cancelled', statusReason: { text: 'x' } }, ifMatch),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
});

test('who may do what is said by each native command', async () => {
  const first = await made();
  const pharmacist = fhirClient(hospital.served.url, { sub: 'pia', roles: ['pharmacist'], doctor_id: undefined });
  const stopped = await put({ ...first, status: 'stopped', statusReason: { text: 'x' } }, {}, pharmacist);
  expect(stopped).toMatchObject({ status: 403 });
  expect(await put({ ...first, status: 'on-hold' }, {}, pharmacist)).toMatchObject({ status: 200 });
  const patient = fhirClient(hospital.served.url, {
    roles: ['patient'],
    patient_id: first.subject.reference?.slice(-36),
  });
  expect(await patch(first.id, [{ op: 'replace', path: '/status', value: 'active' }], patient)).toMatchObject({
    status: 403,
  });
});
