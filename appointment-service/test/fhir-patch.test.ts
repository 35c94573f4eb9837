import { randomUUID } from 'node:crypto';
import { answers } from '@hms/service-kit/testing/stub-upstream';
import type { Appointment, OperationOutcome } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { startAppointmentService, works, type Fixture } from './fixtures';

let hospital: Fixture;
let fhir: FhirClient;
beforeAll(async () => {
  hospital = await startAppointmentService({ timeZone: 'Europe/London' });
  fhir = fhirClient(hospital.served.url);
});
beforeEach(() => {
  hospital.doctors.behave(works());
  hospital.patients.behave(answers(200, { deceasedAt: null }));
});

const book = async (reason: string, confidential: boolean): Promise<string> => {
  const response = await hospital.served.api
    .post('/appointments')
    .send({ patientId: randomUUID(), doctorId: randomUUID(), time: '2031-03-03T09:00:00Z', reason, confidential });
  expect(response).toMatchObject({ status: 201 });
  return (response.body as { id: string }).id;
};
const patch = (id: string, changes: object[], client = fhir) =>
  client.send('PATCH', `/Appointment/${id}`, changes, { 'content-type': 'application/json-patch+json' });
const read = async (id: string) => (await fhir.get(`/Appointment/${id}`)).resource as Appointment;

test('a patch is the one native command that makes the difference', async () => {
  const id = await book('Cough', false);
  const moved = await patch(id, [
    { op: 'replace', path: '/start', value: '2031-03-04T10:00:00+00:00' },
    { op: 'replace', path: '/end', value: '2031-03-04T10:30:00+00:00' },
  ]);
  expect(moved).toMatchObject({ status: 200, resource: { start: '2031-03-04T10:00:00+00:00', status: 'booked' } });
  const cancelled = await patch(id, [
    { op: 'test', path: '/status', value: 'booked' },
    { op: 'replace', path: '/status', value: 'cancelled' },
    { op: 'add', path: '/cancelationReason', value: { text: 'Feels better' } },
  ]);
  expect(cancelled).toMatchObject({
    status: 200,
    resource: { status: 'cancelled', cancelationReason: { text: 'Feels better' } },
  });
});

test('two commands at once are refused, and nothing is changed', async () => {
  const id = await book('Cough', false);
  const before = await read(id);
  const { status, resource } = await patch(id, [
    { op: 'replace', path: '/start', value: '2031-03-04T10:00:00+00:00' },
    { op: 'replace', path: '/end', value: '2031-03-04T10:30:00+00:00' },
    { op: 'replace', path: '/status', value: 'cancelled' },
  ]);
  expect({ status, type: (resource as OperationOutcome).issue[0]?.code }).toEqual({
    status: 422,
    type: 'business-rule',
  });
  expect(await read(id)).toEqual(before);
});

test('who does not see a confidential reason neither finds it out by a test nor clears it', async () => {
  const id = await book('Fever', true);
  const desk = fhirClient(hospital.served.url, { roles: ['receptionist'] });
  for (const value of ['Fever', 'Cough']) {
    const { status, resource } = await patch(id, [{ op: 'test', path: '/reasonCode/0/text', value }], desk);
    expect(status).toBe(409);
    expect((resource as OperationOutcome).issue[0]?.details?.text).toContain('there is nothing at /reasonCode');
  }
  const cancelled = await patch(id, [{ op: 'replace', path: '/status', value: 'cancelled' }], desk);
  expect(cancelled).toMatchObject({ status: 200 });
  expect(cancelled.resource).not.toHaveProperty('reasonCode');
  expect(await read(id)).toMatchObject({ status: 'cancelled', reasonCode: [{ text: 'Fever' }] });
});
