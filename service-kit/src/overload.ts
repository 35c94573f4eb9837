import { overloaded, unavailable } from './problem';
import { currentRequest, hasGivenUp } from './request-context';

/** Each that waits holds its request in memory. */
const mostWaiting = 2000;
/** A rush lasts no longer. */
const rushMs = 1000;

/** How long one may have to wait, in milliseconds. */
export interface LongestWaits {
  /** It is let in, for it will pass. */
  inRush: number;
  /** What goes on for longer is load: a longer queue would serve nobody more, and let everybody wait. */
  underLoad: number;
}
const longestWaits: LongestWaits = { inRush: 5000, underLoad: 250 };

interface Waiting {
  begin(): void;
  giveUp(): void;
  hasGivenUp(): boolean;
}

export interface Admission {
  /** Does `work` once there is a place for it. Throws a 503 problem at once where it would have to wait too long. */
  enter<T>(work: () => Promise<T>): Promise<T>;
  /** Throws the same problem where one that came now would be turned away. */
  requireRoom(): void;
  waiting(): number;
  /** How many were turned away since the start. */
  refused(): number;
}

/**
 * A queue in front of a fixed number of places that lets in what can be done soon, by how long places were held of late,
 * and turns away the rest before it has cost anything. Who was let in once is not turned away later in the same request;
 * who has given up waiting is passed over.
 */
export const admission = (places: number, { inRush, underLoad }: LongestWaits = longestWaits): Admission => {
  const queue: Waiting[] = [];
  let taken = 0;
  let refused = 0;
  let heldMs = 1;
  let queuedSince = 0;

  const isFull = (now: number): boolean => {
    const limit = queue.length > 0 && now - queuedSince > rushMs ? underLoad : inRush;
    return taken >= places && (queue.length >= mostWaiting || ((queue.length + 1) * heldMs) / places > limit);
  };

  const requireRoom = (now = performance.now()): void => {
    if (!isFull(now)) return;
    refused++;
    throw overloaded();
  };

  const turn = (): Promise<void> => {
    const request = currentRequest();
    const now = performance.now();
    if (request && !request.admitted) requireRoom(now);
    if (queue.length === 0) queuedSince = now;
    return new Promise((resolve, reject) => {
      queue.push({
        begin: resolve,
        giveUp: () => reject(unavailable('The caller no longer waits; nothing was done.')),
        hasGivenUp: () => request !== undefined && !request.admitted && hasGivenUp(request),
      });
    });
  };

  const callNext = () => {
    while (taken < places) {
      const next = queue.shift();
      if (!next) return;
      if (next.hasGivenUp()) next.giveUp();
      else {
        taken++;
        next.begin();
      }
    }
  };

  return {
    requireRoom: () => requireRoom(),
    waiting: () => queue.length,
    refused: () => refused,
    enter: async (work) => {
      if (taken < places) taken++;
      else await turn();
      const request = currentRequest();
      if (request) request.admitted = true;
      const since = performance.now();
      try {
        return await work();
      } finally {
        taken--;
        heldMs += (performance.now() - since - heldMs) / 20;
        callNext();
      }
    },
  };
};
