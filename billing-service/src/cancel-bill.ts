import { ok, type RecordAnswer } from '@hms/service-kit/answer';
import { toMajorUnits } from '@hms/service-kit/money';
import type { Transaction } from '@hms/service-kit/postgres';
import { bills, lockBill, requireState } from './bill-store';
import { post } from './ledger/ledger-store';
import { billHasPayments } from './problems';

/** Takes back what the bill said is owed; what was paid on it must have been given back before. */
export const cancelBill = async (tx: Transaction, id: string): Promise<RecordAnswer> => {
  const bill = await lockBill(tx, id);
  const { amount, discount, paid, due, currency } = bill;
  if (paid > 0n) throw billHasPayments(`${toMajorUnits(paid, currency)} ${currency}`);
  // without anything paid, `paid` is a bill of which all was discounted
  requireState(bill, 'cancel', ['draft', 'issued', 'paid']);
  if (bill.status === 'draft') return ok(await bills.update(tx, id, { cancelled_at: new Date() }));
  await post(tx, { kind: 'cancel', bill }, [
    ['revenue', amount],
    ['discounts', -discount],
    ['receivable', -due],
  ]);
  return ok(await bills.get(tx, id));
};
