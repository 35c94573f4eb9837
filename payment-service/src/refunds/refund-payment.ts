import { accepted, created, type Answer, type RecordAnswer } from '@hms/service-kit/answer';
import { toMajorUnits, toMinorUnits } from '@hms/service-kit/money';
import type { Database, Transaction } from '@hms/service-kit/postgres';
import { problemAnswer } from '@hms/service-kit/problem';
import type { Settlement } from '@hms/service-kit/store-first';
import type { BillingClient } from '../billing-client';
import { requireRefundable } from '../payment';
import { exceedsRefundable, refusalOf, refusalProblem } from '../problems';
import type { NewRefund } from '../schemas';
import { isProcessing } from './refund';
import {
  completeRefund,
  failRefund,
  getRefundState,
  lockRefundable,
  lockRefundState,
  refunds,
  type RefundState,
} from './refund-store';

const collectionOf = (paymentId: string) => `/payments/${paymentId}/refunds`;

/** Stores a refund that is still to be settled; its amount cannot be refunded by another meanwhile. */
export const storeRefund = async (tx: Transaction, paymentId: string, refund: NewRefund): Promise<RecordAnswer> => {
  const { status, currency, refundable } = await lockRefundable(tx, paymentId);
  requireRefundable(status);
  const amount = toMinorUnits(refund.amount, currency, '/amount');
  if (amount > refundable) {
    const most = toMajorUnits(refundable, currency);
    throw exceedsRefundable({
      id: { paymentId },
      location: collectionOf(paymentId),
      code: 'exceeds-refundable',
      detail: `${most} ${currency} of this payment can still be refunded.`,
      members: { refundableAmount: Number(most), currency },
    });
  }
  const stored = await refunds.insert(tx, { payment_id: paymentId, amount, reason: refund.reason });
  return accepted(collectionOf(paymentId), stored);
};

const refused = (
  { paymentId, refundId }: RefundState,
  refusal: { code: string; detail: string; members?: Record<string, unknown> },
) => {
  const location = `${collectionOf(paymentId)}/${refundId}`;
  return problemAnswer(refusalProblem({ id: { paymentId, refundId }, location, ...refusal }), collectionOf(paymentId));
};

const answerByState = async (tx: Transaction, id: string): Promise<Answer> => {
  const refund = await getRefundState(tx, id);
  if (refund.failure) return refused(refund, refund.failure);
  const answer = refund.status === 'completed' ? created : accepted;
  return answer(collectionOf(refund.paymentId), await refunds.get(tx, id));
};

/** Has billing-service give the money back; then the refund is completed, or kept as failed. */
export const refundSettlement = (db: Database, billing: BillingClient, timeLimitMs: number): Settlement<object> => ({
  name: 'settle-refund',
  timeLimitMs,
  ask: async (id) => {
    const { status, failure: _failure, ...refund } = await getRefundState(db, id);
    return isProcessing(status) ? billing.refund(refund) : undefined;
  },
  settle: async (tx, id, reply) => {
    // the payment before the refund, as storeRefund locks them
    await lockRefundable(tx, (await getRefundState(tx, id)).paymentId);
    const refund = await lockRefundState(tx, id);
    if (!isProcessing(refund.status)) return answerByState(tx, id);
    if (reply.outcome === 'answered') {
      await completeRefund(tx, id);
      return answerByState(tx, id);
    }
    const refusal = refusalOf(reply.problem);
    await failRefund(tx, id, refusal.code, refusal.detail);
    return refused(refund, refusal);
  },
  answer: answerByState,
});
