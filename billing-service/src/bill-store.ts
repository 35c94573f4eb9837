import { isOneOf, type ListPlan } from '@hms/service-kit/paging';
import type { Queryable, Transaction } from '@hms/service-kit/database';
import { notFound } from '@hms/service-kit/problem';
import { recordsOf } from '@hms/service-kit/records';
import type { Standing } from './bill';
import type { BillTerms } from './bill-terms';
import type { z } from 'zod';
import type { Bill, BillChanges, NewBill } from './schemas';

export const bills = recordsOf('bill', 'bills');

/** A bill as it is printed: its date is the one that the hospital's calendar showed. */
export interface BillToPrint extends z.output<typeof Bill> {
  issuedOn: string | null;
  timeZone: string;
}

/** Throws a 404 problem when there is none. */
export const readBill = async (db: Queryable, id: string): Promise<BillToPrint> => {
  const [row] = await db.query<{ shown: z.output<typeof Bill>; issuedOn: string | null; timeZone: string }>(
    `select row_to_json(v) as shown, hospital_day("issuedAt") as "issuedOn", hospital_time_zone() as "timeZone"
     from bills_view v where id = $1`,
    [id],
  );
  if (!row) throw notFound('bill', id);
  const { shown, issuedOn, timeZone } = row;
  return { ...shown, issuedOn, timeZone };
};

const overdue = `(b.status in ('issued', 'partially-paid') and b.due_date < hospital_day(now()))`;

export const billList: ListPlan = {
  from: 'bills_view v join bills b on b.id = v.id',
  key: [
    { column: 'b.created_at', type: 'timestamptz' },
    { column: 'b.id', type: 'uuid' },
  ],
  direction: 'desc',
  filters: {
    id: isOneOf('b.id'),
    patientId: 'b.patient_id = ?::uuid',
    number: 'b.number = ?',
    status: 'b.status = ?',
    from: 'b.issued_at >= ?::timestamptz',
    to: 'b.issued_at < ?::timestamptz',
    isOverdue: overdue,
    isNotOverdue: `${overdue} is not true`,
  },
};

const describedBy = ({ details, dueDate }: BillChanges) => ({ details, due_date: dueDate });

export const changedColumns = (changes: BillChanges, { amount, lines }: BillTerms) => ({
  ...describedBy(changes),
  amount,
  lines: lines && JSON.stringify(lines),
});

export const newColumns = (bill: NewBill, currency: string, terms: BillTerms) => ({
  patient_id: bill.patientId,
  appointment_id: bill.appointmentId,
  currency,
  ...changedColumns(bill, terms),
});

/** Takes the next number of the year. Others wait for theirs until the transaction ends, so that none is left out. */
export const issuedColumns = async (tx: Transaction, at: Date) => {
  const [row] = await tx.query<{ number: string }>('select next_bill_number($1) as number', [at]);
  return { number: row?.number, issued_at: at };
};

/** What decides what can be done with a bill; amounts in minor units. */
export interface BillAccount extends Standing {
  id: string;
  patientId: string;
  currency: string;
  amount: bigint;
  discount: bigint;
  due: bigint;
  dueDate: string | null;
  /** By the hospital's calendar; null for a draft. */
  issuedOn: string | null;
}

/** Throws a 404 problem when there is none; otherwise it stays as it is until the transaction ends. */
export const lockBill = async (tx: Transaction, id: string): Promise<BillAccount> => {
  const [row] = await tx.query<BillAccount>(
    `select id, patient_id as "patientId", currency, status, amount, discount_amount as discount,
       paid_amount - refunded_amount as paid, amount - discount_amount - paid_amount + refunded_amount as due,
       due_date as "dueDate", hospital_day(issued_at) as "issuedOn"
     from bills where id = $1 for update`,
    [id],
  );
  if (!row) throw notFound('bill', id);
  return row;
};
