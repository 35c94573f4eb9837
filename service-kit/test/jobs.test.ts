import { atEnd } from '@hms/service-kit/testing/cleanup';
import { openTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { eventually } from '@hms/service-kit/testing/service';
import { pauseBefore, planJob, removeJob, startJobs } from '../src/jobs';

const { log } = captureLogs();

it('tries again soon after a process died in the middle of an attempt', async () => {
  const db = await openTestDatabase('payment-service', {}, log);
  const attempts: string[] = [];
  let release: () => void = () => {};
  const jobs = await startJobs(
    db,
    [
      {
        name: 'task',
        timeLimitMs: 300,
        attempt: async (id) => {
          attempts.push(id);
          // the first never comes back, as far as the job can tell
          if (attempts.length === 1) await new Promise<void>((resolve) => (release = resolve));
          await db.transaction((tx) => removeJob(tx, 'task', id));
          return 'settled';
        },
      },
    ],
    log,
  );
  atEnd(() => jobs.stop());
  await db.transaction((tx) => planJob(tx, 'task', 'x', 0));
  await eventually(
    async () => attempts.length,
    (n) => n >= 2,
    8000,
  );
  release();
  const left = () => db.query('select key from graphile_worker.jobs where key is not null');
  expect(await eventually(left, (rows) => rows.length === 0)).toEqual([]);
  expect(attempts).toEqual(['x', 'x']);
});

it('leaves no job of a transaction that was rolled back', async () => {
  const db = await openTestDatabase('payment-service', {}, log);
  const attempt = db.transaction(async (tx) => {
    await planJob(tx, 'task', 'x', 0);
    throw new Error('rolled back');
  });
  await expect(attempt).rejects.toThrow('rolled back');
  expect(await db.query('select from graphile_worker.jobs')).toEqual([]);
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
