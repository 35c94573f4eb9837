import { useRouter, useSearch } from '@tanstack/react-router';
import { createContext, useContext, useDeferredValue } from 'react';
import { daySearch, type DaySearch } from './shown';

/** Whether the columns are still those of what was shown before: they are not seen then, and no key acts on them. */
export const Turning = createContext(false);

export const useIsTurning = () => useContext(Turning);

/** What the address asks for now. */
export const useAsked = (): DaySearch => useSearch({ from: '/day' });

/** Returns what the columns show, which follows what is asked for once a key has its answer in the heading. */
export function useTurned(): { search: DaySearch; isTurning: boolean } {
  const asked = useAsked();
  const search = useDeferredValue(asked);
  return { search, isTurning: asked !== search };
}

/** Returns what goes to another day, or other doctors, from what is asked for at that moment; it returns what is asked for then. */
export function useTurn() {
  const router = useRouter();
  return (to: (asked: DaySearch) => DaySearch): DaySearch => {
    const search = to(daySearch(router.latestLocation.search));
    // the calendar says itself where it begins; the router would have the browser lay it out within the key's time
    void router.navigate({ to: '/day', search, resetScroll: false });
    return search;
  };
}
