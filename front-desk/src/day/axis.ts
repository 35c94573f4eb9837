import { halvesOf, type Half } from './clock';

const halfHour = 30 * 60_000;
/** Whoever moves a visit by hand thinks in these minutes. */
const step = 5 * 60_000;

/** A day as a column has it. */
export interface ColumnDay {
  halves: readonly Half[];
  start: number;
  end: number;
}

export function columnDay(day: string, zone: string): ColumnDay {
  const halves = halvesOf(day, zone);
  const start = halves[0]?.start ?? Date.parse(day);
  return { halves, start, end: (halves.at(-1)?.start ?? start) + halfHour };
}

/** Nobody looks at hours in which nothing can be; shorter gaps stay, so that the day is seen as one. */
const shortestFold = 3;

/**
 * Returns the half hours of the clock that the side of the calendar shows: whole hours, from eight to five and wherever
 * anything is. Of days of different lengths the longest counts: an hour that the clock shows twice has two places, one that
 * it leaves out an empty one.
 */
export function axisOf(days: readonly ColumnDay[], spans: readonly { start: number; end: number }[]): string[] {
  const [longest] = days.toSorted((a, b) => b.halves.length - a.halves.length);
  const keys = longest?.halves.map(({ key }) => key) ?? [];
  const hours = new Set<number>();
  const need = (from: number, to: number) => {
    for (let hour = Math.floor(from / 2); hour < Math.ceil(to / 2); hour += 1) hours.add(hour);
  };
  need(keys.indexOf('08:00'), keys.indexOf('17:00'));
  for (const day of days) {
    for (const { start, end } of spans) {
      if (start < day.end && end > day.start) need(placeOf(keys, day, start), placeOf(keys, day, end));
    }
  }
  const needed = [...hours].sort((a, b) => a - b);
  for (const [index, hour] of needed.entries()) {
    const next = needed[index + 1] ?? hour;
    if (next - hour <= shortestFold) need(hour * 2, next * 2);
  }
  return keys.filter((_, index) => hours.has(Math.floor(index / 2)));
}

/** Returns the places of the axis before which hours are left out. */
export function foldsOf(axis: readonly string[]): number[] {
  const minutesOf = (key: string) => Number(key.slice(0, 2)) * 60 + Number(key.slice(3, 5));
  return axis.flatMap((key, index) => {
    const before = axis[index - 1];
    return before !== undefined && minutesOf(key) - minutesOf(before) > 30 ? [index] : [];
  });
}

/** Returns how far down the axis an instant of a day lies, in half hours from its top. */
export function placeOf(axis: readonly string[], { halves }: ColumnDay, instant: number): number {
  const half = halves.findLast(({ start }) => start <= instant);
  const at = half ? axis.indexOf(half.key) : -1;
  if (half && at !== -1) return at + Math.min(1, (instant - half.start) / halfHour);
  const next = halves.find(({ key, start }) => start > instant && axis.includes(key));
  return next ? axis.indexOf(next.key) : axis.length;
}

/** Whether the axis has a place for an instant of a day. */
export function isShown(axis: readonly string[], { halves, start, end }: ColumnDay, instant: number): boolean {
  const half = halves.findLast((one) => one.start <= instant);
  return instant >= start && instant < end && half !== undefined && axis.includes(half.key);
}

/** Returns the instant at a place of the axis, or undefined where the clock leaves it out on this day. */
export function instantAt(axis: readonly string[], { halves }: ColumnDay, place: number): number | undefined {
  const at = Math.min(axis.length - 1, Math.max(0, Math.floor(place)));
  const half = halves.find(({ key }) => key === axis[at]);
  return half && half.start + Math.round(((place - at) * halfHour) / step) * step;
}

/** Gives those that overlap lanes beside each other, in order of time. */
export function inLanes<Item extends { start: number; end: number }>(
  items: readonly Item[],
): { item: Item; lane: number; lanes: number }[] {
  const placed: { item: Item; lane: number; lanes: number }[] = [];
  let group: typeof placed = [];
  let groupEnd = -Infinity;
  for (const item of items.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (item.start >= groupEnd) group = [];
    const taken = new Set(group.filter(({ item: { end } }) => end > item.start).map(({ lane }) => lane));
    let lane = 0;
    while (taken.has(lane)) lane += 1;
    const entry = { item, lane, lanes: 1 };
    group.push(entry);
    placed.push(entry);
    groupEnd = Math.max(groupEnd, item.end);
    const lanes = Math.max(...group.map(({ lane: one }) => one + 1));
    for (const one of group) one.lanes = lanes;
  }
  return placed;
}

/** Returns the instant of another day at which the clock shows the same; the day's last where it never does. */
export function sameTime(from: ColumnDay, to: ColumnDay, instant: number): number {
  const half = from.halves.findLast(({ start }) => start <= instant);
  const same = half && to.halves.find(({ key }) => key === half.key);
  return same ? same.start + (instant - half.start) : to.end - halfHour;
}
