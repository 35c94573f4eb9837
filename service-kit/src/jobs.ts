import type { Queryable, Transaction } from './postgres';

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

/** Not settled yet, and why; the reason names no patient. */
export interface Waiting {
  waiting: string;
}

export interface JobTask {
  name: string;
  /** Tries once; idempotent. Removes the job itself, in the transaction that settles its record. */
  attempt(recordId: string): Promise<'settled' | Waiting>;
}
