import { randomUUID } from 'node:crypto';
import { eventually } from '@hms/service-kit/testing/service';
import { answers, isUnavailable, type Behaviour } from '@hms/service-kit/testing/stub-upstream';
import { startAppointmentService, works, type Fixture } from './fixtures';

let harness: Fixture;
beforeAll(async () => {
  harness = await startAppointmentService();
  await harness.startWorker();
});

/** Doctor-service as it is: it can be asked for instants from 1900 on and before 2200, and for 62 days at most. */
const bounded: Behaviour = (request, response) => {
  const { searchParams } = new URL(request.url, 'http://localhost');
  const asked = ['from', 'to'].map((name) => searchParams.get(name) ?? '');
  const fits = asked.every((time) => time >= '1900' && time < '2200') && (asked[0] ?? '') < (asked[1] ?? '');
  (fits ? works() : invalid)(request, response);
};
const invalid = answers(400, {
  type: '/problems/invalid-request',
  detail: 'query /from: must be between 1900 and 2200.',
});
beforeEach(() => harness.doctors.behave(bounded));

const far = '2199-12-20T10:00:00Z';
const post = (path: string, body: object = {}) => harness.served.api.post(path).send(body);
const visit = (more: object) => ({
  patientId: randomUUID(),
  doctorId: randomUUID(),
  time: '2031-10-01T10:00:00Z',
  ...more,
});
const book = async (more: object = {}) => {
  const response = await post('/appointments', visit(more));
  expect(response).toMatchObject({ status: 201 });
  return response.body as { id: string };
};
const left = async (patientId: string) => ({
  held: (await harness.db.query('select from appointments where patient_id = $1', [patientId])).length,
  jobs: (await harness.db.query(`select from pending_operations where job = 'link-doctor'`)).length,
});
const outOfRange = { status: 422, body: { type: '/problems/time-out-of-range', rule: 'time-can-be-booked' } };

it.each([
  ['2199-12-20T10:00:00Z', bounded],
  ['2199-12-31T23:59:59Z', bounded],
  ['2199-12-20T10:00:00Z', isUnavailable],
  ['2100-01-01T00:00:00Z', bounded],
])('books nothing for %s, at once, and holds nothing', async (time, doctor) => {
  harness.doctors.behave(doctor);
  for (const overbook of [null, { reason: 'Urgent' }]) {
    const patientId = randomUUID();
    expect(await post('/appointments', visit({ patientId, time, overbook }))).toMatchObject(outOfRange);
    expect(await left(patientId)).toEqual({ held: 0, jobs: 0 });
  }
});

it('books more than twenty years ahead', async () => {
  const time = `${new Date().getUTCFullYear() + 24}-06-01T10:00:00Z`;
  await book({ time });
});

it.each([bounded, isUnavailable])('moves nothing there, and waits for nothing there', async (doctor) => {
  const booked = await book();
  harness.doctors.behave(doctor);
  expect(await post(`/appointments/${booked.id}/reschedule`, { time: far })).toMatchObject(outOfRange);
  expect(await harness.served.api.get(`/appointments/${booked.id}`)).toMatchObject({ body: booked });
  const wish = { patientId: randomUUID(), doctorId: randomUUID(), earliest: far, latest: '2199-12-31T10:00:00Z' };
  expect(await post('/waitlist', wish)).toMatchObject(outOfRange);
  harness.doctors.behave(bounded);
  const open = { ...wish, earliest: '1900-01-01T00:00:00Z' };
  expect(await post('/waitlist', open)).toMatchObject({ status: 201 });
});

it.each([
  [far, '2199-12-31T10:00:00Z'],
  ['2199-12-20T10:00:00Z', undefined],
])('finds no slots from %s to %s, and says why', async (from, to) => {
  for (const whose of [`doctorId=${randomUUID()}`, 'specialty=x']) {
    const url = `/slots?${whose}&from=${from}${to ? `&to=${to}` : ''}`;
    expect(await harness.served.api.get(url)).toMatchObject({
      status: 400,
      body: { errors: expect.arrayContaining([expect.objectContaining({ pointer: '/from' })]) },
    });
  }
});

it.each([
  ['1900-01-01T00:00:00Z', '1900-01-02T00:00:00Z'],
  ['1900-01-01T00:00:00Z', '1900-01-01T00:00:01Z'],
])('finds no slots between %s and %s, without an outage', async (from, to) => {
  const url = `/slots?doctorId=${randomUUID()}&from=${from}&to=${to}`;
  expect(await harness.served.api.get(url)).toMatchObject({ status: 200, body: { data: [] } });
});

describe('what doctor-service can make no sense of', () => {
  beforeEach(() => harness.doctors.behave(invalid));

  it('is a refusal of the time, and neither a missing response nor an unknown doctor', async () => {
    const patientId = randomUUID();
    expect(await post('/appointments', visit({ patientId }))).toMatchObject(outOfRange);
    expect(await left(patientId)).toEqual({ held: 0, jobs: 0 });
    expect(
      await post('/waitlist', {
        ...visit({}),
        time: undefined,
        earliest: '2031-01-01T00:00:00Z',
        latest: '2031-02-01T00:00:00Z',
      }),
    ).toMatchObject(outOfRange);
    for (const whose of [`doctorId=${randomUUID()}`, 'specialty=x']) {
      expect(await harness.served.api.get(`/slots?${whose}`)).toMatchObject({ status: 400 });
    }
  });

  it('is so for a move, for what was cancelled, and for an offer that was accepted', async () => {
    harness.doctors.behave(bounded);
    const doctorId = randomUUID();
    const [moved, cancelled, freed] = [await book(), await book(), await book({ doctorId })];
    await post(`/appointments/${cancelled.id}/cancel`).expect(200);
    const wish = {
      patientId: randomUUID(),
      doctorId,
      earliest: '2031-10-01T00:00:00Z',
      latest: '2031-10-02T00:00:00Z',
    };
    const { id } = (await post('/waitlist', wish)).body as { id: string };
    await post(`/appointments/${freed.id}/cancel`).expect(200);
    await eventually(
      async () => (await harness.served.api.get(`/waitlist/${id}`)).body as { status: string },
      ({ status }) => status === 'offered',
    );
    harness.doctors.behave(invalid);
    const time = '2031-10-01T15:00:00Z';
    expect(await post(`/appointments/${moved.id}/reschedule`, { time })).toMatchObject(outOfRange);
    expect(await post(`/appointments/${cancelled.id}/reopen`, { reason: 'x' })).toMatchObject(outOfRange);
    expect(await post(`/waitlist/${id}/accept`)).toMatchObject(outOfRange);
  });

  it('settles what waits: a booking, a move and an offer', async () => {
    harness.doctors.behave(bounded);
    const [moving, freed] = [await book(), await book()];
    harness.doctors.behave(isUnavailable);
    const held = await post('/appointments', visit({}));
    await post(`/appointments/${moving.id}/reschedule`, { time: '2031-10-01T15:00:00Z' }).expect(202);
    await post(`/appointments/${freed.id}/cancel`).expect(200);
    harness.doctors.behave(invalid);
    const rest = await eventually(
      () => harness.db.query('select job from pending_operations'),
      (rows) => rows.length === 0,
    );
    expect(rest).toEqual([]);
    const read = async (id: string) => (await harness.served.api.get(`/appointments/${id}`)).body as object;
    expect(await read((held.body as { id: string }).id)).toMatchObject({
      status: 'cancelled',
      cancellation: { by: 'system' },
    });
    expect(await read(moving.id)).toMatchObject({ refusedMove: { type: '/problems/time-out-of-range' } });
  });

  it('settles a booking far ahead that is held from before there was a limit', async () => {
    harness.doctors.behave(isUnavailable);
    const held = await post('/appointments', visit({}));
    const { id } = held.body as { id: string };
    await harness.db.query(
      `update appointments set start_at = '2199-12-20 10:00Z', end_at = '2199-12-20 10:30Z' where id = $1`,
      [id],
    );
    harness.doctors.behave(bounded);
    const settled = await eventually(
      async () => (await harness.served.api.get(`/appointments/${id}`)).body as { status: string },
      ({ status }) => status !== 'pending',
    );
    expect(settled).toMatchObject({ status: 'cancelled', cancellation: { by: 'system' } });
  });
});
