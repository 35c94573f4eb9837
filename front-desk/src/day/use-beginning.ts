import { useEffect, useEffectEvent, type RefObject } from 'react';
import type { Item } from './items';
import { elementOf } from './use-marked';

interface Beginning {
  /** Tells one set of columns from another. */
  place: string;
  /** All that stands in the columns has been read once. */
  isRead: boolean;
  columns: readonly (readonly Item[])[];
  /** What somebody has marked, where it is still shown. */
  chosen: Item | undefined;
  suggest: (item: Item) => void;
}

/**
 * Opens the calendar at now, and marks and shows what is next; whoever comes at half past one need not scroll past the
 * morning. Once for each set of columns, so that nothing moves under somebody's hands.
 */
export function useBeginning(grid: RefObject<HTMLElement | null>, { place, isRead, ...day }: Beginning) {
  const begin = useEffectEvent(() => {
    const now = Date.now();
    const item = day.chosen ?? firstOf(day.columns, now);
    if (item && !day.chosen) day.suggest(item);
    const frame = grid.current?.parentElement;
    // a phone shows lists, and the page scrolls them: it begins with its heading
    if (!frame || frame.scrollHeight <= frame.clientHeight) return;
    const line = day.chosen ? null : frame.querySelector('.now');
    line?.scrollIntoView({ block: 'start', inline: 'nearest' });
    if (item && (!line || item.end > now))
      elementOf(item)?.scrollIntoView({ block: line || day.chosen ? 'nearest' : 'center', inline: 'nearest' });
  });
  useEffect(() => {
    if (isRead) begin();
  }, [place, isRead]);
}

/** Returns the first visit that is not over, of the first column that has one; where there is none, a place to come. */
function firstOf(columns: readonly (readonly Item[])[], now: number): Item | undefined {
  const items = columns.flat();
  const toCome = items.filter(({ end }) => end > now);
  return toCome.find(isOpen) ?? toCome[0] ?? items[0];
}

const isOpen = (item: Item): boolean =>
  item.kind === 'visit' && ['pending', 'booked', 'arrived'].includes(item.visit.status);
