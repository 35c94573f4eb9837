import { randomUUID } from 'node:crypto';
import { eventually } from '@hms/service-kit/testing/service';
import { answers, answersText, isUnavailable, resetsConnection } from '@hms/service-kit/testing/stub-upstream';
import { allergyTo, doctorIs, idOf, nobodyThere, patientIs, startPrescriptionService, type Fixture } from './fixtures';

let harness: Fixture;
beforeAll(async () => {
  harness = await startPrescriptionService();
});
beforeEach(() => {
  harness.patients.behave(patientIs());
  harness.doctors.behave(doctorIs());
});

const rowsOf = (patientId: string) => harness.db.query('select from prescriptions where patient_id = $1', [patientId]);
const jobs = () => harness.db.query('select from pending_operations');
const read = (id: string) => harness.served.api.get(`/prescriptions/${id}`);

it('asks both upstreams for these two, under the same request id', async () => {
  const mine = { patientId: randomUUID(), doctorId: randomUUID() };
  await harness.prescribe(mine).set('X-Request-Id', 'trace-me');
  expect(harness.patients.requests.at(-1)).toMatchObject({
    url: `/patients/${mine.patientId}`,
    headers: { 'x-request-id': 'trace-me' },
  });
  expect(harness.doctors.requests.at(-1)).toMatchObject({ url: `/doctors/${mine.doctorId}` });
});

it.each([
  ['an unknown patient', 'patients', nobodyThere, 'patient-unknown', 'patient-exists'],
  [
    'a patient who has died',
    'patients',
    patientIs({ deceasedAt: '2026-01-01T00:00:00Z' }),
    'patient-deceased',
    'patient-is-alive',
  ],
  ['an unknown doctor', 'doctors', nobodyThere, 'doctor-unknown', 'doctor-exists'],
  ['an inactive doctor', 'doctors', doctorIs({ active: false }), 'doctor-inactive', 'doctor-is-active'],
] as const)('refuses %s, names the rule, and leaves nothing behind', async (_what, who, behaviour, type, rule) => {
  harness[who].behave(behaviour);
  const patientId = randomUUID();
  const key = randomUUID();
  const body = { patientId, doctorId: randomUUID() };
  const refused = await harness.prescribe(body).set('Idempotency-Key', key);
  expect(refused).toMatchObject({ status: 422, body: { type: `/problems/${type}`, rule } });
  expect({ rows: await rowsOf(patientId), jobs: await jobs() }).toEqual({ rows: [], jobs: [] });
  harness[who].behave(who === 'patients' ? patientIs() : doctorIs());
  expect(await harness.prescribe(body).set('Idempotency-Key', key)).toMatchObject({
    status: 422,
    headers: { 'idempotent-replayed': 'true' },
  });
});

describe.each(['patients', 'doctors'] as const)('when %s-service', (who) => {
  it.each([
    ['is unavailable', isUnavailable],
    ['resets the connection', resetsConnection],
    ['answers nonsense', answersText('<html>')],
    ['answers another form', answers(200, { name: 'x' })],
    ['fails', answers(500, {})],
    ['stands behind a gateway that has lost it', answers(404, { error: 'default backend - 404' })],
  ])('%s, it is a draft that can be neither dispensed nor held', async (_what, behaviour) => {
    harness[who].behave(behaviour);
    const draft = await harness.prescribe({ quantity: 14 });
    expect(draft).toMatchObject({
      status: 202,
      headers: { 'retry-after': expect.any(String), location: `/prescriptions/${idOf(draft)}` },
      body: { status: 'draft', safety: null },
    });
    const { api } = harness.served;
    for (const [command, body] of [
      ['dispenses', { quantity: 1 }],
      ['hold', {}],
    ] as const) {
      expect(await api.post(`/prescriptions/${idOf(draft)}/${command}`).send(body)).toMatchObject({
        status: 409,
        body: { state: 'draft', allowedCommands: ['cancel'] },
      });
    }
    expect(await api.post(`/prescriptions/${idOf(draft)}/cancel`).send({})).toMatchObject({ status: 200 });
  });
});

it('is settled by its job once patient-service answers: active, or cancelled with the reason or the verdict', async () => {
  harness.patients.behave(resetsConnection);
  const allergic = randomUUID();
  const dead = randomUUID();
  const drafts = {
    fine: idOf(await harness.prescribe({ medication: 'Metformin' })),
    allergic: idOf(await harness.prescribe({ patientId: allergic })),
    dead: idOf(await harness.prescribe({ patientId: dead })),
  };
  harness.patients.behave((request, response) => {
    const one = request.url.endsWith(allergic)
      ? patientIs({ allergies: [allergyTo('Penicillin')] })
      : patientIs(request.url.endsWith(dead) ? { deceasedAt: '2026-01-01T00:00:00Z' } : {});
    one(request, response);
  });
  await harness.startWorker();
  const settled = (id: string) =>
    eventually(
      () => read(id),
      ({ body }) => (body as { status: string }).status !== 'draft',
    );
  expect(await settled(drafts.fine)).toMatchObject({ body: { status: 'active', safety: { verdict: 'safe' } } });
  expect(await settled(drafts.allergic)).toMatchObject({
    body: {
      status: 'cancelled',
      statusReason: { reason: expect.stringContaining('allergic to Penicillin') },
      safety: { verdict: 'unsafe', findings: [{ rule: 'allergy-to-class', severity: 'high' }] },
    },
  });
  expect(await settled(drafts.dead)).toMatchObject({
    body: { status: 'cancelled', statusReason: { reason: expect.stringContaining('deceased') }, safety: null },
  });
});
