import type { Signatory } from '@hms/service-kit/approval';
import type { Database, Queryable, Transaction } from '@hms/service-kit/database';
import { notFound } from '@hms/service-kit/problem';
import type { ListPlan } from '@hms/service-kit/paging';
import { recordsOf } from '@hms/service-kit/records';
import type { ComparedLine } from './compare';

export const closings = recordsOf('closing', 'closings');

export const closingList: ListPlan = {
  from: 'closings_view v join closings c on c.id = v.id',
  key: [
    { column: 'c.created_at', type: 'timestamptz' },
    { column: 'c.id', type: 'uuid' },
  ],
  direction: 'desc',
  filters: {
    cashier: `c.cashier ->> 'subject' = ?`,
    isReviewed: 'c.reviewed_by is not null',
    isUnreviewed: 'c.reviewed_by is null',
    from: 'c.created_at >= ?::timestamptz',
    to: 'c.created_at < ?::timestamptz',
  },
};

/** What one person took and gave back by one method, in minor units. */
export interface Movements {
  method: string;
  currency: string;
  payments: number;
  taken: bigint;
  refunds: number;
  refunded: bigint;
}

const grouped = `select method, currency, count(payment_id)::integer as payments, sum(taken)::bigint as taken,
    count(refund_id)::integer as refunds, sum(refunded)::bigint as refunded`;

/** Has whoever closes for the same person wait until the transaction ends; returns when they closed before. */
export async function lockCashier(tx: Transaction, { issuer, subject }: Signatory): Promise<Date | null> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('closing ' || $1, 0))`, [`${issuer} ${subject}`]);
  return lastClosed(tx, { issuer, subject });
}

/** Returns when the person closed before; null where never. */
export async function lastClosed(
  db: Queryable,
  { issuer, subject }: Pick<Signatory, 'issuer' | 'subject'>,
): Promise<Date | null> {
  const [row] = await db.query<{ since: Date | null }>(
    `select max(created_at) as since from closings where cashier ->> 'subject' = $1 and cashier ->> 'issuer' = $2`,
    [subject, issuer],
  );
  return row?.since ?? null;
}

/** Returns what no closing covers yet, by state, method and currency: one statement, so that what completes meanwhile is in one of the states. */
export function readMovements(
  db: Database,
  person: Signatory,
): Promise<(Movements & { state: 'completed' | 'processing' })[]> {
  return db.query(
    `${grouped}, state
     from unnest('{completed,processing}'::text[]) state cross join lateral open_movements($1, state)
     group by state, method, currency order by currency, method <> 'cash', method`,
    [person],
  );
}

/** Puts what no closing covers yet into this one, and returns what it comes to: one statement, so that both are the same. */
export function coverMovements(tx: Transaction, closingId: string, person: Signatory): Promise<Movements[]> {
  return tx.query<Movements>(
    `with movements as materialized (
       select * from open_movements($2, 'completed')
     ), covered as (
       insert into closed_movements (closing_id, payment_id, refund_id) select $1, payment_id, refund_id from movements
     )
     ${grouped} from movements group by method, currency`,
    [closingId, person],
  );
}

export async function insertLines(tx: Transaction, closingId: string, lines: readonly ComparedLine[]): Promise<void> {
  for (const { denominations, ...line } of lines)
    await tx.query(
      `insert into closing_lines (closing_id, method, currency, payments, taken, refunds, refunded, opening_float, counted,
         denominations, explanation) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        ...[closingId, line.method, line.currency, line.payments, line.taken, line.refunds, line.refunded],
        ...[line.float, line.counted, denominations && JSON.stringify(denominations), line.explanation],
      ],
    );
}

/** Returns whether somebody has reviewed it; it stays so until the transaction ends. Throws a 404 problem where there is none. */
export async function lockClosing(tx: Transaction, id: string): Promise<{ isReviewed: boolean }> {
  const [row] = await tx.query<{ isReviewed: boolean }>(
    `select reviewed_by is not null as "isReviewed" from closings where id = $1 for update`,
    [id],
  );
  if (!row) throw notFound('closing', id);
  return row;
}
