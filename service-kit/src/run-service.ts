import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { createAppServer } from './app-server';
import { forgetRemoved } from './changes';
import { ConfigError } from './config';
import { forgetOldKeys } from './idempotency';
import { startJobs, type Worker } from './worker';
import { createLogger } from './logger';
import { createManagementServer, managementPortOf } from './management';
import { MigrationError, migrate, schemaFolders } from './migrations';
import type { RunningService, Service } from './service';
import { knowsTimeZone } from './time-zone';

/**
 * Runs the service until SIGTERM or SIGINT: reads its environment, listens at once, prepares the database (waiting for it if
 * need be), and on the signal stops being ready, finishes what is in flight within SHUTDOWN_GRACE_MS, and exits. A fault in
 * the environment is said in plain words, and ends the process with 1.
 */
export function runService(service: Service): void {
  runCommand(() => start(service));
}

/** A process's whole work. A failure is written to standard error, and ends the process with 1. */
export function runCommand(work: () => Promise<void>): void {
  work().catch((error: unknown) => {
    process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
    process.exit(1);
  });
}

async function start(service: Service): Promise<void> {
  const settings = service.readSettings();
  const log = createLogger(service.name, settings.LOG_LEVEL);
  const lifecycle = { schemaInPlace: false, stopping: false };
  const running = service.build(settings, log, lifecycle);
  const { app, db } = running;
  const server = createAppServer(app);
  running.metrics.watchProcess();
  const management = createManagementServer(running.metrics);
  let preparing: Promise<Worker | undefined> = Promise.resolve(undefined);
  const housekeeping = setInterval(() => {
    forgetOldKeys(db).catch(() => {});
    forgetRemoved(db).catch(() => {});
    running.audit
      ?.keepHouse()
      .catch((error: unknown) => log.warn({ err: error }, 'the end of the audit was not logged'));
  }, 3_600_000).unref();

  async function stop(): Promise<void> {
    if (lifecycle.stopping) return;
    lifecycle.stopping = true;
    log.info('stopping');
    setTimeout(() => {
      log.error('requests were still in flight when the grace period ended');
      process.exit(1);
    }, settings.SHUTDOWN_DELAY_MS + settings.SHUTDOWN_GRACE_MS).unref();
    clearInterval(housekeeping);
    const jobs = await preparing;
    await pause(settings.SHUTDOWN_DELAY_MS);
    await drain(server);
    await jobs?.stop();
    await running.audit?.close();
    await db.close();
    management.close();
    log.info('stopped');
    process.exit(0);
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(signal, () => void stop());

  try {
    const managementPort = settings.MANAGEMENT_PORT ?? managementPortOf(settings.PORT);
    await listen(management, settings.MANAGEMENT_HOST, managementPort);
    await listen(server, settings.HOST, settings.PORT);
    log.info({ host: settings.HOST, port: settings.PORT, managementPort }, 'listening');
    preparing = prepare(service, running);
    await preparing;
  } catch (error) {
    log.fatal({ err: error }, explain(error, settings.PORT));
    process.exit(1);
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // a rush of connections waits here for its turn, in place of being tried again by TCP a second later
    server.listen({ port, host, backlog: 4096 }, () => resolve());
  });
}

/** Ends when no request is in flight; keep-alive connections that wait for a next one are closed. */
async function drain(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  await closed;
  clearInterval(sweep);
}

/** Makes the schema and starts the jobs; tries until the database answers. */
async function prepare(service: Service, running: RunningService): Promise<Worker | undefined> {
  const { db, log, lifecycle, jobs } = running;
  for (let tries = 0; !lifecycle.stopping; tries++) {
    try {
      await migrate(
        db.settings,
        schemaFolders({ name: service.name, sharedSchema: service.database.sharedSchema }),
        log,
      );
      await requireHospitalZone(running);
      // got early, so that the first call waits for none
      running.ownToken?.get().catch(() => {});
      for (const job of jobs) await job.plan?.();
      // what a process that died has left
      await running.audit?.catchUp();
      running.restrictions?.begin();
      const worker = jobs.length > 0 ? startJobs(db, jobs, log) : undefined;
      lifecycle.schemaInPlace = true;
      // to the program that started this one, if it listens
      process.send?.('ready');
      log.info('ready');
      return worker;
    } catch (error) {
      if (error instanceof MigrationError || error instanceof ConfigError) throw error;
      log.warn({ err: error }, 'the database cannot be prepared yet');
      await pause(Math.min(200 * 2 ** tries, 5000));
    }
  }
  return undefined;
}

async function requireHospitalZone({ db }: RunningService): Promise<void> {
  const { timeZone = 'UTC' } = db.settings;
  if (await knowsTimeZone(db, timeZone)) return;
  throw new ConfigError(
    `HMS_TIME_ZONE is ${timeZone}, which PostgreSQL does not know. Use a name of the IANA database, such as Europe/London.`,
  );
}

function explain(error: unknown, port: number): string {
  const taken =
    error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error && error.port;
  if (typeof taken === 'number')
    return `Port ${taken} is in use. Stop what listens there (a running fleet: npm run fleet -- stop <service>), or set ${taken === port ? 'PORT' : 'MANAGEMENT_PORT'}.`;
  return error instanceof Error ? error.message : String(error);
}
