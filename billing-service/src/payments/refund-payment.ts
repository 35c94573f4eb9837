import { created, ok, type HttpResponse } from '@hms/service-kit/response';
import { toMinorUnits } from '@hms/service-kit/money';
import type { Transaction } from '@hms/service-kit/database';
import { lockBill } from '../bill-store';
import { post } from '../ledger/ledger-store';
import { exceedsRefundable, paymentUnknown, refundIdReused } from '../problems';
import { findReceived, findRefund, lockDeposit, showBillWithPayment, type ReceivedPayment } from './payment-store';
import { requireCurrency } from './require-currency';
import type { NewRefund } from './schemas';

const least = (a: bigint, b: bigint) => (a < b ? a : b);

/**
 * What a payment still holds of the patient's deposit goes back first, then what it paid of its bill, which is then due
 * again. Throws a 409 problem when that is less than the refund.
 */
const splitRefund = async (tx: Transaction, amount: bigint, payment: ReceivedPayment) => {
  const held = payment.depositedLeft > 0n ? await lockDeposit(tx, payment.patientId, payment.currency) : 0n;
  const most = least(payment.depositedLeft, held);
  if (amount > most + payment.appliedLeft) throw exceedsRefundable(most + payment.appliedLeft, payment.currency);
  const fromDeposit = least(amount, most);
  return { fromDeposit, fromBill: amount - fromDeposit };
};

/** Gives money back once per refundId, to the method that it came by. `billId` is null for the refund of a deposit. */
export const refundPayment = async (
  tx: Transaction,
  billId: string | null,
  refund: NewRefund,
  defaultCurrency: string,
): Promise<{ repeated: boolean }> => {
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
};

export const refundOnBill = async (
  tx: Transaction,
  billId: string,
  refund: NewRefund,
  defaultCurrency: string,
): Promise<HttpResponse> => {
  const { repeated } = await refundPayment(tx, billId, refund, defaultCurrency);
  const bill = await showBillWithPayment(tx, billId, refund.paymentId);
  return repeated ? ok(bill) : created('/bills', bill);
};
