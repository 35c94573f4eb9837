import type { ListPlan } from '@hms/service-kit/paging';
import type { ConstraintProblems, Transaction } from '@hms/service-kit/database';
import { billHasPayments, paymentIdReused, refundIdReused } from '../problems';

// the use cases say more; these are for what only the database sees
export const constraintProblems: ConstraintProblems = {
  received_payments_pkey: paymentIdReused,
  ledger_entries_refund_once: refundIdReused,
  bills_cancelled_unpaid_net: billHasPayments,
};

export type Account = 'receivable' | 'revenue' | 'discounts' | 'refunds' | 'deposits' | `desk-${string}`;

/** The bill; or the patient and currency, for a deposit that is for no bill. */
export interface PostedBill {
  id: string | null;
  patientId: string;
  currency: string;
}

interface Posting {
  kind: 'issue' | 'discount' | 'payment' | 'refund' | 'cancel' | 'deposit';
  bill: PostedBill;
  paymentId?: string;
  refundId?: string;
  reason?: string;
  /** When it is posted; without it, now. */
  at?: Date;
}

/** Writes one balanced set of entries, debits positive; totals follow by trigger. Those of zero are left out. */
export const post = async (tx: Transaction, posting: Posting, entries: [Account, bigint][]): Promise<void> => {
  const { kind, bill, paymentId, refundId, reason, at } = posting;
  await tx.query(`select post($1, $2, $3, $4, $5, $6, $7, coalesce($8, now()), $9::text[], $10::bigint[])`, [
    kind,
    bill.id,
    bill.patientId,
    bill.currency,
    paymentId,
    refundId,
    reason,
    at,
    entries.map(([account]) => account),
    entries.map(([, amount]) => amount),
  ]);
};

export const entryList: ListPlan = {
  from: 'ledger_entries_view v join ledger_entries e on e.id = v.id',
  key: [{ column: 'e.id', type: 'uuid' }],
  direction: 'asc',
  filters: { billId: 'e.bill_id = ?::uuid' },
};

const moved = 'greatest(p.received_at, p.last_refunded_at)';

export const receivedPaymentList: ListPlan = {
  from: 'received_payments_view v join received_payments p on p.payment_id = v."paymentId"',
  key: [
    { column: 'p.received_at', type: 'timestamptz' },
    { column: 'p.payment_id', type: 'uuid' },
  ],
  direction: 'asc',
  filters: {
    paymentId: 'p.payment_id = ?::uuid',
    from: 'p.received_at >= ?::timestamptz',
    to: 'p.received_at < ?::timestamptz',
    movedFrom: `${moved} >= ?::timestamptz`,
    movedTo: `${moved} < ?::timestamptz`,
  },
};
