import type { Logger } from '@hms/service-kit/logger';
import { neighbour, type Reply } from '@hms/service-kit/neighbour';
import { recordId } from '@hms/service-kit/schema';
import { z } from 'zod';

// what else it may say is no word on the payment, and is asked again
const refusals = ['not-found', 'exceeds-due', 'bill-cancelled', 'currency-mismatch', 'invalid-request'].map(
  (type) => `/problems/${type}`,
);

const PaidBill = z.object({ patientId: recordId });
export type PaidBill = z.output<typeof PaidBill>;

export interface PaymentToApply {
  paymentId: string;
  billId: string;
  /** Major units. */
  amount: number;
  currency: string;
}

export interface BillingClient {
  /** Idempotent by paymentId: it applies the payment once, and a refusal stays a refusal. */
  applyPayment(payment: PaymentToApply): Promise<Reply<PaidBill>>;
}

export const billingClient = (baseUrl: string, timeLimitMs: number, log: Logger): BillingClient => {
  const billing = neighbour('billing-service', baseUrl, timeLimitMs, refusals, log);
  return {
    applyPayment: ({ billId, ...payment }) =>
      billing.post(`/bills/${billId}/payments`, payment, PaidBill, payment.paymentId),
  };
};
