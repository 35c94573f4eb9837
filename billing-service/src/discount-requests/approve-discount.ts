import { needsAnotherPerson, whoSigns } from '@hms/service-kit/approval';
import type { Transaction } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation } from '@hms/service-kit/operation';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { ok, type RecordResponse } from '@hms/service-kit/response';
import { idParameters } from '@hms/service-kit/schema';
import { z } from 'zod';
import { access } from '../access';
import { applyDiscount } from '../discount-bill';
import { discountExceedsDue } from '../problems';
import { requireUndecided } from './discount-request';
import { discountRequests, lockRequest, noteApproval } from './discount-request-store';
import { DiscountRequest } from './schemas';

/** Takes the discount off the bill, as it is now. That the approver is another person, the database decides. */
export const approveDiscount = operation({
  id: 'approveDiscount',
  access: access.approveDiscount,
  patient: ofRecord(discountRequests),
  method: 'post',
  path: '/discount-requests/:id/approve',
  summary: 'Approve a discount',
  description:
    'Takes the discount off the bill. Who asked for it is refused, whatever their role. A bill that no longer allows it refuses as it refuses any discount; the request then still awaits a decision.',
  params: idParameters,
  body: z.strictObject({}),
  responses: { 200: { description: 'Approved: the bill has less due', schema: DiscountRequest } },
  problems: [stateForbidsCommand, needsAnotherPerson, discountExceedsDue],
  handle: ({ params, command }) => command.store((tx) => approve(tx, params.id)),
});

async function approve(tx: Transaction, id: string): Promise<RecordResponse> {
  const { bill, status, amount, reason } = await lockRequest(tx, id);
  requireUndecided('approve', status);
  const approved = await noteApproval(tx, id, whoSigns());
  await applyDiscount(tx, bill, amount, reason);
  return ok(approved);
}
