import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { Logger } from './logger';
import { connectionConfig, sessionSettings, type DatabaseSettings } from './database-connection';

/** The schema on disk and the one in the database contradict each other; trying again will not help. */
export class MigrationError extends Error {}

export interface Migration {
  /** From its folder on, such as `every-service/tables/0001-records.sql` or `patient-service/views.sql`. */
  name: string;
  /** SHA-256 of the file, in hex. */
  checksum: string;
  sql: string;
  /** Rules and views are applied again when they change; tables are made once. */
  repeatable: boolean;
}

export const createMigrationsTable = `create table if not exists schema_migrations (
  name text primary key, checksum text not null, applied_at timestamptz not null default now())`;

/** For one file: far longer than a request may take, yet a server that stands still does not hold a start for ever. */
const limitMs = 600_000;

/**
 * Makes the schema what these folders say: applies each `tables/NNNN-name.sql` that `schema_migrations` does not list, each
 * in its own transaction, and then, if any `rules.sql` or `views.sql` has changed, all of these in one transaction. An
 * advisory lock lets any number of replicas start at once. Throws MigrationError if a file in `tables` has changed.
 */
export async function migrate(settings: DatabaseSettings, folders: string[], log: Logger): Promise<void> {
  const migrations = await readMigrations(folders);
  const client = new pg.Client({ ...connectionConfig(settings), query_timeout: limitMs });
  await client.connect();
  try {
    await client.query(sessionSettings(settings, limitMs));
    const { rows } = await client.query<{ there: boolean }>(
      `select to_regclass('schema_migrations') is not null as there`,
    );
    if (rows[0]?.there && pendingOf(migrations, await findApplied(client)).length === 0) return;
    await client.query(`select pg_advisory_lock(hashtextextended('schema_migrations', 0))`);
    await client.query(createMigrationsTable);
    const pending = pendingOf(migrations, await findApplied(client));
    for (const table of pending.filter(({ repeatable }) => !repeatable)) await apply(client, [table], log);
    const repeatable = pending.filter((migration) => migration.repeatable);
    if (repeatable.length > 0) await apply(client, repeatable, log);
  } finally {
    await client.end();
  }
}

/** Returns the files of these folders in the order in which they are applied: all tables, then all rules, then all views. */
export async function readMigrations(folders: string[]): Promise<Migration[]> {
  const tables = await Promise.all(folders.map(readTables));
  const rules = await Promise.all(folders.map((folder) => readRepeatable(folder, 'rules.sql')));
  const views = await Promise.all(folders.map((folder) => readRepeatable(folder, 'views.sql')));
  return [...tables, ...rules, ...views].flat();
}

async function readTables(folder: string): Promise<Migration[]> {
  const files = (await readdir(path.join(folder, 'tables'))).filter((file) => /^\d{4}-.*\.sql$/.test(file)).sort();
  return Promise.all(files.map((file) => readMigration(folder, `tables/${file}`, false)));
}

async function readRepeatable(folder: string, file: string): Promise<Migration[]> {
  const there = (await readdir(folder)).includes(file);
  return there ? [await readMigration(folder, file, true)] : [];
}

async function readMigration(folder: string, file: string, repeatable: boolean): Promise<Migration> {
  const sql = await readFile(path.join(folder, file), 'utf8');
  const checksum = createHash('sha256').update(sql).digest('hex');
  return { name: `${path.basename(folder)}/${file}`, checksum, sql, repeatable };
}

async function findApplied(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from schema_migrations',
  );
  return new Map(rows.map((row) => [row.name, row.checksum]));
}

function pendingOf(migrations: Migration[], applied: Map<string, string>): Migration[] {
  requireThisLayout(applied);
  const tables = migrations.filter(({ repeatable }) => !repeatable);
  const changed = tables.find(({ name, checksum }) => (applied.get(name) ?? checksum) !== checksum);
  if (changed) {
    throw new MigrationError(
      `db-init/${changed.name} was changed after it was applied to this database. ` +
        'Restore the file as it was, and put the change into a new file with the next number.',
    );
  }
  const newTables = tables.filter(({ name }) => !applied.has(name));
  const repeatable = migrations.filter((migration) => migration.repeatable);
  const known = new Set(tables.map(({ name }) => name));
  // an instance of the version before, started again during an update, must not bring back its own views
  const updated = [...applied.keys()].some((name) => name.includes('/tables/') && !known.has(name));
  const changes = repeatable.some(({ name, checksum }) => applied.get(name) !== checksum) && !updated;
  // a view may need a column that a new table file adds, and a file may have taken a view away
  return changes || newTables.length > 0 ? [...newTables, ...repeatable] : [];
}

/** Throws MigrationError for a database made before `tables/`, `rules.sql` and `views.sql`, whose files no longer exist. */
function requireThisLayout(applied: Map<string, string>): void {
  const old = [...applied.keys()].find((name) => /^[^/]+\/\d{4}-/.test(name));
  if (old === undefined) return;
  throw new MigrationError(
    `This database was made by an earlier version: it lists db-init/${old}, which no longer exists. ` +
      'Back it up, and restore the backup with this version: docs/operations.md, "From an earlier version".',
  );
}

/** Applies these files and records them, all in one transaction. */
async function apply(client: pg.Client, migrations: Migration[], log: Logger): Promise<void> {
  let current = '';
  try {
    await client.query('begin');
    for (const { name, checksum, sql, repeatable } of migrations) {
      current = name;
      await client.query(sql);
      // until rules and views have been applied after it, none of them counts as applied
      if (!repeatable) await client.query(`delete from schema_migrations where name !~ '/tables/'`);
      await client.query(
        `insert into schema_migrations (name, checksum) values ($1, $2)
         on conflict (name) do update set checksum = excluded.checksum, applied_at = now()`,
        [name, checksum],
      );
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    if (error instanceof pg.DatabaseError && /^(42|22|23)/.test(error.code ?? '')) {
      throw new MigrationError(`db-init/${current} cannot be applied: ${error.message}`, { cause: error });
    }
    throw error;
  }
  for (const { name } of migrations) log.info({ migration: name }, 'schema migration applied');
}

/** The folders of SQL that make the schema of a service, in order. */
export function schemaFolders({ name, sharedSchema = [] }: { name: string; sharedSchema?: string[] }): string[] {
  const root = path.resolve(__dirname, '../../db-init');
  return ['every-service', ...sharedSchema, name].map((folder) => path.join(root, folder));
}
