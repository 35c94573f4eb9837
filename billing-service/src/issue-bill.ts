import { created, ok, type RecordResponse } from '@hms/service-kit/response';
import type { Transaction } from '@hms/service-kit/database';
import { invalidRequest } from '@hms/service-kit/problem';
import { requireCommand } from './bill';
import { bills, issuedColumns, lockBill, newColumns } from './bill-store';
import { termsOf } from './bill-terms';
import { readClock, requireNotBefore, requireStillAhead } from './due-date';
import { post, type PostedBill } from './ledger/ledger-store';
import type { BillChanges, NewBill } from './schemas';

/** Writes a bill: as a draft, or issued at once. */
export async function writeBill(tx: Transaction, bill: NewBill, defaultCurrency: string): Promise<RecordResponse> {
  requireDescription(bill);
  const currency = bill.currency ?? defaultCurrency;
  const terms = termsOf(bill, currency);
  const { now, today } = await readClock(tx);
  requireNotBefore(today, bill.dueDate);
  const columns = newColumns(bill, currency, terms);
  if (bill.status === 'draft') return created('/bills', await bills.insert(tx, columns));

  const issued = await bills.insert(tx, { ...columns, ...(await issuedColumns(tx, now)) });
  await postIssue(tx, { id: issued.id, patientId: bill.patientId, currency }, terms.amount, now);
  return created('/bills', issued);
}

/** Gives a draft its number, from which on it is frozen, and posts what it says is owed. */
export async function issueBill(tx: Transaction, id: string): Promise<RecordResponse> {
  const bill = await lockBill(tx, id);
  requireCommand('issue', bill);
  const { now, today } = await readClock(tx);
  requireStillAhead(today, bill.dueDate);
  const issued = await bills.update(tx, id, await issuedColumns(tx, now));
  await postIssue(tx, bill, bill.amount, now);
  return ok(issued);
}

export function requireDescription({ details, lines }: BillChanges): void {
  if (details !== null || lines !== null) return;
  throw invalidRequest([{ in: 'body', pointer: '/details', detail: 'is required, or lines' }]);
}

function postIssue(tx: Transaction, bill: PostedBill, amount: bigint, at: Date): Promise<void> {
  return post(tx, { kind: 'issue', bill, at }, [
    ['receivable', amount],
    ['revenue', -amount],
  ]);
}
