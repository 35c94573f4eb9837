import { needsApproval, type ApprovalLimits } from '@hms/service-kit/approval';
import { awaitingDecision, created, type RecordResponse } from '@hms/service-kit/response';
import { toMinorUnits } from '@hms/service-kit/money';
import type { Transaction } from '@hms/service-kit/database';
import { invalidRequest } from '@hms/service-kit/problem';
import { requireCommand } from './bill';
import { bills, lockBill, type BillAccount } from './bill-store';
import { percentOf } from './bill-terms';
import { insertRequest, sumAwaiting } from './discount-requests/discount-request-store';
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

/**
 * Takes something off what is due; never more than that. Where all discounts on the bill together are above the limit, it is
 * kept for another person to approve, and the bill stays as it is.
 */
export const discountBill = async (
  tx: Transaction,
  id: string,
  discount: NewDiscount,
  limits: ApprovalLimits,
): Promise<RecordResponse> => {
  const bill = await lockBill(tx, id);
  requireCommand('discount', bill);
  const off = amountOf(discount, bill);
  requireDue(off, bill);
  const total = bill.discount + (await sumAwaiting(tx, id)) + off;
  if (needsApproval(limits, bill.currency, total)) {
    return awaitingDecision('/discount-requests', await insertRequest(tx, bill, off, discount.reason));
  }
  await applyDiscount(tx, bill, off, discount.reason);
  return created('/bills', await bills.get(tx, id));
};

/**
 * With nothing left due, the bill is paid. Throws a 409 problem for a bill that does not allow it.
 * @param bill locked
 * @param off in minor units
 */
export const applyDiscount = async (tx: Transaction, bill: BillAccount, off: bigint, reason: string): Promise<void> => {
  requireCommand('discount', bill);
  requireDue(off, bill);
  await post(tx, { kind: 'discount', bill, reason }, [
    ['discounts', off],
    ['receivable', -off],
  ]);
};

const requireDue = (off: bigint, { due, currency }: BillAccount): void => {
  if (off > due) throw discountExceedsDue(due, currency);
};
