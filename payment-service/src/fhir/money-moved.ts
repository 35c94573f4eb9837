import { nativeOf } from '@hms/fhir/translate';
import type { Condition } from '@hms/fhir/search-parameter';
import { notAllowed, requireGrant, type Grant } from '@hms/service-kit/access';
import type { Database } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import type { Operation } from '@hms/service-kit/operation';
import { notFound, Problem } from '@hms/service-kit/problem';
import { currentRequest } from '@hms/service-kit/request-context';
import { ok, type StoredRecord } from '@hms/service-kit/response';
import { access } from '../access';

/** A payment or a refund, as `money_moved_view` has both. */
export interface MoneyMoved {
  id: string;
  kind: 'payment' | 'refund';
  receiptNumber: string | null;
  /** Of a refund, what it gives back a part of. */
  paymentId: string | null;
  billId: string | null;
  patientId: string | null;
  amount: number;
  depositedAmount: number;
  currency: string;
  method: string;
  reference: string | null;
  reason: string | null;
  status: 'awaiting-approval' | 'processing' | 'completed' | 'failed' | 'rejected';
  failureDetail: string | null;
  /** By the hospital's calendar, when it was settled, or else asked for. */
  day: string;
  version: number;
  createdAt: string;
  updatedAt: string;
}

/** Reads either of them, by those who may read payments; a refund only by those who may read refunds. */
export function getMoneyMoved(db: Database, native: Operation[]): Operation {
  return {
    ...nativeOf(native, 'getPayment'),
    id: 'getMoneyMoved',
    summary: 'Read a payment or a refund',
    description: 'Returns one payment or refund as it is now.',
    patient: ofRecord({ what: 'payment', table: 'money_moved_view' }, '"patientId"'),
    handle: async ({ params }) => {
      const { id } = params as { id: string };
      const values: unknown[] = [id];
      const [row] = await db.query<StoredRecord>(
        `select id, version, row_to_json(v)::text as json from money_moved_view v
         where id = $1 and ${visibleToCaller((value) => `$${values.push(value)}`)}`,
        values,
      );
      if (!row) throw notFound('payment', id);
      return ok(row);
    },
  };
}

/** Of both lists what the caller may see: some may read payments and no refunds. */
export const visibleToCaller: Condition = (bind) => {
  const grant = grantOfRefunds();
  if (!grant) return `v.kind = 'payment'`;
  return grant.patientId === undefined
    ? 'true'
    : `(v.kind = 'payment' or v."patientId" = ${bind(grant.patientId)}::uuid)`;
};

function grantOfRefunds(): Grant | undefined {
  const caller = currentRequest()?.caller;
  if (!caller || access.getRefund === 'anybody') throw new Error('refunds are asked for by nobody');
  try {
    return requireGrant(access.getRefund, caller);
  } catch (error) {
    if (error instanceof Problem && error.kind === notAllowed.kind) return undefined;
    throw error;
  }
}
