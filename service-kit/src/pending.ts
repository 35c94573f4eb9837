import type { z } from 'zod';
import type { HttpResponse, RecordResponse } from './response';
import { patientsIn } from './audit';
import { crashPoint } from './crash-point';
import { endJob, schedulePending, waitingFor, type Job } from './jobs';
import type { Logger } from './logger';
import type { Reply, NoResponse } from './upstream';
import type { Database, Transaction } from './database';
import type { Problem } from './problem';
import { operation, type Operation, type OperationContract, type OperationInput } from './operation';

/** What an upstream said: anything but no response. */
type FinalReply = Exclude<Reply<unknown>, NoResponse>;

/** What a pending operation needs of its service. */
export interface PendingContext {
  db: Database;
  log: Logger;
  /** As in `ServiceContext`. */
  ownAttemptMs: number;
}

/**
 * An operation that needs an upstream: its contract, and what it does in the order in which it happens. What a record waits for
 * is one row of `pending_operations`, written and removed in the transactions of the record itself.
 * @typeParam R what `prepare` finds out
 * @typeParam A what an upstream may reply to `ask`, beside no response
 */
interface PendingContract<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R,
  A extends FinalReply,
> extends Omit<OperationContract<P, Q, B>, 'handle' | 'job'> {
  /** The job that completes the record if the upstream does not respond in time, such as `link-doctor`. */
  job: string;
  /** Looks up what has to be known before anything is stored. Outside any transaction. */
  prepare?(input: InputOf<P, Q, B>): Promise<R>;
  /**
   * Writes the record as pending, holds what it needs, and responds 202. Any other response is final, and so is one that
   * awaits a person: then nothing is asked.
   * May run more than once, so it keeps no state outside.
   */
  store(tx: Transaction, input: InputOf<P, Q, B>, prepared: R): Promise<RecordResponse>;
  /** Asks the upstream, outside any transaction. Undefined: the record is complete already, or gone; then it is not asked. */
  ask(recordId: string): Promise<A | NoResponse | undefined>;
  /**
   * Completes the record, or refuses it, and responds. Locks the record first; one that is complete already, or gone, stays as
   * it is. Undefined: the record has changed since the upstream was asked, which has to be asked again.
   * @param callerWaits whether a refusal still reaches the caller; if not, it has to be kept on the record. A promise, so that the
   *   record is locked without waiting for it
   */
  complete(
    tx: Transaction,
    recordId: string,
    reply: A,
    callerWaits: Promise<boolean>,
  ): Promise<HttpResponse | undefined>;
  /** Locks the record, and responds by the state that it is in. Undefined: it waits, perhaps again, and has to be asked about. */
  respond(tx: Transaction, recordId: string): Promise<HttpResponse | undefined>;
  /** Adds to a refusal by `store` what would work. Outside any transaction. */
  suggest?(refusal: Problem, input: InputOf<P, Q, B>, prepared: R): Promise<Problem>;
}

type InputOf<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = OperationInput<
  z.output<P>,
  z.output<Q>,
  z.output<B>
>;

/**
 * Makes an operation that is accepted first and completed then: `store` commits the record and its pending operation, the
 * upstream is asked at once, and its reply completes the record. If it does not respond, the 202 stands, and the job completes
 * the record later, across restarts of anything.
 */
export function pendingOperation<
  P extends z.ZodType = z.ZodObject<Record<never, never>>,
  Q extends z.ZodType = z.ZodObject<Record<never, never>>,
  B extends z.ZodType = z.ZodUndefined,
  R = undefined,
  A extends FinalReply = FinalReply,
>(
  { db, log, ownAttemptMs }: PendingContext,
  { job: name, prepare, store, ask, complete, respond, suggest, ...contract }: PendingContract<P, Q, B, R, A>,
): Operation {
  async function handle(input: InputOf<P, Q, B>): Promise<HttpResponse> {
    const prepared = (await prepare?.(input)) as R;
    const storeWithJob = async (tx: Transaction): Promise<RecordResponse> => {
      const response = await store(tx, input, prepared);
      if (isPending(response)) schedulePending(tx, name, response.record.id, ownAttemptMs, patientsIn(response.body));
      crashPoint(`${name}.storing`);
      return response;
    };
    const stored = await input.command.store(storeWithJob, {
      completesWithinMs: ownAttemptMs,
      isFinal: (response) => !isPending(response),
      ...(suggest && { explain: (refusal: Problem) => suggest(refusal, input, prepared) }),
    });
    crashPoint(`${name}.stored`);
    return isPending(stored) ? completeNow(stored, input) : stored;
  }

  async function completeNow(accepted: RecordResponse, { command }: InputOf<P, Q, B>): Promise<HttpResponse> {
    const { id } = accepted.record;
    const outcome = { refused: false };
    try {
      const reply = await ask(id);
      crashPoint(`${name}.asked`);
      const completed = await db.transaction(async (tx) => {
        outcome.refused = false;
        const isAwaited = command.isAwaited(tx);
        const [awaited, completed] = await Promise.all([
          isAwaited,
          reply && isUnavailable(reply) ? undefined : completeBy(tx, id, reply, isAwaited),
        ]);
        let response = completed ?? accepted;
        if (awaited) command.complete(tx, response);
        // a repeat may have been told of the record, which is kept with its refusal: both are told the same
        else if (response.status >= 400) response = accepted;
        outcome.refused = response.status >= 400;
        crashPoint(`${name}.settling`);
        return response;
      });
      crashPoint(`${name}.settled`);
      return completed;
    } catch (error) {
      // the refusal may be committed though its commit was not heard of, and may have taken the record away
      if (outcome.refused) throw error;
      // the record and its job are stored: to say that it failed would be wrong
      log.error({ err: error, recordId: id }, 'left to its job');
      return accepted;
    }
  }

  async function attempt(recordId: string): ReturnType<Job['attempt']> {
    const reply = await ask(recordId);
    if (reply && isUnavailable(reply)) return waitingFor(reply);
    crashPoint(`${name}.job-asked`);
    const response = await db.transaction(async (tx) => {
      const completed = await completeBy(tx, recordId, reply, Promise.resolve(false));
      crashPoint(`${name}.job-settling`);
      return completed;
    });
    crashPoint(`${name}.job-settled`);
    return response ? 'done' : { waiting: 'it was changed meanwhile' };
  }

  /** Ends the job under the lock of the record, or it would end one that has been scheduled since. */
  async function completeBy(
    tx: Transaction,
    recordId: string,
    reply: A | undefined,
    callerWaits: Promise<boolean>,
  ): Promise<HttpResponse | undefined> {
    const response = reply ? await complete(tx, recordId, reply, callerWaits) : await respond(tx, recordId);
    if (response) endJob(tx, name, recordId);
    return response;
  }

  return operation<P, Q, B>({ ...contract, handle, job: { name, attempt } });
}

function isPending({ status, awaitsPerson }: HttpResponse & Pick<RecordResponse, 'awaitsPerson'>): boolean {
  return status === 202 && !awaitsPerson;
}

function isUnavailable(reply: FinalReply | NoResponse): reply is NoResponse {
  return reply.outcome === 'unavailable';
}
