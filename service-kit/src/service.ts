import { createServer, IncomingMessage, ServerResponse, STATUS_CODES, type Server } from 'node:http';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Express } from 'express';
import { ConfigError } from './config';
import type { Lifecycle } from './http-app';
import { forgetOldKeys } from './idempotency';
import type { Jobs } from './job-worker';
import type { Logger } from './logger';
import { MigrationError, migrate } from './migrations';
import type { Database } from './postgres';

export interface ServiceParts {
  app: Express;
  db: Database;
  log: Logger;
  lifecycle: Lifecycle;
  config: { HOST: string; PORT: number; SHUTDOWN_DELAY_MS: number; SHUTDOWN_GRACE_MS: number };
  /** See `migrationFolders`. */
  migrations: string[];
  /** Called once the schema is in place. */
  startJobs?: () => Promise<Jobs>;
}

/** The folders of ordered SQL for a service, from its `dist` or `src` folder. */
export const migrationFolders = (service: string, from: string): string[] => {
  const root = path.resolve(from, '../../db-init');
  return [path.join(root, 'every-service'), path.join(root, service)];
};

/** A client that sends slowly has this long; Node looks whether it is over only as often as the last says. */
const timeouts = {
  requestTimeout: 30_000,
  headersTimeout: 10_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2000,
};

const limited = (server: Server): Server => {
  // one that takes its answer so slowly that for a minute nothing moves
  server.timeout = 60_000;
  server.maxConnections = 10_000;
  return server;
};

/**
 * On Node 20, Express giving each request and response another prototype halves what V8 can do; made with that prototype
 * from the start, it is not given another. Later versions do not pay for it.
 */
export const createAppServer = (app: Express): Server => {
  if (Number(process.versions.node.split('.')[0]) >= 22) return limited(createServer(timeouts, app));
  const withPrototype = <C extends new (...args: never[]) => object>(base: C, prototype: object): C => {
    const made = function (...args: never[]) {
      return Reflect.construct(base, args, made) as object;
    };
    made.prototype = prototype;
    return made as unknown as C;
  };
  const options = {
    ...timeouts,
    IncomingMessage: withPrototype(IncomingMessage, app.request),
    ServerResponse: withPrototype(ServerResponse, app.response as unknown as object),
  };
  return limited(createServer(options as Parameters<typeof createServer>[0], app));
};

/** Node's parser refuses what is not HTTP before any handler sees it; the answer has the same form as every other. */
const answerBrokenRequest = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const title = STATUS_CODES[status] ?? '';
  const detail = 'This is not a request that HTTP allows. In an address, percent-encode whatever is not ASCII.';
  const body = JSON.stringify({ type: '/problems/malformed-request', title, status, detail });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
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

const prepare = async ({ db, log, migrations, lifecycle, startJobs }: ServiceParts): Promise<Jobs | undefined> => {
  for (let tries = 0; !lifecycle.stopping; tries++) {
    try {
      await migrate(db.settings, migrations, log);
      const jobs = await startJobs?.();
      lifecycle.schemaInPlace = true;
      // to the program that started this one, if it listens
      process.send?.('ready');
      log.info('ready');
      return jobs;
    } catch (error) {
      if (error instanceof MigrationError) throw error;
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
  let preparing: Promise<Jobs | undefined> = Promise.resolve(undefined);
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
    server.on('clientError', answerBrokenRequest);
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
