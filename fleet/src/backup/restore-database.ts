import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { createMigrationsTable, type Migration } from '@hms/service-kit/migrations';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { Fault } from '../fault';
import { quoted } from './catalog';
import type { DatabaseEntry, TableEntry } from './manifest';

/** The schema as these migrations make it, in place of what is there. */
const rebuildSchema = async (session: pg.Client, migrations: Migration[]): Promise<void> => {
  await session.query('drop schema if exists public cascade');
  await session.query('create schema public authorization pg_database_owner; grant usage on schema public to public');
  await session.query(createMigrationsTable);
  for (const { sql } of migrations) {
    await session.query(sql);
    // what a commit after each of them would check
    await session.query('set constraints all immediate; set constraints all deferred');
  }
};

interface Constraint {
  on: string;
  name: string;
  definition: string;
}

/**
 * Takes away what cannot hold while tables are filled one by one: foreign keys, and checks that old rows may break.
 * @returns the statements that bring them back
 */
const dropConstraints = async (session: pg.Client): Promise<string[]> => {
  const { rows } = await session.query<Constraint>(
    `select t.conrelid::regclass::text as on, t.conname as name, pg_get_constraintdef(t.oid) as definition
     from pg_constraint t join pg_class c on c.oid = t.conrelid
     where c.relowner = current_user::regrole and (t.contype = 'f' or (t.contype = 'c' and not t.convalidated))`,
  );
  for (const { on, name } of rows)
    await session.query(`alter table ${on} drop constraint ${pg.escapeIdentifier(name)}`);
  return rows.map(
    ({ on, name, definition }) => `alter table ${on} add constraint ${pg.escapeIdentifier(name)} ${definition}`,
  );
};

const fillTable = async (session: pg.Client, table: TableEntry, folder: string): Promise<void> => {
  const columns = table.columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  const rows = session.query(copyFrom(`copy ${quoted(table)} (${columns}) from stdin`));
  await pipeline(createReadStream(path.join(folder, table.file)), createGunzip(), rows);
  if (rows.rowCount !== table.rows) {
    throw new Fault(
      `${table.file} gave ${rows.rowCount} rows, and the manifest says ${table.rows}. Nothing was restored.`,
    );
  }
};

/** Makes the database what the backup has, in a transaction that is left open: nothing is seen of it before the commit. */
export const restoreDatabase = async (
  session: pg.Client,
  entry: DatabaseEntry,
  migrations: Migration[],
  folder: string,
): Promise<void> => {
  // a service that is started too early waits for the end; one that holds something is not waited for
  await session.query('begin; set local lock_timeout = 10000');
  await rebuildSchema(session, migrations);
  // what the job library of older versions had: the records themselves say what is still to be done
  await session.query('drop schema if exists graphile_worker cascade');
  const constraints = await dropConstraints(session);
  const isOurs = ({ schema }: { schema: string }) => schema !== 'graphile_worker';
  const tables = entry.tables.filter(isOurs);
  // no history is kept of this, no number given, no total counted: the rows are those of the backup
  for (const table of tables) await session.query(`alter table ${quoted(table)} disable trigger user`);
  await session.query(`truncate ${tables.map(quoted).join(', ')}`);
  for (const table of tables) await fillTable(session, table, folder);
  for (const sequence of entry.sequences.filter(isOurs)) {
    // not setval, which no rollback takes back
    await session.query(`alter sequence ${quoted(sequence)} restart with ${sequence.next}`);
  }
  for (const constraint of constraints) await session.query(constraint);
  for (const table of tables) await session.query(`alter table ${quoted(table)} enable trigger user`);
};
