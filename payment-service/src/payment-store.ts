import type { StoredRecord } from '@hms/service-kit/answer';
import { toMajorUnits, toMinorUnits } from '@hms/service-kit/money';
import type { ListPlan } from '@hms/service-kit/paging';
import type { Queryable, Transaction } from '@hms/service-kit/postgres';
import { notFound } from '@hms/service-kit/problem';
import { recordsOf } from '@hms/service-kit/records';
import type { PaymentToApply } from './billing-client';
import type { NewPayment } from './schemas';

export const payments = recordsOf('payment', 'payments');

export const paymentList: ListPlan = {
  from: 'payments_view v join payments p on p.id = v.id',
  key: [
    { column: 'p.created_at', type: 'timestamptz' },
    { column: 'p.id', type: 'uuid' },
  ],
  direction: 'desc',
  filters: {
    billId: 'p.bill_id = ?::uuid',
    patientId: 'p.patient_id = ?::uuid',
    status: 'p.status = ?',
    method: 'p.method = ?',
    from: 'p.created_at >= ?::timestamptz',
    to: 'p.created_at < ?::timestamptz',
  },
};

export const insertPayment = (tx: Transaction, payment: NewPayment, currency: string): Promise<StoredRecord> =>
  payments.insert(tx, {
    bill_id: payment.billId,
    amount: toMinorUnits(payment.amount, currency, '/amount'),
    currency,
    method: payment.method,
    reference: payment.reference,
  });

export interface PaymentState extends PaymentToApply {
  status: 'processing' | 'completed' | 'failed';
  failure: { code: string; detail: string } | null;
}

const readState = async (db: Queryable, id: string, lock: 'for update' | ''): Promise<PaymentState> => {
  const [row] = await db.query<Omit<PaymentState, 'amount'> & { amount: bigint }>(
    `select id as "paymentId", bill_id as "billId", amount, currency, status,
       case when failure_code is not null then json_build_object('code', failure_code, 'detail', failure_detail) end as failure
     from payments where id = $1 ${lock}`,
    [id],
  );
  if (!row) throw notFound('payment', id);
  return { ...row, amount: Number(toMajorUnits(row.amount, row.currency)) };
};

export const getPaymentState = (db: Queryable, id: string) => readState(db, id, '');
export const lockPaymentState = (tx: Transaction, id: string) => readState(tx, id, 'for update');

export const completePayment = async (tx: Transaction, id: string, patientId: string): Promise<StoredRecord> => {
  await tx.query(
    `update payments set status = 'completed', patient_id = $2, settled_at = now(), receipt_number = next_receipt_number(now())
     where id = $1`,
    [id, patientId],
  );
  return payments.get(tx, id);
};

export const failPayment = (tx: Transaction, id: string, code: string, detail: string): Promise<StoredRecord> =>
  payments.update(tx, id, { status: 'failed', failure_code: code, failure_detail: detail, settled_at: new Date() });
