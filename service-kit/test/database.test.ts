import { createServer, Socket, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { openTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { openDatabase, type Database, type Transaction } from '../src/database';
import { connectionConfig } from '../src/database-connection';
import { Problem } from '../src/problem';
import { withRequest } from '../src/request-context';

const logs = captureLogs();
let db: Database;

beforeAll(async () => {
  db = await openTestDatabase('doctor-service', logs.log);
  await db.query('create table counters (name text primary key, value integer not null)');
  await db.query(`insert into counters values ('a', 0), ('b', 0)`);
});

it('runs both of two transactions that deadlock', async () => {
  const raise = (first: string, second: string) =>
    db.transaction(async (tx) => {
      await tx.query('update counters set value = value + 1 where name = $1', [first]);
      await pause(200);
      await tx.query('update counters set value = value + 1 where name = $1', [second]);
    });
  await Promise.all([raise('a', 'b'), raise('b', 'a')]);
  expect(await db.query('select distinct value from counters')).toEqual([{ value: 2 }]);
});

it('writes nothing of a transaction whose callback throws', async () => {
  const attempt = db.transaction(async (tx) => {
    await tx.query(`insert into counters values ('c', 1)`);
    throw new Error('changed my mind');
  });
  await expect(attempt).rejects.toThrow('changed my mind');
  expect(await db.query(`select from counters where name = 'c'`)).toEqual([]);
});

it('sends what is asked in one turn as one message', async () => {
  const messages = [jest.spyOn(Socket.prototype, '_write'), jest.spyOn(Socket.prototype, '_writev')];
  const sent = () => messages.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  await db.transaction(async (tx) => {
    // which has the answer to `begin`, too
    await tx.query('select 0');
    const before = sent();
    await Promise.all([1, 2, 3].map((value) => tx.query('select $1::int', [value])));
    expect(sent() - before).toBe(1);
  });
  for (const message of messages) message.mockRestore();
});

it('refuses a transaction that is used after its end', async () => {
  const kept = await db.transaction(async (tx): Promise<{ tx: Transaction }> => ({ tx }));
  expect(() => kept.tx.query('select 1')).toThrow('used after its end');
});

it('does what is left for the end with the commit, in its order, and nothing where that fails', async () => {
  await db.transaction(async (tx) => {
    tx.atEnd(`insert into counters values ('end', 1)`);
    tx.atEnd('update counters set value = value + $1 where name = $2', [4, 'end']);
    expect(await tx.query(`select from counters where name = 'end'`)).toEqual([]);
  });
  expect(await db.query(`select value from counters where name = 'end'`)).toEqual([{ value: 5 }]);

  const failing = db.transaction(async (tx) => {
    await tx.query(`update counters set value = 0 where name = 'end'`);
    tx.atEnd(`insert into counters values ('end', 1)`);
    tx.atEnd(`insert into counters values ('after it', 1)`);
  });
  await expect(failing).rejects.toMatchObject({ code: '23505' });
  expect(await db.query(`select name, value from counters where name in ('end', 'after it')`)).toEqual([
    { name: 'end', value: 5 },
  ]);
});

it('leaves out what was left for the end by a part that was undone', async () => {
  await db.transaction(async (tx) => {
    const part = tx.savepoint(() => {
      tx.atEnd(`insert into counters values ('of the part', 1)`);
      return Promise.reject(new Error('changed my mind'));
    });
    await expect(part).rejects.toThrow('changed my mind');
    tx.atEnd(`insert into counters values ('of the rest', 1)`);
  });
  expect(await db.query(`select name from counters where name like 'of the%'`)).toEqual([{ name: 'of the rest' }]);
});

it('tells the first fault of statements that were sent together, and goes on after a part that failed so', async () => {
  await db.transaction(async (tx) => {
    const part = tx.savepoint(() =>
      Promise.all([
        tx.query(`insert into counters values ('together', 1)`),
        tx.query(`insert into counters values ('a', 1)`),
        tx.query(`insert into counters values ('never', 1)`),
      ]),
    );
    await expect(part).rejects.toMatchObject({ code: '23505' });
    await tx.query(`insert into counters values ('goes on', 1)`);
  });
  expect(await db.query(`select name from counters where name in ('together', 'never', 'goes on')`)).toEqual([
    { name: 'goes on' },
  ]);
});

it('writes nothing where its beginning fails, and tells why', async () => {
  const cancelled = withRequest({ traceId: '', id: '\0 ends the text' }, () =>
    db.transaction(async (tx) => {
      await Promise.all([
        tx.read('select 1'),
        tx.query(`insert into counters values ('without a beginning', 1)`),
        tx.read('select 2'),
      ]);
    }),
  );
  await expect(cancelled).rejects.toThrow();
  expect(await db.query(`select from counters where name = 'without a beginning'`)).toEqual([]);
});

it('does what is asked for together in its order, whichever of it waits for the beginning', async () => {
  const seen = await db.transaction(async (tx) => {
    const sum = 'select sum(value)::integer as sum from counters';
    const [first, , second] = await Promise.all([
      tx.read<{ sum: number }>(sum),
      tx.query(`insert into counters values ('in order', 1)`),
      tx.read<{ sum: number }>(sum),
    ]);
    return (second[0]?.sum ?? 0) - (first[0]?.sum ?? 0);
  });
  expect(seen).toBe(1);
});

it('does not take a commit for done where a statement that nobody awaited had failed', async () => {
  const careless = db.transaction(async (tx) => {
    tx.query('select 1 / 0').catch(() => {});
    await Promise.resolve();
  });
  await expect(careless).rejects.toThrow('rolled back at its commit');
});

it('keeps days, instants and large numbers exact', async () => {
  const [row] = await db.query(
    `select date '1984-07-23' as day, 9007199254740993::bigint as large, row_to_json(x)::text as json
     from (select timestamptz '2026-12-01 09:00:00.123456+05:30' as at) x`,
  );
  expect(row).toEqual({
    day: '1984-07-23',
    large: 9007199254740993n,
    json: '{"at":"2026-12-01T03:30:00.123456+00:00"}',
  });
});

it('sets its own zone and time limits, whatever the database has', async () => {
  const other = `alter database ${db.settings.database} set`;
  await db.query(`${other} timezone = 'Asia/Kolkata'`);
  await db.query(`${other} statement_timeout = '1h'`);
  const fresh = openDatabase({ ...db.settings, statementTimeoutMs: 700 }, logs.log);
  const names = ['timezone', 'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];
  const rows = await fresh.query(`select name, current_setting(name) as set from unnest($1::text[]) name`, [names]);
  await fresh.close();
  expect(rows).toEqual([
    { name: 'timezone', set: 'UTC' },
    { name: 'statement_timeout', set: '700ms' },
    { name: 'lock_timeout', set: '700ms' },
    { name: 'idle_in_transaction_session_timeout', set: '30s' },
  ]);
  // a pooler may refuse or drop them
  expect(connectionConfig(db.settings)).not.toHaveProperty('options');
});

it('says 503 while the database cannot be reached, and logs no values', async () => {
  const away = openDatabase({ ...db.settings, port: 1 }, logs.log);
  await expect(away.query('select 1')).rejects.toMatchObject({
    kind: { status: 503 },
    headers: { 'retry-after': '1' },
  });
  await expect(away.query('select 1')).rejects.toThrow(Problem);
  await away.close();
});

it('lets no value out of an error of the database into the log', async () => {
  const error: unknown = await db
    .query(`insert into counters values ('Zebulon', 1), ('Zebulon', 1)`)
    .catch((e: unknown) => e);
  expect((error as { detail: string }).detail).toContain('Zebulon');
  logs.log.error({ err: error }, 'failed');
  logs.log.error({ err: new Error('outer', { cause: error }) }, 'failed');
  expect(logs.text()).toContain('"code":"23505"');
  expect(logs.text()).not.toContain('Zebulon');
});

it('survives the loss of a connection in the middle of a transaction', async () => {
  const lost = db.transaction(async (tx) => {
    const [row] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
    await db.query('select pg_terminate_backend($1)', [row?.pid]);
    await pause(100);
    await tx.query('select 1');
  });
  await expect(lost).rejects.toMatchObject({ kind: { status: 503 } });
  expect(await db.query('select 1 as one')).toEqual([{ one: 1 }]);
});

it('does not wait for a server that stands still', async () => {
  const silent = createServer((socket) => socket.resume());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const hanging = openDatabase({ ...db.settings, port, statementTimeoutMs: 100 }, logs.log);
  await expect(hanging.query('select 1')).rejects.toMatchObject({ kind: { status: 503 } });
  await hanging.close();
  await new Promise((resolve) => silent.close(resolve));
});

it('goes on when what it has prepared fits a changed schema no longer', async () => {
  await db.query('create table shapes (a integer)');
  const text = 'select * from shapes';
  await Promise.all(Array.from({ length: 5 }, () => db.query(text)));
  await db.query('alter table shapes add column b integer');
  expect(await Promise.all(Array.from({ length: 8 }, () => db.query(text)))).toHaveLength(8);
  await db.query('alter table shapes add column c integer');
  expect(await db.transaction((tx) => tx.query(text))).toEqual([]);
});

it('says 503 of a conflict that does not end, and of a server that takes no writes any more', async () => {
  const raise = (code: string) => db.query(`do $$ begin raise exception 'x' using errcode = '${code}'; end $$`);
  for (const code of ['40001', '40P01', '25006', '57P01']) {
    await expect(raise(code)).rejects.toMatchObject({ kind: { status: 503 } });
  }
  expect(await db.query('select 1 as one')).toEqual([{ one: 1 }]);
});

it('tells whether the database answers though all its places are taken', async () => {
  const small = openDatabase({ ...db.settings, poolSize: 1 }, logs.log);
  let order = '';
  const long = small.query('select pg_sleep(1)').then(() => (order += 'long '));
  await small.ping();
  order += 'ping ';
  await long;
  expect(order).toBe('ping long ');
  await small.close();
});

it('gives a transaction no longer than its caller waits', async () => {
  const context = { id: 'x', traceId: 'x', deadline: performance.now() + 300 };
  const slow = withRequest(context, () => db.transaction((tx) => tx.query('select pg_sleep(4)')));
  await expect(slow).rejects.toMatchObject({ kind: { status: 503 } });
});
