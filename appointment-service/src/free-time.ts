/** A stretch of time, half-open, in milliseconds since 1970. */
export interface Interval {
  start: number;
  end: number;
}

export const minutes = (count: number): number => count * 60_000;
export const days = (count: number): number => count * 86_400_000;

export const overlaps = (a: Interval, b: Interval): boolean => a.start < b.end && b.start < a.end;

/** A doctor's time within a window that doctor-service was asked for. */
export interface WorkingTime {
  /** Disjoint and in order of time. */
  intervals: Interval[];
  window: Interval;
}

export const isInside = ({ start, end }: Interval, { intervals }: WorkingTime): boolean =>
  intervals.some((interval) => interval.start <= start && end <= interval.end);

/**
 * The grid of starts: every `step` from the beginning of each stretch of working time. A stretch that comes into the
 * window from before has its beginning out of sight; there the grid is the multiples of `step` in UTC.
 */
const gridBegin = ({ start }: Interval, window: Interval, step: number): number =>
  start > window.start ? start : Math.ceil(start / step) * step;

/**
 * The starts on the grid at which `length` fits into the working time without touching anything in `busy`, from
 * `range.start` on and before `range.end`, in order of time. All durations are in milliseconds.
 */
export function* freeStarts(
  time: WorkingTime,
  busy: Interval[],
  { step, length }: { step: number; length: number },
  range: Interval,
): Generator<number> {
  const taken = merged(busy);
  let next = 0;
  for (const interval of time.intervals) {
    const begin = gridBegin(interval, time.window, step);
    const skipped = Math.max(0, Math.ceil((range.start - begin) / step));
    for (let start = begin + skipped * step; start + length <= interval.end && start < range.end; start += step) {
      // what has ended by now is in the way of no later start either
      while (next < taken.length && end(taken[next]) <= start) next++;
      const inTheWay = taken[next];
      if (!inTheWay || inTheWay.start >= start + length) yield start;
    }
  }
}

const end = (interval: Interval | undefined) => interval?.end ?? Infinity;

const merged = (intervals: Interval[]): Interval[] => {
  const result: Interval[] = [];
  for (const { start, end } of [...intervals].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
};
