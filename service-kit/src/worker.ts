import type { Database } from './database';
import { attemptNow, type Job } from './jobs';
import type { Logger } from './logger';

interface Claimed {
  job: string;
  recordId: string;
  attempts: number;
}

/**
 * Locks up to `limit` that are due, so that each is tried by one process at a time. An attempt takes less than `lockMs`: what is
 * locked for longer belongs to a process that died.
 */
const claim = (db: Database, names: string[], limit: number, lockMs: number): Promise<Claimed[]> =>
  db.query<Claimed>(
    // materialized: as a condition PostgreSQL may look for them once for each row, and find others each time
    `with due as materialized (
       select id from pending_operations
       where job = any($1) and next_attempt_at <= now() and (locked_until is null or locked_until < now())
       order by next_attempt_at limit $2 for update skip locked)
     update pending_operations p set locked_until = now() + $3::integer * interval '1 millisecond'
     from due where p.id = due.id
     returning p.job, p.record_id as "recordId", p.attempts`,
    [names, limit, lockMs],
  );

export interface Worker {
  /** Takes up no more, and resolves once the attempts under way have ended. */
  stop(): Promise<void>;
}

const usualTiming = { atOnce: 4, pollMs: 1000, lockMs: 15_000 };

/** Works on these jobs until stopped, a few at a time, in any number of processes. */
export const startJobs = (db: Database, jobs: Job[], log: Logger, timing: Partial<typeof usualTiming> = {}): Worker => {
  const { atOnce, pollMs, lockMs } = { ...usualTiming, ...timing };
  const byName = new Map(jobs.map((job) => [job.name, job]));
  const underWay = new Set<Promise<void>>();
  let stopping = false;
  let wake = () => {};

  const work = async ({ job: name, recordId, attempts }: Claimed): Promise<void> => {
    const job = byName.get(name);
    if (job) await attemptNow(db, job, recordId, log, attempts);
  };

  const take = (claimed: Claimed): void => {
    const attempt = work(claimed)
      .catch((error: unknown) =>
        log.warn({ err: error, job: claimed.job }, 'the outcome of an attempt could not be noted'),
      )
      .finally(() => {
        underWay.delete(attempt);
        wake();
      });
    underWay.add(attempt);
  };

  const untilWoken = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const poll = async (): Promise<void> => {
    while (!stopping) {
      // made first: an attempt that ends while the rows are claimed leaves room for one more
      const woken = untilWoken();
      const room = atOnce - underWay.size;
      const due =
        room === 0
          ? []
          : await claim(db, [...byName.keys()], room, lockMs).catch((error: unknown) => {
              log.warn({ err: error }, 'the jobs that are due could not be read');
              return [];
            });
      due.forEach(take);
      await woken;
    }
  };

  const polling = poll();
  return {
    stop: async () => {
      stopping = true;
      wake();
      await polling;
      await Promise.all(underWay);
    },
  };
};
