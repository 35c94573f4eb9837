import type { Reply } from '@hms/service-kit/upstream';
import type { Upstreams } from '@hms/service-kit/upstreams';
import { recordId } from '@hms/service-kit/schema';
import { z } from 'zod';

// what else it may say is no word on the payment, and is asked again
const refusals = [
  'not-found',
  'exceeds-due',
  'exceeds-deposit',
  'exceeds-refundable',
  'bill-cancelled',
  'bill-not-issued',
  'payment-unknown',
  'currency-mismatch',
  'invalid-request',
].map((type) => `/problems/${type}`);

const Received = z.object({ patientId: recordId, depositedAmount: z.number() });
/** What billing-service made of a payment; the amount in major units. */
export type Received = z.output<typeof Received>;

const PaidBill = z
  .object({ patientId: recordId, payment: z.object({ depositedAmount: z.number() }) })
  .transform(({ patientId, payment }): Received => ({ patientId, ...payment }));

// an older bill may be in a currency that has been withdrawn since
const Bill = z.object({ currency: z.string().regex(/^[A-Z]{3}$/), patientId: recordId.optional() });
type Bill = z.output<typeof Bill>;

export interface PaymentToApply {
  paymentId: string;
  /** Null for a deposit, which names its patient. */
  billId: string | null;
  patientId: string | null;
  /** Major units. */
  amount: number;
  currency: string;
  /** `corrected`: it was sent in another currency before, and that was refused. */
  currencyBasis: 'known' | 'assumed' | 'corrected';
  method: string;
  excess: string;
}

export interface RefundToMake {
  refundId: string;
  paymentId: string;
  billId: string | null;
  /** Major units. */
  amount: number;
  currency: string;
}

export interface BillingClient {
  /** Undefined where there is no such bill, or no response. */
  getBill(billId: string): Promise<Bill | undefined>;
  /** Idempotent by paymentId: it is applied, or held as a deposit, once; and a refusal stays a refusal. */
  applyPayment(payment: PaymentToApply): Promise<Reply<Received>>;
  /** The same by refundId. */
  refund(refund: RefundToMake): Promise<Reply<object>>;
}

export const billingClient = (upstreams: Upstreams, baseUrl: string): BillingClient => {
  const billing = upstreams.at('billing-service', baseUrl, refusals);
  return {
    getBill: async (billId) => {
      const reply = await billing.get(`/bills/${billId}`, Bill);
      return reply.outcome === 'responded' ? reply.value : undefined;
    },
    applyPayment: ({ paymentId, billId, patientId, amount, currency, currencyBasis, method, excess }) => {
      const terms = { paymentId, amount, currency, method };
      if (billId === null) return billing.post('/deposits', { ...terms, patientId }, Received, paymentId);
      // under its first key the refusal is remembered
      const key = currencyBasis === 'corrected' ? `${paymentId}-${currency}` : paymentId;
      return billing.post(`/bills/${billId}/payments`, { ...terms, excess }, PaidBill, key);
    },
    refund: ({ billId, paymentId, ...refund }) =>
      billId === null
        ? billing.post(`/deposits/${paymentId}/refunds`, refund, Received, refund.refundId)
        : billing.post(`/bills/${billId}/refunds`, { ...refund, paymentId }, PaidBill, refund.refundId),
  };
};
