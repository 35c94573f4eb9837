import { ok, type RecordResponse } from '@hms/service-kit/response';
import { toMajorUnits } from '@hms/service-kit/money';
import type { Transaction } from '@hms/service-kit/database';
import { requireCommand } from './bill';
import { bills, lockBill } from './bill-store';
import { readClock } from './due-date';
import { post } from './ledger/ledger-store';
import { billHasPayments } from './problems';

/** Cancels a bill: takes back what it said is owed. What was paid on it must have been given back before. */
export async function cancelBill(tx: Transaction, id: string): Promise<RecordResponse> {
  const bill = await lockBill(tx, id);
  const { amount, discount, paid, due, currency } = bill;
  if (paid > 0n) throw billHasPayments(`${toMajorUnits(paid, currency)} ${currency}`);
  requireCommand('cancel', bill);
  // a draft is not in the ledger
  if (bill.status !== 'draft') {
    await post(tx, { kind: 'cancel', bill }, [
      ['revenue', amount],
      ['discounts', -discount],
      ['receivable', -due],
    ]);
  }
  const { now } = await readClock(tx);
  return ok(await bills.update(tx, id, { cancelled_at: now }));
}
