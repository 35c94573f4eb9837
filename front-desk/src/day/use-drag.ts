import { useRef, type PointerEvent as ReactPointerEvent } from 'react';
import { instantAt, type ColumnDay } from './axis';
import type { Item } from './items';
import { isMovable, type Move } from './use-moving';

/** A hand that shakes while it clicks does not drag. */
const threshold = 6;
/** Free places draw what is dropped beside them. */
const reach = 8 * 60_000;
const edge = 60;

interface Board {
  axis: readonly string[];
  /** The day and the items of a column. */
  columnOf: (key: string) => { day: ColumnDay; items: readonly Item[] } | undefined;
}

export interface Dragging {
  begin: (event: ReactPointerEvent<HTMLElement>, item: Item) => void;
  /** Whether the click that now comes is the end of a drag. */
  wasDrag: () => boolean;
}

/** Moves a visit by mouse or pen. A finger scrolls; it moves a visit by "Move" and a touch of the place. */
export function useDrag({ axis, columnOf }: Board, move: Move): Dragging {
  const ended = useRef(0);

  function targetOf(x: number, y: number, grabbed: number) {
    const body = document.elementsFromPoint(x, y).find((one) => one instanceof HTMLElement && one.dataset['column']);
    const key = body instanceof HTMLElement ? body.dataset['column'] : undefined;
    const column = key === undefined ? undefined : columnOf(key);
    if (!body || !column || key === undefined) return undefined;
    const { top, height } = body.getBoundingClientRect();
    const start = instantAt(axis, column.day, ((y - top - grabbed) / height) * axis.length);
    if (start === undefined) return undefined;
    const free = column.items.find((one) => one.kind === 'free' && Math.abs(one.start - start) <= reach);
    return { columnKey: key, start: free?.start ?? start };
  }

  const begin: Dragging['begin'] = (event, item) => {
    if (event.button !== 0 || event.pointerType === 'touch') return;
    if (item.kind !== 'visit' || item.isMove || !isMovable(item.visit)) return;
    const { visit, columnKey } = item;
    const { clientX, clientY } = event;
    const grabbed = clientY - event.currentTarget.getBoundingClientRect().top;
    let target: { columnKey: string; start: number } | undefined;
    const listeners = new AbortController();
    const { signal } = listeners;
    const follow = ({ clientX: x, clientY: y }: PointerEvent) => {
      if (!target && Math.hypot(x - clientX, y - clientY) < threshold) return;
      target = targetOf(x, y, grabbed) ?? target ?? { columnKey, start: Date.parse(visit.time) };
      move.carryTo(target.columnKey, target.start, visit);
      if (y < edge || y > window.innerHeight - edge) window.scrollBy(0, y < edge ? -12 : 12);
    };
    const end = (drops: boolean) => {
      listeners.abort();
      if (!target) return;
      ended.current = Date.now();
      if (drops) move.putDown({ visit, ...target });
      else move.giveUp();
    };
    window.addEventListener('pointermove', follow, { signal });
    window.addEventListener('pointerup', () => end(true), { signal });
    window.addEventListener('pointercancel', () => end(false), { signal });
    const stop = (pressed: KeyboardEvent) => pressed.key === 'Escape' && end(false);
    window.addEventListener('keydown', stop, { signal, capture: true });
  };
  return { begin, wasDrag: () => Date.now() - ended.current < 50 };
}
