import type { StoredRecord } from '@hms/service-kit/response';
import { toMajorUnits, toMinorUnits } from '@hms/service-kit/money';
import { isOneOf, type ListPlan } from '@hms/service-kit/paging';
import type { ConstraintProblems, Database, Queryable, Transaction } from '@hms/service-kit/database';
import { notFound } from '@hms/service-kit/problem';
import { recordsOf } from '@hms/service-kit/records';
import type { PaymentToApply, Received } from './billing-client';
import type { PaymentStatus } from './payment';
import { approvedByRequester, approvedByTaker, refundsExceedPayment } from './problems';
import type { NewPayment } from './schemas';

export const constraintProblems: ConstraintProblems = {
  payments_refunds_within: refundsExceedPayment,
  refunds_approved_by_another: approvedByRequester,
  refunds_approved_by_no_taker: approvedByTaker,
};

export const payments = recordsOf('payment', 'payments');

export const paymentList: ListPlan = {
  from: 'payments_view v join payments p on p.id = v.id',
  key: [
    { column: 'p.created_at', type: 'timestamptz' },
    { column: 'p.id', type: 'uuid' },
  ],
  direction: 'desc',
  filters: {
    id: isOneOf('p.id'),
    billId: 'p.bill_id = ?::uuid',
    patientId: 'p.patient_id = ?::uuid',
    receiptNumber: 'p.receipt_number = ?',
    status: 'p.status = ?',
    method: 'p.method = ?',
    from: 'p.created_at >= ?::timestamptz',
    to: 'p.created_at < ?::timestamptz',
  },
};

/** Columns of a new payment; amounts in minor units. Throws a 400 problem for decimals that the currency has not. */
export const columnsOf = (payment: NewPayment, currency: string, basis: 'known' | 'assumed') => ({
  bill_id: payment.billId,
  patient_id: payment.patientId,
  amount: toMinorUnits(payment.amount, currency, '/amount'),
  currency,
  currency_basis: basis,
  method: payment.method,
  excess: payment.excess,
  tendered: payment.tendered === null ? null : toMinorUnits(payment.tendered, currency, '/tendered'),
  reference: payment.reference,
});
export type PaymentColumns = ReturnType<typeof columnsOf>;

/**
 * A payment for the same bill or patient, of the same amount by the same method, that was taken within a minute and has
 * not failed. Those that ask for the same wait for each other until their transactions end. A bill has one currency, so
 * for a bill the number that was typed decides, even where another currency was assumed.
 */
export const findTwin = async (tx: Transaction, { bill_id, patient_id, amount, currency, method }: PaymentColumns) => {
  const typed = Number(toMajorUnits(amount, currency));
  const terms = [bill_id, patient_id, typed, bill_id === null ? currency : null, method];
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('payment ' || $1, 0))`, [terms.join(' ')]);
  const whose = bill_id === null ? 'patient_id = $1 and bill_id is null and currency = $3' : 'bill_id = $1';
  const [twin] = await tx.query<{ id: string; receiptNumber: string | null }>(
    `select id, receipt_number as "receiptNumber" from payments
     where ${whose} and major_units(amount, currency) = major_units($2, $3) and method = $4 and status <> 'failed'
       and created_at > clock_timestamp() - interval '1 minute'
     order by created_at limit 1`,
    [bill_id ?? patient_id, amount, currency, method],
  );
  return twin;
};

export interface PaymentState extends PaymentToApply {
  status: PaymentStatus;
  failure: { code: string; detail: string } | null;
  /** Major units. */
  tendered: number | null;
}
type StateRow = Omit<PaymentState, 'amount' | 'tendered'> & { amount: bigint; tendered: bigint | null };

const readState = async (db: Queryable, id: string, lock: 'for update' | ''): Promise<PaymentState> => {
  const [row] = await db.query<StateRow>(
    `select id as "paymentId", bill_id as "billId", patient_id as "patientId", amount, tendered, currency,
       currency_basis as "currencyBasis", method, excess, status,
       case when failure_code is not null then json_build_object('code', failure_code, 'detail', failure_detail) end as failure
     from payments where id = $1 ${lock}`,
    [id],
  );
  if (!row) throw notFound('payment', id);
  const inMajor = (minor: bigint) => Number(toMajorUnits(minor, row.currency));
  return { ...row, amount: inMajor(row.amount), tendered: row.tendered === null ? null : inMajor(row.tendered) };
};

export const getPaymentState = (db: Queryable, id: string) => readState(db, id, '');
export const lockPaymentState = (tx: Transaction, id: string) => readState(tx, id, 'for update');

/** Reads the number that was typed in the bill's currency, in place of the assumed one; amounts in minor units. */
export const updateCurrency = async (
  tx: Transaction,
  id: string,
  { currency, amount, tendered }: { currency: string; amount: bigint; tendered: bigint | null },
): Promise<void> => {
  await tx.query(
    `update payments set currency = $2, amount = $3, tendered = $4, currency_basis = 'corrected' where id = $1`,
    [id, currency, amount, tendered],
  );
};

/** Reserves the number of the receipt, once billing-service has the money; so no number is reserved for nothing. */
export const reserveReceiptNumber = async (db: Database, id: string): Promise<void> => {
  await db.query('select reserve_receipt_number($1)', [id]);
};

/** Completes it as of the moment when its number was reserved, so that number and time are of one year. */
export const completePayment = async (
  tx: Transaction,
  { paymentId, currency }: PaymentState,
  { patientId, depositedAmount }: Received,
): Promise<StoredRecord> => {
  const completed = await tx.query(
    `with reserved as (delete from reserved_receipt_numbers where payment_id = $1 returning number, reserved_at)
     update payments set status = 'completed', patient_id = coalesce(patient_id, $2), deposited_amount = $3,
       settled_at = reserved.reserved_at, receipt_number = reserved.number
     from reserved where id = $1 returning id`,
    [paymentId, patientId, toMinorUnits(depositedAmount, currency, '/depositedAmount')],
  );
  if (completed.length === 0) throw new Error('a payment is completed without a number for its receipt');
  return payments.get(tx, paymentId);
};

/** @param patientId whose bill it was for, where the refusal says so */
export const failPayment = (
  tx: Transaction,
  payment: Pick<PaymentState, 'paymentId' | 'patientId'>,
  { code, detail }: { code: string; detail: string },
  patientId: string | null,
): Promise<StoredRecord> =>
  payments.update(tx, payment.paymentId, {
    patient_id: payment.patientId ?? patientId,
    status: 'failed',
    failure_code: code,
    failure_detail: detail,
    settled_at: new Date(),
  });
