import { needsAnotherPerson, whoSigns, type Signatory } from '@hms/service-kit/approval';
import type { ConstraintProblems, Queryable, Transaction } from '@hms/service-kit/database';
import type { ListPlan } from '@hms/service-kit/paging';
import { notFound } from '@hms/service-kit/problem';
import { recordsOf } from '@hms/service-kit/records';
import type { StoredRecord } from '@hms/service-kit/response';
import { lockBill, type BillAccount } from '../bill-store';
import type { RequestStatus } from './discount-request';

export const constraintProblems: ConstraintProblems = {
  discount_requests_approved_by_another: () => needsAnotherPerson('You asked for this discount.'),
};

export const discountRequests = recordsOf('discount request', 'discount_requests');

export const discountRequestList: ListPlan = {
  from: 'discount_requests_view v join discount_requests r on r.id = v.id',
  key: [{ column: 'r.id', type: 'uuid' }],
  direction: 'desc',
  filters: {
    status: 'r.status = ?',
    billId: 'r.bill_id = ?::uuid',
    patientId: 'r.patient_id = ?::uuid',
  },
};

/** Returns what is asked for on a bill and not decided, in minor units; it stays so while the bill is locked. */
export async function sumAwaiting(tx: Transaction, billId: string): Promise<bigint> {
  const [row] = await tx.query<{ sum: bigint }>(
    `select coalesce(sum(amount), 0)::bigint as sum from discount_requests
     where bill_id = $1 and status = 'awaiting-approval'`,
    [billId],
  );
  return row?.sum ?? 0n;
}

export function insertRequest(
  tx: Transaction,
  { id, patientId, currency }: BillAccount,
  amount: bigint,
  reason: string,
): Promise<StoredRecord> {
  const asked = { bill_id: id, patient_id: patientId, currency, amount, reason, requested_by: whoSigns() };
  return discountRequests.insert(tx, asked);
}

interface LockedRequest {
  bill: BillAccount;
  status: RequestStatus;
  /** Minor units. */
  amount: bigint;
  reason: string;
}

/** Locks the bill before the request, as the asking for one does. Throws a 404 problem when there is none. */
export async function lockRequest(tx: Transaction, id: string): Promise<LockedRequest> {
  const bill = await lockBill(tx, await billOf(tx, id));
  const [row] = await tx.query<Omit<LockedRequest, 'bill'>>(
    'select status, amount, reason from discount_requests where id = $1 for update',
    [id],
  );
  if (!row) throw notFound('discount request', id);
  return { bill, ...row };
}

/** Throws the problem of the constraint that says who may not. */
export async function noteApproval(tx: Transaction, id: string, by: Signatory): Promise<StoredRecord> {
  await tx.query(
    `update discount_requests set status = 'approved', approved_by = $2, decided_at = now() where id = $1`,
    [id, by],
  );
  return discountRequests.get(tx, id);
}

export async function noteRejection(tx: Transaction, id: string, by: Signatory, reason: string): Promise<StoredRecord> {
  await tx.query(
    `update discount_requests set status = 'rejected', rejected_by = $2, rejection_reason = $3, decided_at = now()
     where id = $1`,
    [id, by, reason],
  );
  return discountRequests.get(tx, id);
}

async function billOf(db: Queryable, id: string): Promise<string> {
  const [row] = await db.query<{ billId: string }>('select bill_id as "billId" from discount_requests where id = $1', [
    id,
  ]);
  if (!row) throw notFound('discount request', id);
  return row.billId;
}
