import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { MigrationError, migrate } from '../src/migrations';
import { openDatabase } from '../src/postgres';

const { log } = captureLogs();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'migrations-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, sql: string) => writeFileSync(path.join(folder, name), sql);
const prepare = async () => {
  const settings = await createTestDatabase('doctor-service', 'empty');
  const tables = async () => {
    const db = openDatabase(settings, log);
    const rows = await db.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
    );
    await db.close();
    return rows.map(({ name }) => name);
  };
  return { settings, tables, run: () => migrate({ ...settings, statementTimeoutMs: 100 }, [folder], log) };
};

it('applies each file once, in order, when ten replicas start at once, and again', async () => {
  write('0001-a.sql', 'create table a (id integer)');
  write('0002-b.sql', 'create table b as select * from a; insert into b values (1)');
  const { tables, run } = await prepare();
  await Promise.all(Array.from({ length: 10 }, run));
  write('0003-c.sql', 'create table c (id integer)');
  await Promise.all(Array.from({ length: 10 }, run));
  expect(await tables()).toEqual(['a', 'b', 'c', 'schema_migrations']);
});

it('stops at a file that was changed after it was applied', async () => {
  write('0001-a.sql', 'create table a (id integer)');
  const { run } = await prepare();
  await run();
  write('0001-a.sql', 'create table a (id bigint)');
  await expect(run()).rejects.toThrow(MigrationError);
  await expect(run()).rejects.toThrow(/0001-a\.sql was changed after it was applied.*new file with the next number/);
});

it('leaves nothing of a file that fails, and names it', async () => {
  write('0001-a.sql', 'create table a (id integer)');
  write('0002-b.sql', 'create table b (id integer); select no_such_column');
  const { tables, run } = await prepare();
  await expect(run()).rejects.toThrow(/0002-b\.sql cannot be applied: .*no_such_column/);
  expect(await tables()).toEqual(['a', 'schema_migrations']);
});

it('takes longer than a request may, and than the database allows by itself', async () => {
  write('0001-a.sql', 'select pg_sleep(1.3); create table a (id integer)');
  const { settings, tables, run } = await prepare();
  const db = openDatabase(settings, log);
  await db.query(`alter database ${settings.database} set statement_timeout = '100ms'`);
  await db.close();
  await run();
  expect(await tables()).toEqual(['a', 'schema_migrations']);
});
