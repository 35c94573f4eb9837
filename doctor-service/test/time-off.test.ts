import { randomUUID } from 'node:crypto';
import { listStatement } from '@hms/service-kit/paging';
import { timeOffList } from '../src/time-off-store';
import { serveDoctors, utc } from './fixtures';

const { api, db, logged, addDoctor, addTimeOff } = serveDoctors();

interface Page {
  data: { start: string }[];
  nextCursor: string | null;
}

const startsOf = async (doctor: string, query: object = {}) => {
  const response = await api().get(`${doctor}/time-off`).query(query);
  expect(response).toMatchObject({ status: 200 });
  return (response.body as Page).data.map(({ start }) => start);
};

it('is added, read at its address and removed once', async () => {
  const doctor = await addDoctor();
  const added = await api()
    .post(`${doctor}/time-off`)
    .send({ start: '2027-03-01T09:00:00+01:00', end: '2027-03-05T17:00:00+01:00', reason: 'Broken ankle' });
  expect(added).toMatchObject({
    status: 201,
    body: { doctorId: doctor.split('/')[2], start: '2027-03-01T08:00:00+00:00', reason: 'Broken ankle', version: 1 },
  });
  const address = added.headers['location'] as string;
  const { affectedAppointments: _affected, ...stored } = added.body as { affectedAppointments: object };
  expect(stored).toMatchObject({ startDate: null, endDate: null });
  expect((await api().get(address)).body).toEqual(stored);

  const other = address.replace(doctor, await addDoctor());
  expect(await api().get(other)).toMatchObject({ status: 404 });
  expect(await api().delete(other)).toMatchObject({ status: 404 });
  expect(await startsOf(doctor)).toHaveLength(1);

  expect(await api().delete(address)).toMatchObject({ status: 204, text: '' });
  expect(await api().delete(address)).toMatchObject({ status: 404 });
  expect(await startsOf(doctor)).toEqual([]);
  expect(logged()).not.toContain('Broken ankle');
});

it('is added once under one Idempotency-Key', async () => {
  const doctor = await addDoctor();
  const post = () =>
    api()
      .post(`${doctor}/time-off`)
      .set('Idempotency-Key', doctor)
      .send({ start: '2027-03-01T09:00:00Z', end: '2027-03-01T10:00:00Z' });
  const first = await post();
  expect(await post()).toMatchObject({ status: 201, text: first.text, headers: { 'idempotent-replayed': 'true' } });
  expect(await startsOf(doctor)).toHaveLength(1);
});

it('is listed in order of time, page by page, and by what it overlaps', async () => {
  const doctor = await addDoctor();
  const days = ['03', '01', '02', '01'].map((day) => [`2027-03-${day}T09:00:00Z`, `2027-03-${day}T17:00:00Z`] as const);
  for (const [start, end] of days) await addTimeOff(doctor, start, end);
  const inOrder = days.map(([start]) => utc(start)).sort();
  expect(await startsOf(doctor)).toEqual(inOrder);

  const seen: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const { body } = await api().get(`${doctor}/time-off`).query({ limit: 1, cursor });
    seen.push(...(body as Page).data.map(({ start }) => start));
    cursor = (body as Page).nextCursor;
  }
  expect(seen).toEqual(inOrder);

  const from = '2027-03-02T16:59:00Z';
  expect(await startsOf(doctor, { from })).toEqual(inOrder.slice(2));
  expect(await startsOf(doctor, { from, to: '2027-03-03T09:00:00Z' })).toEqual(inOrder.slice(2, 3));
  expect(await startsOf(doctor, { from: '2027-03-03T17:00:00Z' })).toEqual([]);
});

it('is listed for several doctors at once, in order of time, page by page; who is unknown is left out', async () => {
  const [first, second, other] = [await addDoctor({ timeZone: 'Asia/Kolkata' }), await addDoctor(), await addDoctor()];
  await addTimeOff(first, '2027-03-02T09:00:00Z', '2027-03-02T17:00:00Z');
  await addTimeOff(second, '2027-03-01T09:00:00Z', '2027-03-03T17:00:00Z');
  await addTimeOff(first, '2027-03-04T09:00:00Z', '2027-03-04T17:00:00Z');
  await addTimeOff(other, '2027-03-02T09:00:00Z', '2027-03-02T17:00:00Z');
  const alone = async (doctor: string) => ((await api().get(`${doctor}/time-off`)).body as Page).data;
  const inOrder = [...(await alone(first)), ...(await alone(second))].sort((a, b) => a.start.localeCompare(b.start));
  expect(inOrder).toHaveLength(3);

  const doctorId = [first, second]
    .map((doctor) => doctor.split('/')[2] ?? '')
    .concat(randomUUID())
    .join();
  const list = async (query: object) =>
    (
      await api()
        .get('/time-off')
        .query({ doctorId, ...query })
    ).body as Page;
  expect(await list({})).toEqual({ data: inOrder, nextCursor: null });
  const { data, nextCursor: cursor } = await list({ limit: 2 });
  expect([...data, ...(await list({ cursor })).data]).toEqual(inOrder);
  expect((await list({ from: '2027-03-02T17:00:00Z', to: '2027-03-04T09:00:00Z' })).data).toEqual(inOrder.slice(0, 1));
  expect(await list({ limit: 1, countUpTo: 2 })).toMatchObject({ count: 2, countIsExact: false });
});

it('is listed for doctors who are named, and for no more than 100', async () => {
  const ask = (doctorId?: string) => api().get('/time-off').query({ doctorId });
  const many = (count: number) => Array.from({ length: count }, () => randomUUID()).join();
  expect(await ask(many(100))).toMatchObject({ status: 200, body: { data: [] } });
  const refused = (detail: string) => ({ status: 400, body: { errors: [{ pointer: '/doctorId', detail }] } });
  expect(await ask(many(101))).toMatchObject(refused('must be 1 to 100 UUIDs, with commas between them'));
  expect(await ask()).toMatchObject(refused('is required'));
});

it('is found by an index', async () => {
  await db().query(
    `with made as (
       insert into doctors (given_name, family_name, specialty, license_number, time_zone, visit_minutes)
       select 'G', 'F', 'S', n, 'UTC', 30 from generate_series(1, 500) n returning id)
     insert into time_off (doctor_id, start_at, end_at)
     select id, now() + n * interval '1 day', now() + n * interval '2 days' from made, generate_series(1, 20) n`,
  );
  await db().query('vacuum analyze time_off');
  const someDoctors = Array.from({ length: 17 }, () => randomUUID());
  for (const whose of [{ doctorId: randomUUID() }, { doctorIds: someDoctors.join() }]) {
    const query = { ...whose, from: '2027-03-01T00:00:00Z', to: '2027-04-01T00:00:00Z', limit: 50 };
    const { text, values } = listStatement(timeOffList, query);
    const plan = JSON.stringify(await db().query(`explain ${text}`, values));
    expect(plan).toContain('time_off_by_doctor');
    expect(plan).not.toContain('Seq Scan');
  }
});

it('refuses an end that is not after the start, times without offset, and doctors who are not there', async () => {
  const doctor = await addDoctor();
  const post = (at: string, start: string, end: string) => api().post(`${at}/time-off`).send({ start, end });
  const noon = '2027-03-01T12:00:00Z';
  expect(await post(doctor, noon, '2027-03-01T13:00:00+01:00')).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/end', detail: 'must lie after start' }] },
  });
  expect(await post(doctor, '2027-03-01T09:00:00', noon)).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/start' }] },
  });
  expect(await startsOf(doctor)).toEqual([]);

  const nobody = `/doctors/${randomUUID()}`;
  expect(await post(nobody, noon, '2027-03-01T13:00:00Z')).toMatchObject({ status: 404 });
  expect(await api().get(`${nobody}/time-off`)).toMatchObject({ status: 404 });
});
