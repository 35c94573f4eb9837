import { useSyncExternalStore } from 'react';
import { noteChanged } from './changed';
import { readEvents, type Told } from './event-stream';

/** The gateway says something every 15 seconds; who is silent for longer is gone. */
const silenceMs = 40_000;
const againMs = [500, 1_000, 2_000, 5_000, 10_000];

type Word = { told: Told } | { isLive: boolean } | 'who is there';

const listeners = new Set<() => void>();
const lost = new Set<string>();
let isConnected = false;
let isLive = false;
let silence: number | undefined;
/** One page of this browser follows for all, because a browser has six connections to one address. */
const pages = new BroadcastChannel('events');
let leads = false;
let isBegun = false;

/** Returns how often to ask for what can change: never while changes are told of. @param ms while they are not */
export function usePolling(ms: number): number | false {
  return useSyncExternalStore(subscribe, () => isLive) ? false : ms;
}

/** Follows what others change, as long as the page is open, and has what is shown ask again. */
export function followChanges(): void {
  if (isBegun) return;
  isBegun = true;
  pages.onmessage = ({ data }: MessageEvent<Word>) => {
    if (data === 'who is there') {
      if (leads) tell({ isLive });
    } else if ('told' in data) noteChanged(data.told);
    else setLive(data.isLive);
  };
  pages.postMessage('who is there');
  // where there are no locks (http, and not localhost) each page follows by itself
  if ('locks' in navigator) void navigator.locks.request('events', follow);
  else void follow();
}

async function follow(): Promise<never> {
  leads = true;
  for (let failures = 0; ; failures++) {
    const connection = new AbortController();
    const heard = () => {
      // there, and all the pages know
      tell({ isLive });
      window.clearTimeout(silence);
      silence = window.setTimeout(() => connection.abort(), silenceMs);
    };
    try {
      await readEvents(
        connection.signal,
        (told) => {
          failures = 0;
          isConnected = true;
          take(told);
        },
        heard,
      );
    } catch {
      // the next connection tells what was missed
    }
    window.clearTimeout(silence);
    isConnected = false;
    settle();
    await new Promise((resolve) => window.setTimeout(resolve, againMs[Math.min(failures, againMs.length - 1)]));
  }
}

function take(told: Told): void {
  const { service } = told.data;
  if (told.event === 'lost' && typeof service === 'string') lost.add(service);
  else {
    if (told.event === 'ready' && typeof service === 'string') lost.delete(service);
    noteChanged(told);
    tell({ told });
  }
  settle();
}

function settle(): void {
  setLive(isConnected && lost.size === 0);
  tell({ isLive });
}

function tell(word: Word): void {
  if (leads) pages.postMessage(word);
}

function setLive(next: boolean): void {
  if (!leads) {
    // the page that follows may be closed, or asleep
    window.clearTimeout(silence);
    silence = window.setTimeout(() => setLive(false), silenceMs);
  }
  if (next === isLive) return;
  isLive = next;
  // for whoever wonders, such as a test
  document.documentElement.toggleAttribute('data-live', isLive);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
