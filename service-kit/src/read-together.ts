import type { Queryable } from './database';
import { outsideRequest } from './request-context';
import { currentTransaction } from './transaction';

/** So many rows are read by one statement. */
const mostTogether = 16;

/**
 * As many ids whoever asks: what a plan for a few would cost, PostgreSQL guesses to be less than the plan that it has, and so it would
 * plan each anew, which takes twice as long as reading them.
 */
const filled = (ids: string[]): string[] => [
  ...ids,
  ...Array.from({ length: mostTogether - ids.length }, () => ids[0] ?? ''),
];

/** So many of its statements run at once. */
const mostAtOnce = 3;

interface Gathering<R> {
  asked: Waiting<R>[];
  underWay: number;
}

interface Waiting<R> {
  id: string;
  resolve(row: R | undefined): void;
  reject(error: unknown): void;
}

/**
 * Returns what reads a row by its id. Requests that ask in the same turn of the event loop, or while as many statements run as
 * may, share the next one, because sending a statement, and waking PostgreSQL for it, costs more than reading the row; who asks
 * alone waits for nobody. A transaction reads for itself.
 * @param statement selects rows with `id`, of those ids that `$1` has, a `uuid[]`
 */
export function readTogether<R extends { id: string }>(
  statement: string,
): (db: Queryable, id: string) => Promise<R | undefined> {
  const gathering = new WeakMap<Queryable, Gathering<R>>();

  async function readAll(db: Queryable, asked: Waiting<R>[]): Promise<void> {
    try {
      const rows = await db.query<R>(statement, [filled(asked.map(({ id }) => id))]);
      const byId = new Map(rows.map((row) => [row.id, row]));
      for (const { id, resolve } of asked) resolve(byId.get(id));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  function gather(db: Queryable, one: Waiting<R>): void {
    const waiting = gathering.get(db) ?? { asked: [], underWay: 0 };
    gathering.set(db, waiting);
    waiting.asked.push(one);
    if (waiting.asked.length === 1 && waiting.underWay < mostAtOnce)
      outsideRequest(() => setImmediate(next, db, waiting));
  }

  function next(db: Queryable, waiting: Gathering<R>): void {
    if (waiting.asked.length === 0 || waiting.underWay >= mostAtOnce) return;
    const asked = waiting.asked.splice(0, mostTogether);
    waiting.underWay++;
    void readAll(db, asked).then(() => {
      waiting.underWay--;
      next(db, waiting);
    });
    next(db, waiting);
  }

  return async (db, given) => {
    const id = given.toLowerCase();
    if ('kind' in db || currentTransaction()) return (await db.query<R>(statement, [filled([id])]))[0];
    return new Promise((resolve, reject) => gather(db, { id, resolve, reject }));
  };
}
