import { randomUUID } from 'node:crypto';
import { everyDay, serveDoctors } from './fixtures';

const { api, db, addDoctor, putSchedule } = serveDoctors();

const morning = { day: 'mon', start: '09:00', end: '12:30' };
const put = (doctor: string, schedule: object) => api().put(`${doctor}/schedule`).send(schedule);
const schedulesOf = async (doctor: string) => {
  const response = await api().get(`${doctor}/schedule`);
  expect(response).toMatchObject({ status: 200 });
  return response.body as { version: number; data: { validFrom: string | null; weekly: object[] }[] };
};

it('keeps one schedule without any days given, and shows it', async () => {
  const doctor = await addDoctor();
  expect(await schedulesOf(doctor)).toMatchObject({ version: 1, data: [] });
  const weekly = [{ day: 'wed', start: '14:00', end: '24:00' }, morning, { day: 'mon', start: '13:30', end: '17:00' }];
  const answer = await put(doctor, { weekly });
  const inOrder = [morning, weekly[2], weekly[0]];
  expect(answer).toMatchObject({
    status: 200,
    headers: { etag: '"2"' },
    body: { version: 2, data: [{ validFrom: null, validTo: null, weekly: inOrder }] },
  });
  const read = await api().get(`${doctor}/schedule`);
  const { affectedAppointments: _affected, ...stored } = answer.body as { affectedAppointments: object };
  expect(read).toMatchObject({ status: 200, headers: { etag: '"2"' } });
  expect(read.body).toEqual(stored);
  expect(await api().get(`${doctor}/schedule`).set('If-None-Match', '"2"')).toMatchObject({ status: 304 });
  expect(await api().get(doctor)).toMatchObject({ body: { version: 1 } });
});

it('replaces the schedule with the same first day, and keeps those of other days', async () => {
  const doctor = await addDoctor();
  await putSchedule(doctor, everyDay('09:00', '17:00'));
  await putSchedule(doctor, [morning], { validTo: '2027-05-31' });
  await putSchedule(doctor, [], { validFrom: '2027-09-01' });
  await putSchedule(doctor, everyDay('07:00', '13:00'), { validFrom: '2027-06-01', validTo: '2027-08-31' });
  expect(await schedulesOf(doctor)).toMatchObject({
    version: 5,
    data: [
      { validFrom: null, validTo: '2027-05-31', weekly: [morning] },
      { validFrom: '2027-06-01', validTo: '2027-08-31', weekly: everyDay('07:00', '13:00') },
      { validFrom: '2027-09-01', validTo: null, weekly: [] },
    ],
  });
});

it('refuses a validity that overlaps another, and says which', async () => {
  const doctor = await addDoctor();
  await putSchedule(doctor, [morning], { validFrom: '2027-06-01', validTo: '2027-08-31' });
  const before = await schedulesOf(doctor);
  for (const validity of [{}, { validFrom: '2027-08-31' }, { validTo: '2027-06-01' }]) {
    expect(await put(doctor, { weekly: [], ...validity })).toMatchObject({
      status: 409,
      body: {
        type: '/problems/validity-overlap',
        detail: expect.stringContaining('from 2027-06-01 to 2027-08-31'),
        schedules: [{ validFrom: '2027-06-01', validTo: '2027-08-31' }],
      },
    });
  }
  expect(await schedulesOf(doctor)).toEqual(before);
  expect(await put(doctor, { weekly: [], validFrom: '2027-09-01' })).toMatchObject({ status: 200 });
});

it('removes the schedule that begins on a day, once', async () => {
  const doctor = await addDoctor();
  await putSchedule(doctor, [morning], { validTo: '2027-05-31' });
  await putSchedule(doctor, [morning], { validFrom: '2027-06-01' });
  expect(await api().delete(`${doctor}/schedule?validFrom=2027-06-01`)).toMatchObject({
    status: 200,
    headers: { etag: '"4"' },
    body: { version: 4, data: [{ validTo: '2027-05-31' }] },
  });
  expect(await api().delete(`${doctor}/schedule?validFrom=2027-06-01`)).toMatchObject({
    status: 404,
    body: { detail: 'The doctor has no schedule with validFrom 2027-06-01.' },
  });
  expect(await schedulesOf(doctor)).toMatchObject({ version: 4, data: [{ validTo: '2027-05-31' }] });
  expect(await api().delete(`${doctor}/schedule`).set('If-Match', '"3"')).toMatchObject({ status: 412 });
  expect(await api().delete(`${doctor}/schedule`)).toMatchObject({ status: 200, body: { data: [] } });
  expect(await schedulesOf(doctor)).toMatchObject({ version: 5, data: [] });
});

it('refuses a change that was made for an older version', async () => {
  const doctor = await addDoctor();
  const change = (version: string) => put(doctor, { weekly: [morning] }).set('If-Match', version);
  expect(await change('"1"')).toMatchObject({ status: 200, headers: { etag: '"2"' } });
  expect(await change('"1"')).toMatchObject({ status: 412, body: { currentVersion: 2 } });
  expect(await schedulesOf(doctor)).toMatchObject({ version: 2 });
});

it.each([
  ['mon 11:00–14:00', 'mon 09:00–12:30'],
  ['mon 09:00–12:30', 'mon 09:00–12:30'],
  ['tue 03:00–09:00', 'mon 22:00–06:00'],
  ['mon 05:00–09:00', 'sun 22:00–06:00'],
  ['sun 22:00–06:00', 'mon 00:00–00:30'],
  ['sun 23:59–24:00', 'sun 09:00–09:00'],
  ['mon 08:59–09:00', 'sun 09:00–09:00'],
])('refuses %s beside %s', async (block, earlier) => {
  const [first, second] = [earlier, block].map((text) => {
    const [day, start, end] = text.split(/[ –]/);
    return { day, start, end };
  });
  const doctor = await addDoctor();
  const free = { day: 'thu', start: '09:00', end: '10:00' };
  expect(await put(doctor, { weekly: [first, free, second] })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/weekly/2', detail: `${block} overlaps ${earlier}` }] },
  });
  expect(await schedulesOf(doctor)).toMatchObject({ version: 1, data: [] });

  await putSchedule(doctor, []);
  const insert = `insert into schedule_blocks (schedule_id, day, opens, closes)
    select id, array_position(array['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], $2), $3::time, $4::time
    from schedules where doctor_id = $1`;
  const store = (b = first) => db().query(insert, [doctor.split('/')[2], b?.day, b?.start, b?.end]);
  await store(first);
  await expect(store(second)).rejects.toMatchObject({ kind: { status: 400 } });
});

it('takes blocks that touch, over midnight and over the end of the week as well', async () => {
  const weekly = [
    { day: 'mon', start: '06:00', end: '09:00' },
    { day: 'mon', start: '09:00', end: '24:00' },
    { day: 'tue', start: '00:00', end: '00:00' },
    { day: 'wed', start: '00:00', end: '00:00' },
    { day: 'sun', start: '22:00', end: '06:00' },
  ];
  const doctor = await addDoctor();
  await putSchedule(doctor, weekly);
  expect(await schedulesOf(doctor)).toMatchObject({ data: [{ weekly }] });
});

it('points at every fault of a schedule', async () => {
  const doctor = await addDoctor();
  const weekly = [
    { day: 'monday', start: '9:00', end: '24:01' },
    { day: 'mon', start: '24:00', end: '12:60' },
  ];
  const response = await put(doctor, { weekly, validFrom: '2027-02-30' });
  expect(response).toMatchObject({ status: 400 });
  expect((response.body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer).sort()).toEqual([
    '/validFrom',
    '/weekly/0/day',
    '/weekly/0/end',
    '/weekly/0/start',
    '/weekly/1/end',
    '/weekly/1/start',
  ]);
  expect(await put(doctor, { weekly: [], validFrom: '2027-02-02', validTo: '2027-02-01' })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/validTo', detail: 'must not be before validFrom' }] },
  });
});

it('lets one of ten overlapping validities at once in, and of ten alike the last', async () => {
  const doctor = await addDoctor();
  const many = Array.from({ length: 10 }, (_, n) => n);
  const apart = await Promise.all(many.map((n) => put(doctor, { weekly: [morning], validFrom: `2027-01-0${n}` })));
  const valid = apart.filter(({ status }) => status === 200);
  expect(valid).toHaveLength(1);
  expect(apart.filter(({ status }) => status === 409)).toHaveLength(8);
  const [{ validFrom } = { validFrom: null }] = (await schedulesOf(doctor)).data;
  const alike = await Promise.all(many.map((n) => put(doctor, { weekly: everyDay(`0${n}:00`, '10:00'), validFrom })));
  expect(alike.map(({ status }) => status)).toEqual(many.map(() => 200));
  const last = alike.find(({ body }) => (body as { version: number }).version === 12);
  expect(last?.body).toMatchObject(await schedulesOf(doctor));
});

it('knows no schedule of a doctor who is not there', async () => {
  const nobody = `/doctors/${randomUUID()}`;
  for (const response of [
    await api().get(`${nobody}/schedule`),
    await put(nobody, { weekly: [] }),
    await api().delete(`${nobody}/schedule`),
  ]) {
    expect(response).toMatchObject({ status: 404, body: { detail: expect.stringContaining('doctor') } });
  }
});
