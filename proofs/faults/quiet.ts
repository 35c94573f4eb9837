import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceName } from '../fleet-client';
import { ask } from './databases';

// what waits for an upstream since `$1` or longer
const waiting: [ServiceName, string][] = [
  [
    'appointment',
    `select 'appointment ' || id as what from appointments
     where (status = 'pending' and (held_until is null or doctor_name is null) and created_at <= $1) or (move_start_at is not null and updated_at <= $1)`,
  ],
  [
    'payment',
    `select 'payment ' || id as what from payments where status = 'processing' and created_at <= $1
     union all select 'refund ' || id from refunds where status = 'processing' and created_at <= $1`,
  ],
  [
    'prescription',
    `select 'prescription ' || id as what from prescriptions where status = 'draft' and created_at <= $1`,
  ],
];

// what is noted as waiting, and jobs that settle something; those of the clock wait for their time
const jobs = `select job || ' ' || record_id as what from pending_operations where not upkeep or job = 'offer-freed-time'`;

const found = async (queries: [ServiceName, string][], home: string, values: unknown[]): Promise<string[]> => {
  const rows = await Promise.all(
    queries.map(([service, sql]) =>
      ask<{ what: string }>(service, home, sql, values).catch(() => [{ what: `${service}-db does not answer` }]),
    ),
  );
  return rows.flat().map(({ what }) => what);
};

export interface Convergence {
  /** From `since` until nothing from before it waited any more. */
  seconds: number;
  /** What still waited when the time was over. */
  stuck: string[];
}

const until = async (since: number, withinMs: number, look: () => Promise<string[]>): Promise<Convergence> => {
  for (;;) {
    const stuck = await look();
    const ms = Date.now() - since;
    if (stuck.length === 0 || ms > withinMs) return { seconds: ms / 1000, stuck };
    await pause(150);
  }
};

/** Waits until every record that was there at `since` (milliseconds) is settled, whatever else goes on. */
export const settled = (home: string, since: number, withinMs: number): Promise<Convergence> =>
  until(since, withinMs, () => found(waiting, home, [new Date(since)]));

/** Waits until nothing at all waits, jobs included; nothing new may be coming in. */
export const quiet = (home: string, since: number, withinMs: number): Promise<Convergence> =>
  until(since, withinMs, async () => [
    ...(await found(waiting, home, [new Date()])),
    ...(await found(
      waiting.map(([service]) => [service, jobs]),
      home,
      [],
    )),
  ]);
