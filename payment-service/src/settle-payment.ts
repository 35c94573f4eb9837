import { created } from '@hms/service-kit/answer';
import type { Database } from '@hms/service-kit/postgres';
import { problemAnswer } from '@hms/service-kit/problem';
import type { FinalReply, Settlement } from '@hms/service-kit/store-first';
import type { BillingClient, PaidBill } from './billing-client';
import { completePayment, failPayment, getPaymentState, lockPaymentState, payments } from './payment-store';
import { refusalProblem, type Refusal } from './problems';

const refusalOf = (paymentId: string, { status, problem }: FinalReply<PaidBill> & { outcome: 'refused' }): Refusal => ({
  paymentId,
  code: status === 404 ? 'bill-not-found' : (problem.type.split('/').at(-1) ?? 'payment-refused'),
  detail: problem.detail || `billing-service refused the payment with status ${status}.`,
  dueAmount: typeof problem['dueAmount'] === 'number' ? problem['dueAmount'] : undefined,
  currency: typeof problem['currency'] === 'string' ? problem['currency'] : undefined,
});

/** Has billing-service apply the payment; then it is completed, or kept as failed. */
export const paymentSettlement = (db: Database, billing: BillingClient, timeLimitMs: number): Settlement<PaidBill> => ({
  name: 'settle-payment',
  timeLimitMs,
  ask: async (id) => {
    const { status, ...payment } = await getPaymentState(db, id);
    return status === 'processing' ? billing.applyPayment(payment) : undefined;
  },
  settle: async (tx, id, reply) => {
    const { status } = await lockPaymentState(tx, id);
    if (status !== 'processing') return created('/payments', await payments.get(tx, id));
    if (reply.outcome === 'answered') {
      return created('/payments', await completePayment(tx, id, reply.value.patientId));
    }
    const refusal = refusalOf(id, reply);
    await failPayment(tx, id, refusal.code, refusal.detail);
    return problemAnswer(refusalProblem(refusal), '/payments');
  },
});
