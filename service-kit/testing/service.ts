import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestListener } from 'node:http';
import pg from 'pg';
import supertest from 'supertest';
import { createAppServer } from '../src/app-server';
import { createManagementServer } from '../src/management';
import type { Metrics } from '../src/metrics';
import { startJobs } from '../src/worker';
import type { Database } from '../src/database';
import type { DatabaseSettings } from '../src/database-connection';
import type { Restrictions } from '../src/restrictions';
import type { Service } from '../src/service';
import { atEnd } from './cleanup';
import { contractOf, type OpenApiDocument } from './contract';
import { createTestDatabase } from './database';
import { bearer, getTestIssuer } from './issuer';
import { captureLogs } from './logs';

export type Api = ReturnType<typeof supertest.agent>;

export interface ServedApp {
  /**
   * Sends requests; every answer is held against the service's OpenAPI document. Who asks has every role of staff, and is the
   * doctor that the body names, unless the test sets another `authorization`.
   */
  api: Api;
  url: string;
  document: OpenApiDocument;
}

export interface ServedService extends ServedApp {
  /** Of the server that has `/metrics`. */
  managementUrl: string;
}

export interface TestOptions {
  /** Such as the addresses of stubs. */
  environment?: Record<string, string>;
  /** What no environment could say, such as a hold of four seconds. */
  settings?: Record<string, unknown>;
  /** Where it is not a new one, made from the service's template. */
  database?: DatabaseSettings;
  /** Whether it asks which patients are restricted; else none is. */
  restrictions?: 'asked' | 'none';
}

export interface TestedService {
  served: ServedService;
  db: Database;
  /** Runs a whole SQL file on its database. */
  run: (sql: string) => Promise<void>;
  /** Everything that was logged. */
  logged: () => string;
  /** Starts its jobs; without them, what is pending stays as a process that died leaves it. */
  startWorker: () => Promise<void>;
  /** Has one of its jobs try once. */
  attempt: (job: string, recordId: string) => Promise<unknown>;
}

/**
 * Serves the service as `npm start` does, on a database of its own, until the test file ends. Its jobs are not started, and
 * an upstream is called however often it failed: what one test has a stub do must not keep the next from calling it. Because
 * a busy machine is slow at times, it waits long for an upstream, and lets a request wait long for its turn; a job tries after
 * five seconds all the same.
 */
export const startForTest = async (
  service: Service,
  { environment = {}, settings = {}, database, restrictions = 'none' }: TestOptions = {},
): Promise<TestedService> => {
  const { log, text } = captureLogs();
  const variables = {
    ...variablesOf(database ?? (await createTestDatabase(service.name))),
    UPSTREAM_TIMEOUT_MS: '20000',
    ...accessVariables(),
    ...environment,
  };
  const { db, app, jobs, audit, metrics } = service.build(
    { ...service.readSettings(variables), ...settings },
    log,
    { schemaInPlace: true, stopping: false },
    {
      failuresToBreak: Infinity,
      ownAttemptMs: 5000,
      longestWaits: { inRush: 60_000, underLoad: 60_000 },
      ...(restrictions === 'none' && { restrictions: noneAreRestricted }),
    },
  );
  atEnd(async () => {
    await audit?.close();
    await db.close();
  });
  return {
    served: { ...(await serve(app)), managementUrl: await serveMetrics(metrics) },
    db,
    run: async (sql) => {
      const { host, port, database: name, user, password } = db.settings;
      const client = new pg.Client({ host, port, database: name, user, password });
      await client.connect();
      await client.query(sql);
      await client.end();
    },
    logged: text,
    startWorker: async () => {
      const worker = startJobs(db, jobs, log);
      atEnd(() => worker.stop());
    },
    attempt: async (name, recordId) => jobs.find((job) => job.name === name)?.attempt(recordId),
  };
};

const noneAreRestricted: Restrictions = {
  sightOf: () => Promise.resolve(undefined),
  begin: () => {},
  forget: () => {},
  changed: () => {},
};

/** The issuer of the run, whose key every service of a test signs by, too; and limits that one tester does not reach. */
export const accessVariables = (): Record<string, string> => {
  const { url, privateKey } = getTestIssuer();
  return {
    AUTH_ISSUER: url,
    AUTH_CLIENT_KEY: privateKey,
    REQUESTS_A_MINUTE: '1000000',
    FAILURES_A_MINUTE: '1000000',
  };
};

const variablesOf = (database: DatabaseSettings): Record<string, string> => ({
  DB_HOST: database.host,
  DB_PORT: String(database.port),
  DB_NAME: database.database,
  DB_USER: database.user,
  DB_PASSWORD: database.password,
  DB_POOL_SIZE: String(database.poolSize),
  DB_STATEMENT_TIMEOUT_MS: String(database.statementTimeoutMs),
});

/** Serves the metrics on a port of their own until the test file ends. Resolves with where. */
export const serveMetrics = (metrics: Metrics): Promise<string> => listen(createManagementServer(metrics));

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** Serves the app on a port of its own until the test file ends. */
export const serve = async (app: RequestListener): Promise<ServedApp> => {
  const url = await listen(createAppServer(app));
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApiDocument;
  const breach = contractOf(document);
  const api = supertest.agent(url);
  const { authorization } = bearer();
  api.use((request: supertest.Test) => {
    request.set('authorization', authorization);
    const send = request.send.bind(request);
    request.send = (body?: string | object) => {
      const doctorId = doctorIn(body);
      if (isUuid(doctorId) && request.get('authorization') === authorization)
        request.set(bearer({ doctor_id: doctorId }));
      return send(body);
    };
    const { method, url: address } = request;
    request.expect((response) => {
      const fault = breach({
        method,
        path: new URL(address).pathname,
        status: response.status,
        contentType: response.headers['content-type'] ?? '',
        headers: response.headers,
        body: response.body as unknown,
      });
      if (fault) throw new Error(fault);
    });
  });
  return { api, url, document };
};

const isUuid = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f-]{36}$/i.test(value);

const doctorIn = (body: unknown): unknown => {
  try {
    return (JSON.parse(typeof body === 'string' ? body : JSON.stringify(body)) as { doctorId?: unknown } | null)
      ?.doctorId;
  } catch {
    return undefined;
  }
};

/** Repeats `look` until `done` holds of what it gives; for what settles by itself. */
export const eventually = async <T>(
  look: () => Promise<T>,
  done: (seen: T) => boolean,
  withinMs = 15_000,
): Promise<T> => {
  const until = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (done(seen) || Date.now() > until) return seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
