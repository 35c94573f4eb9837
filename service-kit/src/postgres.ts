import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { types as typeOf } from 'node:util';
import pg from 'pg';
import type { Logger } from './logger';
import { unavailable, type Problem } from './problem';
import { currentRequest } from './request-context';

export interface DatabaseSettings {
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
  poolSize: number;
  statementTimeoutMs: number;
}

export interface Queryable {
  /** Runs one statement, prepared under a name of its own on first use; `R` is the shape its columns have. */
  query<R extends object>(text: string, values?: readonly unknown[]): Promise<R[]>;
}

/** A transaction in progress. It refuses to be used once it has ended. */
export interface Transaction extends Queryable {
  readonly kind: 'transaction';
  /** Does what `work` does, or none of it if `work` throws; the transaction goes on. */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
}

export interface Database extends Queryable {
  readonly settings: DatabaseSettings;
  /**
   * Commits what `work` does, or none of it if `work` throws. After a deadlock or serialization failure the whole
   * callback runs again, so it must keep no state outside and make no calls over the network.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Throws unless the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** From a constraint's name to what the caller is told when it is broken; each store exports its own. */
export type ConstraintProblems = Record<string, () => Problem>;

/** The keys of `serviceEnvironment` as settings. */
export const databaseSettings = (env: {
  DB_HOST: string;
  DB_PORT: number;
  DB_NAME: string;
  DB_USER: string;
  DB_PASSWORD: string;
  DB_POOL_SIZE: number;
  DB_STATEMENT_TIMEOUT_MS: number;
}): DatabaseSettings => ({
  host: env.DB_HOST,
  port: env.DB_PORT,
  database: env.DB_NAME,
  user: env.DB_USER,
  password: env.DB_PASSWORD,
  poolSize: env.DB_POOL_SIZE,
  statementTimeoutMs: env.DB_STATEMENT_TIMEOUT_MS,
});

const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, BigInt);
// pg would make a Date at local midnight of it, which is another day elsewhere
types.setTypeParser(pg.types.builtins.DATE, (text) => text);

/**
 * The first words on every connection; row_to_json writes instants in the session's zone, hence UTC. As statements, not as
 * the startup parameter `options`: PgBouncer refuses that, or drops it without a word.
 * @param limitMs for a statement, and for the wait for a lock
 */
export const sessionSettings = (limitMs: number): string =>
  `set timezone = 'UTC'; set statement_timeout = ${limitMs}; set lock_timeout = ${limitMs}; ` +
  `set idle_in_transaction_session_timeout = 30000`;

/** How the connections of a pool to this database are made. */
export const connectionConfig = (settings: DatabaseSettings): pg.PoolConfig => ({
  host: settings.host,
  port: settings.port,
  database: settings.database,
  user: settings.user,
  password: settings.password,
  max: settings.poolSize,
  connectionTimeoutMillis: 3000,
  // the server's own limit does not help when the server itself stands still
  query_timeout: settings.statementTimeoutMs + 1000,
  keepAlive: true,
  // the pool waits for it, though its types do not say so
  onConnect: (client) => client.query(sessionSettings(settings.statementTimeoutMs)) as unknown as undefined,
  types,
});

const names = new Map<string, string>();
const nameOf = (text: string): string => {
  let name = names.get(text);
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
    names.set(text, name);
  }
  return name;
};

const codeOf = (error: unknown): string =>
  typeOf.isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : '';

const outageCodes = /^(08...|57P0[123]|57014|55P03|53...|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND)$/;
const lostMessages =
  /timeout exceeded when trying to connect|Connection terminated|connection error|Query read timeout/;

const isLost = (error: unknown): boolean =>
  typeOf.isNativeError(error) && (/^(E|08|57P0)/.test(codeOf(error)) || lostMessages.test(error.message));

/** The database is out of reach, out of room, or took too long: nothing that another request would do differently. */
const isOutage = (error: unknown): boolean => isLost(error) || outageCodes.test(codeOf(error));

const isRetryable = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error));

// whether a commit was lost on the way back cannot be known, so it does not claim that nothing was done
const outOfReach =
  'The service cannot reach its database just now. Try again shortly; with an Idempotency-Key nothing is done twice.';

export const openDatabase = (settings: DatabaseSettings, log: Logger, problems: ConstraintProblems = {}): Database => {
  const pool = new pg.Pool(connectionConfig(settings));
  const onLost = (error: Error) => log.warn({ err: error }, 'a database connection was lost');
  pool.on('error', onLost);
  // without a listener of its own, a connection that is lost in the middle of a transaction would end the process
  pool.on('connect', (client) => client.on('error', onLost));

  const run = async <R extends object>(client: pg.Pool | pg.PoolClient, text: string, values: readonly unknown[]) => {
    try {
      const result = await client.query<R>({ name: nameOf(text), text, values: [...values] });
      return result.rows;
    } catch (error) {
      const broken = error instanceof pg.DatabaseError && error.constraint ? problems[error.constraint] : undefined;
      throw broken ? broken() : error;
    }
  };

  const attempt = async <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    let open = true;
    let broken = false;
    const tx: Transaction = {
      kind: 'transaction',
      query: (text, values = []) => {
        if (!open) throw new Error('a transaction was used after its end');
        return run(client, text, values);
      },
      savepoint: async (work) => {
        await tx.query('savepoint part');
        try {
          const result = await work();
          await tx.query('release savepoint part');
          return result;
        } catch (error) {
          if (!isLost(error)) await tx.query('rollback to savepoint part');
          throw error;
        }
      },
    };
    try {
      // in one round trip; history keeps the id of the request that made a change
      await client.query(`begin; set local hms.request_id = ${pg.escapeLiteral(currentRequest()?.id ?? '')}`);
      const result = await work(tx);
      open = false;
      await client.query('commit');
      return result;
    } catch (error) {
      open = false;
      if (isLost(error)) broken = true;
      else await client.query('rollback').catch(() => (broken = true));
      throw error;
    } finally {
      client.release(broken);
    }
  };

  const orUnavailable = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!isOutage(error)) throw error;
      log.warn({ err: error }, 'the database did not answer');
      throw unavailable(outOfReach);
    }
  };

  return {
    settings,
    query: (text, values = []) => orUnavailable(() => run(pool, text, values)),
    transaction: (work) =>
      orUnavailable(async () => {
        for (let tries = 1; ; tries++) {
          try {
            return await attempt(work);
          } catch (error) {
            if (!isRetryable(error) || tries === 5) throw error;
            await pause(Math.random() * 20 * 2 ** tries);
          }
        }
      }),
    ping: async () => {
      await pool.query({ text: 'select 1', query_timeout: 1000 } as pg.QueryConfig);
    },
    close: () => pool.end(),
  };
};
