import { accepted, created, type Answer } from '@hms/service-kit/answer';
import type { Database, Transaction } from '@hms/service-kit/postgres';
import { problemAnswer } from '@hms/service-kit/problem';
import type { FinalReply, Settlement } from '@hms/service-kit/store-first';
import type { BillingClient, PaidBill } from './billing-client';
import { completePayment, failPayment, getPaymentState, lockPaymentState, payments } from './payment-store';
import { refusalProblem, type Refusal } from './problems';

const refusalOf = (paymentId: string, { problem }: FinalReply<PaidBill> & { outcome: 'refused' }): Refusal => ({
  paymentId,
  code: problem.type === '/problems/not-found' ? 'bill-not-found' : problem.type.slice('/problems/'.length),
  detail: problem.detail,
  dueAmount: typeof problem['dueAmount'] === 'number' ? problem['dueAmount'] : undefined,
  currency: typeof problem['currency'] === 'string' ? problem['currency'] : undefined,
});

const answerByState = async (tx: Transaction, id: string): Promise<Answer> => {
  const { status, failure } = await getPaymentState(tx, id);
  if (failure) return problemAnswer(refusalProblem({ paymentId: id, ...failure }), '/payments');
  return (status === 'completed' ? created : accepted)('/payments', await payments.get(tx, id));
};

/** Has billing-service apply the payment; then it is completed, or kept as failed. */
export const paymentSettlement = (db: Database, billing: BillingClient, timeLimitMs: number): Settlement<PaidBill> => ({
  name: 'settle-payment',
  timeLimitMs,
  ask: async (id) => {
    const { status, failure: _failure, ...payment } = await getPaymentState(db, id);
    return status === 'processing' ? billing.applyPayment(payment) : undefined;
  },
  settle: async (tx, id, reply) => {
    const { status } = await lockPaymentState(tx, id);
    if (status !== 'processing') return answerByState(tx, id);
    if (reply.outcome === 'answered') {
      return created('/payments', await completePayment(tx, id, reply.value.patientId));
    }
    const refusal = refusalOf(id, reply);
    await failPayment(tx, id, refusal.code, refusal.detail);
    return problemAnswer(refusalProblem(refusal), '/payments');
  },
  answer: answerByState,
});
