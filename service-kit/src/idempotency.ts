import { createHash } from 'node:crypto';
import type { HttpResponse } from './response';
import { crashPoint } from './crash-point';
import type { Database, Transaction } from './database';
import { Problem, defineProblem, problemResponse } from './problem';
import { currentRequest } from './request-context';

export const idempotencyKeyReused = defineProblem(
  { type: 'idempotency-key-reused', status: 422, title: 'The Idempotency-Key belongs to another request' },
  () => ({ detail: 'This Idempotency-Key was used for a different request. Use a new key for a new request.' }),
);

export const stillRunning = defineProblem(
  { type: 'still-running', status: 409, title: 'The first request with this Idempotency-Key is still running' },
  () => ({ detail: 'Repeat the request in a moment to get its response.', headers: { 'retry-after': '1' } }),
);

/** Thrown to end a command that was answered before; carries that answer. */
export class Replay extends Error {
  constructor(readonly answer: HttpResponse) {
    super('replayed');
  }
}

interface StoreOptions {
  /**
   * Set when a second transaction is to follow: the time it may take. The answer given in the first is what a repeat gets
   * if the process dies in between.
   */
  completesWithinMs?: number;
  /** Whether the first answer is final, so that no second transaction follows; absent: it never is. */
  isFinal?: (first: HttpResponse) => boolean;
  /** Makes of a refusal what the caller, and each repeat, is told. Runs outside the transaction, so it may ask an upstream. */
  explain?: (refusal: Problem) => Promise<Problem>;
}

/**
 * How a POST writes. With an `Idempotency-Key`, the key and its answer are stored in the same transactions as the
 * records, so that both are there after a crash, or neither.
 */
export interface Command {
  /** Whether it came with an Idempotency-Key, and so cannot be done twice by mistake. */
  readonly keyed: boolean;
  /**
   * The command's first, often only, transaction. Throws Replay when the key was used before, and a 409 or 422 problem
   * when its first use is still running or had another body.
   */
  store<A extends HttpResponse>(work: (tx: Transaction) => Promise<A>, options?: StoreOptions): Promise<A>;
  /**
   * In the second transaction, before anything is done: whether repeats are still told to wait. If not, one may have been
   * given the first answer, so what that said must stay true.
   */
  isAwaited(tx: Transaction): Promise<boolean>;
  /** In the second transaction: the answer that replaces the first. */
  complete(tx: Transaction, response: HttpResponse): void;
}

interface KeyRow {
  fingerprint: string;
  status: number;
  headers: Record<string, string>;
  body: string;
  settling: boolean;
}

const replayOf = ({ status, headers, body }: KeyRow): Replay =>
  new Replay({ status, headers: { ...headers, 'idempotent-replayed': 'true' }, body });

const isRefusal = (error: unknown): error is Problem => error instanceof Problem && error.kind.status < 500;

const withoutKey = (db: Database): Command => ({
  keyed: false,
  store: async (work, { explain } = {}) => {
    try {
      return await db.transaction(work);
    } catch (error) {
      throw explain && isRefusal(error) ? await explain(error) : error;
    }
  },
  isAwaited: async () => true,
  complete: () => {},
});

const isInstant = (text: string) =>
  /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d.*([Zz]|[+-]\d\d:\d\d)$/.test(text) && !isNaN(Date.parse(text));

/** JSON of what is meant, however it was written: members in one order, instants in UTC, what is absent left out. */
const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) => {
    if (typeof part === 'string' && isInstant(part)) return new Date(part).toISOString();
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });

/**
 * @param request what makes two requests the same one: the operation, and its parameters, query and body as they were
 *   understood, so that neither the order of members nor a default that is spelled out makes another request
 * @param instance the request's path, for the problem documents that are kept
 */
export const startCommand = (
  db: Database,
  key: string | undefined,
  request: [operation: string, ...unknown[]],
  instance: string,
): Command => {
  const [operation] = request;
  if (key === undefined) return withoutKey(db);
  // another's key is another key
  const { issuer, subject } = currentRequest()?.caller ?? {};
  const caller = issuer === undefined ? '' : `${issuer} ${subject}`;
  const fingerprint = createHash('sha256').update(canonicalJson(request)).digest('hex');

  const claim = async (tx: Transaction): Promise<void> => {
    const [[lock], [earlier]] = await Promise.all([
      tx.read<{ taken: boolean }>(
        `select pg_try_advisory_xact_lock(hashtextextended('idempotency ' || $1 || ' ' || $2, 0)) as taken`,
        [caller, key],
      ),
      tx.read<KeyRow>(
        `select fingerprint, status, headers, body, coalesce(settling_until > now(), false) as settling
         from idempotency_keys where caller = $1 and key = $2 for update`,
        [caller, key],
      ),
    ]);
    if (!lock?.taken) throw stillRunning();
    if (!earlier) return;
    if (earlier.fingerprint !== fingerprint) throw idempotencyKeyReused();
    if (earlier.settling) throw stillRunning();
    throw replayOf(earlier);
  };

  const remember = (tx: Transaction, { status, headers, body }: HttpResponse, completesWithinMs: number | null) =>
    tx.atEnd(
      `insert into idempotency_keys (caller, key, fingerprint, status, headers, body, settling_until)
       values ($1, $2, $3, $4, $5, $6, now() + $7::integer * interval '1 millisecond')`,
      [caller, key, fingerprint, status, headers, body, completesWithinMs],
    );

  return {
    keyed: true,
    store: async (work, { completesWithinMs, isFinal, explain } = {}) => {
      const progress = { claimed: false };
      try {
        const answer = await db.transaction(async (tx) => {
          progress.claimed = false;
          await claim(tx);
          progress.claimed = true;
          const result = await work(tx);
          remember(tx, result, isFinal?.(result) ? null : (completesWithinMs ?? null));
          crashPoint(`${operation}.storing`);
          return result;
        });
        crashPoint(`${operation}.stored`);
        return answer;
      } catch (error) {
        // A refusal is an answer too: a repeat that arrives late must not do what the first was refused.
        if (!progress.claimed || !isRefusal(error)) throw error;
        const refusal = explain ? await explain(error) : error;
        await db.transaction(async (tx) => {
          await claim(tx);
          const answer = problemResponse(refusal, instance);
          remember(tx, answer, null);
          return answer;
        });
        throw refusal;
      }
    },
    isAwaited: async (tx) => {
      const [row] = await tx.read<{ awaited: boolean }>(
        `select coalesce(settling_until > clock_timestamp(), false) as awaited
         from idempotency_keys where caller = $1 and key = $2 for update`,
        [caller, key],
      );
      return row?.awaited ?? false;
    },
    complete: (tx, { status, headers, body }) => {
      tx.atEnd(
        `update idempotency_keys set status = $3, headers = $4, body = $5, settling_until = null
         where caller = $1 and key = $2`,
        [caller, key, status, headers, body],
      );
    },
  };
};

/** Forgets keys after a week; repeats come within minutes. */
export const forgetOldKeys = async (db: Database): Promise<void> => {
  await db.query(`delete from idempotency_keys where created_at < now() - interval '7 days'`);
};
