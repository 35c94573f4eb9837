import { toMinorUnits } from '@hms/service-kit/money';
import type { ListPlan } from '@hms/service-kit/paging';
import type { ConstraintProblems, Transaction } from '@hms/service-kit/postgres';
import { notFound } from '@hms/service-kit/problem';
import { recordsOf } from '@hms/service-kit/records';
import { billHasPayments, paymentIdReused } from './problems';
import type { BillChanges, NewBill } from './schemas';

export const constraintProblems: ConstraintProblems = {
  bill_payments_pkey: paymentIdReused,
  bills_cancelled_unpaid: billHasPayments,
};

export const bills = recordsOf('bill', 'bills');

const overdue = `(b.status in ('issued', 'partially-paid') and b.due_date < current_date)`;

export const billList: ListPlan = {
  from: 'bills_view v join bills b on b.id = v.id',
  key: [
    { column: 'b.issued_at', type: 'timestamptz' },
    { column: 'b.id', type: 'uuid' },
  ],
  direction: 'desc',
  filters: {
    patientId: 'b.patient_id = ?::uuid',
    status: 'b.status = ?',
    from: 'b.issued_at >= ?::timestamptz',
    to: 'b.issued_at < ?::timestamptz',
    isOverdue: overdue,
    isNotOverdue: `${overdue} is not true`,
  },
};

export const changedColumns = (changes: BillChanges) => ({ details: changes.details, due_date: changes.dueDate });

export const newColumns = (bill: NewBill, currency: string) => ({
  patient_id: bill.patientId,
  appointment_id: bill.appointmentId,
  currency,
  amount: toMinorUnits(bill.amount, currency, '/amount'),
  ...changedColumns(bill),
});

/** What decides whether a bill can be paid or cancelled; amounts in minor units. */
export interface BillAccount {
  amount: bigint;
  paid: bigint;
  currency: string;
  cancelled: boolean;
}

/** Throws a 404 problem when there is none; otherwise it stays as it is until the transaction ends. */
export const lockBill = async (tx: Transaction, id: string): Promise<BillAccount> => {
  const [row] = await tx.query<BillAccount>(
    `select amount, paid_amount as paid, currency, cancelled_at is not null as cancelled from bills where id = $1 for update`,
    [id],
  );
  if (!row) throw notFound('bill', id);
  return row;
};

export const findAppliedPayment = async (tx: Transaction, paymentId: string) => {
  const [row] = await tx.query<{ billId: string; amount: bigint }>(
    `select bill_id as "billId", amount from bill_payments where payment_id = $1`,
    [paymentId],
  );
  return row;
};

export const insertBillPayment = (tx: Transaction, paymentId: string, billId: string, amount: bigint) =>
  tx.query('insert into bill_payments (payment_id, bill_id, amount) values ($1, $2, $3)', [paymentId, billId, amount]);
