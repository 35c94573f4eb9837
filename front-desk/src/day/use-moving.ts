import { useState } from 'react';
import { sameTime, type ColumnDay } from './axis';
import type { Column } from './shown';
import type { Appointment } from './use-calendar';

/** A visit that was picked up, and where it would be put down. */
export interface Moving {
  visit: Appointment;
  columnKey: string;
  start: number;
}

export interface Place {
  doctorId: string;
  start: number;
}

/** What can be moved at all; the service decides to where. */
export const isMovable = ({ status }: Appointment): boolean => status === 'booked' || status === 'noshow';

/** Picks a visit up, carries it over the calendar, and puts it down. */
export function useMoving(
  columns: readonly Column[],
  dayOf: (day: string) => ColumnDay,
  onPut: (visit: Appointment, place: Place) => void,
) {
  const [moving, set] = useState<Moving>();
  const columnOf = (key: string) => columns.find((one) => one.key === key);

  const carry = (by: { minutes: number } | { columns: 1 | -1 }) => {
    const from = moving && columnOf(moving.columnKey);
    if (!from) return;
    const day = dayOf(from.day);
    if ('minutes' in by) {
      const start = moving.start + by.minutes * 60_000;
      if (start >= day.start && start < day.end) set({ ...moving, start });
      return;
    }
    const to = columns[columns.indexOf(from) + by.columns];
    if (to) set({ ...moving, columnKey: to.key, start: sameTime(day, dayOf(to.day), moving.start) });
  };
  return {
    moving,
    pickUp: (visit: Appointment, columnKey: string) => set({ visit, columnKey, start: Date.parse(visit.time) }),
    carry,
    carryTo: (columnKey: string, start: number, visit = moving?.visit) => visit && set({ visit, columnKey, start }),
    /** Another day is opened with the visit in the hand. */
    carryToDay: (day: string) => {
      const from = moving && columnOf(moving.columnKey);
      if (!from) return;
      const start = sameTime(dayOf(from.day), dayOf(day), moving.start);
      set({ ...moving, columnKey: `${from.doctor.id} ${day}`, start });
    },
    putDown: (put = moving) => {
      const column = put && columnOf(put.columnKey);
      // a day that is being turned to is not there yet, and the visit stays in the hand
      if (!column) return;
      set(undefined);
      const { doctorId, time } = put.visit;
      if (column.doctor.id !== doctorId || put.start !== Date.parse(time))
        onPut(put.visit, { doctorId: column.doctor.id, start: put.start });
    },
    giveUp: () => set(undefined),
  };
}

export type Move = ReturnType<typeof useMoving>;
