import { everyDay, interval, serveDoctors, utc } from './fixtures';

const { db, addDoctor, putSchedule, intervalsOf } = serveDoctors();

it.each([
  // the clock: 02:00 becomes 03:00 on 14 March, 02:00 becomes 01:00 on 7 November
  ['America/New_York', '09:00', '2027-03-13T09:00-05:00', '2027-03-14T09:00-04:00', '2027-03-15T09:00-04:00'],
  ['America/New_York', '09:00', '2027-11-06T09:00-04:00', '2027-11-07T09:00-05:00', '2027-11-08T09:00-05:00'],
  ['Europe/London', '09:00', '2027-03-27T09:00Z', '2027-03-28T09:00+01:00', '2027-03-29T09:00+01:00'],
  ['Europe/London', '09:00', '2027-10-30T09:00+01:00', '2027-10-31T09:00Z', '2027-11-01T09:00Z'],
  ['Asia/Kolkata', '09:00', '2027-03-27T09:00+05:30', '2027-03-28T09:00+05:30', '2027-03-29T09:00+05:30'],
  ['Australia/Lord_Howe', '09:00', '2027-04-03T09:00+11:00', '2027-04-04T09:00+10:30', '2027-04-05T09:00+10:30'],
  ['Australia/Lord_Howe', '09:00', '2027-10-02T09:00+10:30', '2027-10-03T09:00+11:00', '2027-10-04T09:00+11:00'],
])('in %s begins at %s on the wall before, on and after %s', async (timeZone, start, ...days) => {
  const doctor = await addDoctor({ timeZone });
  await putSchedule(doctor, everyDay(start, '12:00'));
  const [from = '', , to = ''] = days.map(utc);
  const until = new Date(Date.parse(to) + 3 * 60 * 60_000).toISOString();
  expect(await intervalsOf(doctor, from, until)).toEqual(days.map((day) => interval(day, day.replace('T09', 'T12'))));
});

it.each([
  ['begins after the hour left out', 'America/New_York', '2027-03-14', '02:30', '05:00', '07:00Z', '09:00Z'],
  ['ends before the hour left out', 'America/New_York', '2027-03-14', '00:30', '02:30', '05:30Z', '07:00Z'],
  ['falls away with the hour left out', 'America/New_York', '2027-03-14', '02:00', '03:00'],
  ['begins when its hour comes first', 'America/New_York', '2027-11-07', '01:30', '04:00', '05:30Z', '09:00Z'],
  ['ends when its hour comes again', 'America/New_York', '2027-11-07', '00:30', '01:30', '04:30Z', '06:30Z'],
  [
    'lasts from the first to the last of its hour',
    'America/New_York',
    '2027-11-07',
    '01:00',
    '02:00',
    '05:00Z',
    '07:00Z',
  ],
  ['ends before an hour that comes twice', 'America/New_York', '2027-11-07', '00:00', '01:00', '04:00Z', '05:00Z'],
  ['begins after an hour that comes twice', 'America/New_York', '2027-11-07', '02:00', '04:00', '07:00Z', '09:00Z'],
  ['begins after half an hour left out', 'Australia/Lord_Howe', '2027-10-03', '02:15', '09:00', '15:30Z', '22:00Z'],
  ['begins when its half hour comes first', 'Australia/Lord_Howe', '2027-04-04', '01:45', '09:00', '14:45Z', '22:30Z'],
])('a block %s', async (_what, timeZone, day, start, end, ...worked) => {
  const doctor = await addDoctor({ timeZone });
  await putSchedule(doctor, everyDay(start, end), { validFrom: day, validTo: day });
  const noon = Date.parse(`${day}T12:00Z`);
  const around = [-24, 24].map((hours) => new Date(noon + hours * 3_600_000).toISOString()) as [string, string];
  // Lord Howe's night is the day before in UTC
  const date = timeZone.startsWith('Australia') ? day.replace(/\d$/, (digit) => String(Number(digit) - 1)) : day;
  const [begins, ends] = worked.map((time) => `${date}T${time}`);
  expect(await intervalsOf(doctor, ...around)).toEqual(begins && ends ? [interval(begins, ends)] : []);
});

it('knows every zone that a doctor may name', async () => {
  const zones = Intl.supportedValuesOf('timeZone').filter((zone) => zone.includes('/'));
  expect(await db().query('select zone from unnest($1::text[]) zone where not is_time_zone(zone)', [zones])).toEqual(
    [],
  );
  await expect(
    db().query(`update doctors set time_zone = 'Mars/Olympus' where id = (select id from doctors limit 1)`),
  ).rejects.toMatchObject({ kind: { status: 400 }, members: { errors: [{ pointer: '/timeZone' }] } });
});
