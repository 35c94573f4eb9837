/** Days are texts such as 2026-11-27, instants milliseconds; a zone stands between them. */

const halfHour = 30 * 60_000;
const dayMs = 86_400_000;

/** One half hour of a day as a clock on the wall shows it. */
export interface Half {
  /** 09:30; a half hour that the clock shows a second time is `01:30 again`. */
  key: string;
  start: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Returns the day and the time that the clock of a zone shows, as 2026-11-27 09:30. */
function wallClock(instant: number, zone: string): { day: string; time: string } {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
    });
    formats.set(zone, format);
  }
  const [day = '', time = ''] = format.format(instant).split(', ');
  return { day, time };
}

/** Returns the day that lies so many days later, or earlier. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
}

/** Returns the days from Monday to Sunday among which a day lies. */
export function weekOf(day: string): [string, ...string[]] {
  const monday = addDays(day, -((new Date(day).getUTCDay() + 6) % 7));
  return [monday, ...[1, 2, 3, 4, 5, 6].map((days) => addDays(monday, days))];
}

/** Returns the first instant of a day, which is not always shown as 00:00: some clocks change at midnight. */
export function startOf(day: string, zone: string): number {
  // every offset of today is of whole quarters, and the clock may have been changed since midnight
  const quarter = halfHour / 2;
  let instant = Date.parse(day) - ahead(zone, Date.parse(day));
  while (wallClock(instant, zone).day < day) instant += quarter;
  while (wallClock(instant - quarter, zone).day >= day) instant -= quarter;
  return instant;
}

const known = new Map<string, readonly Half[]>();

/** Returns the half hours of a day in order: 48, but fewer or more where the clock is changed. */
export function halvesOf(day: string, zone: string): readonly Half[] {
  const name = `${day} ${zone}`;
  const halves = known.get(name) ?? workOut(day, zone);
  // a screen shows seven days; one that is never closed has seen thousands
  if (known.size > 500) known.clear();
  known.set(name, halves);
  return halves;
}

function workOut(day: string, zone: string): Half[] {
  const end = startOf(addDays(day, 1), zone);
  const seen = new Set<string>();
  const halves: Half[] = [];
  for (let start = startOf(day, zone); start < end; start += halfHour) {
    const { time } = wallClock(start, zone);
    halves.push({ key: seen.has(time) ? `${time} again` : time, start });
    seen.add(time);
  }
  return halves;
}

/** Returns by how many minutes the clock of one zone is ahead of another's. */
export function minutesAhead(zone: string, other: string, instant: number): number {
  return (ahead(zone, instant) - ahead(other, instant)) / 60_000;
}

/** Returns by how many milliseconds the clock of a zone is ahead of UTC. @param instant a whole minute */
function ahead(zone: string, instant: number): number {
  const { day, time } = wallClock(instant, zone);
  return Date.parse(`${day}T${time}Z`) - instant;
}

/** Returns the instant at which the clock of a zone shows a time of a day; where it leaves that out, when it goes on. */
export function instantOf(day: string, time: string, zone: string): number {
  const minutes = Number(time.slice(3, 5));
  const halves = halvesOf(day, zone);
  const key = `${time.slice(0, 3)}${minutes < 30 ? '00' : '30'}`;
  const half = halves.find((one) => one.key === key);
  if (half) return half.start + (minutes % 30) * 60_000;
  return (halves.find((one) => one.key > key) ?? halves[0])?.start ?? startOf(day, zone);
}
