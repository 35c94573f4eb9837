import { Logger as WorkerLogger, run, type Runner, type TaskList } from 'graphile-worker';
import pg from 'pg';
import type { Logger } from './logger';
import { connectionConfig, type Database, type Queryable, type Transaction } from './postgres';

const add = `select graphile_worker.add_job($1, json_build_object('id', $2::text, 'attempt', $3::integer),
  job_key => $1 || ' ' || $2, run_at => now() + $4::integer * interval '1 millisecond')`;

/** A row of graphile-worker's, one per job name and record, that runs `afterMs` from now. */
export const planJob = async (db: Queryable, name: string, recordId: string, afterMs: number, attempt = 1) => {
  await db.query(add, [name, recordId, attempt, afterMs]);
};

export const removeJob = async (tx: Transaction, name: string, recordId: string): Promise<void> => {
  await tx.query(`select graphile_worker.remove_job($1 || ' ' || $2)`, [name, recordId]);
};

/** 1 s, 2 s, 4 s, then 5 s, each up to a fifth shorter or longer so that many do not come at once. */
export const pauseBefore = (attempt: number): number =>
  Math.round(Math.min(1000 * 2 ** (attempt - 1), 5000) * (0.8 + Math.random() * 0.4));

export interface JobTask {
  name: string;
  /** Longest time one attempt takes, in milliseconds. */
  timeLimitMs: number;
  /** Tries once; idempotent. Removes the job itself, in the transaction that settles its record. */
  attempt(recordId: string): Promise<'settled' | 'waiting'>;
}

interface Payload {
  id: string;
  attempt: number;
}

/**
 * graphile-worker keeps a job that was running when its process died locked for four hours. So each attempt begins by
 * planning its successor, under the same key: a crash at any moment leaves a job that runs within seconds.
 */
const workOn =
  ({ name, timeLimitMs, attempt }: JobTask, db: Database, log: Logger) =>
  async (payload: unknown): Promise<void> => {
    const { id, attempt: number } = payload as Payload;
    await planJob(db, name, id, timeLimitMs + pauseBefore(number), number + 1);
    if ((await attempt(id)) === 'settled') return;
    await planJob(db, name, id, pauseBefore(number), number + 1);
    log.info({ job: name, recordId: id, attempt: number }, 'still waiting for a neighbour');
  };

export interface Jobs {
  stop(): Promise<void>;
}

const workerLogger = (log: Logger) =>
  new WorkerLogger(() => (level: string, message) => {
    if (level === 'error') log.error(message);
    else if (level === 'warning') log.warn(message);
    else log.debug(message);
  });

/**
 * Works on the jobs of these tasks until stopped, on connections of its own. Sets up graphile-worker's schema first
 * where it is not there.
 */
export const startJobs = async (db: Database, tasks: JobTask[], log: Logger): Promise<Jobs> => {
  const taskList: TaskList = Object.fromEntries(tasks.map((task) => [task.name, workOn(task, db, log)]));
  const pool = new pg.Pool({ ...connectionConfig(db.settings), max: 4 });
  const onLost = (error: Error) => log.warn({ err: error }, 'a database connection of the job worker was lost');
  pool.on('error', onLost);
  pool.on('connect', (client) => client.on('error', onLost));
  const logger = workerLogger(log);
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
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    stop: async () => {
      stopping = true;
      await runner.stop().catch(() => {});
      await pool.end();
    },
  };
};
