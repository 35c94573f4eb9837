import { type KeyboardEvent, type RefObject } from 'react';
import { useDirection } from '@mantine/core';
import type { Patient } from '../find/person';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { ColumnHead } from './column-head';
import { variables } from './css-variables';
import { foldsOf, type ColumnDay } from './axis';
import { DayColumn } from './day-column';
import { neighbour, type Item } from './items';
import type { Shown } from './shown';
import type { Calendar } from './use-calendar';
import { useDrag } from './use-drag';
import type { Move } from './use-moving';
import { useNow } from './use-now';

interface Props {
  grid: RefObject<HTMLDivElement | null>;
  shown: Shown;
  axis: readonly string[];
  dayOf: (day: string) => ColumnDay;
  /** One list for each column. */
  items: readonly (readonly Item[])[];
  calendar: Calendar;
  patients: ReadonlyMap<string, Patient>;
  marked: Item | undefined;
  /** Whether it was marked by a person; else the arrows lead to it first. */
  isSure: boolean;
  move: Move;
  onMark: (item: Item) => void;
  onFocus: (item: Item | undefined) => void;
  onOpen: (item: Item) => void;
}

const arrows = { ArrowUp: 'up', ArrowDown: 'down', Home: 'first', End: 'last' } as const;

/** The columns beside each other, and the clock at their side. One stop for the tab key; arrows do the rest. */
export function DayGrid({ grid, shown, axis, dayOf, items, calendar, marked, move, onOpen, ...props }: Props) {
  const t = useTexts();
  const now = useNow(30_000);
  const folds = foldsOf(axis);
  const format = useFormat();
  const { dir } = useDirection();
  const drag = useDrag(
    {
      axis,
      columnOf: (key) => {
        const index = shown.columns.findIndex((one) => one.key === key);
        const column = shown.columns[index];
        return column && { day: dayOf(column.day), items: items[index] ?? [] };
      },
    },
    move,
  );
  const labelOf = (key: string) => {
    const half = shown.days.flatMap((day) => dayOf(day).halves).find((one) => one.key === key);
    return `${half ? format.time(half.start) : ''}${key.endsWith('again') ? ' ²' : ''}`;
  };
  const open = (item: Item) => {
    if (drag.wasDrag()) return;
    if (!move.moving) onOpen(item);
    // a place that is touched while a visit is in the hand is where it goes
    else if (item.kind === 'free') move.putDown({ ...move.moving, columnKey: item.columnKey, start: item.start });
  };
  const press = (event: KeyboardEvent) => {
    const { key, shiftKey } = event;
    const sideways = key === 'ArrowLeft' || key === 'ArrowRight';
    const forward = (key === 'ArrowRight') === (dir === 'ltr');
    const minutes = (key === 'ArrowDown' ? 1 : -1) * (shiftKey ? 5 : 15);
    if (move.moving) {
      if (sideways) move.carry({ columns: forward ? 1 : -1 });
      else if (key === 'ArrowDown' || key === 'ArrowUp') move.carry({ minutes });
      else if (key === 'Enter' || key === ' ') move.putDown();
      else if (key === 'Escape') move.giveUp();
      else return;
    } else if (!props.isSure && marked && (sideways || key in arrows)) props.onFocus(marked);
    else if (sideways) props.onFocus(neighbour(items, marked, forward ? 'after' : 'before'));
    else if (key in arrows) props.onFocus(neighbour(items, marked, arrows[key as keyof typeof arrows]));
    else return;
    event.preventDefault();
  };
  return (
    <div className="grid-frame">
      <p id="day-keys" className="hidden-words">
        {t.day.arrows}
      </p>
      <div
        ref={grid}
        tabIndex={-1}
        className={`grid${shown.days.length > 1 ? ' grid-week' : ''}`}
        role="group"
        aria-label={t.day.calendar}
        aria-describedby="day-keys"
        onKeyDown={press}
        style={variables({ '--halves': axis.length, '--columns': shown.columns.length })}
      >
        <div className="clock" aria-hidden="true">
          {axis.map((key, index) =>
            !key.includes(':00') ? null : (
              <span
                key={key}
                className={folds.includes(index) ? 'number after-fold' : 'number'}
                style={variables({ '--top': index })}
              >
                {labelOf(key)}
              </span>
            ),
          )}
          {folds.map((index) => (
            <div key={index} className="fold" style={variables({ '--top': index })} />
          ))}
        </div>
        {shown.columns.map((column, index) => (
          <DayColumn
            key={column.key}
            column={column}
            day={dayOf(column.day)}
            axis={axis}
            items={items[index] ?? []}
            hours={calendar.hours.get(column.doctor.id)}
            leave={calendar.leave.filter(({ doctorId }) => doctorId === column.doctor.id)}
            patients={props.patients}
            marked={marked}
            moving={move.moving}
            now={now}
            heading={<ColumnHead column={column} isWeek={shown.days.length > 1} items={items[index] ?? []} />}
            onMark={props.onMark}
            onOpen={open}
            drag={drag}
          />
        ))}
      </div>
    </div>
  );
}
