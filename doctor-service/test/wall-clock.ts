import { interval, type Interval } from './fixtures';

// What the clock on the wall says, as ICU has it; the service goes by PostgreSQL's. A quarter of an hour at a time: that is
// when clocks change.

const minute = 60_000;
export const dayLength = 24 * 60;
const quarter = 15;

const minutes = (time: number | string) => (typeof time === 'number' ? time : Date.parse(time)) / minute;
export const instantOf = (at: number) => new Date(at * minute).toISOString();

/** How far the clock is ahead of UTC at a minute since 1970, in minutes. */
const offsetIn = (zone: string) => {
  const clock = new Intl.DateTimeFormat('en-u-ca-iso8601-hc-h23', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  const known = new Map<number, number>();
  return (at: number): number => {
    let offset = known.get(at);
    if (offset === undefined) {
      const part = Object.fromEntries(clock.formatToParts(at * minute).map(({ type, value }) => [type, Number(value)]));
      const { year = 0, month = 0, day = 0, hour = 0, minute: past = 0 } = part;
      offset = minutes(Date.UTC(year, month - 1, day, hour, past)) - at;
      known.set(at, offset);
    }
    return offset;
  };
};
const clocks = new Map<string, (at: number) => number>();
const clockOf = (zone: string) => {
  const clock = clocks.get(zone) ?? offsetIn(zone);
  clocks.set(zone, clock);
  return clock;
};

/** The days of two years on which the clock changes, or any where it never does. */
export const changesIn = (zone: string): number[] => {
  const offset = clockOf(zone);
  const first = minutes('2026-01-01T00:00Z');
  const all = Array.from({ length: 2 * 365 }, (_, n) => first + n * dayLength);
  const changes = all.filter((day) => offset(day) !== offset(day + dayLength));
  return changes.length > 0 ? changes : [first];
};

/** Hours on one day of the week, 0 is Monday, in minutes. */
export interface Hours {
  day: number;
  opens: number;
  length: number;
}

/** First and last moment at which the wall shows a time from `opens` to `closes`, both in its own minutes. */
const shown = (offset: (at: number) => number, opens: number, closes: number): [number, number] | undefined => {
  let span: [number, number] | undefined;
  const start = Math.floor((opens - 14 * 60) / quarter) * quarter;
  for (let at = start; at < closes + 14 * 60; at += quarter) {
    const from = Math.max(at, opens - offset(at));
    const to = Math.min(at + quarter, closes - offset(at));
    if (from < to) span = [span ? span[0] : from, to];
  }
  return span;
};

/** The hours as intervals within the window, less the times off; all in minutes. */
export const hoursOnTheWall = (
  zone: string,
  blocks: Hours[],
  timesOff: [number, number][],
  from: number,
  to: number,
): Interval[] => {
  const offset = clockOf(zone);
  const free = new Uint8Array(to - from + 1);
  const mark = (value: number, [start, end]: [number, number]) =>
    free.fill(value, Math.min(Math.max(start - from, 0), to - from), Math.min(Math.max(end - from, 0), to - from));
  for (let day = Math.floor(from / dayLength) - 3; day <= to / dayLength + 3; day++) {
    for (const { day: weekday, opens, length } of blocks) {
      // day 0 of the epoch was a Thursday
      if ((((day + 3) % 7) + 7) % 7 !== weekday) continue;
      const span = shown(offset, day * dayLength + opens, day * dayLength + opens + length);
      if (span) mark(1, span);
    }
  }
  for (const away of timesOff) mark(0, away);
  const intervals: Interval[] = [];
  let start: number | undefined;
  free.forEach((isFree, n) => {
    if (isFree === 1) start ??= n;
    else if (start !== undefined) {
      intervals.push(interval(instantOf(from + start), instantOf(from + n)));
      start = undefined;
    }
  });
  return intervals;
};
