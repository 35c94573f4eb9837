import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { openHome } from '../fleet/src/home';
import {
  accepts,
  connectAsSuperuser,
  initialise,
  spawnServer,
  stopLeftBehind,
  type PostgresServer,
} from '../fleet/src/postgres-server';
import { gatewayAt, identityAt, services, type ServiceUnit } from '../fleet/src/topology';
import { createLogger } from '../service-kit/src/logger';
import { migrate, schemaFolders } from '../service-kit/src/migrations';
import { setTestIssuer, startTestIssuer } from '../service-kit/testing/issuer';
import { getTestPostgres, setTestPostgres, settingsFor, templateOf } from '../service-kit/testing/test-postgres';
import { beginOnlyRun, testHome } from './only-run';

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** Its data are thrown away, so it need not wait for a disk. */
const testServer = (port: number): PostgresServer => {
  const home = openHome(testHome, ['test-db', 'test-role']);
  return {
    name: 'test-db',
    folder: path.join(home.data, 'test-db'),
    port,
    password: home.passwords['test-db'] ?? '',
    logFile: path.join(home.logs, 'test-db.log'),
    binaries: home.binaries,
    user: home.user,
    settings: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300'],
  };
};

const makeTemplate = async (server: PostgresServer, { name, sharedSchema }: ServiceUnit): Promise<void> => {
  const template = templateOf(name);
  const client = await connectAsSuperuser(server);
  await client.query(`create database ${template} owner ${getTestPostgres().role}`);
  await client.end();
  await migrate(settingsFor(template), schemaFolders({ name, sharedSchema }), createLogger('test', 'warn'));
};

/** Starts one issuer of tokens and one PostgreSQL server for the run, with a migrated database of each service to clone from. */
export default async (): Promise<void> => {
  beginOnlyRun();
  const { issuer, server: issuerServer } = await startTestIssuer();
  setTestIssuer(issuer);
  (globalThis as { testIssuer?: unknown }).testIssuer = issuerServer;
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
  await Promise.all([...services, identityAt(0), gatewayAt(0)].map((service) => makeTemplate(server, service)));
  (globalThis as { testServerProcess?: unknown }).testServerProcess = child;
};
