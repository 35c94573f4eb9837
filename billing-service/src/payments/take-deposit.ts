import { computed, type HttpResponse } from '@hms/service-kit/response';
import { toMinorUnits } from '@hms/service-kit/money';
import type { Transaction } from '@hms/service-kit/database';
import { post } from '../ledger/ledger-store';
import { paymentIdReused } from '../problems';
import { findReceived, insertReceived, lockPaymentId, showReceived } from './payment-store';
import { refundPayment } from './refund-payment';
import type { NewDeposit, NewRefund } from './schemas';

/** Holds money for a patient, once per paymentId. */
export const takeDeposit = async (
  tx: Transaction,
  deposit: NewDeposit,
  defaultCurrency: string,
): Promise<HttpResponse> => {
  const { paymentId, patientId, method } = deposit;
  const currency = deposit.currency ?? defaultCurrency;
  const amount = toMinorUnits(deposit.amount, currency, '/amount');
  await lockPaymentId(tx, paymentId);
  const earlier = await findReceived(tx, paymentId);
  const same =
    earlier?.billId === null &&
    earlier.patientId === patientId &&
    earlier.currency === currency &&
    earlier.method === method &&
    earlier.deposited === amount;
  if (earlier && !same) throw paymentIdReused();
  if (!earlier) {
    await insertReceived(tx, { paymentId, billId: null, patientId, currency, method });
    await post(tx, { kind: 'deposit', bill: { id: null, patientId, currency }, paymentId }, [
      [`desk-${method}`, amount],
      ['deposits', -amount],
    ]);
  }
  return computed(await showReceived(tx, paymentId));
};

/** Gives back of a deposit what has not been used. */
export const refundDeposit = async (
  tx: Transaction,
  refund: NewRefund,
  defaultCurrency: string,
): Promise<HttpResponse> => {
  await refundPayment(tx, null, refund, defaultCurrency);
  return computed(await showReceived(tx, refund.paymentId));
};
