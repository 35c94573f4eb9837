import { everyDay, interval, serveDoctors, utc } from './fixtures';

const { api, db, addDoctor, putSchedule, intervalsOf } = serveDoctors();

const add = (doctor: string, leave: object) => api().post(`${doctor}/time-off`).send(leave);
const stored = async (doctor: string) =>
  (await db().query('select from time_off where doctor_id = $1', [doctor.split('/')[2]])).length;

it.each([
  ['UTC', '2031-03-01', '2031-03-03', '2031-03-01T00:00Z', '2031-03-04T00:00Z'],
  ['Asia/Kolkata', '2031-03-01', null, '2031-03-01T00:00+05:30', '2031-03-02T00:00+05:30'],
  // the clock goes forward on 30 March, back on 26 October
  ['Europe/London', '2031-03-30', '2031-03-30', '2031-03-30T00:00Z', '2031-03-31T00:00+01:00'],
  ['Europe/London', '2031-10-20', '2031-11-02', '2031-10-20T00:00+01:00', '2031-11-03T00:00Z'],
  // midnight is left out, or comes twice
  ['America/Havana', '2031-03-09', null, '2031-03-09T01:00-04:00', '2031-03-10T00:00-04:00'],
  ['America/Havana', '2031-11-02', null, '2031-11-02T00:00-04:00', '2031-11-03T00:00-05:00'],
  ['Atlantic/Azores', '2031-10-25', null, '2031-10-25T00:00+00:00', '2031-10-26T00:00+00:00'],
  ['Pacific/Kiritimati', '2199-12-31', null, '2199-12-30T10:00Z', '2199-12-31T10:00Z'],
  ['Pacific/Pago_Pago', '2199-12-31', null, '2199-12-31T11:00Z', '2200-01-01T11:00Z'],
  ['America/New_York', '1900-01-01', null, '1900-01-01T05:00Z', '1900-01-02T05:00Z'],
  ['Pacific/Apia', '2011-12-29', '2011-12-31', '2011-12-29T00:00-10:00', '2012-01-01T00:00+14:00'],
])('in %s is from %s to %s, both included', async (timeZone, startDate, endDate, start, end) => {
  const doctor = await addDoctor({ timeZone });
  const added = await add(doctor, { startDate, ...(endDate && { endDate }), reason: 'Holiday' });
  expect(added).toMatchObject({
    status: 201,
    body: { startDate, endDate: endDate ?? startDate, start: utc(start), end: utc(end), reason: 'Holiday' },
  });
  expect(await api().get(added.headers['location'] as string)).toMatchObject({
    body: { startDate, endDate: endDate ?? startDate, start: utc(start), end: utc(end) },
  });
});

it('leaves no working time on its days, and all of it on those around', async () => {
  const doctor = await addDoctor({ timeZone: 'America/New_York' });
  await putSchedule(doctor, everyDay('00:00', '24:00'));
  await add(doctor, { startDate: '2031-11-01', endDate: '2031-11-03' });
  expect(await intervalsOf(doctor, '2031-10-31T04:00:00Z', '2031-11-05T05:00:00Z')).toEqual([
    interval('2031-10-31T00:00-04:00', '2031-11-01T00:00-04:00'),
    interval('2031-11-04T00:00-05:00', '2031-11-05T00:00-05:00'),
  ]);
});

const noon = '2031-03-01T12:00:00Z';
it.each([
  ['nothing', {}, ['/start', '/end']],
  ['a start alone', { start: noon }, ['/end']],
  ['an end alone', { end: noon }, ['/start']],
  ['a last day alone', { endDate: '2031-03-01' }, ['/startDate']],
  ['instants beside days', { startDate: '2031-03-01', start: noon, end: '2031-03-02T12:00:00Z' }, ['/start', '/end']],
  ['days in the wrong order', { startDate: '2031-03-02', endDate: '2031-03-01' }, ['/endDate']],
  ['a day that is none', { startDate: '2031-02-30' }, ['/startDate']],
  ['an instant for a day', { startDate: noon }, ['/startDate']],
  ['days before 1900', { startDate: '1899-12-31', endDate: '1900-01-01' }, ['/startDate']],
  ['days long before', { startDate: '0001-01-01' }, ['/startDate']],
  ['days after 2199', { startDate: '2199-12-31', endDate: '2200-01-01' }, ['/endDate']],
  ['more than two years of days', { startDate: '2031-01-01', endDate: '2033-01-01' }, ['/endDate']],
  ['more than two years', { start: '2031-01-01T00:00:00Z', end: '2033-01-01T00:00:01Z' }, ['/end']],
  ['no time at all', { start: noon, end: noon }, ['/end']],
])('is refused with %s', async (_what, leave, pointers) => {
  const doctor = await addDoctor();
  const response = await add(doctor, leave);
  expect(response).toMatchObject({ status: 400 });
  const named = (response.body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer);
  expect([...new Set(named)]).toEqual(pointers);
  expect(await stored(doctor)).toBe(0);
});

it('may take two whole years', async () => {
  const doctor = await addDoctor();
  expect(await add(doctor, { startDate: '2031-01-01', endDate: '2032-12-31' })).toMatchObject({ status: 201 });
  expect(await add(doctor, { start: '2031-01-01T00:00:00Z', end: '2033-01-01T00:00:00Z' })).toMatchObject({
    status: 201,
  });
});

it('is refused for a day that the calendar leaves out', async () => {
  const doctor = await addDoctor({ timeZone: 'Pacific/Apia' });
  expect(await add(doctor, { startDate: '2011-12-30' })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/startDate', detail: expect.stringContaining('Pacific/Apia') }] },
  });
  expect(await stored(doctor)).toBe(0);
});

it('follows the doctor into another time zone, where it is not over; a leave by instants stays', async () => {
  const doctor = await addDoctor({ timeZone: 'Europe/London' });
  const addresses: string[] = [];
  for (const leave of [
    { startDate: '2031-07-01', endDate: '2031-07-02' },
    { start: '2031-08-01T08:00:00Z', end: '2031-08-01T12:00:00Z' },
    { startDate: '2020-07-01' },
  ])
    addresses.push((await add(doctor, leave)).headers['location'] as string);
  const leaves = () => Promise.all(addresses.map(async (address) => (await api().get(address)).body as object));
  const before = await leaves();
  await api().patch(doctor).send({ visitMinutes: 20 });
  expect(await api().patch(doctor).send({ timeZone: 'Mars/Olympus' })).toMatchObject({ status: 400 });
  expect(await leaves()).toEqual(before);

  expect(await api().patch(doctor).send({ timeZone: 'Asia/Tokyo' })).toMatchObject({ status: 200 });
  const [moved, ...others] = await leaves();
  expect(moved).toMatchObject({
    startDate: '2031-07-01',
    endDate: '2031-07-02',
    start: utc('2031-07-01T00:00+09:00'),
    end: utc('2031-07-03T00:00+09:00'),
    version: 2,
  });
  expect(others).toEqual(before.slice(1));
});

it('is in the time zone that counts in the end, when both are changed at once', async () => {
  const doctors = await Promise.all(Array.from({ length: 10 }, () => addDoctor({ timeZone: 'Europe/London' })));
  await Promise.all(
    doctors.flatMap((doctor) => [
      add(doctor, { startDate: '2031-07-01' }),
      api().patch(doctor).send({ timeZone: 'Asia/Tokyo' }),
    ]),
  );
  for (const doctor of doctors) {
    const { body } = await api().get(`${doctor}/time-off`);
    expect(body).toMatchObject({ data: [{ start: utc('2031-07-01T00:00+09:00') }] });
  }
});
