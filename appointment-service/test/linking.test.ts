import { randomUUID } from 'node:crypto';
import { eventually } from '@hms/service-kit/testing/service';
import { answers, answersText, isUnavailable, resetsConnection } from '@hms/service-kit/testing/stub-upstream';
import { aDoctor, startAppointmentService, noSuchDoctor, works, type Fixture } from './fixtures';

let harness: Fixture;
beforeAll(async () => {
  harness = await startAppointmentService();
});
beforeEach(() => harness.doctors.behave(works()));

let day = 0;
const book = (more: object = {}, key: string = randomUUID()) =>
  harness.served.api
    .post('/appointments')
    .set('Idempotency-Key', key)
    .send({
      patientId: randomUUID(),
      doctorId: aDoctor.doctorId,
      time: new Date(Date.UTC(2027, 5, ++day)).toISOString(),
      ...more,
    });
const read = (address: string) => harness.served.api.get(address);
const jobs = async () =>
  (await harness.db.query<{ key: string }>(`select job || ' ' || record_id as key from pending_operations`)).map(
    ({ key }) => key,
  );

it('asks doctor-service for this doctor, under the same request id', async () => {
  await book().set('X-Request-Id', 'trace-me');
  expect(harness.doctors.requests.at(-1)).toMatchObject({
    method: 'GET',
    url: expect.stringMatching(`^/doctors/${aDoctor.doctorId}/availability\\?from=.*&to=`),
    headers: { 'x-request-id': 'trace-me', traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/) },
  });
});

it.each([
  ['unknown', noSuchDoctor, 'doctor-unknown'],
  ['inactive', works([], { active: false }), 'doctor-inactive'],
])('refuses an %s doctor, and leaves nothing behind', async (_what, behaviour, type) => {
  harness.doctors.behave(behaviour);
  const patientId = randomUUID();
  const key = randomUUID();
  const body = { patientId, time: '2027-05-01T09:00:00Z' };
  expect(await book(body, key)).toMatchObject({ status: 422, body: { type: `/problems/${type}` } });
  const rows = await harness.db.query('select from appointments where patient_id = $1', [patientId]);
  expect({ rows, jobs: await jobs() }).toEqual({ rows: [], jobs: [] });

  harness.doctors.behave(works());
  const replayed = { status: 422, headers: { 'idempotent-replayed': 'true' } };
  expect(await book(body, key)).toMatchObject(replayed);
  expect(await book(body)).toMatchObject({ status: 201 });
  await harness.db.query('delete from appointments where patient_id = $1', [patientId]);
});

describe('when doctor-service', () => {
  const failures = [
    ['is unavailable', isUnavailable],
    ['resets the connection', resetsConnection],
    ['answers nonsense', answersText('<html>')],
    ['answers another form', answers(200, { name: 'x' })],
    ['fails', answers(500, {})],
    ['is overloaded', answers(429, {})],
    ['stands behind a gateway that has lost it', answers(404, { error: 'default backend - 404' })],
    ['has not this address', answers(404, { type: '/problems/unknown-route', detail: 'Nothing answers GET here.' })],
  ] as const;

  it.each(failures)('%s, the slot is held and the booking waits', async (_what, behaviour) => {
    harness.doctors.behave(behaviour);
    const time = new Date(Date.UTC(2028, 6, ++day)).toISOString();
    const held = await book({ time });
    expect(held).toMatchObject({
      status: 202,
      headers: { 'retry-after': expect.any(String), location: expect.stringMatching(/^\/appointments\//) },
      body: { status: 'pending', doctor: null },
    });
    const address = held.headers['location'] as string;
    expect(await read(address)).toMatchObject({ status: 200, body: { status: 'pending' } });
    expect(await jobs()).toContain(`link-doctor ${address.split('/')[2]}`);
    harness.doctors.behave(works());
    expect(await book({ time })).toMatchObject({ status: 409, body: { type: '/problems/slot-taken' } });
  });

  it('was silent, a repeat with the same key gets the same 202', async () => {
    harness.doctors.behave(resetsConnection);
    const body = { patientId: randomUUID(), time: '2027-09-01T09:00:00Z' };
    const key = randomUUID();
    const first = await book(body, key);
    expect(await book(body, key)).toMatchObject({
      status: 202,
      headers: { 'idempotent-replayed': 'true', location: first.headers['location'] as string },
    });
  });

  it('has not answered the first yet, a repeat with the same key is told to wait', async () => {
    const release = harness.doctors.holdBack(isUnavailable);
    const body = { patientId: randomUUID(), time: '2027-09-02T09:00:00Z' };
    const key = randomUUID();
    const first = book(body, key).then((response) => response);
    await eventually(
      () => harness.db.query('select from idempotency_keys where key = $1', [key]),
      (rows) => rows.length > 0,
    );
    expect(await book(body, key)).toMatchObject({ status: 409, body: { type: '/problems/still-running' } });
    release();
    expect(await first).toMatchObject({ status: 202 });
  });
});

it('is not answered as booked when it was cancelled while doctor-service took its time', async () => {
  const release = harness.doctors.holdBack(works());
  const patientId = randomUUID();
  const booking = book({ patientId, time: '2027-10-01T09:00:00Z' }).then((response) => response);
  const list = () => harness.served.api.get(`/appointments?patientId=${patientId}`);
  const { body } = await eventually(list, (response) => (response.body as { data: unknown[] }).data.length > 0);
  const { id } = (body as { data: { id: string }[] }).data[0] ?? { id: '' };
  await harness.served.api.post(`/appointments/${id}/cancel`).send({ code: 'pat' });
  release();
  expect(await booking).toMatchObject({
    status: 409,
    body: { type: '/problems/state-forbids-command', state: 'cancelled' },
  });
});

it('keeps what a repeat was told, when the first request took longer than it was given', async () => {
  const key = randomUUID();
  const body = { patientId: randomUUID(), time: '2027-10-02T09:00:00Z' };
  const release = harness.doctors.holdBack(noSuchDoctor);
  const first = book(body, key).then((response) => response);
  await eventually(
    () => harness.db.query('select from idempotency_keys where key = $1', [key]),
    (rows) => rows.length > 0,
  );
  await harness.db.query(`update idempotency_keys set settling_until = now() - interval '1 second' where key = $1`, [
    key,
  ]);
  const repeat = await book(body, key);
  expect(repeat).toMatchObject({ status: 202, headers: { 'idempotent-replayed': 'true' } });
  release();
  // a key has one answer
  expect(await first).toMatchObject({ status: 202, headers: { location: repeat.headers['location'] } });
  expect(await read(repeat.headers['location'] as string)).toMatchObject({
    status: 200,
    body: { status: 'cancelled', cancellation: { by: 'system', code: 'oth-err' } },
  });
});

describe('what was left pending, as by a process that died', () => {
  it('is settled by the job once doctor-service answers: booked, cancelled, or left cancelled', async () => {
    harness.doctors.behave(resetsConnection);
    const good = await book();
    const unknown = await book({ doctorId: '00000000-0000-4000-8000-000000000404' });
    const cancelled = await book();
    await harness.served.api.post(`${cancelled.headers['location'] as string}/cancel`).send({ code: 'pat' });

    await harness.startWorker();
    harness.doctors.behave((request, response) =>
      (request.url.includes('000000000404') ? noSuchDoctor : works())(request, response),
    );
    const pending = () => harness.db.query(`select id from appointments where status = 'pending'`);
    const left = await eventually(pending, (rows) => rows.length === 0);
    expect(left).toEqual([]);
    expect(await read(good.headers['location'] as string)).toMatchObject({
      body: { status: 'booked', doctor: { name: 'Elizabeth Blackwell' } },
    });
    expect(await read(unknown.headers['location'] as string)).toMatchObject({
      body: {
        status: 'cancelled',
        cancellation: { code: 'oth-err', by: 'system', reason: expect.stringContaining('no doctor') },
      },
    });
    expect(await read(cancelled.headers['location'] as string)).toMatchObject({
      body: { status: 'cancelled', cancellation: { code: 'pat' } },
    });
    expect(await eventually(jobs, (keys) => keys.length === 0)).toEqual([]);
  });
});

it('says that it cannot know when a refusal is lost at its commit, and neither 202 nor 4xx', async () => {
  const { db } = harness;
  await db.query(`create function lose_commit() returns trigger language plpgsql as
    $$ begin raise exception 'x' using errcode = '57P01'; end $$`);
  await db.query(`create constraint trigger lose_commit after delete on appointments
    deferrable initially deferred for each row execute function lose_commit()`);
  harness.doctors.behave(noSuchDoctor);
  const patientId = randomUUID();
  expect(await book({ patientId })).toMatchObject({ status: 503, body: { type: '/problems/unavailable' } });
  await db.query('drop trigger lose_commit on appointments');
  const look = () => db.query<{ status: string }>('select status from appointments where patient_id = $1', [patientId]);
  expect(await eventually(look, ([row]) => row?.status !== 'pending')).toEqual([{ status: 'cancelled' }]);
});

it('is decided also when its time has passed while doctor-service was away', async () => {
  harness.doctors.behave(resetsConnection);
  const held = await book();
  const address = held.headers['location'] as string;
  await harness.db.query(
    `update appointments set start_at = now() - interval '90 days', end_at = now() - interval '90 days' + interval '30 minutes'
     where id = $1`,
    [address.split('/')[2]],
  );
  harness.doctors.behave(works());
  const settled = await eventually(
    () => read(address),
    ({ body }) => (body as { status: string }).status !== 'pending',
  );
  expect(settled).toMatchObject({ body: { status: 'booked' } });
});
