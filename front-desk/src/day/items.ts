import type { ColumnDay } from './axis';
import type { Column } from './shown';
import type { Appointment, Calendar, Slot } from './use-calendar';

/** What the arrows walk through. */
export type Item = { key: string; columnKey: string; start: number; end: number } & (
  { kind: 'visit'; visit: Appointment; isMove: boolean } | { kind: 'free'; slot: Slot }
);

/** Returns what stands in a column, in order of time: its visits, and the places that are free. */
export function itemsOf(column: Column, day: ColumnDay, calendar: Calendar, showsCancelled: boolean): Item[] {
  const meets = (start: number, end: number) => start < day.end && end > day.start;
  const visits = calendar.visits
    .filter(({ doctorId, status }) => doctorId === column.doctor.id && (showsCancelled || status !== 'cancelled'))
    .flatMap((visit): Item[] => {
      const shared = { kind: 'visit' as const, columnKey: column.key, visit };
      const { waitingMove } = visit;
      return [
        { ...shared, ...spanOf(visit), key: visit.id, isMove: false },
        // both are held while a move waits
        ...(waitingMove ? [{ ...shared, ...spanOf(waitingMove), key: `${visit.id} to`, isMove: true }] : []),
      ];
    });
  const takes = visits.filter((item) => item.kind === 'visit' && !leavesFree(item.visit));
  const free = calendar.free
    .filter(({ doctorId }) => doctorId === column.doctor.id)
    .map((slot): Item => ({
      kind: 'free',
      columnKey: column.key,
      slot,
      ...spanOf(slot),
      key: `${slot.doctorId} ${slot.time}`,
    }))
    // what was booked since is free no more
    .filter(({ start, end }) => takes.every((visit) => visit.start >= end || visit.end <= start));
  return [...visits, ...free].filter(({ start, end }) => meets(start, end)).toSorted((a, b) => a.start - b.start);
}

/** Returns from when to when anything is: the hours of those who work, and what stands in the columns. */
export function spansIn(items: readonly (readonly Item[])[], { hours }: Pick<Calendar, 'hours'>) {
  const working = [...hours.values()].filter(({ scheduled }) => scheduled).flatMap(({ intervals }) => intervals);
  const visits = items.flat().flatMap((item) => (item.kind === 'visit' ? [item.visit] : []));
  return [...working.map(({ start, end }) => ({ time: start, endTime: end })), ...visits].map(spanOf);
}

/** One that was missed or cancelled leaves its time to others. */
export const leavesFree = ({ status }: Appointment): boolean => status === 'noshow' || status === 'cancelled';

export const spanOf = ({ time, endTime }: { time: string; endTime: string }) => ({
  start: Date.parse(time),
  end: Date.parse(endTime),
});

/** Returns the item that an arrow leads to: above or below in its column, or at the nearest time of the next one. */
export function neighbour(
  columns: readonly (readonly Item[])[],
  from: Item | undefined,
  to: 'up' | 'down' | 'before' | 'after' | 'first' | 'last',
): Item | undefined {
  const at = columns.findIndex((items) => items.some(({ key }) => key === from?.key));
  const own = columns[at];
  if (!from || !own) return columns.find((items) => items.length > 0)?.[0];
  const index = own.findIndex(({ key }) => key === from.key);
  if (to === 'first') return own[0];
  if (to === 'last') return own.at(-1);
  if (to === 'up' || to === 'down') return own[index + (to === 'down' ? 1 : -1)];
  const others = to === 'after' ? columns.slice(at + 1) : columns.slice(0, at).reverse();
  return nearest(others.find((items) => items.length > 0) ?? [], from.start);
}

/** Returns the item whose beginning is nearest to a time of day; columns of other days are compared by the hour. */
export function nearest(items: readonly Item[], start: number): Item | undefined {
  const dayMs = 86_400_000;
  const apart = (item: Item) => {
    const difference = Math.abs(item.start - start) % dayMs;
    return Math.min(difference, dayMs - difference);
  };
  return items.toSorted((a, b) => apart(a) - apart(b))[0];
}
