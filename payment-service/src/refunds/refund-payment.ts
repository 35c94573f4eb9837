import { needsApproval, whoSigns } from '@hms/service-kit/approval';
import { ofRecord } from '@hms/service-kit/narrow';
import { accepted, awaitingDecision, created } from '@hms/service-kit/response';
import { toMajorUnits, toMinorUnits } from '@hms/service-kit/money';
import { pendingOperation } from '@hms/service-kit/pending';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import type { Operation } from '@hms/service-kit/operation';
import { idParameters } from '@hms/service-kit/schema';
import { payments } from '../payment-store';
import { access } from '../access';
import type { PaymentContext } from '../context';
import { requireRefundable } from '../payment';
import { exceedsRefundable, refundRefused } from '../problems';
import { NewRefund, Refund } from '../schemas';
import { lockRefundable, refunds } from './refund-store';
import { collectionOf, settleRefund } from './settle-refund';

/** Stores the refund, then has billing-service give the money back; above the limit it awaits another person's approval first. */
export function refundPayment(context: PaymentContext): Operation {
  return pendingOperation(context, {
    id: 'refundPayment',
    access: access.refundPayment,
    patient: ofRecord(payments),
    method: 'post',
    path: '/payments/:id/refunds',
    summary: 'Refund part or all of a payment',
    description:
      'Gives money back by the method it was paid with. More than is left of the payment is refused. If all refunds of the payment together are above the limit (APPROVAL_ABOVE), it is kept as awaiting-approval (202), and another person approves or rejects it. If billing-service does not respond, the refund is kept as processing (202) and completed or failed once it does.',
    params: idParameters,
    body: NewRefund,
    responses: {
      201: { description: 'Completed: the bill or the deposit shows it', schema: Refund },
      202: {
        description:
          'Kept as awaiting-approval: another person decides; or as processing: billing-service has not answered yet, and will be asked again',
        schema: Refund,
      },
    },
    problems: [exceedsRefundable, stateForbidsCommand, refundRefused],
    job: 'settle-refund',

    // its amount cannot be refunded by another meanwhile
    store: async (tx, { params: { id: paymentId }, body }) => {
      const { status, currency, held, refundable } = await lockRefundable(tx, paymentId);
      requireRefundable(status);
      const amount = toMinorUnits(body.amount, currency, '/amount');
      if (amount > refundable) throw moreThanIsLeft(paymentId, refundable, currency);
      const asked = { payment_id: paymentId, amount, reason: body.reason, requested_by: whoSigns() };
      if (!needsApproval(context.approvalLimits, currency, held + amount))
        return accepted(collectionOf(paymentId), await refunds.insert(tx, asked));
      const awaiting = { ...asked, status: 'awaiting-approval', needs_approval: true };
      return awaitingDecision(collectionOf(paymentId), await refunds.insert(tx, awaiting));
    },

    ...settleRefund(context, (paymentId, refund) => created(collectionOf(paymentId), refund)),
  });
}

/** @param refundable in minor units */
function moreThanIsLeft(paymentId: string, refundable: bigint, currency: string) {
  const most = toMajorUnits(refundable, currency);
  return exceedsRefundable({
    id: { paymentId },
    location: collectionOf(paymentId),
    code: 'exceeds-refundable',
    detail: `${most} ${currency} of this payment can still be refunded.`,
    members: { refundableAmount: Number(most), currency },
  });
}
