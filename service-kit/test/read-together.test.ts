import { setImmediate as turn } from 'node:timers/promises';
import { openTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import type { Database, Queryable } from '../src/database';
import { readTogether } from '../src/read-together';

const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const read = readTogether<{ id: string; name: string }>('select id, name from things where id = any($1::uuid[])');
let db: Database;
/** The same database, and how often it was asked. */
let counting: Queryable;
let asked = 0;

beforeAll(async () => {
  db = await openTestDatabase('doctor-service', captureLogs().log);
  counting = {
    query: (text, values) => {
      asked++;
      return db.query(text, values);
    },
  };
  await db.query('create table things (id uuid primary key, name text not null)');
  await db.query(`insert into things select $1::uuid, 'the last'`, [idOf(40)]);
  await db.query(
    `insert into things select format('00000000-0000-4000-8000-%s', lpad(n::text, 12, '0'))::uuid, 'thing ' || n
     from generate_series(1, 39) n`,
  );
});

beforeEach(() => (asked = 0));

it('gives each of forty who ask at once their own row, in three statements', async () => {
  const rows = await Promise.all(Array.from({ length: 40 }, (_, i) => read(counting, idOf(i + 1))));
  expect(rows.map((row) => row?.id)).toEqual(Array.from({ length: 40 }, (_, i) => idOf(i + 1)));
  expect(rows.at(-1)?.name).toBe('the last');
  expect(asked).toBe(3);
});

it('has those who come while three statements run share the next', async () => {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const slow: Queryable = {
    query: async (text, values) => {
      asked++;
      if (asked <= 3) await released;
      return db.query(text, values);
    },
  };
  const reads: Promise<{ name: string } | undefined>[] = [];
  for (let n = 1; n <= 10; n++) {
    reads.push(read(slow, idOf(n)));
    await turn();
  }
  expect(asked).toBe(3);
  release();
  expect((await Promise.all(reads)).at(-1)?.name).toBe('thing 10');
  expect(asked).toBe(4);
});

it('reads for one alone, for two who ask for the same, and finds nothing where there is nothing', async () => {
  expect(await read(counting, idOf(7))).toEqual({ id: idOf(7), name: 'thing 7' });
  const [one, same, none] = await Promise.all([
    read(counting, idOf(8)),
    read(counting, idOf(8)),
    read(counting, idOf(99)),
  ]);
  expect([one?.name, same?.name, none]).toEqual(['thing 8', 'thing 8', undefined]);
  expect(asked).toBe(2);
});

it('takes an id in capitals for the same', async () => {
  const id = 'ABCDEF00-0000-4000-8000-000000000000';
  await db.query(`insert into things values ($1, 'in capitals')`, [id]);
  expect((await read(counting, id))?.name).toBe('in capitals');
});

it('sees what was committed before it was asked for', async () => {
  const others = read(counting, idOf(1));
  await db.query(`update things set name = 'renamed' where id = $1`, [idOf(2)]);
  expect((await read(counting, idOf(2)))?.name).toBe('renamed');
  expect((await others)?.name).toBe('thing 1');
});

it('reads for a transaction in that transaction, which sees what it has written', async () => {
  await db.transaction(async (tx) => {
    await tx.query(`update things set name = 'not yet committed' where id = $1`, [idOf(3)]);
    const [inside, outside] = await Promise.all([read(tx, idOf(3)), read(counting, idOf(3))]);
    expect([inside?.name, outside?.name]).toEqual(['not yet committed', 'thing 3']);
  });
});

it('tells all who asked together of a fault, and reads for the next', async () => {
  let isBroken = true;
  const breaking: Queryable = {
    query: (text, values) => (isBroken ? Promise.reject(new Error('the database is gone')) : db.query(text, values)),
  };
  const both = await Promise.allSettled([read(breaking, idOf(1)), read(breaking, idOf(2))]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isBroken = false;
  expect((await read(breaking, idOf(1)))?.name).toBe('thing 1');
});
