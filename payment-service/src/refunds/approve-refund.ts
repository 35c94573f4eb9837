import { needsAnotherPerson, whoSigns } from '@hms/service-kit/approval';
import { ofRecord } from '@hms/service-kit/narrow';
import type { Operation } from '@hms/service-kit/operation';
import { pendingOperation } from '@hms/service-kit/pending';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { accepted, ok } from '@hms/service-kit/response';
import { z } from 'zod';
import { access } from '../access';
import type { PaymentContext } from '../context';
import { payments } from '../payment-store';
import { exceedsRefundable, refundRefused } from '../problems';
import { Refund } from '../schemas';
import { requireUndecided } from './refund';
import { noteApproval, refundParameters } from './refund-store';
import { collectionOf, lockRefundOf, settleRefund } from './settle-refund';

/** Lets a refund go on that awaits approval: the same way as every other. That the approver is another person, the database decides. */
export function approveRefund(context: PaymentContext): Operation {
  return pendingOperation(context, {
    id: 'approveRefund',
    access: access.approveRefund,
    patient: ofRecord(payments),
    method: 'post',
    path: '/payments/:id/refunds/:refundId/approve',
    summary: 'Approve a refund',
    description:
      'Has a refund made that awaits approval. Who asked for it, or took the payment, is refused, whatever their role. If billing-service does not respond, the refund is kept as processing (202) and completed or failed once it does.',
    params: refundParameters,
    body: z.strictObject({}),
    responses: {
      200: { description: 'Completed: the bill or the deposit shows it', schema: Refund },
      202: {
        description: 'Kept as processing: billing-service has not answered yet, and will be asked again',
        schema: Refund,
      },
    },
    problems: [stateForbidsCommand, needsAnotherPerson, exceedsRefundable, refundRefused],
    job: 'settle-approved-refund',

    store: async (tx, { params: { id: paymentId, refundId } }) => {
      const { status } = await lockRefundOf(tx, paymentId, refundId);
      requireUndecided('approve', status);
      return accepted(collectionOf(paymentId), await noteApproval(tx, refundId, whoSigns()));
    },

    ...settleRefund(context, (_paymentId, refund) => ok(refund)),
  });
}
