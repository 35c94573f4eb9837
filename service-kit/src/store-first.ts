import type { Answer, RecordAnswer } from './answer';
import type { Command, StoreOptions } from './idempotency';
import { crashPoint } from './crash-point';
import { endJob, schedulePending, type Job } from './jobs';
import type { Logger } from './logger';
import type { Reply } from './neighbour';
import type { Database, Transaction } from './postgres';

/** What a neighbour said that settles a record. */
type FinalReply<T> = Exclude<Reply<T>, { outcome: 'silent' }>;

/** How the waiting records of one command are settled. */
export interface Settlement<T> {
  /** Of the job, such as `link-doctor`. */
  name: string;
  /** The longest that `ask` takes. */
  timeLimitMs: number;
  /** Asks the neighbour, outside any transaction. Undefined: the record is settled already, or gone. */
  ask(recordId: string): Promise<Reply<T> | undefined>;
  /**
   * Settles the record by the reply, and gives the command's answer. Locks the record first; one that is settled already,
   * or gone, stays as it is.
   * @param callerWaits whether a refusal still reaches the caller, or has to be kept on the record
   */
  settle(tx: Transaction, recordId: string, reply: FinalReply<T>, callerWaits: boolean): Promise<Answer>;
  /** The command's answer by the state that the record is in now. */
  answer(tx: Transaction, recordId: string): Promise<Answer>;
}

export interface StoreFirst {
  /**
   * One command: `store` writes the waiting record and gives the 202 answer; the neighbour is asked at once; its answer
   * settles the record. Where it gives none, the 202 stands and the job settles the record later, across restarts.
   */
  run(
    command: Command,
    store: (tx: Transaction) => Promise<RecordAnswer>,
    explain?: StoreOptions['explain'],
  ): Promise<Answer>;
  /** For `startJobs`. */
  task: Job;
}

/** The rule for every command that needs a neighbour: store first, then settle. */
export const storeFirst = <T>(db: Database, log: Logger, settlement: Settlement<T>): StoreFirst => {
  const { name, timeLimitMs, ask, settle } = settlement;
  // the job leaves the caller's own attempt this long before it makes one
  const ownAttemptMs = timeLimitMs + 1000;

  const settleNow = async (waiting: RecordAnswer, command: Command): Promise<Answer> => {
    const { id } = waiting.record;
    const outcome = { refused: false };
    try {
      const reply = await ask(id);
      crashPoint(`${name}.asked`);
      const settled = await db.transaction(async (tx) => {
        outcome.refused = false;
        const awaited = await command.isAwaited(tx);
        let answer: Answer = waiting;
        if (!reply) answer = await settlement.answer(tx, id);
        else if (reply.outcome !== 'silent') {
          answer = await settle(tx, id, reply, awaited);
          await endJob(tx, name, id);
        }
        if (awaited) await command.settle(tx, answer);
        // a repeat may have been told of the record, which is kept with its refusal: both are told the same
        else if (answer.status >= 400) answer = waiting;
        outcome.refused = answer.status >= 400;
        crashPoint(`${name}.settling`);
        return answer;
      });
      crashPoint(`${name}.settled`);
      return settled;
    } catch (error) {
      // the refusal may be committed though its commit was not heard of, and may have taken the record away
      if (outcome.refused) throw error;
      // the record and its job are stored: to say that it failed would be wrong
      log.error({ err: error, recordId: id }, 'left to its job');
      return waiting;
    }
  };

  return {
    run: async (command, store, explain) => {
      const storeWithJob = async (tx: Transaction) => {
        const answer = await store(tx);
        await schedulePending(tx, name, answer.record.id, ownAttemptMs);
        crashPoint(`${name}.storing`);
        return answer;
      };
      const waiting = await command.store(storeWithJob, { settlesWithinMs: ownAttemptMs, ...(explain && { explain }) });
      crashPoint(`${name}.stored`);
      return settleNow(waiting, command);
    },
    task: {
      name,
      attempt: async (recordId) => {
        const reply = await ask(recordId);
        if (reply?.outcome === 'silent') return { waiting: reply.reason };
        crashPoint(`${name}.job-asked`);
        await db.transaction(async (tx) => {
          if (reply) await settle(tx, recordId, reply, false);
          await endJob(tx, name, recordId);
          crashPoint(`${name}.job-settling`);
        });
        crashPoint(`${name}.job-settled`);
        return 'done';
      },
    },
  };
};
