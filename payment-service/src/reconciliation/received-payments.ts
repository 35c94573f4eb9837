import type { Upstreams } from '@hms/service-kit/upstreams';
import { pageOf, recordId } from '@hms/service-kit/schema';
import { z } from 'zod';

const ReceivedPayment = z.object({
  paymentId: recordId,
  currency: z.string(),
  amount: z.number(),
  refundedAmount: z.number(),
});
export type ReceivedPayment = z.output<typeof ReceivedPayment>;
const Page = pageOf(ReceivedPayment);

export interface ReceivedPayments {
  /** Those that billing-service received, or last refunded, in this time, page by page. Throws when it does not respond. */
  between(from: string, to: string): AsyncIterable<ReceivedPayment[]>;
  find(paymentId: string): Promise<ReceivedPayment | undefined>;
}

/** What billing-service says it has received. */
export const receivedPayments = (upstreams: Upstreams, baseUrl: string): ReceivedPayments => {
  const billing = upstreams.at('billing-service', baseUrl, []);
  const read = async (query: Record<string, string>) => {
    const reply = await billing.get(`/ledger/payments?${new URLSearchParams(query).toString()}`, Page);
    if (reply.outcome !== 'responded') throw new Error('billing-service did not say what it has received');
    return reply.value;
  };
  return {
    async *between(from, to) {
      let cursor: string | null = null;
      do {
        const page: z.output<typeof Page> = await read({
          ...{ movedFrom: from, movedTo: to, limit: '200' },
          ...(cursor && { cursor }),
        });
        yield page.data;
        cursor = page.nextCursor;
      } while (cursor !== null);
    },
    find: async (paymentId) => (await read({ paymentId })).data[0],
  };
};
