import { created, ok, type HttpResponse } from '@hms/service-kit/response';
import { toMinorUnits } from '@hms/service-kit/money';
import type { Transaction } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters } from '@hms/service-kit/schema';
import { access } from '../access';
import { bills, lockBill } from '../bill-store';
import { post } from '../ledger/ledger-store';
import { currencyMismatch, exceedsRefundable, paymentUnknown, refundIdReused } from '../problems';
import { findReceived, findRefund, lockDeposit, showBillWithPayment, type ReceivedPayment } from './payment-store';
import { requireCurrency } from './require-currency';
import { BillWithPayment, NewRefund } from './schemas';

export const refundProblems = [exceedsRefundable, currencyMismatch, paymentUnknown, refundIdReused];

/**
 * Gives back of a payment on a bill; what it paid is due again.
 * @param currency the hospital's, of refunds that name none
 */
export function refundOnBill(currency: string): Operation {
  return operation({
    id: 'refundOnBill',
    access: access.refundOnBill,
    patient: ofRecord(bills),
    method: 'post',
    path: '/bills/:id/refunds',
    summary: 'Give back a part of a payment on a bill',
    description:
      'payment-service calls this; refund payments there. What is given back is due again. A repeat with the same refundId gives nothing back twice and is answered 200; one with other terms is refused.',
    params: idParameters,
    body: NewRefund,
    responses: {
      200: { description: 'It had been given back before', schema: BillWithPayment },
      201: { description: 'Given back', schema: BillWithPayment },
    },
    problems: refundProblems,
    handle: ({ params, body, command }) => command.store((tx) => giveBack(tx, params.id, body, currency)),
  });
}

async function giveBack(
  tx: Transaction,
  billId: string,
  refund: NewRefund,
  defaultCurrency: string,
): Promise<HttpResponse> {
  const { repeated } = await refundOnce(tx, billId, refund, defaultCurrency);
  const bill = await showBillWithPayment(tx, billId, refund.paymentId);
  return repeated ? ok(bill) : created('/bills', bill);
}

/** Gives money back once per refundId, to the method that it came by. `billId` is null for the refund of a deposit. */
export async function refundOnce(
  tx: Transaction,
  billId: string | null,
  refund: NewRefund,
  defaultCurrency: string,
): Promise<{ repeated: boolean }> {
  const { refundId, paymentId } = refund;
  // the bill before the payment, as applyPayment locks them
  if (billId !== null) await lockBill(tx, billId);
  const payment = await findReceived(tx, paymentId);
  if (payment?.billId !== billId) throw paymentUnknown();
  const { currency, method, patientId } = payment;
  requireCurrency(refund.currency ?? defaultCurrency, currency);
  const amount = toMinorUnits(refund.amount, currency, '/amount');

  const earlier = await findRefund(tx, refundId);
  if (earlier && (earlier.paymentId !== paymentId || earlier.amount !== amount)) throw refundIdReused();
  if (earlier) return { repeated: true };

  const { fromDeposit, fromBill } = await splitRefund(tx, amount, payment);
  await post(tx, { kind: 'refund', bill: { id: billId, patientId, currency }, paymentId, refundId }, [
    ['receivable', fromBill],
    ['deposits', fromDeposit],
    ['refunds', -amount],
    ['refunds', amount],
    [method === 'deposit' ? 'deposits' : `desk-${method}`, -amount],
  ]);
  return { repeated: false };
}

/**
 * What a payment still holds of the patient's deposit goes back first, then what it paid of its bill, which is then due
 * again. Throws a 409 problem when that is less than the refund.
 */
async function splitRefund(tx: Transaction, amount: bigint, payment: ReceivedPayment) {
  const held = payment.depositedLeft > 0n ? await lockDeposit(tx, payment.patientId, payment.currency) : 0n;
  const most = least(payment.depositedLeft, held);
  if (amount > most + payment.appliedLeft) throw exceedsRefundable(most + payment.appliedLeft, payment.currency);
  const fromDeposit = least(amount, most);
  return { fromDeposit, fromBill: amount - fromDeposit };
}

const least = (a: bigint, b: bigint) => (a < b ? a : b);
