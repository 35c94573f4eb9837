import { useSyncExternalStore } from 'react';

/** Since when the hospital's own address gives no answer; undefined while it does. */
let lostAt: number | undefined;
const listeners = new Set<() => void>();

/** Notes how the last request ended. */
export function noteReached(reached: boolean): void {
  const now = reached ? undefined : (lostAt ?? Date.now());
  if (now === lostAt) return;
  lostAt = now;
  for (const listener of listeners) listener();
}

/** Returns since when nothing is reached, as milliseconds; undefined while all is well. */
export function useLostAt(): number | undefined {
  return useSyncExternalStore(subscribe, () => lostAt);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
