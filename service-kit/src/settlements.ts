import { planJob, removeJob, type JobTask, type Waiting } from './jobs';
import type { Logger } from './logger';
import type { Database, Transaction } from './postgres';

/** A job that settles a record, and its line in the list of what waits. Planned again, it has waited from the first time. */
export const planSettlement = async (
  tx: Transaction,
  job: string,
  recordId: string,
  afterMs: number,
): Promise<void> => {
  await tx.query(
    `insert into settlements (job, record_id, next_attempt_at)
     values ($1, $2, now() + $3::integer * interval '1 millisecond')
     on conflict (job, record_id) do update set next_attempt_at = excluded.next_attempt_at`,
    [job, recordId, afterMs],
  );
  await planJob(tx, job, recordId, afterMs);
};

export const endSettlement = async (tx: Transaction, job: string, recordId: string): Promise<void> => {
  await tx.query(`delete from settlements where job = $1 and record_id = $2`, [job, recordId]);
  await removeJob(tx, job, recordId);
};

/** Plans the job of each settlement that has none, as after a restore. */
export const planForgotten = async (db: Database): Promise<void> => {
  const forgotten = await db.query<{ job: string; id: string }>(
    `select job, record_id as id from settlements s
     where not exists (select from graphile_worker.jobs j where j.key = s.job || ' ' || s.record_id)`,
  );
  for (const { job, id } of forgotten) await planJob(db, job, id, 0);
};

interface Noted {
  state: 'waiting' | 'failed';
  reason: string;
  /** Absent: the next attempt stays planned for when it was. */
  nextInMs: number | undefined;
}

/** Undefined: it is no settlement, but a job of another kind. */
const noteAttempt = async (db: Database, job: string, recordId: string, { state, reason, nextInMs }: Noted) => {
  const [row] = await db.query<{ attempts: number; seconds: number }>(
    `update settlements set attempts = attempts + 1, state = $3, reason = $4,
       next_attempt_at = coalesce(now() + $5::integer * interval '1 millisecond', next_attempt_at)
     where job = $1 and record_id = $2
     returning attempts, extract(epoch from now() - created_at)::integer as seconds`,
    [job, recordId, state, reason, nextInMs ?? null],
  );
  return row;
};

/** What is known of an error without what it may quote. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'an unknown fault';
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name;
};

/**
 * One attempt, noted and logged; a fault in it is a reason to wait.
 * @param nextInMs when the next one would follow, if the caller plans it
 */
export const attemptOnce = async (
  db: Database,
  { name, attempt }: JobTask,
  recordId: string,
  log: Logger,
  nextInMs?: number,
): Promise<'settled' | Waiting> => {
  let state: Noted['state'] = 'waiting';
  const outcome = await attempt(recordId).catch((error: unknown): Waiting => {
    log.error({ err: error, job: name, recordId }, 'an attempt to settle failed');
    state = 'failed';
    return { waiting: reasonOf(error) };
  });
  if (outcome === 'settled') return outcome;
  const noted = await noteAttempt(db, name, recordId, { state, reason: outcome.waiting, nextInMs });
  if (noted) log.info({ job: name, recordId, reason: outcome.waiting, ...noted }, 'a record still waits to be settled');
  return outcome;
};
