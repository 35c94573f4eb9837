import { spawn, type ChildProcess } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { Fault } from './fault';
import type { ServerUser } from './postgres-binaries';

const postgresVersion = '18';

export interface PostgresServer {
  /** Shown in messages, such as `patient-db`. */
  name: string;
  folder: string;
  port: number;
  /** Of the superuser `postgres`. */
  password: string;
  logFile: string;
  binaries: string;
  user: ServerUser | undefined;
  /** More settings, as `name=value`. */
  settings?: string[];
}

const identity = ({ user }: PostgresServer) => (user ? { uid: user.uid, gid: user.gid } : {});

/** Throws a Fault for a folder of another version, or one that this user may not use. */
const checkFolder = ({ name, folder, user }: PostgresServer): void => {
  if (!existsSync(folder)) return;
  const owner = statSync(folder).uid;
  if (owner !== (user?.uid ?? process.getuid?.())) {
    throw new Fault(
      `${folder} belongs to the user with id ${owner}, so ${name} cannot be started. Start the fleet as the user who made it, or give it away: chown -R.`,
    );
  }
  const version = readFileSync(path.join(folder, 'PG_VERSION'), 'utf8').trim();
  if (version !== postgresVersion) {
    throw new Fault(
      `${folder} holds data of PostgreSQL ${version}, and this fleet runs ${postgresVersion}. Move it away and import a dump, or begin anew: npm start -- --fresh`,
    );
  }
};

const run = (
  program: string,
  args: string[],
  server: PostgresServer,
): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(path.join(server.binaries, 'bin', program), args, {
      ...identity(server),
      cwd: '/',
      env: { LC_ALL: 'C', PATH: process.env['PATH'] },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });

/** Makes an empty data folder where there is none, in one step: beside it first, then renamed. */
export const initialise = async (server: PostgresServer): Promise<void> => {
  checkFolder(server);
  if (existsSync(server.folder)) return;
  const making = `${server.folder}.making`;
  const passwordFile = `${server.folder}.password`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { mode: 0o700 });
  writeFileSync(passwordFile, server.password, { mode: 0o600 });
  if (server.user) for (const file of [making, passwordFile]) chownSync(file, server.user.uid, server.user.gid);
  const args = ['-D', making, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8'];
  const { code, output } = await run(
    'initdb',
    [...args, '--locale-provider=builtin', '--locale=C.UTF-8', '--no-sync'],
    server,
  );
  rmSync(passwordFile);
  if (code !== 0) throw new Fault(`initdb could not make ${server.folder}: ${output.trim().split('\n').at(-1)}`);
  renameSync(making, server.folder);
};

/** A server that an earlier, killed fleet left behind still holds port and folder: it is stopped. */
export const stopLeftBehind = async (server: PostgresServer): Promise<void> => {
  if (existsSync(path.join(server.folder, 'postmaster.pid'))) {
    await run('pg_ctl', ['stop', '-D', server.folder, '-m', 'fast', '-w', '-t', '20'], server);
  }
};

/** Details and statements quote rows: patients' names and numbers do not belong in a log. */
const discreetLogs = ['log_min_messages=warning', 'log_error_verbosity=terse', 'log_min_error_statement=panic'];

/** Starts the server process, out of reach of the terminal's Ctrl-C. SIGINT stops it fast and cleanly. */
export const spawnServer = (server: PostgresServer): ChildProcess => {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=60', ...discreetLogs];
  const args = [...settings, ...(server.settings ?? [])].flatMap((setting) => ['-c', setting]);
  const log = openSync(server.logFile, 'a', 0o600);
  return spawn(path.join(server.binaries, 'bin/postgres'), ['-D', server.folder, '-p', String(server.port), ...args], {
    ...identity(server),
    cwd: '/',
    detached: true,
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: process.env['PATH'] },
    stdio: ['ignore', log, log],
  });
};

export const connectAsSuperuser = async (server: PostgresServer, database = 'postgres'): Promise<pg.Client> => {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: server.port,
    user: 'postgres',
    password: server.password,
    database,
    // eight servers begin at the same moment, and on a busy machine each is slow; who is not there refuses at once
    connectionTimeoutMillis: 30_000,
  });
  client.on('error', () => {});
  await client.connect();
  return client;
};

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined);

/** Resolves once the server takes connections; false when the process ended before. */
export const accepts = async (server: PostgresServer, child: ChildProcess): Promise<boolean> => {
  while (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    try {
      await (await connectAsSuperuser(server)).end();
      return true;
    } catch (error) {
      if (codeOf(error) === '28P01') {
        throw new Fault(
          `${server.name} does not take the password kept for it: ${server.folder} is of another fleet. Put its passwords.json back, or begin anew: npm start -- --fresh`,
        );
      }
      await pause(40);
    }
  }
  return false;
};

/** The service's own login role, which is no superuser, and its database; as db-init/create-service-role.sh makes them. */
export const ensureRoleAndDatabase = async (
  server: PostgresServer,
  { role, name }: { role: string; name: string },
  password: string,
): Promise<void> => {
  const client = await connectAsSuperuser(server);
  try {
    const found = await client.query('select from pg_roles where rolname = $1', [role]);
    if (found.rowCount === 0) {
      await client.query(
        `create role ${client.escapeIdentifier(role)} login password ${client.escapeLiteral(password)} nosuperuser nocreatedb nocreaterole`,
      );
    }
    const there = await client.query('select from pg_database where datname = $1', [name]);
    if (there.rowCount === 0) {
      await client.query(`create database ${client.escapeIdentifier(name)} owner ${client.escapeIdentifier(role)}`);
      await client.query(`revoke all on database ${client.escapeIdentifier(name)} from public`);
    }
  } finally {
    await client.end();
  }
};
