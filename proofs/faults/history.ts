import type { ServiceName } from '../fleet-client';

export const operations = [
  'register patient',
  'register doctor',
  'book',
  'cancel',
  'reschedule',
  'bill',
  'discount',
  'pay',
  'deposit',
  'refund',
  'prescribe',
  'dispense',
] as const;
export type Operation = (typeof operations)[number];

/** What a client wants done, once. Where the record has room for it, its text is the key, which finds it in the database. */
export interface Intent {
  operation: Operation;
  service: ServiceName;
  path: string;
  body: object;
  /** What the record must hold, as `records.ts` reads it back. */
  content: string;
}

/** One request and what came of it. `lost`: the connection broke; `timeout`: the client waited no longer. */
export interface Attempt {
  service: ServiceName;
  what: string;
  /** Milliseconds since 1970. */
  began: number;
  ended: number;
  status: number | 'lost' | 'timeout';
  /** Of a problem. */
  type: string | undefined;
  /** Of the record that was answered. */
  id: string | undefined;
}

export interface Entry extends Intent {
  key: string;
  attempts: Attempt[];
}

export type Outcome =
  /** 200 or 201. */
  | 'done'
  /** 202. */
  | 'accepted'
  | 'refused'
  /** No answer, or one that says nothing of what was done; it may have been done. */
  | 'unknown';

/** Whether a good client sends it again under the same key. */
export const saysNothing = ({ status, type }: Attempt): boolean =>
  typeof status === 'string' || status >= 500 || type === '/problems/still-running';

const outcomeOfAttempt = (attempt: Attempt): Outcome => {
  if (saysNothing(attempt)) return 'unknown';
  if (attempt.status === 202) return 'accepted';
  return Number(attempt.status) < 300 ? 'done' : 'refused';
};

/** What the answers under one key say, other than that nothing is known: more than one is a contradiction. */
export const outcomesOf = ({ attempts }: Entry): Outcome[] => [
  ...new Set(attempts.map(outcomeOfAttempt).filter((outcome) => outcome !== 'unknown')),
];
export const outcomeOf = (entry: Entry): Outcome => outcomesOf(entry)[0] ?? 'unknown';
export const idsOf = ({ attempts }: Entry): string[] => [
  ...new Set(attempts.filter(({ status }) => Number(status) < 300).flatMap(({ id }) => id ?? [])),
];

/** Everything that the clients of one phase have sent and were answered. */
export interface History {
  entries: Entry[];
  /** Reads, and every attempt of every entry. */
  attempts: Attempt[];
  /** Requests that were not sent because too many were under way. */
  shed: number;
}

export const newHistory = (): History => ({ entries: [], attempts: [], shed: 0 });

export const groupBy = <T, K>(all: T[], keyOf: (one: T) => K): Map<K, T[]> => {
  const groups = new Map<K, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
};
