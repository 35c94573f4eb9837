import { randomUUID } from 'node:crypto';
import type { Database } from '@hms/service-kit/database';
import { recordsOf } from '@hms/service-kit/records';
import { historyPage, versionList } from '@hms/service-kit/history';
import { withRequest } from '@hms/service-kit/request-context';
import { openTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { itServesEveryFilter } from '@hms/service-kit/testing/plans';

let db: Database;
const notes = recordsOf('note', 'notes');

beforeAll(async () => {
  db = await openTestDatabase('doctor-service', captureLogs().log);
  for (const statement of [
    `create table notes (id uuid primary key default uuidv7(), title text, body text, version integer not null default 1,
       created_at timestamptz not null default now(), updated_at timestamptz not null default now())`,
    'create trigger notes_touch before update on notes for each row execute function touch_record()',
    'create view notes_view as select id, version, title, body from notes',
    `call keep_versions_of('notes')`,
  ])
    await db.query(statement);
});

const as = <T>(id: string, work: () => Promise<T>) => withRequest({ id, traceId: '0'.repeat(32) }, work);

const historyOf = async (id: string, query: object = {}) => {
  const { body } = await historyPage(db, notes, { id, query: { limit: 50, ...query }, url: `/notes/${id}/history` });
  return JSON.parse(body) as { data: { version: number; requestId: string; changes: object }[]; nextCursor: string };
};

it('keeps what each request changed, once a transaction, newest first', async () => {
  const { id } = await as('first', () => db.transaction((tx) => notes.insert(tx, { title: 'A', body: null })));
  await as("it's", () =>
    db.transaction(async (tx) => {
      await notes.update(tx, id, { title: 'B' });
      await notes.update(tx, id, { title: 'C', body: 'text' });
    }),
  );
  const { data } = await historyOf(id);
  expect(data).toMatchObject([
    { version: 3, requestId: "it's", changes: { title: { from: 'A', to: 'C' }, body: { from: null, to: 'text' } } },
    { version: 1, requestId: 'first', changes: { title: { from: null, to: 'A' } } },
  ]);
  expect(data[1]?.changes).not.toHaveProperty('body');
  const first = await historyOf(id, { limit: 1 });
  expect(first).toMatchObject({ data: [{ version: 3 }] });
  expect(await historyOf(id, { cursor: first.nextCursor })).toMatchObject({ data: [{ version: 1 }], nextCursor: null });
});

it('keeps nothing of a transaction that was rolled back, and refuses to be changed', async () => {
  const { id } = await db.transaction((tx) => notes.insert(tx, { title: 'A' }));
  await expect(
    db.transaction(async (tx) => {
      await notes.update(tx, id, { title: 'B' });
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect((await historyOf(id)).data).toHaveLength(1);
  await expect(db.query('delete from record_versions')).rejects.toThrow('keeps history');
  await expect(db.query(`update record_versions set record = '{}'`)).rejects.toThrow('keeps history');
});

it('is a 404 for what there is not', async () => {
  await expect(historyOf('01900000-0000-7000-8000-000000000000')).rejects.toThrow('There is no note');
});

itServesEveryFilter(
  () => db,
  versionList,
  `insert into record_versions (table_name, record_id, version, record)
   select 'notes', gen_random_uuid(), 1, '{}' from generate_series(1, 5000)`,
  'record_versions',
  { table: ['notes', 'record_versions_pkey'], id: [randomUUID(), 'record_versions_pkey'] },
  { table: 'notes', id: randomUUID() },
);
