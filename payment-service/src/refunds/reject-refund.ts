import { whoSigns } from '@hms/service-kit/approval';
import type { Transaction } from '@hms/service-kit/database';
import { ok, type RecordResponse } from '@hms/service-kit/response';
import { requireUndecided } from './refund';
import { noteRejection } from './refund-store';
import { lockRefundOf } from './settle-refund';

/** Ends a refund that awaits approval; what it held of the payment can be refunded again. */
export async function rejectRefund(
  tx: Transaction,
  { id: paymentId, refundId }: { id: string; refundId: string },
  reason: string,
): Promise<RecordResponse> {
  const { status } = await lockRefundOf(tx, paymentId, refundId);
  requireUndecided('reject', status);
  return ok(await noteRejection(tx, refundId, whoSigns(), reason));
}
