import { whoSigns } from '@hms/service-kit/approval';
import type { Transaction } from '@hms/service-kit/database';
import { ok, type RecordResponse } from '@hms/service-kit/response';
import { applyDiscount } from '../discount-bill';
import { requireUndecided } from './discount-request';
import { lockRequest, noteApproval, noteRejection } from './discount-request-store';

/** Takes the discount off the bill, as it is now. That the approver is another person, the database decides. */
export async function approveDiscount(tx: Transaction, id: string): Promise<RecordResponse> {
  const { bill, status, amount, reason } = await lockRequest(tx, id);
  requireUndecided('approve', status);
  const approved = await noteApproval(tx, id, whoSigns());
  await applyDiscount(tx, bill, amount, reason);
  return ok(approved);
}

/** Ends the request; the bill stays as it is. */
export async function rejectDiscount(tx: Transaction, id: string, reason: string): Promise<RecordResponse> {
  const { status } = await lockRequest(tx, id);
  requireUndecided('reject', status);
  return ok(await noteRejection(tx, id, whoSigns(), reason));
}
