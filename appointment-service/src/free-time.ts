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
  /** The blocks of working hours, whole and before time off is taken out; absent where doctor-service does not tell them yet. */
  hours?: Interval[] | undefined;
  /** False: any time is working time. */
  scheduled?: boolean | undefined;
  window: Interval;
}

export const isInside = ({ start, end }: Interval, { intervals }: WorkingTime): boolean =>
  intervals.some((interval) => interval.start <= start && end <= interval.end);

/**
 * The starts at which `length` fits into the working time without touching anything in `busy`, from `range.start` on and
 * before `range.end`, in order of time. They lie on the grid; a gap that no start of the grid fits into is offered from its
 * own first moment, so that no free time that holds a visit is hidden. All durations are in milliseconds.
 *
 * The answer is the same wherever one looks from if the window holds the range and `length` and `step` behind it.
 */
export function* freeStarts(
  time: WorkingTime,
  busy: Interval[],
  { step, length }: { step: number; length: number },
  range: Interval,
): Generator<number> {
  const grid = gridOf(time, step);
  for (const gap of gapsOf(time.intervals, busy)) {
    if (gap.start >= range.end) return;
    let onGrid = false;
    for (const start of startsOnGrid(grid, step, { start: gap.start, end: gap.end - length })) {
      onGrid = true;
      if (start >= range.end) return;
      if (start >= range.start) yield start;
    }
    if (!onGrid && gap.start >= range.start && gap.start + length <= gap.end) yield gap.start;
  }
}

/**
 * Where the grid begins anew, each with where it ends: at the beginning of each block of working hours, through leaves and
 * bookings, until the next block begins. For a doctor without a schedule it is the multiples of `step` in UTC.
 */
const gridOf = ({ hours, scheduled, intervals, window }: WorkingTime, step: number): Interval[] => {
  const inUtc = (start: number) => Math.ceil(start / step) * step;
  if (scheduled === false) return [{ start: inUtc(window.start), end: window.end }];
  // where the hours are not told: what comes into the window from before has its beginning out of sight
  const blocks =
    hours ?? intervals.map(({ start, end }) => ({ start: start > window.start ? start : inUtc(start), end }));
  return blocks.map(({ start, end }, i) => ({ start, end: Math.min(end, blocks[i + 1]?.start ?? end) }));
};

/** The starts from `start` on to `end`, that included. */
function* startsOnGrid(grid: Interval[], step: number, { start, end }: Interval): Generator<number> {
  for (const block of grid) {
    if (block.end <= start) continue;
    if (block.start > end) return;
    const skipped = Math.max(0, Math.ceil((start - block.start) / step));
    for (let next = block.start + skipped * step; next < block.end && next <= end; next += step) yield next;
  }
}

/** What is left of the intervals without what is taken. */
function* gapsOf(intervals: Interval[], busy: Interval[]): Generator<Interval> {
  const taken = merged(busy);
  let next = 0;
  for (const { start, end } of intervals) {
    let free = start;
    while (endOf(taken[next]) <= start) next++;
    for (let i = next; i < taken.length; i++) {
      const { start: from, end: to } = taken[i] ?? { start: Infinity, end: Infinity };
      if (from >= end) break;
      if (from > free) yield { start: free, end: from };
      free = Math.max(free, to);
    }
    if (free < end) yield { start: free, end };
  }
}

const endOf = (interval: Interval | undefined) => interval?.end ?? Infinity;

const merged = (intervals: Interval[]): Interval[] => {
  const result: Interval[] = [];
  for (const { start, end } of [...intervals].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
};
