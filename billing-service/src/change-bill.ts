import { ok, type RecordResponse } from '@hms/service-kit/response';
import type { Database } from '@hms/service-kit/database';
import { mergePatchOf } from '@hms/service-kit/merge-patch';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation, type Operation } from '@hms/service-kit/operation';
import { patchRecord } from '@hms/service-kit/records';
import { idParameters } from '@hms/service-kit/schema';
import { access } from './access';
import { bills, changedColumns, lockBill } from './bill-store';
import { termsOf } from './bill-terms';
import { readClock, requireNotBefore } from './due-date';
import { requireDescription } from './issue-bill';
import { billFrozen } from './problems';
import { Bill, BillChanges, noneForEmpty } from './schemas';

/** Changes a draft, or the words on an issued bill. */
export function changeBill(db: Database): Operation {
  return operation({
    id: 'changeBill',
    access: access.changeBill,
    patient: ofRecord(bills),
    method: 'patch',
    path: '/bills/:id',
    summary: 'Change a bill',
    description:
      'Changes a draft. Of an issued bill only details and dueDate can change; another amount or other lines are refused.',
    params: idParameters,
    body: mergePatchOf(BillChanges),
    responses: { 200: { description: 'The changed bill', schema: Bill } },
    problems: [billFrozen],
    handle: (request) => change(db, request),
  });
}

interface Patch {
  params: { id: string };
  body: Record<string, unknown>;
  ifMatch: string | undefined;
}

async function change(db: Database, request: Patch): Promise<RecordResponse> {
  const { body } = request;
  // the amount of other lines is their sum, not what the lines before came to
  const sumOfLines = body['lines'] !== undefined && body['amount'] === undefined ? { amount: null } : {};
  const patch = { ...request, body: { ...body, ...sumOfLines } };
  const changed = await patchRecord(db, bills, patch, BillChanges, async (tx, id, merged) => {
    const changes = { ...merged, lines: noneForEmpty(merged.lines) };
    const bill = await lockBill(tx, id);
    requireDescription(changes);
    // one that has passed meanwhile keeps nobody from changing the rest
    if (changes.dueDate !== bill.dueDate) {
      requireNotBefore(bill.issuedOn ?? (await readClock(tx)).today, changes.dueDate);
    }
    const columns = changedColumns(changes, termsOf(changes, bill.currency));
    if (bill.status === 'draft') return bills.update(tx, id, columns);
    if ('lines' in body || columns.amount !== bill.amount) throw billFrozen(bill.status);
    return bills.update(tx, id, { details: columns.details, due_date: columns.due_date });
  });
  return ok(changed);
}
