import { toMinorUnits } from '@hms/service-kit/money';
import type { Database } from '@hms/service-kit/database';
import type { ReceivedPayment, ReceivedPayments } from './received-payments';

export interface Difference {
  paymentId: string;
  difference: 'only billing-service has it' | 'only payment-service has it' | 'they do not agree';
}

/** Of those that billing-service received or refunded, what is not the same here. What is still being settled may differ. */
const differencesTo = async (db: Database, received: ReceivedPayment[]): Promise<Difference[]> =>
  db.query<Difference>(
    `select r.id as "paymentId", case when p.id is null or p.status = 'failed'
       then 'only billing-service has it' else 'they do not agree' end as difference
     from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[]) as r (id, currency, amount, refunded)
     left join payments p using (id)
     left join lateral (
       select coalesce(sum(amount), 0) as amount from refunds where payment_id = p.id and status = 'awaiting-approval'
     ) awaiting on true
     where p.id is null or p.status = 'failed' or r.currency <> p.currency or r.amount <> p.amount
       or (p.status = 'completed' and r.refunded not between p.refunded_amount and p.refund_held - awaiting.amount)
       or (p.status = 'processing' and r.refunded <> 0)`,
    [
      received.map(({ paymentId }) => paymentId),
      received.map(({ currency }) => currency),
      received.map(({ amount, currency }) => toMinorUnits(amount, currency, '/amount')),
      received.map(({ refundedAmount, currency }) => toMinorUnits(refundedAmount, currency, '/refundedAmount')),
    ],
  );

/** The payments of which money came in or was given back in this time: a refund may be of a payment from long before. */
const findMoved = (db: Database, from: string, to: string) =>
  db.query<{ id: string }>(
    `select id from payments where status = 'completed' and settled_at >= $1 and settled_at < $2
     union
     select payment_id from refunds where status = 'completed' and settled_at >= $1 and settled_at < $2`,
    [from, to],
  );

/** Compares the payments whose money moved in this time on either side, both ways, and keeps what differs. */
export const reconcile = async (
  db: Database,
  billing: ReceivedPayments,
  from: string,
  to: string,
): Promise<Difference[]> => {
  const seen = new Set<string>();
  const differences: Difference[] = [];
  for await (const received of billing.between(from, to)) {
    for (const { paymentId } of received) seen.add(paymentId);
    differences.push(...(await differencesTo(db, received)));
  }
  const moved = await findMoved(db, from, to);
  // one that was settled long after billing-service had received it is not in the same time there
  for (const { id } of moved.filter((payment) => !seen.has(payment.id))) {
    const received = await billing.find(id);
    if (received) differences.push(...(await differencesTo(db, [received])));
    else differences.push({ paymentId: id, difference: 'only payment-service has it' });
  }
  await db.query(`insert into reconciliations (from_at, to_at, compared, differences) values ($1, $2, $3, $4)`, [
    from,
    to,
    new Set([...seen, ...moved.map(({ id }) => id)]).size,
    JSON.stringify(differences),
  ]);
  return differences;
};
