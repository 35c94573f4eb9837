import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { createMigrationsTable, type Migration } from '@hms/service-kit/migrations';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { Fault } from '../fault';
import { listTables, quoted } from './catalog';
import { missingUpkeep } from './earlier-layout';
import type { DatabaseEntry, TableEntry } from './manifest';

/** Puts these tables in place of all that is there. Rules and views follow when the service starts. */
const rebuildTables = async (session: pg.Client, tableFiles: Migration[]): Promise<void> => {
  await session.query('drop schema if exists public cascade');
  await session.query('create schema public authorization pg_database_owner; grant usage on schema public to public');
  await session.query(createMigrationsTable);
  for (const { name, checksum, sql } of tableFiles) {
    await session.query(sql);
    // what a commit after each of them would check
    await session.query('set constraints all immediate; set constraints all deferred');
    await session.query('insert into schema_migrations (name, checksum) values ($1, $2)', [name, checksum]);
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

/** Makes the parts of the tables that are kept in parts. */
const makeParts = async (session: pg.Client, { tables }: DatabaseEntry): Promise<void> => {
  for (const table of tables) {
    if (table.part)
      await session.query(`create table ${quoted(table)} partition of ${quoted(table.part)} ${table.part.bound}`);
  }
};

/** Throws a Fault for rows of a table that this version does not have. */
const tablesToFill = async (session: pg.Client, { tables }: DatabaseEntry): Promise<TableEntry[]> => {
  const here = new Set((await listTables(session)).map(quoted));
  return tables.filter((table) => {
    const known = here.has(quoted(table));
    if (known || table.rows === 0) return known;
    throw new Fault(`${table.file} has rows, and this version has no such table. Nothing was restored.`);
  });
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
  tableFiles: Migration[],
  folder: string,
): Promise<void> => {
  // a service that is started too early waits for the end; one that holds something is not waited for
  await session.query('begin; set local lock_timeout = 10000');
  await rebuildTables(session, tableFiles);
  // of the job library that earlier versions had
  await session.query('drop schema if exists graphile_worker cascade');
  const constraints = await dropConstraints(session);
  await makeParts(session, entry);
  const tables = await tablesToFill(session, entry);
  // no history is kept of this, no number given, no total counted: the rows are those of the backup
  for (const table of tables) await session.query(`alter table ${quoted(table)} disable trigger user`);
  if (tables.length > 0) await session.query(`truncate ${tables.map(quoted).join(', ')}`);
  for (const table of tables) await fillTable(session, table, folder);
  const upkeep = missingUpkeep(entry);
  if (upkeep) await session.query(upkeep);
  for (const sequence of entry.sequences) {
    // not setval, which no rollback takes back
    await session.query(`alter sequence ${quoted(sequence)} restart with ${sequence.next}`);
  }
  for (const constraint of constraints) await session.query(constraint);
  for (const table of tables) await session.query(`alter table ${quoted(table)} enable trigger user`);
};
