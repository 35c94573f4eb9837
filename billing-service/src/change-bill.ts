import { ok, type RecordAnswer } from '@hms/service-kit/answer';
import type { Database } from '@hms/service-kit/postgres';
import { patchRecord } from '@hms/service-kit/records';
import { z } from 'zod';
import { bills, changedColumns, lockBill } from './bill-store';
import { termsOf } from './bill-terms';
import { readClock, requireNotBefore } from './due-date';
import { requireDescription } from './issue-bill';
import { billFrozen } from './problems';
import { BillChanges, StoredLines } from './schemas';

interface Patch {
  params: { id: string };
  body: Record<string, unknown>;
  ifMatch: string | undefined;
}

/**
 * What a patch does not name stays as it is stored: the words of an older bill may be such as are refused today, and on an
 * issued bill nobody could mend them.
 */
const judgedFor = (body: Patch['body']) =>
  z.strictObject({
    ...BillChanges.shape,
    ...('details' in body ? {} : { details: z.string().nullable() }),
    ...('lines' in body ? {} : { lines: StoredLines }),
  });

/** Changes a draft, or the words on an issued bill. */
export const changeBill = async (db: Database, request: Patch): Promise<RecordAnswer> => {
  const { body } = request;
  // the amount of other lines is their sum, not what the lines before came to
  const sumOfLines = body['lines'] !== undefined && body['amount'] === undefined ? { amount: null } : {};
  const patch = { ...request, body: { ...body, ...sumOfLines } };
  const changed = await patchRecord(db, bills, patch, judgedFor(body), async (tx, id, changes) => {
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
};
