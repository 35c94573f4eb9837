import type { Query } from '@tanstack/react-query';
import type { Told } from './event-stream';
import { queries } from './queries';

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: {
      /** Of which records it shows some, as events name them: it is asked again when one of them changes. */
      shows?: readonly string[];
      /** The patient whose records alone it shows. */
      patientId?: string;
    };
  }
}

/** So long after the first change it is asked again, so that those of one moment are one. */
const gatherMs = 100;
/** So often at most, however much is changed. */
const atMostEveryMs = 1_000;

let told: Told[] = [];
let timer: number | undefined;
let askedAt = 0;

/** Has the queries that are shown and show what was changed ask again, soon. */
export function noteChanged(one: Told): void {
  told.push(one);
  timer ??= window.setTimeout(askAgain, Math.max(gatherMs, askedAt + atMostEveryMs - Date.now()));
}

function askAgain(): void {
  const changes = told;
  [told, timer, askedAt] = [[], undefined, Date.now()];
  void queries.invalidateQueries({ predicate: (query) => changes.some((change) => isConcerned(query, change)) });
}

function isConcerned({ meta }: Query, { event, data }: Told): boolean {
  if (!meta?.shows) return false;
  // from a service that was not heard for a while
  if (event === 'ready') return true;
  const { patientId } = data;
  return meta.shows.includes(event) && (!meta.patientId || !patientId || meta.patientId === patientId);
}
