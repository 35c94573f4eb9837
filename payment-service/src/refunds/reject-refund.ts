import { whoSigns } from '@hms/service-kit/approval';
import type { Transaction } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation } from '@hms/service-kit/operation';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { ok, type RecordResponse } from '@hms/service-kit/response';
import { access } from '../access';
import { payments } from '../payment-store';
import { Refund, Rejection } from '../schemas';
import { requireUndecided } from './refund';
import { noteRejection, refundParameters } from './refund-store';
import { lockRefundOf } from './settle-refund';

/** Ends a refund that awaits approval; what it held of the payment can be refunded again. */
export const rejectRefund = operation({
  id: 'rejectRefund',
  access: access.rejectRefund,
  patient: ofRecord(payments),
  method: 'post',
  path: '/payments/:id/refunds/:refundId/reject',
  summary: 'Reject a refund',
  description:
    'Ends a refund that awaits approval, for a reason that is kept. What it held of the payment can be refunded again. Who asked for it may take it back so.',
  params: refundParameters,
  body: Rejection,
  responses: { 200: { description: 'The rejected refund', schema: Refund } },
  problems: [stateForbidsCommand],
  handle: ({ params, body, command }) => command.store((tx) => reject(tx, params, body.reason)),
});

async function reject(
  tx: Transaction,
  { id: paymentId, refundId }: { id: string; refundId: string },
  reason: string,
): Promise<RecordResponse> {
  const { status } = await lockRefundOf(tx, paymentId, refundId);
  requireUndecided('reject', status);
  return ok(await noteRejection(tx, refundId, whoSigns(), reason));
}
