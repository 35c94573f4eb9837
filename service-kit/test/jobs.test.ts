import type { Database } from '../src/postgres';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { openTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { eventually } from '@hms/service-kit/testing/service';
import { startJobs } from '../src/job-worker';
import { pauseBefore, planJob, removeJob } from '../src/jobs';

const { log } = captureLogs();
let db: Database;
beforeAll(async () => {
  db = await openTestDatabase('payment-service', log);
});

const jobs = () => db.query('select key from graphile_worker.jobs');

it('frees a job whose process died in the middle of an attempt', async () => {
  let attempts = 0;
  let release: () => void = () => {};
  const task = {
    name: 'dies',
    attempt: async (id: string) => {
      attempts++;
      // the first never comes back, as far as the job can tell
      if (attempts === 1) await new Promise<void>((resolve) => (release = resolve));
      await db.transaction((tx) => removeJob(tx, 'dies', id));
      return 'settled' as const;
    },
  };
  const worker = await startJobs(db, [task], log, { abandonedAfterMs: 300, sweepEveryMs: 100 });
  atEnd(() => worker.stop());
  await db.transaction((tx) => planJob(tx, 'dies', 'x', 0));
  expect(
    await eventually(
      async () => attempts,
      (n) => n === 2,
      8000,
    ),
  ).toBe(2);
  release();
  expect(await eventually(jobs, (rows) => rows.length === 0)).toEqual([]);
});

it('tries again soon after an attempt that throws, and the process lives', async () => {
  let attempts = 0;
  const task = {
    name: 'throws',
    attempt: async (id: string) => {
      attempts++;
      if (attempts < 3) throw new Error('not yet');
      await db.transaction((tx) => removeJob(tx, 'throws', id));
      return 'settled' as const;
    },
  };
  const worker = await startJobs(db, [task], log);
  atEnd(() => worker.stop());
  await planJob(db, 'throws', 'x', 0);
  expect(
    await eventually(
      async () => attempts,
      (n) => n === 3,
      12_000,
    ),
  ).toBe(3);
  expect(await eventually(jobs, (rows) => rows.length === 0)).toEqual([]);
});

it('leaves no job of a transaction that was rolled back', async () => {
  const attempt = db.transaction(async (tx) => {
    await planJob(tx, 'task', 'x', 0);
    throw new Error('rolled back');
  });
  await expect(attempt).rejects.toThrow('rolled back');
  expect(await jobs()).toEqual([]);
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
