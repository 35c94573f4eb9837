import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { runMigrations, Logger as WorkerLogger } from 'graphile-worker';
import pg from 'pg';
import { projectRoot } from '../../fleet/src/home';
import {
  accepts,
  connectAsSuperuser,
  initialise,
  spawnServer,
  stopLeftBehind,
  type PostgresServer,
} from '../../fleet/src/postgres-server';
import { services } from '../../fleet/src/topology';
import { createLogger } from '../src/logger';
import { migrate } from '../src/migrations';
import { connectionConfig } from '../src/postgres';
import { migrationFolders } from '../src/service';
import { getTestPostgres, setTestPostgres, settingsFor, templateOf, testServer } from './test-postgres';

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const makeTemplate = async (server: PostgresServer, service: string): Promise<void> => {
  const template = templateOf(service);
  const client = await connectAsSuperuser(server);
  await client.query(`create database ${template} owner ${getTestPostgres().role}`);
  await client.end();
  const settings = settingsFor(template);
  await migrate(
    settings,
    migrationFolders(service, path.join(projectRoot, service, 'src')),
    createLogger('test', 'warn'),
  );
  const pool = new pg.Pool({ ...connectionConfig(settings), max: 1 });
  pool.on('error', () => {});
  pool.on('connect', (connected) => connected.on('error', () => {}));
  await runMigrations({ pgPool: pool, logger: new WorkerLogger(() => () => {}) });
  await pool.end();
};

/** Starts one PostgreSQL server for the run, with a migrated database of each service to clone from. */
export default async (): Promise<void> => {
  const server = testServer(await freePort());
  await stopLeftBehind(server);
  rmSync(server.folder, { recursive: true, force: true });
  await initialise(server);
  const child = spawnServer(server);
  if (!(await accepts(server, child))) throw new Error(`PostgreSQL did not start; see ${server.logFile}`);
  const role = { role: 'hms_test', rolePassword: randomBytes(16).toString('hex') };
  setTestPostgres({ port: server.port, superuserPassword: server.password, ...role });
  const client = await connectAsSuperuser(server);
  await client.query(`create role ${role.role} login password '${role.rolePassword}'`);
  await client.end();
  await Promise.all(services.map(({ name }) => makeTemplate(server, name)));
  (globalThis as { testServerProcess?: unknown }).testServerProcess = child;
};
