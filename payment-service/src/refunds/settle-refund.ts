import type { Signatory } from '@hms/service-kit/approval';
import type { Transaction } from '@hms/service-kit/database';
import { notFound, problemResponse } from '@hms/service-kit/problem';
import { currentRequest, withRequest } from '@hms/service-kit/request-context';
import type { HttpResponse, RecordResponse, StoredRecord } from '@hms/service-kit/response';
import type { Reply } from '@hms/service-kit/upstream';
import type { PaymentContext } from '../context';
import { refusalOf, refusalProblem } from '../problems';
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

/**
 * Has billing-service give the money back; the refund is completed, or kept as failed.
 * @param respondCompleted what the caller is told of a completed refund
 */
export function settleRefund(
  { db, billing }: PaymentContext,
  respondCompleted: (paymentId: string, refund: StoredRecord) => RecordResponse,
) {
  return {
    ask: async (id: string) => {
      const { status, failure: _failure, requestedBy, ...refund } = await getRefundState(db, id);
      return isProcessing(status) ? askFor(requestedBy, () => billing.refund(refund)) : undefined;
    },

    complete: async (tx: Transaction, id: string, reply: Exclude<Reply<object>, { outcome: 'unavailable' }>) => {
      const refund = await lockRefund(tx, id);
      if (!isProcessing(refund.status)) return respond(tx, id);
      if (reply.outcome === 'responded') {
        await completeRefund(tx, id);
        return respondCompleted(refund.paymentId, await refunds.get(tx, id));
      }
      const refusal = refusalOf(reply.problem);
      await failRefund(tx, id, refusal.code, refusal.detail);
      return refused(refund, refusal);
    },

    respond,
  };

  async function respond(tx: Transaction, id: string): Promise<HttpResponse | undefined> {
    const refund = await lockRefund(tx, id);
    if (refund.failure) return refused(refund, refund.failure);
    if (isProcessing(refund.status)) return undefined;
    return respondCompleted(refund.paymentId, await refunds.get(tx, id));
  }
}

export function collectionOf(paymentId: string): string {
  return `/payments/${paymentId}/refunds`;
}

/** Locks the payment before the refund, as the storing of a refund does. */
async function lockRefund(tx: Transaction, id: string): Promise<RefundState> {
  await lockRefundable(tx, (await getRefundState(tx, id)).paymentId);
  return lockRefundState(tx, id);
}

/** The same of a refund below its payment. Throws a 404 problem when the payment has no such refund. */
export async function lockRefundOf(tx: Transaction, paymentId: string, id: string): Promise<RefundState> {
  const refund = await lockRefund(tx, id);
  if (refund.paymentId !== paymentId) throw notFound('refund', id);
  return refund;
}

/** billing-service is asked for who asked at first, whoever approved it. */
function askFor<T>(requestedBy: Signatory | null, work: () => Promise<T>): Promise<T> {
  const request = currentRequest();
  return requestedBy && request ? withRequest({ ...request, caller: requestedBy }, work) : work();
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
