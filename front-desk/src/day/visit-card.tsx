import { VisuallyHidden } from '@mantine/core';
import type { CSSProperties, PointerEvent } from 'react';
import { nameOf, type Patient } from '../find/person';
import { useFormat } from '../texts/format';
import { useTexts } from '../texts/language';
import { useStanding } from './standing';
import type { Appointment } from './use-calendar';

interface Props {
  id: string;
  visit: Appointment;
  patient: Patient | undefined;
  start: number;
  end: number;
  /** The place that a move which waits is to go to. */
  isMove: boolean;
  isStop: boolean;
  isPickedUp: boolean;
  style: CSSProperties;
  onMark: () => void;
  onOpen: () => void;
  onPointerDown: (event: PointerEvent<HTMLElement>) => void;
}

/** Tells the states apart without colour. */
const signs = { pending: '…', booked: '', arrived: '●', fulfilled: '✓', noshow: '✕', cancelled: '⊘' };

/** One visit in its column: who, when, and how it stands. */
export function VisitCard({ visit, patient, start, end, isMove, isStop, isPickedUp, ...props }: Props) {
  const t = useTexts();
  const format = useFormat();
  const standing = useStanding();
  const { status, overbook, walkIn, waitingMove } = visit;
  const isShort = end - start < 26 * 60_000;
  const state = waitingMove ? 'pending' : status;
  return (
    <button
      type="button"
      id={props.id}
      className={`visit visit-${state}${isShort ? ' visit-short' : ''}${isPickedUp ? ' visit-picked' : ''}`}
      style={props.style}
      tabIndex={isStop ? 0 : -1}
      onFocus={props.onMark}
      onClick={props.onOpen}
      onPointerDown={props.onPointerDown}
    >
      <span className="visit-who">
        <span aria-hidden="true" className="visit-sign">
          {signs[state]}
        </span>
        <bdi>{patient ? nameOf(patient, t) : '…'}</bdi>
      </span>
      <span className="visit-when">
        <span className="number">{format.time(start)}</span>
        <VisuallyHidden>–{format.time(end)}</VisuallyHidden>
        {patient && <bdi className="number visit-mrn">{patient.mrn}</bdi>}
        <span className={state === 'booked' ? 'hidden-words' : 'visit-state'}>
          {isMove ? t.day.movesHere : waitingMove ? t.day.movesAway : standing(visit)}
        </span>
        {overbook && <span className="visit-state">{t.day.overbooked}</span>}
        {walkIn && <span className="visit-state">{t.day.walkedIn}</span>}
      </span>
    </button>
  );
}
