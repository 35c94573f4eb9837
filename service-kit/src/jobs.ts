import { randomBytes } from 'node:crypto';
import { patientsIn, waitingStatement } from './audit';
import { personBehind, readPerson, writePerson, type Person } from './caller';
import type { Logger } from './logger';
import { currentRequest, withRequest, type RequestContext } from './request-context';
import type { Database, Queryable, Transaction } from './database';
import type { NoResponse } from './upstream';

/** Not done yet, and why; the reason names no patient. */
export interface Waiting {
  waiting: string;
  /** The upstream was not even asked, so the attempt is not counted and lengthens no pause. */
  unsent?: boolean;
}

export const waitingFor = ({ reason, unsent }: NoResponse): Waiting => ({
  waiting: reason,
  ...(unsent && { unsent }),
});

/** Work that a row of `pending_operations` asks for, again and again until it is done, across restarts of anything. */
export interface Job {
  /** Such as `settle-payment`. */
  name: string;
  /** What it completes, in words, such as "Book an appointment"; absent: it is not recorded in the audit. */
  did?: string;
  /** Tries once; idempotent, for two processes may try at once. Ends the job itself, in the transaction that does its work. */
  attempt(recordId: string): Promise<'done' | Waiting>;
  /** Schedules it at the start of the service, where nothing else does; many may do so at once. */
  plan?(): Promise<void>;
}

const schedule = `insert into pending_operations (job, record_id, upkeep, next_attempt_at, asked_by, patient_ids)
  values ($1, $2, $3, now() + $4::integer * interval '1 millisecond', $5, $6::uuid[])
  on conflict (job, record_id) do update set next_attempt_at = excluded.next_attempt_at`;

/** Whom the job will act for: whoever asks now. */
const askedBy = (): string | null => {
  const caller = currentRequest()?.caller;
  return caller ? writePerson(personBehind(caller)) : null;
};

/**
 * Has the job complete a record from `afterMs` on. Scheduled again, it has waited since the first time.
 * @param patientIds whose data it will change, for the audit
 */
export const schedulePending = (
  tx: Transaction,
  job: string,
  recordId: string,
  afterMs: number,
  patientIds: string[],
): void => {
  tx.atEnd(schedule, [job, recordId, false, afterMs, askedBy(), patientIds]);
};

/** The same of a service's own work, such as offering freed time, which is not listed at `/pending-operations`. */
export const scheduleUpkeep = async (db: Queryable, job: string, recordId: string, afterMs: number): Promise<void> => {
  await db.query(schedule, [job, recordId, true, afterMs, null, []]);
};

/** Ends a job of either kind; one that is not there stays so. */
export const endJob = (tx: Transaction, job: string, recordId: string): void => {
  tx.atEnd('delete from pending_operations where job = $1 and record_id = $2', [job, recordId]);
};

/** 1 s, 2 s, 4 s, then 5 s, each up to a fifth shorter or longer so that many do not come at once. */
export const pauseBefore = (attempt: number): number =>
  Math.round(Math.min(1000 * 2 ** (attempt - 1), 5000) * (0.8 + Math.random() * 0.4));

/** What is known of an error without what it may quote. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'an unknown fault in this service';
  return `a fault in this service: ${error.name}${'code' in error ? ` ${String(error.code)}` : ''}`;
};

/** A job acts for who asked at first, whoever has it try. */
const contextOf = async (db: Database, { name, did }: Job, recordId: string): Promise<RequestContext> => {
  const [row] = await db.query<{ askedBy: string | null; patientIds: string[] }>(
    `select asked_by::text as "askedBy", patient_ids::text[] as "patientIds"
     from pending_operations where job = $1 and record_id = $2`,
    [name, recordId],
  );
  const caller = readPerson(row?.askedBy ?? '');
  const traceId = randomBytes(16).toString('hex');
  const event = caller && did ? { did, operation: name, through: name, traceId, ...nameOf(caller) } : undefined;
  return {
    traceId,
    ...(caller && { caller }),
    ...(event && {
      // an attempt that completes the record returns what a caller would be told
      atCommit: (result) =>
        isResponse(result)
          ? waitingStatement({
              ...event,
              at: now(),
              outcome: 'changed',
              status: null,
              patientIds: [...new Set([...(row?.patientIds ?? []), ...patientsIn(result.body)])],
            })
          : undefined,
    }),
  };
};

const isResponse = (result: unknown): result is { body: string } =>
  typeof result === 'object' && result !== null && 'body' in result && typeof result.body === 'string';
const nameOf = ({ issuer, subject, name, roles }: Person) => ({ issuer, subject, name, roles });
const now = () => new Date().toISOString();

interface Noted {
  attempts: number;
  upkeep: boolean;
  seconds: number;
}

/**
 * Tries one now, and notes why it still waits. A fault in the attempt is a reason to wait.
 * @param attemptsBefore how many have been counted, which says when it is tried next; absent: when that was planned for
 */
export const attemptNow = async (
  db: Database,
  job: Job,
  recordId: string,
  log: Logger,
  attemptsBefore?: number,
): Promise<'done' | Waiting> => {
  let state = 'waiting';
  const { name, attempt } = job;
  const context = await contextOf(db, job, recordId);
  const outcome = await withRequest(context, () => attempt(recordId)).catch((error: unknown): Waiting => {
    log.error({ err: error, job: name, recordId }, 'an attempt failed');
    state = 'failed';
    return { waiting: reasonOf(error) };
  });
  if (outcome === 'done') return outcome;
  const counted = outcome.unsent ? 0 : 1;
  const nextInMs = attemptsBefore === undefined ? null : pauseBefore(Math.max(attemptsBefore + counted, 1));
  const [noted] = await db.query<Noted>(
    `update pending_operations set attempts = attempts + $6, state = $3, reason = $4, locked_until = null,
       next_attempt_at = coalesce(now() + $5::integer * interval '1 millisecond', next_attempt_at)
     where job = $1 and record_id = $2
     returning attempts, upkeep, extract(epoch from now() - created_at)::integer as seconds`,
    [name, recordId, state, outcome.waiting, nextInMs, counted],
  );
  const { attempts, seconds, upkeep } = noted ?? { upkeep: true };
  if (!upkeep) log.info({ job: name, recordId, reason: outcome.waiting, state, attempts, seconds }, 'still pending');
  return outcome;
};
