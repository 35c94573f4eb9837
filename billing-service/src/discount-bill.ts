import { created, type RecordResponse } from '@hms/service-kit/response';
import { toMinorUnits } from '@hms/service-kit/money';
import type { Transaction } from '@hms/service-kit/database';
import { invalidRequest } from '@hms/service-kit/problem';
import { requireCommand } from './bill';
import { bills, lockBill, type BillAccount } from './bill-store';
import { percentOf } from './bill-terms';
import { post } from './ledger/ledger-store';
import { discountExceedsDue } from './problems';
import type { NewDiscount } from './schemas';

const amountOf = ({ amount, percent }: NewDiscount, bill: BillAccount): bigint => {
  if ((amount === undefined) === (percent === undefined)) {
    throw invalidRequest([{ in: 'body', pointer: '/amount', detail: 'is required, or percent, but not both' }]);
  }
  const off =
    percent === undefined ? toMinorUnits(amount ?? 0, bill.currency, '/amount') : percentOf(percent, bill.amount);
  if (off > 0n) return off;
  throw invalidRequest([
    { in: 'body', pointer: '/percent', detail: `is less than the smallest amount in ${bill.currency}` },
  ]);
};

/** Takes something off what is due; never more than that. With nothing left due, the bill is paid. */
export const discountBill = async (tx: Transaction, id: string, discount: NewDiscount): Promise<RecordResponse> => {
  const bill = await lockBill(tx, id);
  requireCommand('discount', bill);
  const off = amountOf(discount, bill);
  if (off > bill.due) throw discountExceedsDue(bill.due, bill.currency);
  await post(tx, { kind: 'discount', bill, reason: discount.reason }, [
    ['discounts', off],
    ['receivable', -off],
  ]);
  return created('/bills', await bills.get(tx, id));
};
