import { needsApproval, type ApprovalLimits } from '@hms/service-kit/approval';
import { awaitingDecision, created, type RecordResponse } from '@hms/service-kit/response';
import { toMinorUnits } from '@hms/service-kit/money';
import type { Transaction } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation, type Operation } from '@hms/service-kit/operation';
import { invalidRequest, stateForbidsCommand } from '@hms/service-kit/problem';
import { idParameters } from '@hms/service-kit/schema';
import { access } from './access';
import { requireCommand } from './bill';
import { bills, lockBill, type BillAccount } from './bill-store';
import { percentOf } from './bill-terms';
import { insertRequest, sumAwaiting } from './discount-requests/discount-request-store';
import { DiscountRequest } from './discount-requests/schemas';
import { post } from './ledger/ledger-store';
import { discountExceedsDue } from './problems';
import { Bill, NewDiscount } from './schemas';

/**
 * Takes something off what is due; never more than that. Where all discounts on the bill together are above the limit, it is
 * kept for another person to approve, and the bill stays as it is.
 */
export function discountBill(limits: ApprovalLimits): Operation {
  return operation({
    id: 'discountBill',
    access: access.discountBill,
    patient: ofRecord(bills),
    method: 'post',
    path: '/bills/:id/discounts',
    summary: 'Discount a bill',
    description:
      'Takes an amount, or a percentage of the bill, off what is due. More than is due is refused, and so is a bill that is a draft, paid or cancelled. If all discounts on the bill together are above the limit (APPROVAL_ABOVE), it is kept as a discount request (202), which another person approves or rejects.',
    params: idParameters,
    body: NewDiscount,
    responses: {
      201: { description: 'The bill, with less due', schema: Bill },
      202: { description: 'The bill is as it was; another person decides', schema: DiscountRequest },
    },
    problems: [stateForbidsCommand, discountExceedsDue],
    handle: ({ params, body, command }) => command.store((tx) => discount(tx, params.id, body, limits)),
  });
}

async function discount(
  tx: Transaction,
  id: string,
  request: NewDiscount,
  limits: ApprovalLimits,
): Promise<RecordResponse> {
  const bill = await lockBill(tx, id);
  requireCommand('discount', bill);
  const off = amountOf(request, bill);
  requireDue(off, bill);
  const total = bill.discount + (await sumAwaiting(tx, id)) + off;
  if (needsApproval(limits, bill.currency, total)) {
    return awaitingDecision('/discount-requests', await insertRequest(tx, bill, off, request.reason));
  }
  await applyDiscount(tx, bill, off, request.reason);
  return created('/bills', await bills.get(tx, id));
}

/**
 * With nothing left due, the bill is paid. Throws a 409 problem for a bill that does not allow it.
 * @param bill locked
 * @param off in minor units
 */
export async function applyDiscount(tx: Transaction, bill: BillAccount, off: bigint, reason: string): Promise<void> {
  requireCommand('discount', bill);
  requireDue(off, bill);
  await post(tx, { kind: 'discount', bill, reason }, [
    ['discounts', off],
    ['receivable', -off],
  ]);
}

function amountOf({ amount, percent }: NewDiscount, bill: BillAccount): bigint {
  if ((amount === undefined) === (percent === undefined)) {
    throw invalidRequest([{ in: 'body', pointer: '/amount', detail: 'is required, or percent, but not both' }]);
  }
  const off =
    percent === undefined ? toMinorUnits(amount ?? 0, bill.currency, '/amount') : percentOf(percent, bill.amount);
  if (off > 0n) return off;
  throw invalidRequest([
    { in: 'body', pointer: '/percent', detail: `is less than the smallest amount in ${bill.currency}` },
  ]);
}

function requireDue(off: bigint, { due, currency }: BillAccount): void {
  if (off > due) throw discountExceedsDue(due, currency);
}
