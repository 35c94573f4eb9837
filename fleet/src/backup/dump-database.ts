import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { Fault } from '../fault';
import { listTables, quoted, readMigrationsApplied, readSequences, type Table } from './catalog';
import type { DatabaseEntry, TableEntry } from './manifest';

const dumpTable = async (session: pg.Client, table: Table, folder: string, file: string): Promise<TableEntry> => {
  const columns = table.columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  const rows = session.query(copyTo(`copy ${quoted(table)} (${columns}) to stdout`));
  const hash = createHash('sha256');
  await pipeline(
    rows,
    createGzip(),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(path.join(folder, file), { mode: 0o600, flush: true }),
  );
  return { ...table, rows: rows.rowCount, file, sha256: hash.digest('hex') };
};

/** Writes what a session's transaction sees into `folder`, a file for each table below a folder of the service's name. */
export const dumpDatabase = async (session: pg.Client, service: string, folder: string): Promise<DatabaseEntry> => {
  const migrations = await readMigrationsApplied(session);
  if (migrations.length === 0) throw new Fault(`${service} has no schema yet: start it once, then back up.`);
  const found = await listTables(session);
  // a migration that rewrites a table would make it empty for this snapshot
  await session.query(`lock table ${found.map(quoted).join(', ')} in access share mode`);
  await mkdir(path.join(folder, service), { mode: 0o700 });
  const tables: TableEntry[] = [];
  for (const table of found) {
    tables.push(await dumpTable(session, table, folder, `${service}/${table.schema}.${table.name}.copy.gz`));
  }
  return { service, migrations, tables, sequences: await readSequences(session) };
};
