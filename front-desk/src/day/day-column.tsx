import { VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Patient } from '../find/person';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { variables } from './css-variables';
import { foldsOf, inLanes, isShown, placeOf, type ColumnDay } from './axis';
import { spanOf, type Item } from './items';
import type { Dragging } from './use-drag';
import { itemId } from './use-marked';
import type { Moving } from './use-moving';
import type { Column } from './shown';
import type { Availability, TimeOff } from './use-calendar';
import { VisitCard } from './visit-card';

export interface ColumnProps {
  column: Column;
  day: ColumnDay;
  axis: readonly string[];
  items: readonly Item[];
  hours: Availability | undefined;
  leave: readonly TimeOff[];
  patients: ReadonlyMap<string, Patient>;
  marked: Item | undefined;
  moving: Moving | undefined;
  now: number;
  heading: ReactNode;
  onMark: (item: Item) => void;
  onOpen: (item: Item) => void;
  drag: Dragging;
}

/** A doctor's day from top to bottom: hours and leave as what they are, visits, and free places. */
export function DayColumn({ column, day, axis, items, hours, leave, moving, now, heading, ...props }: ColumnProps) {
  const t = useTexts();
  const format = useFormat();
  const placed = ({ start, end }: { start: number; end: number }) => {
    const top = placeOf(axis, day, start);
    return variables({ '--top': top, '--length': placeOf(axis, day, end) - top });
  };
  const within = <Span extends { start: number; end: number }>(spans: Span[]) =>
    spans.filter(({ start, end }) => start < day.end && end > day.start);
  const worked = hours && (hours.scheduled || !hours.active ? within(hours.intervals.map(ofText)) : [day]);
  const away = within(leave.map((one) => ({ ...one, ...ofText(one) })));
  // one that left its time to others stands beside them, and does not make them narrow where there is none
  const lanes = inLanes(items.filter(({ kind }) => kind === 'visit'));
  const ghost = moving?.columnKey === column.key ? moving : undefined;
  return (
    <section className="column" aria-labelledby={`heading ${column.key}`.replaceAll(' ', '_')}>
      <header className="column-head" id={`heading ${column.key}`.replaceAll(' ', '_')}>
        {heading}
      </header>
      <div className="column-body" data-column={column.key}>
        {axis.map((key, index) =>
          day.halves.some((half) => half.key === key) ? null : (
            <div
              key={key}
              className="no-time"
              style={variables({ '--top': index, '--length': 1 })}
              aria-hidden="true"
            />
          ),
        )}
        {foldsOf(axis).map((index) => (
          <div key={index} className="fold" style={variables({ '--top': index })} aria-hidden="true" />
        ))}
        {worked?.map((span) => (
          <div key={span.start} className="worked" style={placed(span)} aria-hidden="true" />
        ))}
        {away.map(({ id, reason, ...span }) => (
          <div key={id} className="away" style={placed(span)}>
            <span>
              {t.day.leave}
              {reason !== null && (
                <>
                  : <bdi>{reason}</bdi>
                </>
              )}
            </span>
          </div>
        ))}
        {worked?.length === 0 && away.length === 0 && <p className="not-here">{t.day.notWorking}</p>}
        <ol className="items">
          {items.map((item) => {
            const isStop = props.marked?.key === item.key && props.marked.columnKey === item.columnKey;
            const at = lanes.find((one) => one.item === item);
            const style = { ...placed(item), ...variables({ '--lane': at?.lane ?? 0, '--lanes': at?.lanes ?? 1 }) };
            const id = itemId(item.key, item.columnKey);
            return (
              <li key={item.key}>
                {item.kind === 'visit' ? (
                  <VisitCard
                    id={id}
                    visit={item.visit}
                    patient={props.patients.get(item.visit.patientId)}
                    start={item.start}
                    end={item.end}
                    isMove={item.isMove}
                    isStop={isStop}
                    isPickedUp={moving?.visit.id === item.visit.id}
                    style={style}
                    onMark={() => props.onMark(item)}
                    onOpen={() => props.onOpen(item)}
                    onPointerDown={(event) => props.drag.begin(event, item)}
                  />
                ) : (
                  <button
                    type="button"
                    id={id}
                    className="free"
                    style={style}
                    tabIndex={isStop ? 0 : -1}
                    onFocus={() => props.onMark(item)}
                    onClick={() => props.onOpen(item)}
                  >
                    <span className="number">{format.time(item.start)}</span>{' '}
                    <span className="free-word">{t.day.free}</span>
                  </button>
                )}
              </li>
            );
          })}
        </ol>
        {items.length === 0 && <VisuallyHidden>{t.day.nothingHere}</VisuallyHidden>}
        {ghost && (
          <div className="ghost" style={placed({ start: ghost.start, end: ghost.start + lengthOf(ghost) })}>
            <b className="number">{format.time(ghost.start)}</b>
          </div>
        )}
        {isShown(axis, day, now) && (
          <div className="now" style={variables({ '--top': placeOf(axis, day, now) })} aria-hidden="true" />
        )}
      </div>
    </section>
  );
}

const ofText = ({ start, end }: { start: string; end: string }) => ({ start: Date.parse(start), end: Date.parse(end) });

const lengthOf = ({ visit }: Moving) => {
  const { start, end } = spanOf(visit);
  return end - start;
};
