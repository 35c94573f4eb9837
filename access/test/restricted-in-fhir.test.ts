import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { loadServices } from '../../fleet/src/topology';
import { bearer } from '../../service-kit/testing/issuer';
import { startForTest, type TestedService } from '../../service-kit/testing/service';
import { nobody } from '../../service-kit/testing/stub-upstream';

// of db-init/sample-data
const restricted = '01900000-0000-7002-8000-000000000001';
const doctorId = '01900000-0000-7003-8000-000000000001';

const start = async (name: string, more: Record<string, string> = {}): Promise<TestedService> => {
  const service = loadServices().find((one) => one.name === name);
  if (!service) throw new Error(`there is no ${name}`);
  const unreachable = Object.fromEntries(service.upstreams.map(({ variable }) => [variable, nobody]));
  const tested = await startForTest(service, { environment: { ...unreachable, ...more }, restrictions: 'asked' });
  await tested.run(readFileSync(path.join(__dirname, `../../db-init/sample-data/${name}.sql`), 'utf8'));
  return tested;
};

let appointments: TestedService;
let nurse: FhirClient;
let theirs: { id: string; patientId: string }[];
beforeAll(async () => {
  const patients = await start('patient-service');
  await patients.served.api
    .put(`/patients/${restricted}/restriction`)
    .set(bearer({ roles: ['manager'] }))
    .send({ restricted: true, careTeam: [{ subject: 'dana', name: 'Dr. Dana' }] })
    .expect(200);
  appointments = await start('appointment-service', { PATIENT_SERVICE_URL: patients.served.url });
  nurse = fhirClient(appointments.served.url, { sub: 'noor', roles: ['nurse'], doctor_id: undefined });
  const { body } = await appointments.served.api.get('/appointments').query({ patientId: restricted });
  theirs = (body as { data: typeof theirs }).data;
  expect(theirs.length).toBeGreaterThan(0);
});

const visit = {
  resourceType: 'Appointment',
  status: 'booked',
  start: '2031-03-03T09:00:00Z',
  end: '2031-03-03T09:30:00Z',
  participant: [
    { actor: { reference: `Patient/${restricted}` }, status: 'accepted' },
    { actor: { reference: `Practitioner/${doctorId}` }, status: 'accepted' },
  ],
};

test('every door to their appointments is closed, and says how to break the glass', async () => {
  const id = theirs[0]?.id ?? '';
  for (const path of [
    ...['', '/_history', '/_history/2'].map((part) => `/Appointment/${id}${part}`),
    ...[restricted, `Patient/${restricted}`].map((patient) => `/Appointment?patient=${patient}`),
    `/Appointment?actor=Patient/${restricted}`,
    `/Appointment/$find?practitioner=${doctorId}&patient=${restricted}`,
  ]) {
    const { status, resource } = await nurse.get(path);
    expect([path, status]).toEqual([path, 403]);
    expect(JSON.stringify(resource)).toContain(`POST /patients/${restricted}/break-glass`);
  }
  expect((await nurse.search('Appointment', { patient: restricted })).status).toBe(403);
});

test('other searches leave them out', async () => {
  for (const query of ['_count=200', `_id=${theirs.map(({ id }) => id).join(',')}`]) {
    const { status, resource } = await nurse.get(`/Appointment?${query}`);
    expect(status).toBe(200);
    expect(JSON.stringify(resource)).not.toContain(restricted);
  }
});

test('nothing is booked or changed for them, and the audit says for whom it was refused', async () => {
  const booked = { name: 'appt-resource', resource: visit };
  expect((await nurse.send('POST', '/Appointment', visit)).status).toBe(403);
  const body = { resourceType: 'Parameters', parameter: [booked] };
  expect((await nurse.send('POST', '/Appointment/$book', body)).status).toBe(403);
  expect((await nurse.send('PUT', `/Appointment/${theirs[0]?.id}`, visit)).status).toBe(403);
  const dana = fhirClient(appointments.served.url, { sub: 'dana', roles: ['nurse'] });
  // doctor-service does not answer here
  expect((await dana.send('POST', '/Appointment', visit)).status).toBe(202);
  const { body: events } = await appointments.served.api
    .get('/audit')
    .query({ patientId: restricted, limit: 200 })
    .set(bearer({ roles: ['auditor'] }));
  const told = (events as { data: { operation: string; outcome: string }[] }).data;
  expect(told).toEqual(
    expect.arrayContaining(
      ['fhirCreateAppointment', 'fhirBookAppointment', 'fhirUpdateAppointment', 'fhirSearchAppointment'].map(
        (operation) => expect.objectContaining({ operation, outcome: 'refused' }) as object,
      ),
    ),
  );
});
