import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openHome } from '../fleet/src/home';
import { accepts, initialise, spawnServer, type PostgresServer } from '../fleet/src/postgres-server';

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

/** A PostgreSQL server with the fleet's settings in a folder of its own; `stop` leaves nothing behind. */
export const startServer = async (): Promise<{ server: PostgresServer; stop: () => Promise<void> }> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hms-benchmark-'));
  const home = openHome(folder, ['bench-db']);
  const server: PostgresServer = {
    name: 'bench-db',
    folder: path.join(home.data, 'bench-db'),
    port: await freePort(),
    password: home.passwords['bench-db'] ?? '',
    logFile: path.join(home.logs, 'bench-db.log'),
    binaries: home.binaries,
    user: home.user,
    settings: ['fsync=off', 'max_wal_size=4GB'],
  };
  await initialise(server);
  const child = spawnServer(server);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGINT');
    await ended;
    for (const made of [folder, server.folder]) rmSync(made, { recursive: true, force: true });
  };
  process.once('SIGINT', () => void stop().then(() => process.exit(130)));
  if (!(await accepts(server, child))) throw new Error(`PostgreSQL did not start; see ${server.logFile}`);
  return { server, stop };
};
