import { axisOf, columnDay, foldsOf, inLanes, instantAt, isShown, placeOf } from '../src/day/axis';
import { addDays, halvesOf, minutesAhead, startOf, weekOf } from '../src/day/clock';

const iso = (instant: number | undefined) => instant !== undefined && new Date(instant).toISOString();

test.each([
  ['2026-11-27', 'Europe/London', 48],
  ['2027-03-28', 'Europe/London', 46],
  ['2026-10-25', 'Europe/London', 50],
  ['2026-10-04', 'Australia/Lord_Howe', 47],
])('%s in %s has %i half hours', (day, zone, count) => {
  expect(halvesOf(day, zone)).toHaveLength(count);
});

test('a day begins when its zone says so, also where the clock leaves midnight out', () => {
  expect(iso(startOf('2026-07-01', 'Asia/Kathmandu'))).toBe('2026-06-30T18:15:00.000Z');
  expect(iso(startOf('2026-11-27', 'Pacific/Kiritimati'))).toBe('2026-11-26T10:00:00.000Z');
  // from 00:00 to 01:00
  expect(halvesOf('2026-04-24', 'Africa/Cairo')[0]).toEqual({ key: '01:00', start: Date.UTC(2026, 3, 23, 22) });
});

test('an hour that the clock shows twice has two places', () => {
  const day = columnDay('2026-10-25', 'Europe/London');
  const axis = axisOf([day], [{ start: day.start, end: day.end }]);
  expect(axis.slice(2, 6)).toEqual(['01:00', '01:30', '01:00 again', '01:30 again']);
  expect(placeOf(axis, day, Date.UTC(2026, 9, 25, 0, 15))).toBe(2.5);
  expect(placeOf(axis, day, Date.UTC(2026, 9, 25, 1, 15))).toBe(4.5);
  expect(iso(instantAt(axis, day, 4.5))).toBe('2026-10-25T01:15:00.000Z');
});

test('09:00 is in one line over a week in which the clock changes', () => {
  const days = weekOf('2027-03-28').map((day) => columnDay(day, 'Europe/London'));
  const axis = axisOf(days, [{ start: Date.UTC(2027, 2, 27, 0), end: Date.UTC(2027, 2, 27, 6) }]);
  expect(axis[0]).toBe('00:00');
  const nine = (day: number, hour: number) => Date.UTC(2027, 2, day, hour);
  expect(days.slice(5).map((day, index) => placeOf(axis, day, nine(27 + index, 9 - index)))).toEqual([18, 18]);
  // 01:00 to 02:00 is not there on the Sunday
  expect(days.slice(5).map((day) => iso(instantAt(axis, day, 2)))).toEqual(['2027-03-27T01:00:00.000Z', false]);
});

test('the axis shows 8 to 17 at least, and whole hours around what lies outside', () => {
  const day = columnDay('2026-11-27', 'UTC');
  expect(axisOf([day], [])).toHaveLength(18);
  const axis = axisOf([day], [{ start: Date.UTC(2026, 10, 27, 6, 40), end: Date.UTC(2026, 10, 27, 17, 10) }]);
  expect([axis[0], axis.at(-1)]).toEqual(['06:00', '17:30']);
  expect(placeOf(axis, day, Date.UTC(2026, 10, 27, 3))).toBe(0);
  expect(placeOf(axis, day, Date.UTC(2026, 10, 27, 23))).toBe(axis.length);
});

test('long hours in which nothing is are left out, and what lies in them has its place where they were', () => {
  const day = columnDay('2026-11-27', 'UTC');
  const at = (hour: number) => Date.UTC(2026, 10, 27, hour);
  const axis = axisOf([day], [{ start: at(22), end: at(24) }]);
  expect(axis.slice(16, 20)).toEqual(['16:00', '16:30', '22:00', '22:30']);
  expect(foldsOf(axis)).toEqual([18]);
  expect([placeOf(axis, day, at(19)), isShown(axis, day, at(19)), isShown(axis, day, at(22))]).toEqual([
    18,
    false,
    true,
  ]);
});

test('visits at the same time stand beside each other, those after them have the whole width', () => {
  const at = (start: number, end: number) => ({ start, end });
  const lanes = inLanes([at(0, 30), at(10, 20), at(20, 40), at(40, 50)]);
  expect(lanes.map(({ lane, lanes: of }) => [lane, of])).toEqual([[0, 2], [1, 2], [1, 2], [0, 1]]); // prettier-ignore
});

test('days are counted without a zone', () => {
  expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
  expect(weekOf('2026-11-29')).toEqual(expect.arrayContaining(['2026-11-23', '2026-11-29']));
  expect(minutesAhead('Europe/Paris', 'Europe/London', Date.UTC(2026, 10, 27))).toBe(60);
});
