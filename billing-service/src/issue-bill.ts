import { created, ok, type RecordAnswer } from '@hms/service-kit/answer';
import type { Transaction } from '@hms/service-kit/postgres';
import { invalidRequest } from '@hms/service-kit/problem';
import { bills, lockBill, newColumns, requireState } from './bill-store';
import { termsOf } from './bill-terms';
import { readClock, requireNotBefore, requireStillAhead } from './due-date';
import type { BillChanges, NewBill } from './schemas';

export const requireDescription = ({ details, lines }: BillChanges): void => {
  if (details !== null || lines !== null) return;
  throw invalidRequest([{ in: 'body', pointer: '/details', detail: 'must be there, or lines' }]);
};

/** Writes a bill, as a draft or issued at once. */
export const writeBill = async (tx: Transaction, bill: NewBill, defaultCurrency: string): Promise<RecordAnswer> => {
  requireDescription(bill);
  const currency = bill.currency ?? defaultCurrency;
  const terms = termsOf(bill, currency);
  const { now, today } = await readClock(tx);
  requireNotBefore(today, bill.dueDate);
  const issuedAt = bill.status === 'draft' ? null : now;
  return created('/bills', await bills.insert(tx, newColumns(bill, currency, terms, issuedAt)));
};

/** Gives a draft its number; the database posts it to the ledger. */
export const issueBill = async (tx: Transaction, id: string): Promise<RecordAnswer> => {
  const bill = await lockBill(tx, id);
  requireState(bill, 'issue', ['draft']);
  const { now, today } = await readClock(tx);
  requireStillAhead(today, bill.dueDate);
  return ok(await bills.update(tx, id, { issued_at: now }));
};
