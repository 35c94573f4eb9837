import fc from 'fast-check';
import { days, freeStarts, minutes, overlaps, type Interval, type WorkingTime } from '../src/free-time';

// a Tuesday
const day = Date.parse('2031-10-07T00:00:00Z');
const at = (time: string): number => {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return day + minutes(hour * 60 + minute);
};
const span = (text: string): Interval => {
  const [start = '', end = ''] = text.split('-');
  return { start: at(start), end: at(end) };
};
const spans = (text: string) => text.split(' ').filter(Boolean).map(span);
const clock = (time: number) => {
  const past = (time - day) / minutes(1);
  return [Math.floor(past / 60), past % 60].map((part) => String(part).padStart(2, '0')).join(':');
};

/** What is left of the hours, in order of time. */
const without = (hours: Interval[], away: Interval[]): Interval[] =>
  away.reduce(
    (left, { start, end }) =>
      left
        .flatMap((one) => [
          { start: one.start, end: Math.min(one.end, start) },
          { start: Math.max(one.start, end), end: one.end },
        ])
        .filter((one) => one.start < one.end),
    hours,
  );

/** As doctor-service tells it: what touches is one interval, what is outside the window is cut off, hours are whole. */
const timeOf = (hours: Interval[], away: Interval[], window: Interval): WorkingTime => {
  const worked: Interval[] = [];
  for (const { start, end } of hours) {
    const last = worked.at(-1);
    if (last?.end === start) last.end = end;
    else worked.push({ start, end });
  }
  const outside = [
    { start: -Infinity, end: window.start },
    { start: window.end, end: Infinity },
  ];
  const inWindow = hours.filter((block) => overlaps(block, window));
  return { scheduled: true, hours: inWindow, intervals: without(worked, [...away, ...outside]), window };
};

const wide = { start: day - days(2), end: day + days(4) };
const startsIn = (time: WorkingTime, busy: Interval[], step: number, length: number, range: Interval = wide) =>
  [...freeStarts(time, busy, { step: minutes(step), length: minutes(length) }, range)].map(clock).join(' ');

it.each([
  ['a leave over the first of the morning', '09:00-12:00', '09:00-09:40', '10:00-10:30 11:00-11:30', 30, '10:30 11:30'],
  ['a leave shorter than a visit', '08:00-12:00', '08:00-08:20', '09:00-10:00 10:00-11:00', 60, '11:00'],
  ['a leave in the middle', '09:00-12:00', '10:10-10:40', '', 30, '09:00 09:30 11:00 11:30'],
  ['several leaves', '09:00-12:00', '09:10-09:20 10:10-10:20', '', 30, '09:30 10:30 11:00 11:30'],
  ['a leave over the end', '09:00-12:00', '11:20-13:00', '', 30, '09:00 09:30 10:00 10:30'],
  ['a gap in which no start of the grid fits', '09:00-12:00', '09:00-09:10', '09:50-12:00', 30, '09:10'],
  ['a gap that a visit fills', '09:00-12:00', '09:00-09:20', '09:50-12:00', 30, '09:20'],
  ['a gap too short for a visit', '09:00-12:00', '09:00-09:20', '09:49-12:00', 30, ''],
  ['bookings off the grid', '09:00-12:00', '', '09:10-09:40 10:20-11:20', 30, '09:40 11:30'],
  ['hours that begin off the hour', '09:05-10:40', '', '', 30, '09:05 09:35 10:05'],
  ['several blocks', '08:00-09:00 10:10-11:10', '10:10-10:20', '', 30, '08:00 08:30 10:40'],
  ['blocks that touch, each with its own grid', '08:00-09:10 09:10-10:10', '', '', 30, '08:00 08:30 09:00 09:10 09:40'],
  ['a night', '22:00-30:00', '23:40-28:00', '', 60, '22:00 28:00 29:00'],
  ['a leave over everything', '09:00-12:00', '08:00-13:00', '', 30, ''],
])('offers with %s', (_what, hours, away, busy, step, expected) => {
  expect(startsIn(timeOf(spans(hours), spans(away), wide), spans(busy), step, step)).toBe(expected);
});

it.each([
  ['longer than the step', 30, 60, '09:00-09:10', '10:40-12:00', '09:30'],
  ['longer than the step, where only the gap itself fits', 30, 60, '09:00-09:10', '10:15-12:00', '09:10'],
  ['shorter than the step', 60, 20, '09:00-09:10', '09:40-10:00 10:30-12:00', '09:10 10:00'],
])('offers visits %s', (_what, step, length, away, busy, expected) => {
  expect(startsIn(timeOf(spans('09:00-12:00'), spans(away), wide), spans(busy), step, length)).toBe(expected);
});

it('keeps the grid of a block that began before the window', () => {
  const night = spans('21:50-30:00');
  const window = span('25:00-40:00');
  expect(startsIn(timeOf(night, spans('25:00-26:10'), window), [], 30, 30, window)).toBe(
    '26:20 26:50 27:20 27:50 28:20 28:50 29:20',
  );
});

it('keeps the multiples of the step in UTC for a doctor without a schedule, through leaves too', () => {
  const window = span('00:10-05:00');
  const always = { ...timeOf([window], spans('01:00-01:40 03:10-03:30'), window), hours: [], scheduled: false };
  expect(startsIn(always, spans('02:10-02:50'), 30, 30)).toBe('00:30 01:40 03:30 04:00 04:30');
});

it('begins the grid behind a leave where doctor-service does not tell the hours yet', () => {
  const { hours: _hours, ...time } = timeOf(spans('09:00-12:00'), spans('09:00-09:40'), wide);
  expect(startsIn(time, spans('10:00-10:30'), 30, 30)).toBe('10:40 11:10');
});

const quarter = fc.integer({ min: 0, max: 4 * 24 });
const piece = fc.record({ start: quarter, length: fc.integer({ min: 1, max: 24 }) });
const toInterval = ({ start, length }: { start: number; length: number }): Interval => ({
  start: day + minutes(start * 15),
  end: day + minutes((start + length) * 15),
});
const scenario = fc.record({
  // pauses and blocks in turn, over some days
  hours: fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 60 })), {
    minLength: 1,
    maxLength: 5,
  }),
  away: fc.array(piece, { maxLength: 4 }),
  busy: fc.array(piece, { maxLength: 6 }),
  step: fc.constantFrom(5, 10, 15, 20, 30, 45, 60, 120),
  length: fc.constantFrom(5, 15, 20, 30, 60, 90, 240),
  scheduled: fc.boolean(),
  shift: fc.integer({ min: 0, max: 7 }),
  cut: fc.integer({ min: -10, max: 30 * 4 }),
});

it('offers only what is free, hides no gap that holds a visit, and the same wherever one looks from', () => {
  fc.assert(
    fc.property(scenario, ({ hours: pauses, away, busy, step, length, scheduled, shift, cut }) => {
      let end = day + minutes(shift);
      const blocks = pauses.map(([pause, lasts]): Interval => {
        const start = end + minutes(pause * 15);
        end = start + minutes(lasts * 15);
        return { start, end };
      });
      const hours = scheduled ? blocks : [wide];
      const [leaves, booked] = [away.map(toInterval), busy.map(toInterval)];
      const told = (window: Interval): WorkingTime => {
        const time = timeOf(hours, leaves, window);
        return scheduled ? time : { ...time, hours: [], scheduled };
      };
      const grid = { step: minutes(step), length: minutes(length) };
      const time = told(wide);
      const starts = [...freeStarts(time, booked, grid, wide)];

      expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
      const gaps = without(time.intervals, booked);
      const holds = (gap: Interval) => (start: number) => gap.start <= start && start + grid.length <= gap.end;
      expect(starts.filter((start) => !gaps.some((gap) => holds(gap)(start)))).toEqual([]);
      for (const gap of gaps) {
        if (gap.end - gap.start < grid.length) continue;
        const offered = starts.filter(holds(gap));
        const onGrid = hours.flatMap(({ start, end: last }, i) => {
          const first = scheduled ? start : Math.ceil(start / grid.step) * grid.step;
          const until = Math.min(last, hours[i + 1]?.start ?? Infinity);
          const count = Math.ceil((until - first) / grid.step);
          return Array.from({ length: count }, (_, n) => first + n * grid.step).filter(holds(gap));
        });
        expect(offered).toEqual(onGrid.length > 0 ? onGrid : [gap.start]);
      }

      const range = { start: day + minutes(cut * 15), end: day + minutes(cut * 15) + days(1) };
      const window = { start: range.start - minutes(30), end: range.end + grid.length + grid.step };
      expect([...freeStarts(told(window), booked, grid, range)]).toEqual(
        starts.filter((start) => range.start <= start && start < range.end),
      );
    }),
    { numRuns: 500 },
  );
});
