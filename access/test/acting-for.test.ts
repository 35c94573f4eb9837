import { randomUUID } from 'node:crypto';
import { readPerson } from '../../service-kit/src/caller';
import { loadServices } from '../../fleet/src/topology';
import { bearer, everyRole } from '../../service-kit/testing/issuer';
import { eventually, startForTest } from '../../service-kit/testing/service';
import { answers, isUnavailable, startStubUpstream } from '../../service-kit/testing/stub-upstream';

const serviceNamed = (name: string) => {
  const service = loadServices().find((one) => one.name === name);
  if (!service) throw new Error(`there is no ${name}`);
  return service;
};
const carla = bearer({ sub: 'carla', name: 'Carla Ruiz', roles: ['cashier'] });
const actingFor = (header: unknown) => readPerson(Buffer.from(String(header), 'base64url').toString('utf8'));

it('takes a payment for the cashier who asked, also where a job completes it after a restart', async () => {
  const billing = await startStubUpstream(isUnavailable);
  const environment = { BILLING_SERVICE_URL: billing.url };
  const first = await startForTest(serviceNamed('payment-service'), { environment });
  const body = { billId: randomUUID(), amount: 10, currency: 'USD', method: 'cash' };
  const taken = await first.served.api.post('/payments').set(carla).send(body);
  expect(taken).toMatchObject({ status: 202 });
  billing.requests.length = 0;

  // another process on the same database, and nobody is signed in
  billing.behave(answers(503, {}));
  const second = await startForTest(serviceNamed('payment-service'), { environment, database: first.db.settings });
  await second.startWorker();
  await eventually(
    async () => billing.requests.filter(({ method }) => method === 'POST').length,
    (n) => n > 0,
  );
  const asked = billing.requests.filter(({ method }) => method === 'POST');
  expect(asked.length).toBeGreaterThan(0);
  for (const { headers } of asked) {
    expect(actingFor(headers['x-acting-for'])).toMatchObject({
      subject: 'carla',
      name: 'Carla Ruiz',
      roles: ['cashier'],
    });
    expect(headers.authorization).toMatch(/^Bearer /);
  }
});

it('keeps in the history who asked for each change: the person, where a service acts for one', async () => {
  const { served } = await startForTest(serviceNamed('patient-service'));
  const rosa = bearer({ sub: 'rosa', name: 'Rosa', roles: ['receptionist'] });
  const { id } = (await served.api.post('/patients').set(rosa).send({ givenName: 'A', familyName: 'B' })).body as {
    id: string;
  };
  const person = { issuer: 'x', subject: 'someone-else', roles: ['manager'] };
  const header = Buffer.from(JSON.stringify(person)).toString('base64url');
  // from a person the header is not believed
  const nurse = { ...bearer({ sub: 'noah', roles: ['nurse'] }), 'x-acting-for': header };
  await served.api.patch(`/patients/${id}`).set(nurse).send({ givenName: 'C' });
  const asService = { ...bearer({ sub: 'front', roles: [...everyRole] }), 'x-acting-for': header };
  await served.api.patch(`/patients/${id}`).set(asService).send({ givenName: 'D' });
  const { data } = (await served.api.get(`/patients/${id}/history`)).body as {
    data: { changedBy: { subject: string } }[];
  };
  expect(data.map(({ changedBy }) => changedBy.subject)).toEqual(['someone-else', 'noah', 'rosa']);
});

it("takes another's Idempotency-Key for another key", async () => {
  const { served } = await startForTest(serviceNamed('patient-service'));
  const register = (sub: string, familyName: string) =>
    served.api
      .post('/patients')
      .set({ ...bearer({ sub, roles: ['receptionist'] }), 'idempotency-key': 'one-key' })
      .send({ givenName: 'A', familyName });
  const [mine, theirs, again] = [
    await register('rosa', 'Berg'),
    await register('mallory', 'Quist'),
    await register('rosa', 'Berg'),
  ];
  expect([mine.status, theirs.status, again.status]).toEqual([201, 201, 201]);
  expect(again.body).toEqual(mine.body);
  expect((theirs.body as { id: string }).id).not.toBe((mine.body as { id: string }).id);
});

it('lets a patient set nothing that is for staff, and says who cancelled', async () => {
  const doctors = await startStubUpstream(isUnavailable);
  const environment = { DOCTOR_SERVICE_URL: doctors.url };
  const { served } = await startForTest(serviceNamed('appointment-service'), { environment });
  const patientId = randomUUID();
  const patient = bearer({ sub: 'p', roles: ['patient'], patient_id: patientId });
  const book = (more: object) =>
    served.api
      .post('/appointments')
      .set(patient)
      .send({ patientId, doctorId: randomUUID(), time: '2031-01-07T09:00:00Z', ...more });
  for (const more of [
    { overbook: { reason: 'me' } },
    { recordedLate: { reason: 'me' } },
    { walkIn: true },
    { durationMinutes: 1440 },
  ]) {
    const [name] = Object.keys(more);
    expect(await book(more)).toMatchObject({ status: 400, body: { errors: [{ pointer: `/${name}` }] } });
  }
  expect(await book({ patientId: randomUUID() })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/patientId' }] },
  });
  expect(await book({ status: 'booked' })).toMatchObject({ status: 400 });
  const booked = await book({});
  expect(booked).toMatchObject({ status: 202 });
  const { id } = booked.body as { id: string };
  const cancelled = await served.api
    .post(`/appointments/${id}/cancel`)
    .set(patient)
    .send({ code: 'pat', by: 'doctor' });
  expect(cancelled).toMatchObject({ status: 200, body: { cancellation: { by: 'patient' } } });
});

it('lets a doctor prescribe in their own name only', async () => {
  const { served } = await startForTest(serviceNamed('prescription-service'), {
    environment: { DOCTOR_SERVICE_URL: 'http://127.0.0.1:1', PATIENT_SERVICE_URL: 'http://127.0.0.1:1' },
  });
  const body = { patientId: randomUUID(), doctorId: randomUUID(), medication: 'Paracetamol 500 mg', quantity: 20 };
  const as = (claims: object) =>
    served.api
      .post('/prescriptions')
      .set(bearer({ roles: ['doctor'], ...claims }))
      .send(body);
  expect(await as({ doctor_id: randomUUID() })).toMatchObject({
    status: 403,
    body: { type: '/problems/as-another-doctor' },
  });
  expect(await as({ doctor_id: undefined })).toMatchObject({ status: 403, body: { type: '/problems/not-allowed' } });
  expect((await as({ doctor_id: body.doctorId })).status).not.toBe(403);
});

it('lets a doctor change and reinstate only what they have prescribed themselves, and stop what anybody has', async () => {
  const { served } = await startForTest(serviceNamed('prescription-service'));
  const mine = { roles: ['doctor'], doctor_id: randomUUID() };
  const other = bearer({ roles: ['doctor'], doctor_id: randomUUID() });
  const body = { patientId: randomUUID(), doctorId: mine.doctor_id, medication: 'Paracetamol 500 mg', quantity: 20 };
  const prescribed = await served.api.post('/prescriptions').set(bearer(mine)).send(body);
  const address = `/prescriptions/${(prescribed.body as { id: string }).id}`;
  const change = (who: Record<string, string>) => served.api.patch(address).set(who).send({ expiresOn: '2099-12-31' });
  const reinstate = (who: Record<string, string>) =>
    served.api.post(`${address}/reinstate`).set(who).send({ reason: 'A wrong click' });
  const refused = { status: 403, body: { type: '/problems/as-another-doctor' } };
  expect(await change(other)).toMatchObject(refused);
  expect((await change(bearer(mine))).status).not.toBe(403);
  const stop = await served.api.post(`${address}/cancel`).set(other).send({ code: 'altchoice' });
  expect(stop).toMatchObject({ status: 200 });
  expect(await reinstate(other)).toMatchObject(refused);
  expect((await reinstate(bearer(mine))).status).not.toBe(403);
});

it('lets nobody but clinical staff say that a patient has no allergies, or take that back', async () => {
  const { served } = await startForTest(serviceNamed('patient-service'));
  const desk = bearer({ roles: ['receptionist'] });
  const patient = { givenName: 'A', familyName: 'B' };
  const refused = { status: 400, body: { errors: [{ pointer: '/noKnownAllergies' }] } };
  expect(
    await served.api
      .post('/patients')
      .set(desk)
      .send({ ...patient, noKnownAllergies: true }),
  ).toMatchObject(refused);
  const { id } = (await served.api.post('/patients').set(desk).send(patient)).body as { id: string };
  const state = (who: Record<string, string>, noKnownAllergies: boolean) =>
    served.api.patch(`/patients/${id}`).set(who).send({ noKnownAllergies });
  expect(await state(desk, true)).toMatchObject(refused);
  expect(await state(bearer({ roles: ['nurse'] }), true)).toMatchObject({
    status: 200,
    body: { allergyStatus: 'none-known' },
  });
  expect(await state(desk, false)).toMatchObject(refused);
});

it('hides in the versions what it hides in the record', async () => {
  const { served } = await startForTest(serviceNamed('patient-service'));
  const registered = await served.api
    .post('/patients')
    .send({ givenName: 'A', familyName: 'B', email: 'a@example.org' });
  const { id } = registered.body as { id: string };
  await served.api.patch(`/patients/${id}`).send({ email: 'b@example.org', givenName: 'C' });
  const history = await served.api.get(`/patients/${id}/history`).set(bearer({ roles: ['auditor'] }));
  expect(history).toMatchObject({ status: 200, body: { data: [{ changes: { givenName: { to: 'C' } } }, {}] } });
  expect(history.text).not.toContain('example.org');
});

it('refuses a service that says for whom it acts in a way that cannot be read', async () => {
  const { served } = await startForTest(serviceNamed('patient-service'));
  const headers = { ...bearer({ roles: [...everyRole] }), 'x-acting-for': 'e30' };
  expect(await served.api.get('/patients').set(headers)).toMatchObject({ status: 400 });
});
