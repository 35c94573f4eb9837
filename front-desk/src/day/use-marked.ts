import { useEffect, useRef, useState, type RefObject } from 'react';
import { nearest, type Item } from './items';

interface Marked {
  key: string;
  columnKey: string;
  start: number;
  /** Nobody has chosen it: no key acts on it yet. */
  isSuggested?: boolean;
}

/**
 * Which of the items takes the focus. Items come and go while others work: where the marked one is gone, the calendar itself has the
 * focus if that one had it, and the arrows go on from the nearest in its column; but nothing is recorded of one that nobody marked.
 */
export function useMarked(columns: readonly (readonly Item[])[], grid: RefObject<HTMLElement | null>) {
  const [wanted, want] = useState<Marked>();
  const isInside = useRef(false);
  const items = columns.flat();
  const sameColumn = wanted && items.filter(({ columnKey }) => columnKey === wanted.columnKey);
  const chosen =
    items.find(({ key, columnKey }) => key === wanted?.key && columnKey === wanted.columnKey) ??
    // it was moved, or its column is not shown any more
    items.find(({ key }) => key === wanted?.key) ??
    (wanted && nearest(sameColumn ?? [], wanted.start));
  const marked = chosen ?? items[0];

  const isSure = marked !== undefined && marked.key === wanted?.key && wanted.isSuggested !== true;

  const focus = (item: Item | undefined) => {
    if (!item) return;
    want(item);
    isInside.current = true;
    const element = elementOf(item);
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };

  useEffect(() => {
    const look = (event: Event) => {
      const { target } = event;
      // a dialog over the page gives the focus back
      if (target instanceof Element && target.closest('[role=dialog]')) return;
      isInside.current = target instanceof Node && grid.current?.contains(target) === true;
    };
    document.addEventListener('focusin', look);
    document.addEventListener('pointerdown', look);
    return () => {
      document.removeEventListener('focusin', look);
      document.removeEventListener('pointerdown', look);
    };
  }, [grid]);

  useEffect(() => {
    if (!isInside.current || document.activeElement !== document.body) return;
    const element = (isSure ? elementOf(marked) : undefined) ?? grid.current;
    element?.focus({ preventScroll: true });
  });

  return {
    marked,
    /** Whether a person has marked it, and it has not come in place of what they had. */
    isSure,
    /** What somebody has marked, where it or its column is still shown. */
    chosen,
    mark: (item: Item) => want(item),
    /** Marks what somebody may want, where they have marked nothing. */
    suggest: (item: Item) => want({ ...item, isSuggested: true }),
    focus,
    /** What had the focus goes away; the calendar takes it. */
    takeFocusBack: () => {
      isInside.current = true;
    },
  };
}

export const elementOf = ({ key, columnKey }: Item) => document.getElementById(itemId(key, columnKey));

export const itemId = (key: string, columnKey: string): string => `item ${columnKey} ${key}`.replaceAll(' ', '_');
