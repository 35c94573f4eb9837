import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { Logger } from './logger';
import { connectionConfig, sessionSettings, type DatabaseSettings } from './postgres-connection';

/** The schema on disk and the one in the database contradict each other; trying again will not help. */
export class MigrationError extends Error {}

export interface Migration {
  /** Folder and file, such as `every-service/0001-records.sql`. */
  name: string;
  /** SHA-256 of the file, in hex. */
  checksum: string;
  sql: string;
}

/** The `NNNN-name.sql` files of these folders, in the order in which they are applied. */
export const readMigrations = async (folders: string[]): Promise<Migration[]> => {
  const read = async (folder: string) => {
    const files = (await readdir(folder)).filter((file) => /^\d{4}-.*\.sql$/.test(file)).sort();
    return Promise.all(
      files.map(async (file) => {
        const sql = await readFile(path.join(folder, file), 'utf8');
        const checksum = createHash('sha256').update(sql).digest('hex');
        return { name: `${path.basename(folder)}/${file}`, checksum, sql };
      }),
    );
  };
  return (await Promise.all(folders.map(read))).flat();
};

const findApplied = async (client: pg.Client): Promise<Map<string, string>> => {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from schema_migrations',
  );
  return new Map(rows.map((row) => [row.name, row.checksum]));
};

const pendingOf = (migrations: Migration[], applied: Map<string, string>): Migration[] =>
  migrations.filter(({ name, checksum }) => {
    const before = applied.get(name);
    if (before !== undefined && before !== checksum) {
      throw new MigrationError(
        `db-init/${name} was changed after it was applied to this database. ` +
          'Restore the file as it was, and put the change into a new file with the next number.',
      );
    }
    return before === undefined;
  });

export const createMigrationsTable = `create table if not exists schema_migrations (
  name text primary key, checksum text not null, applied_at timestamptz not null default now())`;

/** For one file: far longer than a request may take, yet a server that stands still does not hold a start for ever. */
const limitMs = 600_000;

/**
 * Applies the `NNNN-name.sql` files of each folder, in order, that `schema_migrations` does not list. Each file is one
 * transaction. An advisory lock lets any number of replicas start at once. Throws MigrationError for a changed file.
 */
export const migrate = async (settings: DatabaseSettings, folders: string[], log: Logger): Promise<void> => {
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
    for (const migration of pendingOf(migrations, await findApplied(client))) {
      try {
        await client.query('begin');
        await client.query(migration.sql);
        await client.query('insert into schema_migrations (name, checksum) values ($1, $2)', [
          migration.name,
          migration.checksum,
        ]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        if (error instanceof pg.DatabaseError && /^(42|22|23)/.test(error.code ?? '')) {
          throw new MigrationError(`db-init/${migration.name} cannot be applied: ${error.message}`, { cause: error });
        }
        throw error;
      }
      log.info({ migration: migration.name }, 'schema migration applied');
    }
  } finally {
    await client.end();
  }
};
