import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { admission, type LongestWaits } from './overload';
import type { Logger } from './logger';
import type { GaugeSource } from './metrics';
import { connectionConfig, sendTogether, type DatabaseSettings } from './database-connection';
import { isConflict, isLost, isOutage, isStale } from './database-errors';
import { unavailable, type Problem } from './problem';
import { currentTransaction, runTransaction, type Queryable, type Transaction } from './transaction';

export type { Queryable, Transaction } from './transaction';

/** Throws a 503 problem where the database is out of reach, or has more to do than it can. */
export interface Database extends Queryable {
  readonly settings: DatabaseSettings;
  /**
   * Commits what `work` does, or none of it if `work` throws. After a deadlock or serialization failure the whole
   * callback runs again, so it must keep no state outside and make no calls over the network. In a request that is a part of a
   * transaction it is a part of that, and what throws is for that to roll back; see `serve-parts.ts`.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Throws unless the database answers, however many wait for it. */
  ping(): Promise<void>;
  /** Throws where a request that came now would be turned away. */
  requireRoom(): void;
  /** How many wait for it, and were turned away. */
  readonly gauges: GaugeSource[];
  close(): Promise<void>;
}

/** From a constraint's name to what the caller is told when it is broken; each store exports its own. */
export type ConstraintProblems = Record<string, () => Problem>;

const names = new Map<string, string>();
/** How often the schema has changed under what was prepared; a statement then gets a new name, and is prepared anew. */
let renewals = 0;
const nameOf = (text: string): string => {
  let name = names.get(text);
  if (name === undefined) {
    name = createHash('sha256').update(`${renewals} ${text}`).digest('base64url').slice(0, 22);
    names.set(text, name);
  }
  return name;
};
const renewNames = () => {
  renewals++;
  names.clear();
};

// whether a commit was lost on the way back cannot be known, so it does not claim that nothing was done
const outOfReach =
  'The service cannot reach its database. Try again shortly; with an Idempotency-Key nothing is done twice.';

const poolOf = (config: pg.PoolConfig, log: Logger): pg.Pool => {
  const pool = new pg.Pool(config);
  const onLost = (error: Error) => log.warn({ err: error }, 'a database connection was lost');
  pool.on('error', onLost);
  // without a listener of its own, a connection that is lost in the middle of a transaction would end the process
  pool.on('connect', (client) => client.on('error', onLost));
  return pool;
};

export const openDatabase = (
  settings: DatabaseSettings,
  log: Logger,
  problems: ConstraintProblems = {},
  longestWaits?: LongestWaits,
): Database => {
  const pool = poolOf(connectionConfig(settings), log);
  // a probe neither waits in the queue nor is told that all is well because others are being served slowly
  const probes = poolOf({ ...connectionConfig(settings), max: 1, query_timeout: 1000 }, log);
  const places = admission(settings.poolSize, longestWaits);

  const run = async <R extends object>(client: pg.PoolClient, text: string, values: readonly unknown[]) => {
    try {
      sendTogether(client);
      const result = await client.query<R>({ name: nameOf(text), text, values: [...values] });
      return result.rows;
    } catch (error) {
      if (isStale(error)) renewNames();
      const broken = error instanceof pg.DatabaseError && error.constraint ? problems[error.constraint] : undefined;
      throw broken ? broken() : error;
    }
  };

  /** @param undo a statement that makes the connection fit for others again after a failure; one that is lost is given up */
  const withConnection = async <T>(work: (client: pg.PoolClient) => Promise<T>, undo?: string): Promise<T> => {
    const client = await pool.connect();
    let broken = false;
    try {
      return await work(client);
    } catch (error) {
      broken = isLost(error);
      if (!broken && undo) await client.query(undo).catch(() => (broken = true));
      throw error;
    } finally {
      client.release(broken);
    }
  };

  const inTransaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
    withConnection(
      (client) =>
        runTransaction(
          {
            send: (text) => {
              sendTogether(client);
              return client.query(text);
            },
            run: (text, values) => run(client, text, values),
            limitMs: settings.statementTimeoutMs,
          },
          work,
        ),
      'rollback',
    );

  /** Again where that helps; after an outage, a 503 problem. */
  const persistently = <T>(work: () => Promise<T>): Promise<T> =>
    places.enter(async () => {
      for (let tries = 1; ; tries++) {
        try {
          return await work();
        } catch (error) {
          if (tries < 5 && (isConflict(error) || isStale(error))) await pause(Math.random() * 20 * 2 ** tries);
          else if (!isOutage(error)) throw error;
          else {
            log.warn({ err: error }, 'the database did not answer');
            throw unavailable(outOfReach);
          }
        }
      }
    });

  return {
    settings,
    query: (text, values = []) =>
      currentTransaction()?.query(text, values) ??
      persistently(() => withConnection((client) => run(client, text, values))),
    transaction: (work) => currentTransaction()?.part(work) ?? persistently(() => inTransaction(work)),
    ping: async () => {
      await probes.query('select 1');
    },
    requireRoom: places.requireRoom,
    gauges: [
      { name: 'database_waiting', help: 'Requests that wait for the database', read: async () => places.waiting() },
      { name: 'database_refused', help: 'Requests turned away since the start', read: async () => places.refused() },
    ],
    close: async () => {
      await Promise.all([pool.end(), probes.end()]);
    },
  };
};
