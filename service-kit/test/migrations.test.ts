import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { MigrationError, migrate } from '../src/migrations';
import { openDatabase } from '../src/database';

const { log } = captureLogs();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'migrations-'));
  mkdirSync(path.join(folder, 'tables'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, sql: string) => writeFileSync(path.join(folder, name), sql);
const prepare = async () => {
  const settings = await createTestDatabase('doctor-service', 'empty');
  const query = async (sql: string) => {
    const db = openDatabase(settings, log);
    const rows = await db.query<{ name: string }>(sql);
    await db.close();
    return rows.map(({ name }) => name);
  };
  const tables = () =>
    query(`select table_name as name from information_schema.tables where table_schema = 'public' order by 1`);
  const run = (folders = [folder]) => migrate({ ...settings, statementTimeoutMs: 100 }, folders, log);
  return { settings, query, tables, run };
};

it('applies each file once, in order, when ten replicas start at once, and again', async () => {
  write('tables/0001-a.sql', 'create table a (id integer)');
  write('tables/0002-b.sql', 'create table b as select * from a; insert into b values (1)');
  const { tables, run } = await prepare();
  await Promise.all(Array.from({ length: 10 }, () => run()));
  write('tables/0003-c.sql', 'create table c (id integer)');
  await Promise.all(Array.from({ length: 10 }, () => run()));
  expect(await tables()).toEqual(['a', 'b', 'c', 'schema_migrations']);
});

it('stops at a file that was changed after it was applied', async () => {
  write('tables/0001-a.sql', 'create table a (id integer)');
  const { run } = await prepare();
  await run();
  write('tables/0001-a.sql', 'create table a (id bigint)');
  await expect(run()).rejects.toThrow(MigrationError);
  await expect(run()).rejects.toThrow(/0001-a\.sql was changed after it was applied.*new file with the next number/);
});

it('leaves nothing of a file that fails, and names it', async () => {
  write('tables/0001-a.sql', 'create table a (id integer)');
  write('tables/0002-b.sql', 'create table b (id integer); select no_such_column');
  const { tables, run } = await prepare();
  await expect(run()).rejects.toThrow(/0002-b\.sql cannot be applied: .*no_such_column/);
  expect(await tables()).toEqual(['a', 'schema_migrations']);
});

it('takes longer than a request may, and than the database allows by itself', async () => {
  write('tables/0001-a.sql', 'select pg_sleep(1.3); create table a (id integer)');
  const { settings, tables, run } = await prepare();
  const db = openDatabase(settings, log);
  await db.query(`alter database ${settings.database} set statement_timeout = '100ms'`);
  await db.close();
  await run();
  expect(await tables()).toEqual(['a', 'schema_migrations']);
});

it('applies rules and views after the tables of all folders, and again when one of them changes', async () => {
  const shared = path.join(folder, 'shared');
  mkdirSync(path.join(shared, 'tables'), { recursive: true });
  write('shared/tables/0001-a.sql', 'create table a (id integer)');
  write('shared/views.sql', 'drop view if exists a_view cascade; create view a_view as select count(*) as n from a, b');
  write('shared/rules.sql', 'create or replace function one() returns integer language sql return 1');
  write('tables/0001-b.sql', 'create table b (id integer)');
  write('views.sql', 'drop view if exists b_view; create view b_view as select n + one() as name from a_view');
  const { query, run } = await prepare();
  await run([shared, folder]);
  write('shared/rules.sql', 'create or replace function one() returns integer language sql return 7');
  write('shared/views.sql', 'drop view if exists a_view cascade; create view a_view as select 70 as n');
  await Promise.all(Array.from({ length: 10 }, () => run([shared, folder])));
  expect(await query('select name from b_view')).toEqual([77]);
  expect(await query('select count(*)::integer as name from schema_migrations')).toEqual([5]);
});

it('applies them again after a new table file, even if it was stopped between the two', async () => {
  write('tables/0001-a.sql', 'create table a (name text)');
  write('views.sql', 'drop view if exists a_view; create view a_view as select * from a');
  const { query, run } = await prepare();
  await run();
  write('tables/0002-b.sql', `drop view a_view; alter table a add b text default 'new'; insert into a values ('x')`);
  write('views.sql', 'select no_such_column');
  await expect(run()).rejects.toThrow(/views\.sql cannot be applied: .*no_such_column/);
  write('views.sql', 'drop view if exists a_view; create view a_view as select * from a');
  await run();
  expect(await query('select b as name from a_view')).toEqual(['new']);
});

it('leaves nothing of rules and views that fail', async () => {
  write('tables/0001-a.sql', 'create table a (id integer)');
  write('rules.sql', 'create or replace function one() returns integer language sql return 1');
  const { query, run } = await prepare();
  await run();
  write('rules.sql', 'create or replace function one() returns integer language sql return 2');
  write('views.sql', 'create view a_view as select no_such_column from a');
  await expect(run()).rejects.toThrow(/views\.sql cannot be applied/);
  expect(await query('select one() as name')).toEqual([1]);
});

it('shows a view at every moment to those who read while it changes', async () => {
  const view = (name: string) => `drop view if exists a_view; create view a_view as select '${name}' as name`;
  write('tables/0001-a.sql', 'create table a (id integer)');
  write('views.sql', view('0'));
  const { settings, run } = await prepare();
  await run();
  const db = openDatabase(settings, log);
  let over = false;
  const read = async () => {
    const names = new Set<string>();
    while (!over) for (const { name } of await db.query<{ name: string }>('select name from a_view')) names.add(name);
    return [...names];
  };
  const readers = Array.from({ length: 5 }, read);
  for (const name of ['1', '2', '3', '4']) {
    write('views.sql', view(name));
    await run();
  }
  over = true;
  const seen = await Promise.all(readers);
  await db.close();
  expect(seen.flat()).toContain('3');
});

it('does not bring back its own views to a database that a later version has changed', async () => {
  const later = path.join(folder, 'later');
  mkdirSync(path.join(later, path.basename(folder), 'tables'), { recursive: true });
  const inLater = `later/${path.basename(folder)}`;
  for (const at of ['.', inLater]) write(`${at}/tables/0001-a.sql`, 'create table a (id integer)');
  write('views.sql', `drop view if exists a_view; create view a_view as select 'early' as name`);
  write(`${inLater}/views.sql`, `drop view if exists a_view; create view a_view as select 'late' as name`);
  write(`${inLater}/tables/0002-b.sql`, 'create table b (id integer)');
  const { query, run } = await prepare();
  await run();
  await run([path.join(folder, inLater)]);
  await run();
  expect(await query('select name from a_view')).toEqual(['late']);
});

it('stops at a database of the layout before, and says where the way out is written', async () => {
  write('tables/0001-a.sql', 'create table a (id integer)');
  const { query, run, tables } = await prepare();
  await run();
  await query(`update schema_migrations set name = 'every-service/0001-records.sql'`);
  write('tables/0002-b.sql', 'create table b (id integer)');
  await expect(run()).rejects.toThrow(MigrationError);
  await expect(run()).rejects.toThrow(/lists db-init\/every-service\/0001-records\.sql.*docs\/operations\.md/);
  expect(await tables()).toEqual(['a', 'schema_migrations']);
});
