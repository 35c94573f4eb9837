import { computed, type HttpResponse } from '@hms/service-kit/response';
import type { Transaction } from '@hms/service-kit/database';
import { operation, type Operation } from '@hms/service-kit/operation';
import { uuid } from '@hms/service-kit/schema';
import { z } from 'zod';
import { access } from '../access';
import { showReceived } from './payment-store';
import { refundOnce, refundProblems } from './refund-on-bill';
import { DepositRefund, ReceivedPayment, type NewRefund } from './schemas';

/**
 * Gives back of a deposit what has not been used.
 * @param currency the hospital's, of refunds that name none
 */
export function refundDeposit(currency: string): Operation {
  return operation({
    id: 'refundDeposit',
    access: access.refundDeposit,
    method: 'post',
    path: '/deposits/:paymentId/refunds',
    summary: 'Give back a part of a deposit',
    description:
      'payment-service calls this; refund deposits there. Only what has not been used can be given back. A repeat with the same refundId gives nothing back twice.',
    params: z.strictObject({
      paymentId: uuid.meta({ description: 'The id of the payment that was taken as a deposit' }),
    }),
    body: DepositRefund,
    responses: { 200: { description: 'Given back, now or before', schema: ReceivedPayment, headers: [] } },
    problems: refundProblems,
    handle: ({ params, body, command }) => command.store((tx) => giveBack(tx, { ...body, ...params }, currency)),
  });
}

async function giveBack(tx: Transaction, refund: NewRefund, defaultCurrency: string): Promise<HttpResponse> {
  await refundOnce(tx, null, refund, defaultCurrency);
  return computed(await showReceived(tx, refund.paymentId));
}
