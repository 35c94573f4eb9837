import type { Server } from 'node:http';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Express } from 'express';
import { createAppServer } from './app-server';
import { ConfigError } from './config';
import type { Lifecycle } from './http-app';
import { forgetOldKeys } from './idempotency';
import type { Worker } from './jobs';
import type { Logger } from './logger';
import { MigrationError, migrate } from './migrations';
import type { Database } from './postgres';
import { knowsTimeZone } from './time-zone';

export interface ServiceParts {
  app: Express;
  db: Database;
  log: Logger;
  lifecycle: Lifecycle;
  config: { HOST: string; PORT: number; SHUTDOWN_DELAY_MS: number; SHUTDOWN_GRACE_MS: number };
  /** See `migrationFolders`. */
  migrations: string[];
  /** Called once the schema is in place. */
  startJobs?: () => Promise<Worker>;
}

/** The folders of ordered SQL for a service, from its `dist` or `src` folder. */
export const migrationFolders = (service: string, from: string): string[] => {
  const root = path.resolve(from, '../../db-init');
  return [path.join(root, 'every-service'), path.join(root, service)];
};

const listen = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    // a rush of connections waits here for its turn, in place of being tried again by TCP a second later
    server.listen({ port, host, backlog: 4096 }, () => resolve());
  });

/** Ends when no request is in flight; keep-alive connections that wait for a next one are closed. */
const drain = async (server: Server): Promise<void> => {
  const closed = new Promise((resolve) => server.close(resolve));
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  await closed;
  clearInterval(sweep);
};

const requireHospitalZone = async (db: Database): Promise<void> => {
  const { timeZone = 'UTC' } = db.settings;
  if (await knowsTimeZone(db, timeZone)) return;
  throw new ConfigError(
    `HMS_TIME_ZONE is ${timeZone}, which PostgreSQL does not know. Use a name of the IANA database, such as Europe/London.`,
  );
};

const prepare = async ({ db, log, migrations, lifecycle, startJobs }: ServiceParts): Promise<Worker | undefined> => {
  for (let tries = 0; !lifecycle.stopping; tries++) {
    try {
      await migrate(db.settings, migrations, log);
      await requireHospitalZone(db);
      const jobs = await startJobs?.();
      lifecycle.schemaInPlace = true;
      // to the program that started this one, if it listens
      process.send?.('ready');
      log.info('ready');
      return jobs;
    } catch (error) {
      if (error instanceof MigrationError || error instanceof ConfigError) throw error;
      log.warn({ err: error }, 'the database cannot be prepared yet');
      await pause(Math.min(200 * 2 ** tries, 5000));
    }
  }
  return undefined;
};

const explain = (error: unknown, { PORT }: { PORT: number }): string =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    ? `Port ${PORT} is in use. Stop what listens there (a running fleet: npm run fleet -- stop <service>), or set PORT.`
    : error instanceof Error
      ? error.message
      : String(error);

/**
 * Runs the service until SIGTERM or SIGINT: listens at once, prepares the database (waiting for it if need be), and on
 * the signal stops being ready, finishes what is in flight within SHUTDOWN_GRACE_MS, and exits.
 */
export const runService = async (parts: ServiceParts): Promise<void> => {
  const { app, db, log, lifecycle, config } = parts;
  const server = createAppServer(app);
  let preparing: Promise<Worker | undefined> = Promise.resolve(undefined);
  const housekeeping = setInterval(() => void forgetOldKeys(db).catch(() => {}), 3_600_000).unref();

  const stop = async () => {
    if (lifecycle.stopping) return;
    lifecycle.stopping = true;
    log.info('stopping');
    setTimeout(() => {
      log.error('requests were still in flight when the grace period ended');
      process.exit(1);
    }, config.SHUTDOWN_DELAY_MS + config.SHUTDOWN_GRACE_MS).unref();
    clearInterval(housekeeping);
    const jobs = await preparing;
    await pause(config.SHUTDOWN_DELAY_MS);
    await drain(server);
    await jobs?.stop();
    await db.close();
    log.info('stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(signal, () => void stop());

  try {
    await listen(server, config.HOST, config.PORT);
    log.info({ host: config.HOST, port: config.PORT }, 'listening');
    preparing = prepare(parts);
    await preparing;
  } catch (error) {
    log.fatal({ err: error }, explain(error, config));
    process.exit(1);
  }
};

/** A process's whole life; a fault in its configuration is said in plain words. */
export const main = (start: () => Promise<void>): void => {
  start().catch((error: unknown) => {
    process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
    process.exit(1);
  });
};
