import type { StoredRecord } from '@hms/service-kit/response';
import type { Transaction } from '@hms/service-kit/database';
import { notFound } from '@hms/service-kit/problem';

/** A payment as it was received; amounts in minor units. */
export interface ReceivedPayment {
  billId: string | null;
  patientId: string;
  currency: string;
  method: string;
  applied: bigint;
  deposited: bigint;
  /** What of the two has not been given back. */
  appliedLeft: bigint;
  depositedLeft: bigint;
}

/** Until the transaction ends, nobody else takes a payment of this id; there is no row yet that could be locked. */
export const lockPaymentId = async (tx: Transaction, paymentId: string): Promise<void> => {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('payment ' || $1, 0))`, [paymentId]);
};

export const findReceived = async (tx: Transaction, paymentId: string): Promise<ReceivedPayment | undefined> => {
  const [row] = await tx.query<ReceivedPayment>(
    `select bill_id as "billId", patient_id as "patientId", currency, method, applied_amount as applied,
       deposited_amount as deposited, applied_amount - applied_refunded as "appliedLeft",
       deposited_amount - deposited_refunded as "depositedLeft"
     from received_payments where payment_id = $1 for update`,
    [paymentId],
  );
  return row;
};

export const insertReceived = (
  tx: Transaction,
  payment: { paymentId: string; billId: string | null; patientId: string; currency: string; method: string },
) =>
  tx.query(
    `insert into received_payments (payment_id, bill_id, patient_id, currency, method) values ($1, $2, $3, $4, $5)`,
    [payment.paymentId, payment.billId, payment.patientId, payment.currency, payment.method],
  );

/** What was refunded under this id before; undefined when nothing was. */
export const findRefund = async (tx: Transaction, refundId: string) => {
  const [row] = await tx.query<{ paymentId: string; amount: bigint }>(
    `select payment_id as "paymentId", amount from ledger_entries
     where refund_id = $1 and account = 'refunds' and amount > 0`,
    [refundId],
  );
  return row;
};

/** What is held for a patient, in minor units; it stays so until the transaction ends. */
export const lockDeposit = async (tx: Transaction, patientId: string, currency: string): Promise<bigint> => {
  const [row] = await tx.query<{ amount: bigint }>(
    `select amount from deposit_balances where patient_id = $1 and currency = $2 for update`,
    [patientId, currency],
  );
  return row?.amount ?? 0n;
};

export const showReceived = async (tx: Transaction, paymentId: string): Promise<string> => {
  const [row] = await tx.query<{ json: string }>(
    `select row_to_json(v)::text as json from received_payments_view v where "paymentId" = $1`,
    [paymentId],
  );
  if (!row) throw notFound('payment', paymentId);
  return row.json;
};

/** The bill as its view shows it, with the payment as `payment`. */
export const showBillWithPayment = async (
  tx: Transaction,
  billId: string,
  paymentId: string,
): Promise<StoredRecord> => {
  const [row] = await tx.query<StoredRecord>(
    `select id, version, row_to_json(r)::text as json
     from (
       select v.*, (select row_to_json(p) from received_payments_view p where p."paymentId" = $2) as payment
       from bills_view v where v.id = $1
     ) r`,
    [billId, paymentId],
  );
  if (!row) throw notFound('bill', billId);
  return row;
};
