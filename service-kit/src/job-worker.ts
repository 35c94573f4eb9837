import { setTimeout as pause } from 'node:timers/promises';
import { Logger as WorkerLogger, run, type Runner, type TaskList } from 'graphile-worker';
import pg from 'pg';
import { pauseBefore, planJob, type JobTask } from './jobs';
import type { Logger } from './logger';
import type { Database } from './postgres';
import { connectionConfig } from './postgres-connection';
import { attemptOnce, planForgotten } from './settlements';

interface Payload {
  id: string;
  attempt: number;
}

/** Whatever comes of an attempt, the next one is planned here: graphile-worker's own pauses grow to hours. */
const workOn =
  (task: JobTask, db: Database, log: Logger) =>
  async (payload: unknown): Promise<void> => {
    const { id, attempt } = payload as Payload;
    const pauseMs = pauseBefore(attempt);
    const outcome = await attemptOnce(db, task, id, log, pauseMs);
    if (outcome !== 'settled') await planJob(db, task.name, id, pauseMs, attempt + 1);
  };

/** An attempt takes less than `abandonedAfterMs`: a job locked for longer belongs to a process that died. */
const usualTiming = { abandonedAfterMs: 15_000, sweepEveryMs: 3000 };

/** graphile-worker would keep such a job locked for four hours. To free one too early is harmless: attempts are idempotent. */
const freeAbandonedJobs = async (db: Database, afterMs: number): Promise<void> => {
  await db.query(
    `select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
     from graphile_worker.jobs where locked_at < now() - $1::integer * interval '1 millisecond' having count(*) > 0`,
    [afterMs],
  );
  // what was planned anew while it was locked
  await db.query(
    `select graphile_worker.complete_jobs(array_agg(id))
     from graphile_worker.jobs where key is null and locked_at is null and attempts >= max_attempts having count(*) > 0`,
  );
};

/**
 * graphile-worker lets go of the promise of releasing a job, and losing the database then would end the process. What it
 * could not release is freed as abandoned.
 */
const surviveLostReleases = (log: Logger): (() => void) => {
  const onRejection = (error: unknown) => {
    if (!(error instanceof Error && /graphile-worker.*(fail|complete)Jobs/s.test(error.stack ?? ''))) throw error;
    log.warn({ err: error }, 'a job could not be released');
  };
  process.on('unhandledRejection', onRejection);
  return () => process.off('unhandledRejection', onRejection);
};

/** An attempt ends, and is released, within its time limits. */
const longestEndMs = 10_000;

/** A pool that is ended leaves whoever waits for a connection waiting: the releases of the last attempts. */
const idle = async (isIdle: () => boolean): Promise<void> => {
  const until = Date.now() + longestEndMs;
  while (!isIdle() && Date.now() < until) await pause(20);
};

export interface Jobs {
  stop(): Promise<void>;
}

const workerLogger = (log: Logger) =>
  new WorkerLogger(() => (level: string, message) => {
    // an error's message can quote values
    const said = message.split(' with error ')[0];
    if (level === 'error') log.error({ said }, 'the job worker reports an error');
    else log.debug({ said }, 'the job worker reports');
  });

/**
 * Works on the jobs of these tasks until stopped, on connections of its own. Sets up graphile-worker's schema first
 * where it is not there.
 */
export const startJobs = async (db: Database, tasks: JobTask[], log: Logger, timing = usualTiming): Promise<Jobs> => {
  let underWay = 0;
  const counted =
    (work: (payload: unknown) => Promise<void>) =>
    async (payload: unknown): Promise<void> => {
      underWay++;
      await work(payload).finally(() => underWay--);
    };
  const taskList: TaskList = Object.fromEntries(tasks.map((task) => [task.name, counted(workOn(task, db, log))]));
  // plain types: it writes its rows as JSON, which knows no BigInt
  const pool = new pg.Pool({ ...connectionConfig(db.settings), max: 4, types: pg.types });
  const onLost = (error: Error) => log.warn({ err: error }, 'a database connection of the job worker was lost');
  pool.on('error', onLost);
  pool.on('connect', (client) => client.on('error', onLost));
  const logger = workerLogger(log);
  const forgetLostReleases = surviveLostReleases(log);
  let runner: Runner;
  let stopping = false;

  const start = async () => {
    runner = await run({
      pgPool: pool,
      taskList,
      concurrency: 4,
      pollInterval: 1000,
      noHandleSignals: true,
      parsedCronItems: [],
      logger,
    });
    // it gives up when it cannot release a job, as after a database failure
    runner.promise.catch((error: unknown) => {
      if (stopping) return;
      log.warn({ err: error }, 'the job worker ended; starting it again');
      restartSoon();
    });
  };
  const restartSoon = () => {
    setTimeout(() => {
      if (!stopping) start().catch(restartSoon);
    }, 1000).unref();
  };

  try {
    await start();
    await planForgotten(db);
  } catch (error) {
    forgetLostReleases();
    await pool.end();
    throw error;
  }
  const sweep = setInterval(() => {
    freeAbandonedJobs(db, timing.abandonedAfterMs).catch((error: unknown) =>
      log.warn({ err: error }, 'abandoned jobs could not be freed'),
    );
  }, timing.sweepEveryMs).unref();
  return {
    stop: async () => {
      stopping = true;
      clearInterval(sweep);
      await runner.stop().catch(() => {});
      await idle(() => underWay === 0 && pool.waitingCount === 0 && pool.idleCount === pool.totalCount);
      await pool.end();
      forgetLostReleases();
    },
  };
};
