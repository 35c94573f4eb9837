import { ofRecord } from '@hms/service-kit/narrow';
import { accepted, created, type HttpResponse } from '@hms/service-kit/response';
import { toMajorUnits, toMinorUnits } from '@hms/service-kit/money';
import { pendingOperation } from '@hms/service-kit/pending';
import type { Transaction } from '@hms/service-kit/database';
import { problemResponse, stateForbidsCommand } from '@hms/service-kit/problem';
import type { Operation } from '@hms/service-kit/operation';
import { idParameters } from '@hms/service-kit/schema';
import { payments } from '../payment-store';
import { access } from '../access';
import type { PaymentContext } from '../context';
import { requireRefundable } from '../payment';
import { exceedsRefundable, refundRefused, refusalOf, refusalProblem } from '../problems';
import { NewRefund, Refund } from '../schemas';
import { isProcessing } from './refund';
import {
  completeRefund,
  failRefund,
  getRefundState,
  lockRefundable,
  lockRefundState,
  refunds,
  type RefundState,
} from './refund-store';

/** Stores the refund, then has billing-service give the money back; the refund is completed, or kept as failed. */
export function refundPayment(context: PaymentContext): Operation {
  const { db, billing } = context;
  return pendingOperation(context, {
    id: 'refundPayment',
    access: access.refundPayment,
    patient: ofRecord(payments),
    method: 'post',
    path: '/payments/:id/refunds',
    summary: 'Refund part or all of a payment',
    description:
      'Gives money back by the method it was paid with. More than is left of the payment is refused. If billing-service does not respond, the refund is kept as processing (202) and completed or failed once it does.',
    params: idParameters,
    body: NewRefund,
    responses: {
      201: { description: 'Completed: the bill or the deposit shows it', schema: Refund },
      202: {
        description: 'Kept as processing: billing-service has not answered yet, and will be asked again',
        schema: Refund,
      },
    },
    problems: [exceedsRefundable, stateForbidsCommand, refundRefused],
    job: 'settle-refund',

    // its amount cannot be refunded by another meanwhile
    store: async (tx, { params: { id: paymentId }, body }) => {
      const { status, currency, refundable } = await lockRefundable(tx, paymentId);
      requireRefundable(status);
      const amount = toMinorUnits(body.amount, currency, '/amount');
      if (amount > refundable) throw moreThanIsLeft(paymentId, refundable, currency);
      const stored = await refunds.insert(tx, { payment_id: paymentId, amount, reason: body.reason });
      return accepted(collectionOf(paymentId), stored);
    },

    ask: async (id) => {
      const { status, failure: _failure, ...refund } = await getRefundState(db, id);
      return isProcessing(status) ? billing.refund(refund) : undefined;
    },

    complete: async (tx, id, reply) => {
      const refund = await lockRefund(tx, id);
      if (!isProcessing(refund.status)) return respond(tx, id);
      if (reply.outcome === 'responded') {
        await completeRefund(tx, id);
        return created(collectionOf(refund.paymentId), await refunds.get(tx, id));
      }
      const refusal = refusalOf(reply.problem);
      await failRefund(tx, id, refusal.code, refusal.detail);
      return refused(refund, refusal);
    },

    respond,
  });
}

function collectionOf(paymentId: string): string {
  return `/payments/${paymentId}/refunds`;
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

/** Locks the payment before the refund, as `store` does. */
async function lockRefund(tx: Transaction, id: string): Promise<RefundState> {
  await lockRefundable(tx, (await getRefundState(tx, id)).paymentId);
  return lockRefundState(tx, id);
}

function refused(
  { paymentId, refundId }: RefundState,
  refusal: { code: string; detail: string; members?: Record<string, unknown> },
) {
  const location = `${collectionOf(paymentId)}/${refundId}`;
  return problemResponse(
    refusalProblem({ id: { paymentId, refundId }, location, ...refusal }),
    collectionOf(paymentId),
  );
}

async function respond(tx: Transaction, id: string): Promise<HttpResponse | undefined> {
  const refund = await lockRefund(tx, id);
  if (refund.failure) return refused(refund, refund.failure);
  if (isProcessing(refund.status)) return undefined;
  return created(collectionOf(refund.paymentId), await refunds.get(tx, id));
}
