import { randomUUID } from 'node:crypto';
import { bearer } from '@hms/service-kit/testing/issuer';
import { eventually } from '@hms/service-kit/testing/service';
import { answers, isUnavailable } from '@hms/service-kit/testing/stub-upstream';
import { startAppointmentService, works, type Fixture } from './fixtures';

let hospital: Fixture;
beforeAll(async () => {
  hospital = await startAppointmentService();
  await hospital.startWorker();
});
beforeEach(() => {
  hospital.doctors.behave(works());
  hospital.patients.behave(answers(200, { deceasedAt: null, active: true }));
});

interface Held {
  id: string;
  patientId: string;
  doctorId: string;
  heldUntil: string;
}
const time = '2031-10-01T10:00:00Z';
const visit = (more: object = {}) => ({ patientId: randomUUID(), doctorId: randomUUID(), time, ...more });
const post = (path: string, body: object = {}) => hospital.served.api.post(path).send(body);
const confirm = (id: string) => post(`/appointments/${id}/confirm`);
const read = async (id: string) =>
  (await hospital.served.api.get(`/appointments/${id}`)).body as Record<string, unknown>;
const hold = async (more: object = {}) => {
  const response = await post('/appointments', visit({ holdMinutes: 10, ...more }));
  expect(response).toMatchObject({ status: 201, body: { status: 'pending', offeredTo: null } });
  return response.body as Held;
};
/** Has the hold end so many milliseconds from now. */
const endIn = async (id: string, ms: number) => {
  const instant = `now() + $2::integer * interval '1 millisecond'`;
  await hospital.db.query(`update appointments set held_until = ${instant} where id = $1`, [id, ms]);
  await hospital.db.query(
    `update pending_operations set next_attempt_at = ${instant} where job = 'expire-hold' and record_id = $1`,
    [id, ms],
  );
};
const isOver = (id: string) =>
  eventually(
    () => read(id),
    ({ status }) => status === 'cancelled',
  );

describe('a time that is held', () => {
  it('is kept from others by all rules, until it is confirmed', async () => {
    const asked = Date.now();
    const held = await hold({ reason: 'Cough' });
    const minutes = (Date.parse(held.heldUntil) - asked) / 60_000;
    expect(minutes).toBeGreaterThan(9.9);
    expect(minutes).toBeLessThan(10.1);
    expect(await read(held.id)).toMatchObject({ status: 'pending', doctor: { name: 'Elizabeth Blackwell' } });
    expect(await post('/appointments', visit({ doctorId: held.doctorId }))).toMatchObject({
      status: 409,
      body: { type: '/problems/slot-taken' },
    });

    // no upstream has to answer
    hospital.doctors.behave(isUnavailable);
    hospital.patients.behave(isUnavailable);
    expect(await confirm(held.id)).toMatchObject({
      status: 200,
      body: { status: 'booked', heldUntil: null, reason: 'Cough' },
    });
    expect(await confirm(held.id)).toMatchObject({
      status: 409,
      body: { state: 'booked', allowedCommands: ['cancel', 'reschedule', 'arrive', 'no-show'] },
    });
    expect(await hospital.db.query('select from pending_operations where record_id = $1', [held.id])).toEqual([]);
  });

  it('is not held past its beginning', async () => {
    const soon = new Date(Date.now() + 5 * 60_000).toISOString();
    const held = await hold({ time: soon, holdMinutes: 60 });
    expect(Date.parse(held.heldUntil)).toBe(Date.parse(soon));
  });

  it('can be cancelled, and nothing else; then it is free', async () => {
    const held = await hold();
    for (const [command, body] of [
      ['arrive', {}],
      ['reschedule', { time: '2031-10-02T10:00:00Z' }],
    ] as const)
      expect(await post(`/appointments/${held.id}/${command}`, body)).toMatchObject({
        status: 409,
        body: { state: 'pending', allowedCommands: ['confirm', 'cancel'] },
      });
    expect(await post(`/appointments/${held.id}/cancel`)).toMatchObject({
      status: 200,
      body: { status: 'cancelled', heldUntil: null },
    });
    expect(await confirm(held.id)).toMatchObject({ status: 409, body: { allowedCommands: ['reopen'] } });
    await hold({ doctorId: held.doctorId });
  });

  it('is free once it has expired, and offered to who waits; the record says why', async () => {
    const held = await hold();
    const days = { earliest: '2031-10-01T10:00:00Z', latest: '2031-10-01T10:30:00Z' };
    const wait = await post('/waitlist', { patientId: randomUUID(), doctorId: held.doctorId, ...days });
    const { id: waits } = wait.body as { id: string };
    await endIn(held.id, 0);
    expect(await isOver(held.id)).toMatchObject({
      heldUntil: null,
      cancellation: { code: 'other', reason: 'It was not confirmed in time.', by: 'system' },
    });
    const entry = () =>
      hospital.served.api
        .get(`/waitlist/${waits}`)
        .then(({ body }) => body as { status: string; offer: { appointmentId: string } });
    expect(await eventually(entry, ({ status }) => status === 'offered')).toMatchObject({ status: 'offered' });
    const { offer } = await entry();
    expect(await confirm(offer.appointmentId)).toMatchObject({
      status: 409,
      body: { type: '/problems/held-for-waiting-list', waitlistEntryId: waits },
    });
    expect(await read(offer.appointmentId)).toMatchObject({ status: 'pending', offeredTo: waits });
  });

  it('that has expired is not confirmed, though no job has come to it yet', async () => {
    const held = await hold();
    await hospital.db.query(`update appointments set held_until = now() - interval '1 second' where id = $1`, [
      held.id,
    ]);
    const { status, body } = await confirm(held.id);
    expect({ status, body }).toMatchObject({ status: 409, body: { allowedCommands: ['cancel'] } });
    expect((body as { detail: string }).detail).toContain('whose hold has expired');
  });
});

it('twenty at once for one time: one holds it', async () => {
  const doctorId = randomUUID();
  const all = await Promise.all(
    Array.from({ length: 20 }, () => post('/appointments', visit({ doctorId, holdMinutes: 1 }))),
  );
  expect(all.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(409)]);
});

it('confirmed in the moment in which it expires, it is booked or free, as the answer says', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const held = await hold({ time: `2031-10-01T${String(index).padStart(2, '0')}:00:00Z` });
      await endIn(held.id, 300);
      await new Promise((resolve) => setTimeout(resolve, 200 + index * 10));
      const { status } = await confirm(held.id);
      expect([200, 409]).toContain(status);
      const { status: became } =
        status === 200
          ? await new Promise((done) => setTimeout(done, 500)).then(() => read(held.id))
          : await isOver(held.id);
      return { answered: status, became };
    }),
  );
  for (const { answered, became } of outcomes) expect(became).toBe(answered === 200 ? 'booked' : 'cancelled');
});

describe('while an upstream does not respond', () => {
  it('the time is held until it expires; what is confirmed is booked once they do', async () => {
    hospital.patients.behave(isUnavailable);
    const [kept, left] = await Promise.all(
      [1, 2].map(async () => {
        const { status, body } = await post('/appointments', visit({ holdMinutes: 10 }));
        expect({ status, body }).toMatchObject({ status: 202, body: { status: 'pending', doctor: null } });
        return body as Held;
      }),
    );
    expect(await confirm(kept?.id ?? '')).toMatchObject({ status: 202, body: { status: 'pending', heldUntil: null } });
    await endIn(left?.id ?? '', 0);
    await isOver(left?.id ?? '');
    hospital.patients.behave(answers(200, { deceasedAt: null, active: true }));
    const booked = () => read(kept?.id ?? '');
    expect(await eventually(booked, ({ status }) => status === 'booked')).toMatchObject({ status: 'booked' });
    expect(await read(left?.id ?? '')).toMatchObject({ status: 'cancelled' });
    const jobs = () => hospital.db.query('select from pending_operations where record_id = $1', [left?.id]);
    expect(await eventually(jobs, (rows) => rows.length === 0)).toEqual([]);
  });

  it('what is held, and then refused by an upstream, is free', async () => {
    hospital.patients.behave(answers(404, { type: '/problems/not-found', detail: 'none' }));
    const wanted = visit({ holdMinutes: 10 });
    expect(await post('/appointments', wanted)).toMatchObject({ status: 422, body: { rule: 'patient-exists' } });
    hospital.patients.behave(answers(200, { deceasedAt: null, active: true }));
    await hold({ doctorId: wanted.doctorId });
  });
});

it.each([
  [{ holdMinutes: 0 }, '/holdMinutes'],
  [{ holdMinutes: 61 }, '/holdMinutes'],
  [{ holdMinutes: 10, walkIn: true, time: undefined }, '/holdMinutes'],
  [{ holdMinutes: 10, recordedLate: { reason: 'Paper' } }, '/holdMinutes'],
])('%j is refused', async (more, pointer) => {
  const { status, body } = await post('/appointments', visit(more));
  expect({ status, body }).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
});

it('a patient holds and confirms for themselves, and for nobody else', async () => {
  const patientId = randomUUID();
  const asPatient = bearer({ roles: ['patient'], patient_id: patientId });
  const ask = (path: string, body: object = {}) => hospital.served.api.post(path).set(asPatient).send(body);
  const own = await ask('/appointments', visit({ patientId, holdMinutes: 10 }));
  expect(own).toMatchObject({ status: 201, body: { status: 'pending' } });
  expect(await ask(`/appointments/${(own.body as Held).id}/confirm`)).toMatchObject({
    status: 200,
    body: { status: 'booked' },
  });
  const other = await hold();
  expect(await ask(`/appointments/${other.id}/confirm`)).toMatchObject({ status: 404 });
  expect(await read(other.id)).toMatchObject({ status: 'pending' });
});
