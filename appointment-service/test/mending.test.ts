import { randomUUID } from 'node:crypto';
import { answers, isUnavailable } from '@hms/service-kit/testing/stub-upstream';
import { startAppointmentService, works, type Fixture } from './fixtures';

// where the day of the visit begins fourteen hours before that in UTC
let harness: Fixture;
beforeAll(async () => {
  harness = await startAppointmentService({ timeZone: 'Pacific/Kiritimati' });
});
beforeEach(() => {
  harness.doctors.behave(works());
  harness.patients.behave(answers(200, { deceasedAt: null, active: true }));
});

const post = (path: string, body: object = {}) => harness.served.api.post(path).send(body);
const read = async (id: string) =>
  (await harness.served.api.get(`/appointments/${id}`)).body as Record<string, unknown>;
let hour = 0;
const book = async (more: object = {}): Promise<string> => {
  const time = new Date(Date.UTC(2031, 9, 1, hour++)).toISOString();
  const response = await post('/appointments', { patientId: randomUUID(), doctorId: randomUUID(), time, ...more });
  expect(response).toMatchObject({ status: 201 });
  return (response.body as { id: string }).id;
};
/** @param start an expression of SQL */
const startAt = (id: string, start: string) =>
  harness.db.query(
    `update appointments set start_at = ${start}, end_at = ${start} + interval '30 minutes' where id = $1`,
    [id],
  );
const minutesFromNow = (minutes: number) => `now() + interval '${minutes} minutes'`;
const hospitalTime = (days: number, time: string) =>
  `(hospital_day(now()) + ${days} + time '${time}') at time zone hospital_time_zone()`;
const bring = async (id: string, ...commands: string[]) => {
  for (const command of commands) await post(`/appointments/${id}/${command}`).expect(200);
};
const reopen = (id: string, more: object = {}) =>
  post(`/appointments/${id}/reopen`, { reason: 'Clicked the wrong line', ...more });
const lastChange = async (id: string) => {
  const { body } = await harness.served.api.get(`/appointments/${id}/history`);
  return (body as { data: { changes: object }[] }).data[0]?.changes;
};

describe('before the day of the visit', () => {
  it.each(['arrive', 'fulfill'])('%s is refused, and says from when on it is possible', async (command) => {
    const id = await book();
    await startAt(id, minutesFromNow(-10));
    if (command === 'fulfill') await bring(id, 'arrive');
    await startAt(id, hospitalTime(1, '12:00'));
    const [day] = await harness.db.query<{ begins: Date }>(`select ${hospitalTime(1, '00:00')} as begins`);
    const before = await read(id);
    expect(await post(`/appointments/${id}/${command}`)).toMatchObject({
      status: 409,
      body: { type: '/problems/not-due-yet', possibleFrom: day?.begins.toISOString() },
    });
    expect(await read(id)).toEqual(before);
  });

  it.each(['2031-10-01T10:00:00Z', '2050-01-01T10:00:00Z'])('of %s nobody has come', async (time) => {
    const id = await book({ time });
    for (const command of ['arrive', 'no-show']) {
      expect(await post(`/appointments/${id}/${command}`)).toMatchObject({
        status: 409,
        body: { type: '/problems/not-due-yet' },
      });
    }
    expect(await post(`/appointments/${id}/fulfill`)).toMatchObject({ status: 409, body: { state: 'booked' } });
    expect(await read(id)).toMatchObject({ status: 'booked', version: 2 });
  });

  it.each([
    ['at the end of the same day by the calendar of the hospital', hospitalTime(0, '23:59:59')],
    ['within two hours, on whatever day', minutesFromNow(110)],
    ['a day ago', minutesFromNow(-1440)],
  ])('is not %s', async (_what, start) => {
    const id = await book();
    await startAt(id, start);
    await bring(id, 'arrive', 'fulfill');
  });
});

describe('a patient who comes late', () => {
  const missed = async (more: object = {}) => {
    const id = await book(more);
    await startAt(id, minutesFromNow(-10));
    await bring(id, 'no-show');
    return id;
  };

  it('is checked in all the same', async () => {
    const id = await missed();
    expect(await post(`/appointments/${id}/arrive`)).toMatchObject({ status: 200, body: { status: 'arrived' } });
    expect(await lastChange(id)).toEqual({ status: { from: 'noshow', to: 'arrived' } });
  });

  it.each([{}, { overbook: { reason: 'A walk-in, urgent' } }])(
    'finds the time taken by another (%o), and goes beside only with a reason',
    async (how) => {
      const doctorId = randomUUID();
      const id = await missed({ doctorId });
      const walkIn = { patientId: randomUUID(), doctorId, walkIn: true, ...how };
      expect(await post('/appointments', walkIn)).toMatchObject({ status: 201 });
      const before = await read(id);
      expect(await post(`/appointments/${id}/arrive`)).toMatchObject({
        status: 409,
        body: { type: '/problems/slot-taken', detail: expect.stringContaining('overbook') },
      });
      expect(await reopen(id)).toMatchObject({ status: 409, body: { type: '/problems/slot-taken' } });
      expect(await read(id)).toEqual(before);
      const overbook = { reason: 'Agreed with the doctor' };
      expect(await post(`/appointments/${id}/arrive`, { overbook })).toMatchObject({
        status: 200,
        body: { status: 'arrived', overbook },
      });
    },
  );

  it('gets the time back once, when the late patient and a new one are entered at once', async () => {
    const doctorId = randomUUID();
    const id = await missed({ doctorId });
    const all = await Promise.all([
      post(`/appointments/${id}/arrive`),
      ...Array.from({ length: 5 }, () =>
        post('/appointments', { patientId: randomUUID(), doctorId, walkIn: true, durationMinutes: 10 }),
      ),
      reopen(id),
    ]);
    expect(all.filter(({ status }) => status === 500)).toEqual([]);
    const live = await harness.db.query(
      `select from appointments where doctor_id = $1 and status not in ('cancelled', 'noshow')`,
      [doctorId],
    );
    expect(live).toHaveLength(1);
  });

  it('is given another time, or cancels', async () => {
    const [moved, cancelled] = [await missed(), await missed()];
    const time = '2031-11-01T10:00:00+00:00';
    expect(await post(`/appointments/${moved}/reschedule`, { time })).toMatchObject({
      status: 200,
      body: { status: 'booked', time },
    });
    expect(await post(`/appointments/${cancelled}/cancel`)).toMatchObject({ body: { status: 'cancelled' } });
  });

  it('is not left between two times while an upstream does not respond', async () => {
    const id = await missed();
    const before = await read(id);
    harness.doctors.behave(isUnavailable);
    expect(await post(`/appointments/${id}/reschedule`, { time: '2031-11-02T10:00:00Z' })).toMatchObject({
      status: 503,
    });
    expect(await read(id)).toEqual(before);
  });
});

describe('a wrong click', () => {
  it.each([
    ['arrived', ['arrive'], 'booked'],
    ['fulfilled', ['arrive', 'fulfill'], 'arrived'],
    ['noshow', ['no-show'], 'booked'],
  ])('that made it %s is taken back, with its trace in the history', async (state, commands, status) => {
    const id = await book();
    await startAt(id, minutesFromNow(-10));
    await bring(id, ...commands);
    const key = randomUUID();
    const mend = () =>
      harness.served.api.post(`/appointments/${id}/reopen`).set('Idempotency-Key', key).send({ reason: 'Wrong line' });
    expect(await mend()).toMatchObject({ status: 200, body: { status, statusReason: 'Wrong line' } });
    expect(await mend()).toMatchObject({ status: 200, headers: { 'idempotent-replayed': 'true' } });
    expect(await lastChange(id)).toEqual({
      status: { from: state, to: status },
      statusReason: { from: null, to: 'Wrong line' },
    });
    await bring(id, status === 'booked' ? 'arrive' : 'fulfill');
    expect(await read(id)).toMatchObject({ statusReason: null });
  });

  it('that cancelled it is taken back while the time is free and still to come', async () => {
    const doctorId = randomUUID();
    const id = await book({ doctorId });
    const { time } = await read(id);
    await post(`/appointments/${id}/cancel`, { code: 'pat', by: 'patient' });
    expect(await reopen(id)).toMatchObject({ status: 200, body: { status: 'booked', cancellation: null } });
    expect(await lastChange(id)).toMatchObject({
      cancellation: { from: { code: 'pat' }, to: null },
      statusReason: { to: 'Clicked the wrong line' },
    });

    await bring(id, 'cancel');
    const other = await book({ doctorId, time });
    expect(await reopen(id)).toMatchObject({
      status: 409,
      body: { rule: 'doctor-is-free', alternatives: expect.any(Array) },
    });
    await bring(other, 'cancel');
    await startAt(id, minutesFromNow(-10));
    expect(await reopen(id)).toMatchObject({ status: 422, body: { rule: 'time-is-in-the-future' } });
    expect(await read(id)).toMatchObject({ status: 'cancelled', cancellation: { code: 'other' } });
  });

  it.each([
    ['a doctor who has left', works([], { active: false }), 422, 'doctor-inactive'],
    ['a doctor on leave', works([]), 422, 'outside-availability'],
    ['nobody who says so', isUnavailable, 503, 'unavailable'],
  ])('that cancelled it is not taken back with %s', async (_what, doctor, status, type) => {
    const id = await book();
    await bring(id, 'cancel');
    const before = await read(id);
    harness.doctors.behave(doctor);
    expect(await reopen(id)).toMatchObject({ status, body: { type: `/problems/${type}` } });
    expect(await read(id)).toEqual(before);
  });

  it('needs no other service where it books nobody, and patient-service where it takes time again', async () => {
    const [arrived, fulfilled, missed] = [await book(), await book(), await book()];
    for (const id of [arrived, fulfilled, missed]) await startAt(id, minutesFromNow(-10));
    await bring(arrived, 'arrive');
    await bring(fulfilled, 'arrive', 'fulfill');
    await bring(missed, 'no-show');
    harness.doctors.behave(isUnavailable);
    harness.patients.behave(isUnavailable);
    expect(await reopen(arrived)).toMatchObject({ status: 200 });
    expect(await reopen(fulfilled)).toMatchObject({ status: 200 });
    expect(await reopen(missed)).toMatchObject({ status: 503 });
  });

  it('is taken back once, when ten ask at once', async () => {
    const id = await book();
    await bring(id, 'cancel');
    const all = await Promise.all(Array.from({ length: 10 }, () => reopen(id)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status } of all) expect([200, 409, 503]).toContain(status);
  });

  it('is taken back with a reason only', async () => {
    const id = await book();
    await bring(id, 'cancel');
    for (const reason of [undefined, null, '', ' \u200b ']) {
      expect(await reopen(id, { reason })).toMatchObject({ status: 400, body: { errors: [{ pointer: '/reason' }] } });
    }
    expect(await read(id)).toMatchObject({ status: 'cancelled' });
  });
});

it('checks in a visit on whose time another was overbooked', async () => {
  const doctorId = randomUUID();
  const time = new Date(Date.now() + 5_400_000).toISOString();
  const id = await book({ doctorId, time });
  await book({ doctorId, time, overbook: { reason: 'Urgent' } });
  await bring(id, 'arrive', 'fulfill');
});
