import type { Logger } from '@hms/service-kit/logger';
import { neighbour, type Reply } from '@hms/service-kit/neighbour';
import { z } from 'zod';

const PaidBill = z.object({ patientId: z.uuid() });
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
  const billing = neighbour('billing-service', baseUrl, timeLimitMs, log);
  return {
    applyPayment: ({ billId, ...payment }) =>
      billing.post(`/bills/${billId}/payments`, payment, PaidBill, payment.paymentId),
  };
};
