import { computed, type HttpResponse } from '@hms/service-kit/response';
import { toMinorUnits } from '@hms/service-kit/money';
import type { Transaction } from '@hms/service-kit/database';
import { operation, type Operation } from '@hms/service-kit/operation';
import { access } from '../access';
import { post } from '../ledger/ledger-store';
import { paymentIdReused } from '../problems';
import { findReceived, insertReceived, lockPaymentId, showReceived } from './payment-store';
import { NewDeposit, ReceivedPayment } from './schemas';

/**
 * Holds money for a patient, once per paymentId.
 * @param currency the hospital's, of deposits that name none
 */
export function takeDeposit(currency: string): Operation {
  return operation({
    id: 'takeDeposit',
    access: access.takeDeposit,
    patient: { in: 'body', name: 'patientId' },
    method: 'post',
    path: '/deposits',
    summary: 'Hold a deposit for a patient',
    description:
      'payment-service calls this; take deposits there. A repeat with the same paymentId holds nothing twice; one with other terms is refused.',
    body: NewDeposit,
    responses: { 200: { description: 'Held, now or before', schema: ReceivedPayment, headers: [] } },
    problems: [paymentIdReused],
    handle: ({ body, command }) => command.store((tx) => take(tx, body, currency)),
  });
}

async function take(tx: Transaction, deposit: NewDeposit, defaultCurrency: string): Promise<HttpResponse> {
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
}
