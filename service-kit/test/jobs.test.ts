import { openDatabase, type Database } from '../src/database';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { openTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { eventually } from '@hms/service-kit/testing/service';
import { attemptNow, endJob, pauseBefore, schedulePending, scheduleUpkeep, waitingFor } from '../src/jobs';
import { startJobs } from '../src/worker';

const { log } = captureLogs();
let db: Database;
beforeAll(async () => {
  db = await openTestDatabase('payment-service', log);
});

const rows = () => db.query<{ recordId: string }>('select record_id as "recordId" from pending_operations');
const schedule = (job: string, recordId: string) =>
  db.transaction(async (tx) => schedulePending(tx, job, recordId, 0, []));

it('takes up what a process that died was working on', async () => {
  let attempts = 0;
  let release: () => void = () => {};
  const job = {
    name: 'dies',
    attempt: async (id: string) => {
      attempts++;
      // the first never comes back, as far as the row can tell
      if (attempts === 1) await new Promise<void>((resolve) => (release = resolve));
      await db.transaction(async (tx) => endJob(tx, 'dies', id));
      return 'done' as const;
    },
  };
  const worker = startJobs(db, [job], log, { lockMs: 300, pollMs: 100 });
  atEnd(() => worker.stop());
  await schedule('dies', 'x');
  expect(
    await eventually(
      async () => attempts,
      (n) => n === 2,
    ),
  ).toBe(2);
  release();
  expect(await eventually(rows, (left) => left.length === 0)).toEqual([]);
});

it('tries again soon after an attempt that throws', async () => {
  let attempts = 0;
  const job = {
    name: 'throws',
    attempt: async (id: string) => {
      attempts++;
      if (attempts < 3) throw new Error('not yet');
      await db.transaction(async (tx) => endJob(tx, 'throws', id));
      return 'done' as const;
    },
  };
  const worker = startJobs(db, [job], log);
  atEnd(() => worker.stop());
  await scheduleUpkeep(db, 'throws', 'x', 0);
  expect(await eventually(rows, (left) => left.length === 0)).toEqual([]);
  expect(attempts).toBe(3);
});

it('tries each record in one process at a time, a few at once, without a pause between full hands', async () => {
  const tried: string[] = [];
  let atOnce = 0;
  let most = 0;
  const job = {
    name: 'many',
    attempt: async (id: string) => {
      most = Math.max(most, ++atOnce);
      tried.push(id);
      await new Promise((resolve) => setTimeout(resolve, 20));
      await db.transaction(async (tx) => endJob(tx, 'many', id));
      atOnce--;
      return 'done' as const;
    },
  };
  const ids = Array.from({ length: 40 }, (_, i) => String(i));
  await Promise.all(ids.map((id) => schedule('many', id)));
  const workers = [1, 2].map(() => startJobs(db, [job], log, { pollMs: 60_000 }));
  expect(await eventually(rows, (left) => left.length === 0)).toEqual([]);
  await Promise.all(workers.map((worker) => worker.stop()));
  expect([...tried].sort()).toEqual([...ids].sort());
  expect(most).toBeGreaterThan(4);
  expect(most).toBeLessThanOrEqual(8);
});

it('takes up no more at once than it may, however PostgreSQL looks for what is due', async () => {
  const planned = await openTestDatabase('payment-service', log);
  // a plan that looks for what is due once for each row of the table, and takes some others each time
  for (const one of ['hashjoin', 'mergejoin', 'hashagg', 'sort', 'material'])
    await planned.query(`alter database ${planned.settings.database} set enable_${one} = off`);
  const slow = openDatabase(planned.settings, log);
  atEnd(() => slow.close());
  let underWay = 0;
  let most = 0;
  const job = {
    name: 'many',
    attempt: async (id: string) => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, 20));
      await slow.transaction(async (tx) => endJob(tx, 'many', id));
      underWay--;
      return 'done' as const;
    },
  };
  for (let i = 0; i < 40; i++) await scheduleUpkeep(slow, 'many', String(i), 0);
  const worker = startJobs(slow, [job], log, { pollMs: 60_000 });
  atEnd(() => worker.stop());
  const left = () => slow.query('select from pending_operations');
  expect(await eventually(left, ({ length }) => length === 0)).toEqual([]);
  expect(most).toBe(4);
});

it('waits for the attempts under way when it is stopped, and takes up no more', async () => {
  const ended: string[] = [];
  let release: (() => void) | undefined;
  const job = {
    name: 'slow',
    attempt: async (id: string) => {
      await new Promise<void>((resolve) => (release = resolve));
      await db.transaction(async (tx) => endJob(tx, 'slow', id));
      ended.push(id);
      return 'done' as const;
    },
  };
  await schedule('slow', 'first');
  const worker = startJobs(db, [job], log, { atOnce: 1 });
  await eventually(
    () => Promise.resolve(release),
    (begun) => begun !== undefined,
  );
  await schedule('slow', 'second');
  const stopped = worker.stop();
  release?.();
  await stopped;
  expect(ended).toEqual(['first']);
  expect(await rows()).toEqual([{ recordId: 'second' }]);
  await db.query('delete from pending_operations');
});

it('leaves nothing of a transaction that was rolled back', async () => {
  const attempt = db.transaction(async (tx) => {
    schedulePending(tx, 'job', 'x', 0, []);
    throw new Error('rolled back');
  });
  await expect(attempt).rejects.toThrow('rolled back');
  expect(await rows()).toEqual([]);
});

it('keeps since when a record has waited when it is scheduled again', async () => {
  await schedule('again', 'x');
  const since = () => db.query(`select created_at::text from pending_operations where job = 'again'`);
  const before = await since();
  await schedule('again', 'x');
  expect(await since()).toEqual(before);
  await db.query('delete from pending_operations');
});

it('pauses longer each time, up to six seconds', () => {
  for (const [attempt, base] of [
    [1, 1000],
    [2, 2000],
    [3, 4000],
    [4, 5000],
    [50, 5000],
  ] as const) {
    const pause = pauseBefore(attempt);
    expect(pause).toBeGreaterThanOrEqual(base * 0.8);
    expect(pause).toBeLessThanOrEqual(base * 1.2);
  }
});

it('neither counts an attempt for which nobody was asked, nor waits longer after it', async () => {
  const noResponse = { outcome: 'unavailable', reason: 'it did not answer before' } as const;
  const attemptsAfter = async (unsent: boolean) => {
    const job = { name: 'asks', attempt: async () => waitingFor({ ...noResponse, unsent }) };
    await attemptNow(db, job, 'x', log, 2);
    const [row] = await db.query<{ attempts: number; inMs: number }>(
      `select attempts, 1000 * extract(epoch from next_attempt_at - now())::double precision as "inMs"
       from pending_operations where job = 'asks'`,
    );
    return row;
  };
  await schedule('asks', 'x');
  const unasked = await attemptsAfter(true);
  expect(unasked?.attempts).toBe(0);
  expect(unasked?.inMs).toBeLessThanOrEqual(2400);
  const unanswered = await attemptsAfter(false);
  expect(unanswered?.attempts).toBe(1);
  expect(unanswered?.inMs).toBeGreaterThan(2400);
  await db.query('delete from pending_operations');
});
