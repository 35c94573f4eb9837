import pg from 'pg';

export interface DatabaseSettings {
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
  poolSize: number;
  statementTimeoutMs: number;
  /** The hospital's, of the IANA database; UTC where it is not given. SQL reads it by `hospital_day()`. */
  timeZone?: string;
}

/** The keys of `serviceEnvironment` as settings. */
export const databaseSettings = (env: {
  DB_HOST: string;
  DB_PORT: number;
  DB_NAME: string;
  DB_USER: string;
  DB_PASSWORD: string;
  DB_POOL_SIZE: number;
  DB_STATEMENT_TIMEOUT_MS: number;
  HMS_TIME_ZONE: string;
}): DatabaseSettings => ({
  host: env.DB_HOST,
  port: env.DB_PORT,
  database: env.DB_NAME,
  user: env.DB_USER,
  password: env.DB_PASSWORD,
  poolSize: env.DB_POOL_SIZE,
  statementTimeoutMs: env.DB_STATEMENT_TIMEOUT_MS,
  timeZone: env.HMS_TIME_ZONE,
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
export const sessionSettings = ({ timeZone = 'UTC' }: { timeZone?: string }, limitMs: number): string =>
  `set timezone = 'UTC'; set hms.time_zone = ${pg.escapeLiteral(timeZone)}; set statement_timeout = ${limitMs}; ` +
  `set lock_timeout = ${limitMs}; set idle_in_transaction_session_timeout = 30000`;

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
  // what is known at once is sent at once; PostgreSQL does it in that order
  pipeline: true,
  // the pool waits for it, though its types do not say so
  onConnect: (client) => client.query(sessionSettings(settings, settings.statementTimeoutMs)) as unknown as undefined,
  types,
});

/**
 * Has all that is asked of this connection in one turn of the event loop leave as one message: a message costs both sides more than
 * most statements do. To be called before each statement.
 */
export const sendTogether = (client: pg.ClientBase): void => {
  // pg tells nobody of it, and writes each statement for itself
  const { stream } = (client as pg.ClientBase & { connection: pg.Connection }).connection;
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
};
