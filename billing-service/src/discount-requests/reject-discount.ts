import { whoSigns } from '@hms/service-kit/approval';
import type { Transaction } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation } from '@hms/service-kit/operation';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { ok, type RecordResponse } from '@hms/service-kit/response';
import { idParameters } from '@hms/service-kit/schema';
import { access } from '../access';
import { requireUndecided } from './discount-request';
import { discountRequests, lockRequest, noteRejection } from './discount-request-store';
import { DiscountRequest, Rejection } from './schemas';

/** Ends the request; the bill stays as it is. */
export const rejectDiscount = operation({
  id: 'rejectDiscount',
  access: access.rejectDiscount,
  patient: ofRecord(discountRequests),
  method: 'post',
  path: '/discount-requests/:id/reject',
  summary: 'Reject a discount',
  description:
    'Ends a discount request for a reason that is kept; the bill stays as it is. Who asked for it may take it back so.',
  params: idParameters,
  body: Rejection,
  responses: { 200: { description: 'The rejected request', schema: DiscountRequest } },
  problems: [stateForbidsCommand],
  handle: ({ params, body, command }) => command.store((tx) => reject(tx, params.id, body.reason)),
});

async function reject(tx: Transaction, id: string, reason: string): Promise<RecordResponse> {
  const { status } = await lockRequest(tx, id);
  requireUndecided('reject', status);
  return ok(await noteRejection(tx, id, whoSigns(), reason));
}
