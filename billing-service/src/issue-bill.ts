import { created, ok, type RecordResponse } from '@hms/service-kit/response';
import type { Transaction } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation, type Operation } from '@hms/service-kit/operation';
import { invalidRequest, stateForbidsCommand } from '@hms/service-kit/problem';
import { idParameters } from '@hms/service-kit/schema';
import { z } from 'zod';
import { access } from './access';
import { requireCommand } from './bill';
import { bills, issuedColumns, lockBill, newColumns } from './bill-store';
import { termsOf } from './bill-terms';
import { readClock, requireNotBefore, requireStillAhead } from './due-date';
import { post, type PostedBill } from './ledger/ledger-store';
import { dueDatePassed } from './problems';
import { Bill, NewBill, type BillChanges } from './schemas';

/**
 * Writes a bill: as a draft, or issued at once.
 * @param currency the hospital's, of bills that name none
 */
export function issueBill(currency: string): Operation {
  return operation({
    id: 'issueBill',
    access: access.issueBill,
    patient: { in: 'body', name: 'patientId' },
    method: 'post',
    path: '/bills',
    summary: 'Issue a bill',
    description:
      'Issues a bill of lines or of one amount, with the next number; with status draft it is kept without a number and can still be changed. It is refused if the lines do not add up to the amount.',
    body: NewBill,
    responses: { 201: { description: 'Issued, or kept as a draft', schema: Bill } },
    handle: ({ body, command }) => command.store((tx) => write(tx, body, currency)),
  });
}

async function write(tx: Transaction, bill: NewBill, defaultCurrency: string): Promise<RecordResponse> {
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
export const issueDraft = operation({
  id: 'issueDraft',
  access: access.issueDraft,
  patient: ofRecord(bills),
  method: 'post',
  path: '/bills/:id/issue',
  summary: 'Issue a draft bill',
  description:
    'Gives a draft the next number and freezes its amount. A bill that is no draft is refused, and so is a due date that has passed.',
  params: idParameters,
  body: z.strictObject({}),
  responses: { 200: { description: 'The issued bill', schema: Bill } },
  problems: [stateForbidsCommand, dueDatePassed],
  handle: ({ params, command }) => command.store((tx) => issue(tx, params.id)),
});

async function issue(tx: Transaction, id: string): Promise<RecordResponse> {
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
