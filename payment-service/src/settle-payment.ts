import { accepted, created, type Answer } from '@hms/service-kit/answer';
import type { Database, Transaction } from '@hms/service-kit/postgres';
import { problemAnswer } from '@hms/service-kit/problem';
import type { Settlement } from '@hms/service-kit/store-first';
import type { BillingClient, Received } from './billing-client';
import { applyInCurrencyOfBill } from './correct-currency';
import { isProcessing } from './payment';
import { completePayment, failPayment, getPaymentState, lockPaymentState, payments } from './payment-store';
import { refusalOf, refusalProblem } from './problems';

const refused = (paymentId: string, refusal: { code: string; detail: string; members?: Record<string, unknown> }) =>
  problemAnswer(refusalProblem({ id: { paymentId }, location: `/payments/${paymentId}`, ...refusal }), '/payments');

const answerByState = async (tx: Transaction, id: string): Promise<Answer> => {
  const { status, failure } = await getPaymentState(tx, id);
  if (failure) return refused(id, failure);
  return (status === 'completed' ? created : accepted)('/payments', await payments.get(tx, id));
};

/** Has billing-service apply the payment, or hold it as a deposit; then it is completed, or kept as failed. */
export const paymentSettlement = (db: Database, billing: BillingClient, timeLimitMs: number): Settlement<Received> => ({
  name: 'settle-payment',
  timeLimitMs,
  ask: async (id) => {
    const payment = await getPaymentState(db, id);
    return isProcessing(payment.status) ? applyInCurrencyOfBill(db, billing, payment) : undefined;
  },
  settle: async (tx, id, reply) => {
    const payment = await lockPaymentState(tx, id);
    if (!isProcessing(payment.status)) return answerByState(tx, id);
    if (reply.outcome === 'answered') return created('/payments', await completePayment(tx, payment, reply.value));
    const refusal = refusalOf(reply.problem);
    await failPayment(tx, id, refusal.code, refusal.detail);
    return refused(id, refusal);
  },
  answer: answerByState,
});
