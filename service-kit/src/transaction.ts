import pg from 'pg';
import { personBehind, writePerson } from './caller';
import { isLost } from './database-errors';
import { currentRequest, msLeft, withRequest, type AtCommit, type RequestContext } from './request-context';

export interface Queryable {
  /** Runs one statement, prepared under a name of its own on first use; `R` is the shape its columns have. */
  query<R extends object>(text: string, values?: readonly unknown[]): Promise<R[]>;
}

/**
 * A transaction in progress. It refuses to be used once it has ended. Statements that do not need each other's rows are asked for
 * together, by `Promise.all`: they cost one wait, and PostgreSQL does them in their order.
 */
export interface Transaction extends Queryable {
  readonly kind: 'transaction';
  /**
   * The same for a statement that writes nothing, though it may lock: it goes along with `begin`. Where `begin` alone is cancelled
   * PostgreSQL does what follows as if there were no transaction, so what writes waits until it has begun.
   */
  read<R extends object>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /** Has a statement done right before the commit, in the same message. What it returns nobody sees; if it fails, so does all. */
  atEnd(text: string, values?: readonly unknown[]): void;
  /** Does what `work` does, or none of it if `work` throws; the transaction goes on. */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Does what would be a transaction of its own as a part of this one: all of it, or none of it if `work` throws. What it would leave
   * at its own commit it leaves at this one's.
   */
  part<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}

/** The requests that are parts of a transaction. */
const parts = new WeakMap<RequestContext, Transaction>();

/** Does a request within the transaction: all that it asks of the database, and every transaction that it makes, is a part of it. */
export function doWithin<T>(tx: Transaction, request: RequestContext, work: () => T): T {
  parts.set(request, tx);
  return withRequest(request, work);
}

/** The transaction that this request is a part of; undefined where it makes its own. */
export function currentTransaction(): Transaction | undefined {
  const request = currentRequest();
  return request && parts.get(request);
}

interface Statement {
  text: string;
  values: readonly unknown[];
}

/** The connection that a transaction has to itself. It does what it is sent in that order. */
interface Connection {
  /** Runs statements without parameters, several with semicolons between them. */
  send(text: string): Promise<pg.QueryResult | pg.QueryResult[]>;
  run<R extends object>(text: string, values: readonly unknown[]): Promise<R[]>;
  /** How long a statement may take where the caller waits for longer, in milliseconds. */
  limitMs: number;
}

/** Commits what `work` does; where it throws, the connection has still to be rolled back. */
export async function runTransaction<T>(connection: Connection, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const { send, run, limitMs } = connection;
  let state: 'beginning' | 'open' | 'ended' = 'beginning';
  /** Whether a statement waits until it has begun: what comes after it waits as well, so that their order stays. */
  let waits = false;
  const begun = send(beginning(limitMs)).then(() => {
    if (state === 'beginning') state = 'open';
  });
  begun.catch(() => {});
  const last: Statement[] = [];
  const left: AtCommit[] = [];

  /** @param ending what is done at the end: of the transaction, or of a part of it */
  function transactionWith(ending: Statement[]): Transaction {
    const tx: Transaction = {
      kind: 'transaction',
      query: (text, values = []) => {
        requireNotEnded();
        if (state === 'open') return run(text, values);
        waits = true;
        return begun.then(() => run(text, values));
      },
      read: (text, values = []) => {
        requireNotEnded();
        return waits ? tx.query(text, values) : run(text, values);
      },
      atEnd: (text, values = []) => {
        ending.push({ text, values });
      },
      savepoint: async (part) => {
        const kept = ending.length;
        try {
          const [, result] = await Promise.all([tx.query('savepoint part'), part()]);
          await tx.query('release savepoint part');
          return result;
        } catch (error) {
          ending.length = kept;
          if (!isLost(error)) await tx.query('rollback to savepoint part');
          throw error;
        }
      },
      part: async (work) => {
        const result = await tx.savepoint(async () => {
          const ofPart: Statement[] = [];
          const done = await work(transactionWith(ofPart));
          await Promise.all(ofPart.map(({ text, values }) => tx.query(text, values)));
          return done;
        });
        const more = currentRequest()?.atCommit?.(result);
        if (more) left.push(more);
        return result;
      },
    };
    return tx;
  }
  function requireNotEnded() {
    if (state === 'ended') throw new Error('a transaction was used after its end');
  }
  try {
    const result = await work(transactionWith(last));
    await begun;
    state = 'ended';
    const more = currentRequest()?.atCommit?.(result);
    const ending = last.map(({ text, values }) => run(text, values));
    if (more) left.push(more);
    await Promise.all([...ending, commit(connection, left.map(({ sql }) => sql).join(''))]);
    for (const { done } of left) done();
    return result;
  } finally {
    state = 'ended';
  }
}

/** History keeps the id of the request that made a change, and who asked for it. */
function beginning(limitMs: number): string {
  const { id = '', caller } = currentRequest() ?? {};
  const person = caller ? writePerson(personBehind(caller)) : '';
  const limit = Math.max(1, Math.ceil(msLeft(limitMs)));
  const patience = limit < limitMs ? `set local statement_timeout = ${limit}; ` : '';
  return (
    `begin; ${patience}set local hms.request_id = ${pg.escapeLiteral(id)}; ` +
    `set local hms.person = ${pg.escapeLiteral(person)}`
  );
}

/** Throws where PostgreSQL rolls back instead, as it does without a word after a statement that failed and that nobody awaited. */
async function commit({ send }: Connection, before: string): Promise<void> {
  const results = [await send(`${before}commit`)].flat();
  if (results.at(-1)?.command !== 'COMMIT') throw new Error('the transaction was rolled back at its commit');
}
