import { randomUUID } from 'node:crypto';
import { resetsConnection } from '@hms/service-kit/testing/stub-upstream';
import { idOf, patientIs, startPrescriptionService, type Fixture } from './fixtures';

let harness: Fixture;
beforeAll(async () => {
  harness = await startPrescriptionService();
});

const act = (id: string, command: string, body: object = {}) =>
  harness.served.api.post(`/prescriptions/${id}/${command}`).send(body);
const dispense = (id: string, quantity: number) =>
  harness.served.api.post(`/prescriptions/${id}/dispenses`).send({ quantity });
const read = (id: string) => harness.served.api.get(`/prescriptions/${id}`);
const reason = { reason: 'It no longer helps' };

it('is held, resumed and stopped, and keeps every version', async () => {
  const id = idOf(await harness.prescribe({ quantity: 28 }));
  expect(await act(id, 'hold', { code: 'hospadm' })).toMatchObject({
    status: 200,
    body: { status: 'on-hold', statusReason: { code: 'hospadm', reason: null } },
  });
  expect(await act(id, 'resume')).toMatchObject({ status: 200, body: { status: 'active', statusReason: null } });
  expect(await act(id, 'stop', { code: 'sintol', ...reason })).toMatchObject({
    status: 200,
    body: { status: 'stopped', statusReason: { code: 'sintol', ...reason } },
  });
  const { body } = await harness.served.api.get(`/prescriptions/${id}/history`);
  const versions = (body as { data: { record: { status: string }; changes: object }[] }).data;
  expect(versions.map(({ record }) => record.status)).toEqual(['stopped', 'active', 'on-hold', 'active']);
  expect(versions[0]?.changes).toMatchObject({ status: { from: 'active', to: 'stopped' } });
  expect(await harness.served.api.get(`/prescriptions/${randomUUID()}/history`)).toMatchObject({ status: 404 });
});

const states: Record<string, [path: string[], allowed: string[]]> = {
  active: [[], ['hold', 'stop', 'cancel', 'dispense']],
  'on-hold': [['hold'], ['resume', 'stop', 'cancel']],
  stopped: [['stop'], ['reinstate']],
  cancelled: [['cancel'], ['reinstate']],
  completed: [['dispense'], ['stop']],
};

describe.each(Object.entries(states))('%s', (state, [path, allowed]) => {
  const commands = ['hold', 'resume', 'stop', 'cancel', 'reinstate', 'dispense'];
  it.each(commands.filter((command) => !allowed.includes(command)))(
    'forbids %s, and stays as it was',
    async (command) => {
      const id = idOf(await harness.prescribe({ quantity: 28 }));
      for (const step of path) await (step === 'dispense' ? dispense(id, 28) : act(id, step, reason));
      const before = await read(id);
      const refused = await (command === 'dispense' ? dispense(id, 1) : act(id, command, reason));
      expect(refused).toMatchObject({
        status: 409,
        body: { type: '/problems/state-forbids-command', state, allowedCommands: allowed },
      });
      expect((await read(id)).body).toEqual(before.body);
    },
  );
});

it('wants a reason to stop', async () => {
  const id = idOf(await harness.prescribe());
  expect(await act(id, 'stop')).toMatchObject({ status: 400, body: { errors: [{ pointer: '/reason' }] } });
  expect(await act(id, 'stop', { reason: 'x', code: 'bored' })).toMatchObject({ status: 400 });
  expect(await read(id)).toMatchObject({ body: { status: 'active' } });
});

it('is not cancelled once something was dispensed, but can be stopped', async () => {
  const id = idOf(await harness.prescribe({ quantity: 28 }));
  expect(await harness.served.api.post(`/prescriptions/${id}/dispenses`).send({ quantity: 7 })).toMatchObject({
    status: 201,
  });
  expect(await act(id, 'cancel')).toMatchObject({
    status: 409,
    body: { allowedCommands: ['hold', 'stop', 'dispense'] },
  });
  expect(await act(id, 'stop', reason)).toMatchObject({ status: 200 });
});

it('does not change once it has ended', async () => {
  const id = idOf(await harness.prescribe());
  await act(id, 'stop', reason);
  expect(await harness.served.api.patch(`/prescriptions/${id}`).send({ expiresOn: '2199-01-31' })).toMatchObject({
    status: 409,
    body: { state: 'stopped' },
  });
});

it.each([
  { dosage: { route: 'topical' } },
  { dosage: null },
  { quantity: 99 },
  { quantity: null },
  { refills: 5 },
  { refills: 5, expiresOn: '2199-01-31' },
])('stays as it was checked and signed, whatever is asked for: %j', async (patch) => {
  const id = idOf(await harness.prescribe({ quantity: 14, dosage: { route: 'oral', text: 'Twice a day' } }));
  for (const state of ['active', 'on-hold']) {
    const before = await read(id);
    expect(await harness.served.api.patch(`/prescriptions/${id}`).send(patch)).toMatchObject({
      status: 409,
      body: { type: '/problems/prescription-frozen', state },
    });
    expect((await read(id)).body).toEqual(before.body);
    await act(id, 'hold');
  }
});

it('is frozen by the database alone', async () => {
  const id = idOf(await harness.prescribe({ quantity: 14 }));
  for (const change of ['patient_id = uuidv7()', `medication = '{"name": "x"}'`, 'quantity = 15', 'refills = 1']) {
    await expect(harness.db.query(`update prescriptions set ${change} where id = $1`, [id])).rejects.toThrow(/frozen/);
  }
});

it('expires the day after its last day, and its state stays as it is', async () => {
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const id = idOf(await harness.prescribe({ quantity: 28 }));
  await harness.db.query('update prescriptions set expires_on = $2 where id = $1', [id, yesterday]);
  expect(await read(id)).toMatchObject({ body: { status: 'active', expired: true } });
  expect(await dispense(id, 1)).toMatchObject({ status: 409, body: { type: '/problems/prescription-expired' } });
  const renewed = await harness.served.api.patch(`/prescriptions/${id}`).send({ expiresOn: null });
  expect(renewed).toMatchObject({ body: { expired: false, expiresOn: expect.any(String) } });
});

it('is not written with a last day that has passed, nor given one', async () => {
  const today = new Date().toISOString().slice(0, 10);
  const patientId = randomUUID();
  const past = { status: 400, body: { errors: [{ pointer: '/expiresOn', detail: expect.stringContaining(today) }] } };
  expect(await harness.prescribe({ patientId, expiresOn: '2020-01-01' })).toMatchObject(past);
  expect(await harness.db.query('select from prescriptions where patient_id = $1', [patientId])).toEqual([]);
  const id = idOf(await harness.prescribe({ patientId, expiresOn: today }));
  expect(await harness.served.api.patch(`/prescriptions/${id}`).send({ expiresOn: '2020-01-01' })).toMatchObject(past);
  expect(await read(id)).toMatchObject({ body: { expiresOn: today, expired: false } });
});

describe('a wrong click', () => {
  it.each([
    ['stop', reason],
    ['cancel', {}],
  ])('%s is taken back with a reason, and its trace stays', async (command, body) => {
    const id = idOf(await harness.prescribe({ quantity: 28 }));
    await act(id, command, body);
    expect(await act(id, 'reinstate')).toMatchObject({ status: 400, body: { errors: [{ pointer: '/reason' }] } });
    expect(await act(id, 'reinstate', { reason: 'Wrong patient on the screen' })).toMatchObject({
      status: 200,
      body: { status: 'active', statusReason: { reason: 'Wrong patient on the screen' } },
    });
    const { body: history } = await harness.served.api.get(`/prescriptions/${id}/history`);
    const versions = (history as { data: { record: { status: string } }[] }).data;
    expect(versions.map(({ record }) => record.status)).toEqual([
      'active',
      command === 'stop' ? 'stopped' : 'cancelled',
      'active',
    ]);
    expect(await dispense(id, 28)).toMatchObject({ status: 201 });
  });

  it('is not taken back into a danger that came meanwhile, or while nobody can look', async () => {
    const patientId = randomUUID();
    const id = idOf(await harness.prescribe({ patientId, medication: 'Simvastatin 40 mg', quantity: 28 }));
    await act(id, 'stop', reason);
    await harness.prescribe({ patientId, medication: 'Clarithromycin 500 mg' });
    expect(await act(id, 'reinstate', reason)).toMatchObject({ status: 409, body: { type: '/problems/unsafe' } });
    harness.patients.behave(resetsConnection);
    expect(await act(id, 'reinstate', reason)).toMatchObject({ status: 503 });
    harness.patients.behave(patientIs());
    expect(await read(id)).toMatchObject({ body: { status: 'stopped' } });
  });

  it('of a dispense dispensed whole is stopped for what happened on day two', async () => {
    const id = idOf(await harness.prescribe({ quantity: 14 }));
    await dispense(id, 14);
    expect(await read(id)).toMatchObject({ body: { status: 'completed' } });
    expect(await act(id, 'stop', { code: 'salg', reason: 'Rash on day two' })).toMatchObject({
      status: 200,
      body: { status: 'stopped', statusReason: { code: 'salg', reason: 'Rash on day two' } },
    });
    // and the stop itself was a wrong click: all of it is dispensed, so it is completed again
    expect(await act(id, 'reinstate', reason)).toMatchObject({ status: 200, body: { status: 'completed' } });
  });
});

it('is never deleted, nor is its verdict changed', async () => {
  const id = idOf(await harness.prescribe());
  await expect(harness.db.query('delete from prescriptions where id = $1', [id])).rejects.toThrow(/never deleted/);
  await expect(harness.db.query(`update prescriptions set safety = '{}' where id = $1`, [id])).rejects.toThrow(
    /never changed/,
  );
});
