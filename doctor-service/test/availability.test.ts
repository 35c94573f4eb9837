import { randomUUID } from 'node:crypto';
import { everyDay, interval, serveDoctors } from './fixtures';

const { api, addDoctor, putSchedule, addTimeOff, intervalsOf } = serveDoctors();

// 2027-03-01 is a Monday
const monday = '2027-03-01T00:00:00Z';
const tuesday = '2027-03-02T00:00:00Z';
const wednesday = '2027-03-03T00:00:00Z';

it('is the whole window less time off for a doctor without a schedule', async () => {
  const doctor = await addDoctor({ visitMinutes: 20, timeZone: 'Europe/London' });
  await addTimeOff(doctor, '2027-03-01T08:00:00Z', '2027-03-01T12:00:00Z');
  await addTimeOff(doctor, '2027-03-01T11:00:00Z', '2027-03-01T13:00:00Z');
  await addTimeOff(doctor, '2027-02-01T00:00:00Z', monday);
  expect(await api().get(`${doctor}/availability`).query({ from: monday, to: tuesday })).toMatchObject({
    status: 200,
    body: {
      doctorId: doctor.split('/')[2],
      name: 'Test Doctor',
      specialty: 'Cardiology',
      timeZone: 'Europe/London',
      visitMinutes: 20,
      active: true,
      scheduled: false,
      intervals: [interval(monday, '2027-03-01T08:00:00Z'), interval('2027-03-01T13:00:00Z', tuesday)],
      hours: [],
    },
  });
});

it('is the hours of the schedule: merged where they touch, cut at the window, less time off', async () => {
  const doctor = await addDoctor();
  await putSchedule(doctor, [
    { day: 'mon', start: '09:00', end: '12:00' },
    { day: 'mon', start: '12:00', end: '17:00' },
    { day: 'mon', start: '22:00', end: '06:00' },
    { day: 'sun', start: '22:00', end: '06:00' },
  ]);
  await addTimeOff(doctor, '2027-03-01T10:00:00Z', '2027-03-01T10:30:00Z');
  expect(await intervalsOf(doctor, '2027-03-01T04:00:00Z', '2027-03-02T05:00:00Z')).toEqual([
    interval('2027-03-01T04:00:00Z', '2027-03-01T06:00:00Z'),
    interval('2027-03-01T09:00:00Z', '2027-03-01T10:00:00Z'),
    interval('2027-03-01T10:30:00Z', '2027-03-01T17:00:00Z'),
    interval('2027-03-01T22:00:00Z', '2027-03-02T05:00:00Z'),
  ]);
});

it('is nothing outside every validity; a night belongs to the day on which it begins', async () => {
  const doctor = await addDoctor();
  await putSchedule(doctor, everyDay('20:00', '04:00'), { validFrom: '2027-03-01', validTo: '2027-03-01' });
  expect(await intervalsOf(doctor, '2027-02-20T00:00:00Z', '2027-03-20T00:00:00Z')).toEqual([
    interval('2027-03-01T20:00:00Z', '2027-03-02T04:00:00Z'),
  ]);
  await putSchedule(doctor, [], { validFrom: '2027-03-01' });
  expect(await api().get(`${doctor}/availability`).query({ from: monday, to: tuesday })).toMatchObject({
    body: { scheduled: true, intervals: [] },
  });
});

it('is nothing for a doctor who is not active', async () => {
  const doctor = await addDoctor({ active: false });
  expect(await api().get(`${doctor}/availability`).query({ from: monday, to: tuesday })).toMatchObject({
    status: 200,
    body: { active: false, scheduled: false, intervals: [], hours: [] },
  });
  const left = await addDoctor();
  await putSchedule(left, everyDay('09:00', '12:00'));
  await api().patch(left).send({ active: false });
  expect(await api().get(`${left}/availability`).query({ from: monday, to: tuesday })).toMatchObject({
    body: { active: false, scheduled: true, intervals: [], hours: [] },
  });
});

it('tells the blocks of hours whole, whatever a leave or the window has left of them', async () => {
  const doctor = await addDoctor({ timeZone: 'America/New_York' });
  await putSchedule(doctor, [
    { day: 'sat', start: '22:00', end: '06:00' },
    { day: 'sun', start: '09:00', end: '12:00' },
    { day: 'sun', start: '12:00', end: '17:00' },
    { day: 'mon', start: '09:00', end: '12:00' },
  ]);
  await addTimeOff(doctor, '2027-03-14T13:00:00Z', '2027-03-14T13:40:00Z');
  await addTimeOff(doctor, '2027-03-14T00:00:00Z', '2027-03-14T07:30:00Z');
  // the clock goes forward at 07:00Z
  const query = { from: '2027-03-14T07:00:00Z', to: '2027-03-14T20:00:00Z' };
  expect(await api().get(`${doctor}/availability`).query(query)).toMatchObject({
    body: {
      intervals: [
        interval('2027-03-14T07:30:00Z', '2027-03-14T10:00:00Z'),
        interval('2027-03-14T13:40:00Z', '2027-03-14T20:00:00Z'),
      ],
      hours: [
        interval('2027-03-14T03:00:00Z', '2027-03-14T10:00:00Z'),
        interval('2027-03-14T13:00:00Z', '2027-03-14T16:00:00Z'),
        interval('2027-03-14T16:00:00Z', '2027-03-14T21:00:00Z'),
      ],
    },
  });
});

it('takes a window of up to 62 days', async () => {
  const doctor = await addDoctor();
  const ask = (from?: string, to?: string) => api().get(`${doctor}/availability`).query({ from, to });
  expect(await ask(monday, '2027-05-02T00:00:00Z')).toMatchObject({ status: 200 });
  const refused = (pointer: string, detail: string) => ({ status: 400, body: { errors: [{ pointer, detail }] } });
  expect(await ask(monday, '2027-05-02T00:00:01Z')).toMatchObject(
    refused('/to', 'must lie at most 62 days after from'),
  );
  expect(await ask(monday, monday)).toMatchObject(refused('/to', 'must be after from'));
  expect(await ask(monday)).toMatchObject(refused('/to', 'is required'));
  expect(await api().get(`/doctors/${randomUUID()}/availability`).query({ from: monday, to: tuesday })).toMatchObject({
    status: 404,
  });
});

it('is answered for a whole specialty, page by page, as for each of its active doctors', async () => {
  const doctors: string[] = [];
  for (let n = 0; n < 5; n++) {
    const doctor = await addDoctor({ specialty: 'Néphrologie', timeZone: 'Asia/Kolkata' });
    if (n > 0) await putSchedule(doctor, everyDay(`0${n}:00`, '12:00'));
    await addTimeOff(doctor, '2027-03-01T05:00:00Z', '2027-03-01T05:30:00Z');
    doctors.unshift(doctor);
  }
  await addDoctor({ specialty: 'Néphrologie', active: false });
  await addDoctor({ specialty: 'Neurology' });
  const window = { from: monday, to: wednesday };
  const each = await Promise.all(
    doctors.map(async (doctor) => (await api().get(`${doctor}/availability`).query(window)).body as object),
  );

  const seen: object[] = [];
  for (
    let next: string | undefined = `/availability?specialty=NEPHROLOGIE&from=${monday}&to=${wednesday}&limit=2`;
    next;
  ) {
    const response = await api().get(next);
    expect(response).toMatchObject({ status: 200 });
    seen.push(...(response.body as { data: object[] }).data);
    next = /<([^>]+)>; rel="next"/.exec(response.headers['link'] ?? '')?.[1];
  }
  expect(seen).toEqual(each);
  expect(seen[0]).toMatchObject({
    intervals: [
      interval(monday, '2027-03-01T05:00:00Z'),
      interval('2027-03-01T05:30:00Z', '2027-03-01T06:30:00Z'),
      interval('2027-03-01T22:30:00Z', '2027-03-02T06:30:00Z'),
      interval('2027-03-02T22:30:00Z', wednesday),
    ],
  });
  const counted = await api()
    .get('/availability')
    .query({ specialty: 'NEPHROLOGIE', ...window, limit: 2, countUpTo: 4 });
  expect(counted).toMatchObject({ status: 200, body: { count: 4, countIsExact: false } });
});

it('is answered for doctors who are named, as for each of them alone, in the order of GET /doctors', async () => {
  const india = await addDoctor({ timeZone: 'Asia/Kolkata' });
  const newYork = await addDoctor({ timeZone: 'America/New_York', visitMinutes: 20, specialty: 'Oncology' });
  const left = await addDoctor({ active: false });
  const always = await addDoctor();
  await putSchedule(india, everyDay('09:00', '12:00'));
  await putSchedule(newYork, everyDay('09:00', '12:00'));
  await addTimeOff(newYork, '2027-03-01T14:00:00Z', '2027-03-01T15:00:00Z');
  const window = { from: monday, to: tuesday };
  const inOrder = [always, left, newYork, india];
  const each = await Promise.all(
    inOrder.map(async (doctor) => (await api().get(`${doctor}/availability`).query(window)).body as object),
  );
  const idOf = (doctor: string) => doctor.split('/')[2] ?? '';
  const doctorId = [india, left, always, newYork].map(idOf).concat(randomUUID(), idOf(india).toUpperCase()).join();

  const all = await api()
    .get('/availability')
    .query({ doctorId, ...window });
  expect(all).toMatchObject({ status: 200, body: { data: each, nextCursor: null } });
  expect((all.body as { data: object[] }).data).toHaveLength(4);
  const first = await api()
    .get('/availability')
    .query({ doctorId, ...window, limit: 3, countUpTo: 10 });
  expect(first).toMatchObject({ body: { data: each.slice(0, 3), count: 4, countIsExact: true } });
  const { nextCursor: cursor } = first.body as { nextCursor: string };
  expect(
    await api()
      .get('/availability')
      .query({ doctorId, ...window, cursor }),
  ).toMatchObject({
    body: { data: each.slice(3), nextCursor: null },
  });
});

it('is told of up to 100 doctors on up to 62 days, who are named or have a specialty', async () => {
  const many = (count: number) => Array.from({ length: count }, () => randomUUID()).join();
  const ask = (query: object) =>
    api()
      .get('/availability')
      .query({ from: monday, to: '2027-05-02T00:00:00Z', ...query });
  expect(await ask({ doctorId: many(32) })).toMatchObject({ status: 200, body: { data: [] } });
  expect(await ask({ doctorId: many(100), to: '2027-03-21T00:00:00Z' })).toMatchObject({ status: 200 });
  const refused = (pointer: string, detail: string) => ({ status: 400, body: { errors: [{ pointer, detail }] } });
  const notIds = refused('/doctorId', 'must be 1 to 100 UUIDs, with commas between them');
  for (const doctorId of [many(101), '', 'x', `${many(2)},`])
    expect(await ask({ doctorId, to: tuesday })).toMatchObject(notIds);
  expect(await ask({ doctorId: many(100), to: '2027-03-21T00:00:01Z' })).toMatchObject(
    refused('/to', 'must lie at most 20 days after from, for 100 doctors'),
  );
  expect(await ask({ doctorId: many(1), to: '2027-05-02T00:00:01Z' })).toMatchObject(
    refused('/to', 'must lie at most 62 days after from'),
  );
  const eitherOr = refused('/doctorId', 'is required, or specialty, but not both');
  expect(await ask({})).toMatchObject(eitherOr);
  expect(await ask({ doctorId: many(1), specialty: 'Cardiology' })).toMatchObject(eitherOr);
});
