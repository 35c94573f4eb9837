import type { Signatory } from '@hms/service-kit/approval';
import type { StoredRecord } from '@hms/service-kit/response';
import { toMajorUnits } from '@hms/service-kit/money';
import type { ListPlan } from '@hms/service-kit/paging';
import type { Queryable, Transaction } from '@hms/service-kit/database';
import { notFound } from '@hms/service-kit/problem';
import { recordsOf } from '@hms/service-kit/records';
import { uuid } from '@hms/service-kit/schema';
import { z } from 'zod';
import type { RefundToMake } from '../billing-client';
import type { PaymentStatus } from '../payment';
import type { RefundStatus } from './refund';

export const refunds = recordsOf('refund', 'refunds', 'select p.patient_id from payments p where p.id = t.payment_id');

export const refundList: ListPlan = {
  from: 'refunds_view v join refunds r on r.id = v.id',
  key: [{ column: 'r.id', type: 'uuid' }],
  direction: 'desc',
  filters: { paymentId: 'r.payment_id = ?::uuid', status: 'r.status = ?' },
};

/** A refund, below its payment. */
export const refundParameters = z.strictObject({ id: uuid, refundId: uuid });

/** Throws a 404 problem when the payment has no such refund. */
export const readRefund = async (db: Queryable, paymentId: string, id: string): Promise<StoredRecord> => {
  const refund = await refunds.get(db, id);
  if ((JSON.parse(refund.json) as { paymentId: string }).paymentId !== paymentId) throw notFound('refund', id);
  return refund;
};

/** What can still be given back of a payment, and what refunds hold of it, in minor units; it stays so until the transaction ends. */
export const lockRefundable = async (tx: Transaction, paymentId: string) => {
  const [row] = await tx.query<{ status: PaymentStatus; currency: string; held: bigint; refundable: bigint }>(
    `select status, currency, refund_held as held, amount - refund_held as refundable from payments where id = $1 for update`,
    [paymentId],
  );
  if (!row) throw notFound('payment', paymentId);
  return row;
};

export interface RefundState extends RefundToMake {
  status: RefundStatus;
  failure: { code: string; detail: string } | null;
  /** Null for what was asked for before this was recorded. */
  requestedBy: Signatory | null;
}

const readState = async (db: Queryable, id: string, lock: 'for update of r' | ''): Promise<RefundState> => {
  const [row] = await db.query<Omit<RefundState, 'amount'> & { amount: bigint }>(
    `select r.id as "refundId", r.payment_id as "paymentId", p.bill_id as "billId", r.amount, p.currency, r.status,
       r.requested_by as "requestedBy",
       case when r.failure_code is not null then json_build_object('code', r.failure_code, 'detail', r.failure_detail) end as failure
     from refunds r join payments p on p.id = r.payment_id where r.id = $1 ${lock}`,
    [id],
  );
  if (!row) throw notFound('refund', id);
  return { ...row, amount: Number(toMajorUnits(row.amount, row.currency)) };
};

/** By the database's clock, as payments are: reports go by it. */
export const completeRefund = async (tx: Transaction, id: string): Promise<void> => {
  await tx.query(`update refunds set status = 'completed', settled_at = now() where id = $1`, [id]);
};

export const failRefund = async (tx: Transaction, id: string, code: string, detail: string): Promise<void> => {
  await tx.query(
    `update refunds set status = 'failed', failure_code = $2, failure_detail = $3, settled_at = now() where id = $1`,
    [id, code, detail],
  );
};

/** Throws the problem of the constraint that says who may not. */
export const noteApproval = async (tx: Transaction, id: string, by: Signatory): Promise<StoredRecord> => {
  await tx.query(`update refunds set status = 'processing', approved_by = $2, decided_at = now() where id = $1`, [
    id,
    by,
  ]);
  return refunds.get(tx, id);
};

export const noteRejection = async (
  tx: Transaction,
  id: string,
  by: Signatory,
  reason: string,
): Promise<StoredRecord> => {
  await tx.query(
    `update refunds set status = 'rejected', rejected_by = $2, rejection_reason = $3, decided_at = now(), settled_at = now()
     where id = $1`,
    [id, by, reason],
  );
  return refunds.get(tx, id);
};

export const getRefundState = (db: Queryable, id: string) => readState(db, id, '');
export const lockRefundState = (tx: Transaction, id: string) => readState(tx, id, 'for update of r');
