import { randomUUID } from 'node:crypto';
import { eventually } from '@hms/service-kit/testing/service';
import { answers, isUnavailable } from '@hms/service-kit/testing/stub-upstream';
import { aDoctor, noSuchDoctor, startAppointmentService, works, type Fixture } from './fixtures';

let harness: Fixture;
beforeAll(async () => {
  harness = await startAppointmentService();
  await harness.startWorker();
});
beforeEach(() => {
  harness.doctors.behave(works());
  harness.patients.behave(answers(200, { deceasedAt: null, active: true }));
});

const minute = 60_000;
const inMinutes = (count: number) => new Date(Date.now() + count * minute).toISOString();
const post = (path: string, body: object = {}) => harness.served.api.post(path).send(body);
const read = async (id: string) =>
  (await harness.served.api.get(`/appointments/${id}`)).body as Record<string, unknown>;
const visit = (more: object = {}) => ({ patientId: randomUUID(), doctorId: randomUUID(), ...more });
const book = async (more: object = {}) => {
  const response = await post('/appointments', visit({ time: '2031-10-01T10:00:00Z', ...more }));
  expect(response).toMatchObject({ status: 201 });
  return response.body as { id: string; doctorId: string; time: string };
};
const countOf = async (patientId: string) =>
  (await harness.db.query('select from appointments where patient_id = $1', [patientId])).length;

describe('a visit moved to another doctor', () => {
  const other = { name: 'James Barry', specialty: 'Surgery' };

  it('is one appointment, with its history; the old doctor is free and the new one is not', async () => {
    const before = await book({ durationMinutes: 45 });
    const doctorId = randomUUID();
    harness.doctors.behave(works(undefined, other));
    expect(await post(`/appointments/${before.id}/reschedule`, { doctorId })).toMatchObject({
      status: 200,
      body: { id: before.id, doctorId, doctor: other, time: before.time, durationMinutes: 45, status: 'booked' },
    });
    expect(harness.doctors.requests.at(-1)?.url).toContain(doctorId);
    expect(await harness.served.api.get(`/appointments/${before.id}/history`)).toMatchObject({
      body: {
        data: [{ changes: { doctorId: { to: doctorId }, doctor: { from: { name: aDoctor.name }, to: other } } }, {}],
      },
    });
    await book({ doctorId: before.doctorId });
    expect(await post('/appointments', visit({ doctorId, time: before.time }))).toMatchObject({ status: 409 });
  });

  it('can go to another time with that, and frees the old time for those who wait', async () => {
    const before = await book();
    const days = { earliest: '2031-10-01T00:00:00Z', latest: '2031-10-01T12:00:00Z' };
    const waits = await post('/waitlist', visit({ doctorId: before.doctorId, ...days }));
    const move = { doctorId: randomUUID(), time: '2031-10-05T10:00:00Z' };
    expect(await post(`/appointments/${before.id}/reschedule`, move)).toMatchObject({
      status: 200,
      body: { doctorId: move.doctorId, time: '2031-10-05T10:00:00+00:00' },
    });
    const { id } = waits.body as { id: string };
    const offered = await eventually(
      async () => (await harness.served.api.get(`/waitlist/${id}`)).body as { status: string },
      ({ status }) => status === 'offered',
    );
    expect(offered).toMatchObject({ status: 'offered', offer: { doctorId: before.doctorId } });
  });

  it.each([
    ['unknown', noSuchDoctor, 422, 'doctor-exists'],
    ['not active', works([], { active: false }), 422, 'doctor-is-active'],
    ['on leave', works([]), 422, 'doctor-is-available'],
    ['not responding', isUnavailable, 503, undefined],
  ])('stays with the old one when the new one is %s', async (_what, doctor, status, rule) => {
    const before = await book();
    harness.doctors.behave(doctor);
    const refused = await post(`/appointments/${before.id}/reschedule`, { doctorId: randomUUID() });
    expect(refused).toMatchObject({ status, body: rule ? { rule } : { type: '/problems/unavailable' } });
    expect(await read(before.id)).toEqual(before);
    expect(await harness.db.query('select from pending_operations where record_id = $1', [before.id])).toEqual([]);
  });

  it('goes onto no time that the new one has, also when ten go there at once', async () => {
    const doctorId = randomUUID();
    const all = await Promise.all(Array.from({ length: 10 }, () => book()));
    const answered = await Promise.all(all.map(({ id }) => post(`/appointments/${id}/reschedule`, { doctorId })));
    expect(answered.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(409)]);
    const overbook = { reason: 'The other doctor is ill' };
    const { id } = all.find((_, i) => answered[i]?.status === 409) ?? { id: '' };
    expect(await post(`/appointments/${id}/reschedule`, { doctorId, overbook })).toMatchObject({
      status: 200,
      body: { doctorId, overbook },
    });
  });

  it('wants a time or a doctor', async () => {
    const { id } = await book();
    for (const body of [{}, { time: null, doctorId: null }, { durationMinutes: 1 }]) {
      expect(await post(`/appointments/${id}/reschedule`, body)).toMatchObject({
        status: 400,
        body: { errors: expect.arrayContaining([expect.objectContaining({ pointer: '/time' })]) },
      });
    }
  });
});

describe('a walk-in', () => {
  it.each([{}, { time: inMinutes(-5) }, { time: inMinutes(5), durationMinutes: 10 }])(
    'is booked for now and arrived in one step (%o)',
    async (when) => {
      const answer = await post('/appointments', visit({ walkIn: true, ...when }));
      expect(answer).toMatchObject({
        status: 201,
        body: { status: 'arrived', walkIn: true, doctor: { name: aDoctor.name } },
      });
      const { id, time } = answer.body as { id: string; time: string };
      expect(Math.abs(Date.parse(time) - Date.now())).toBeLessThan(15 * minute);
      expect(Date.parse(time) % minute === 0 || 'time' in when).toBe(true);
      expect(await post(`/appointments/${id}/fulfill`)).toMatchObject({ status: 200 });
    },
  );

  it.each([inMinutes(60), inMinutes(-60), '2031-10-01T10:00:00Z'])('is not for %s', async (time) => {
    const patientId = randomUUID();
    expect(await post('/appointments', visit({ patientId, walkIn: true, time }))).toMatchObject({
      status: 422,
      body: { rule: 'walk-in-is-now' },
    });
    expect(await countOf(patientId)).toBe(0);
  });

  it('keeps the hours and the visits of the doctor, unless it is overbooked with a reason', async () => {
    const doctorId = randomUUID();
    const overbook = { reason: 'Chest pain' };
    harness.doctors.behave(works([]));
    expect(await post('/appointments', visit({ doctorId, walkIn: true }))).toMatchObject({
      status: 422,
      body: { rule: 'doctor-is-available' },
    });
    expect(await post('/appointments', visit({ doctorId, walkIn: true, overbook }))).toMatchObject({ status: 201 });
    harness.doctors.behave(works());
    expect(await post('/appointments', visit({ doctorId, walkIn: true }))).toMatchObject({
      status: 409,
      body: { rule: 'doctor-is-free', alternatives: expect.any(Array) },
    });
  });

  it('is arrived also when it is settled later', async () => {
    harness.doctors.behave(isUnavailable);
    const held = await post('/appointments', visit({ walkIn: true }));
    expect(held).toMatchObject({ status: 202, body: { status: 'pending' } });
    harness.doctors.behave(works());
    const settled = await eventually(
      () => read((held.body as { id: string }).id),
      ({ status }) => status !== 'pending',
    );
    expect(settled).toMatchObject({ status: 'arrived' });
  });

  it('needs no time, as any other booking does', async () => {
    expect(await post('/appointments', { walkIn: false })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/patientId' }, { pointer: '/doctorId' }, { pointer: '/time' }] },
    });
  });
});

describe('a visit that is entered afterwards', () => {
  const recordedLate = { reason: 'Written on paper while the power was out' };
  const late = (more: object = {}) => visit({ time: inMinutes(-1500), recordedLate, ...more });

  it('is fulfilled, or arrived while it goes on, and keeps why', async () => {
    expect(await post('/appointments', late())).toMatchObject({
      status: 201,
      body: { status: 'fulfilled', recordedLate },
    });
    const longest = { time: inMinutes(-30), durationMinutes: 60 };
    expect(await post('/appointments', late(longest))).toMatchObject({ status: 201, body: { status: 'arrived' } });
  });

  it.each([inMinutes(60), inMinutes(-527_500), '1900-01-01T00:00:00Z'])('is not of %s', async (time) => {
    const patientId = randomUUID();
    expect(await post('/appointments', late({ patientId, time }))).toMatchObject({
      status: 422,
      body: { rule: 'late-entry-is-in-the-past' },
    });
    expect(await countOf(patientId)).toBe(0);
  });

  it('is refused without a reason, and where it lies on another visit', async () => {
    const entry = late();
    expect(await post('/appointments', { ...entry, recordedLate: null })).toMatchObject({
      status: 422,
      body: { rule: 'time-is-in-the-future' },
    });
    expect(await post('/appointments', { ...entry, recordedLate: {} })).toMatchObject({ status: 400 });
    expect(await post('/appointments', { ...entry, walkIn: true })).toMatchObject({ status: 400 });
    expect(await post('/appointments', entry)).toMatchObject({ status: 201 });
    expect(await post('/appointments', entry)).toMatchObject({ status: 409, body: { rule: 'doctor-is-free' } });
    expect(await post('/appointments', { ...entry, doctorId: randomUUID() })).toMatchObject({
      status: 409,
      body: { rule: 'patient-is-free' },
    });
  });

  it('needs a doctor who is known, not one who still works then', async () => {
    harness.doctors.behave(works([], { active: false }));
    expect(await post('/appointments', late())).toMatchObject({ status: 201 });
    harness.doctors.behave(noSuchDoctor);
    expect(await post('/appointments', late())).toMatchObject({ status: 422, body: { rule: 'doctor-exists' } });
  });

  it('is of a patient who lived then, and may have died since', async () => {
    harness.patients.behave(answers(200, { deceasedAt: inMinutes(-600), active: false }));
    expect(await post('/appointments', late())).toMatchObject({ status: 201 });
    expect(await post('/appointments', late({ time: inMinutes(-500) }))).toMatchObject({
      status: 422,
      body: { rule: 'patient-is-alive' },
    });
    harness.patients.behave(noSuchDoctor);
    expect(await post('/appointments', late())).toMatchObject({ status: 422, body: { rule: 'patient-exists' } });
  });
});
