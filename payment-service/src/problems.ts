import { needsAnotherPerson } from '@hms/service-kit/approval';
import type { UpstreamProblem } from '@hms/service-kit/upstream';
import { defineProblem, type Problem, type ProblemKind } from '@hms/service-kit/problem';

/** Why a payment or a refund was refused, as far as billing-service said. */
export interface Refusal {
  /** Where the record that was refused is kept, such as `/payments/…`. */
  location: string;
  id: { paymentId: string; refundId?: string };
  code: string;
  detail: string;
  /** Amounts that would work, and their currency. */
  members?: Record<string, unknown>;
}

const refusal = (kind: ProblemKind) =>
  defineProblem(kind, ({ detail, id, location, members }: Refusal) => ({
    detail,
    members: { ...id, ...members },
    headers: { location },
  }));

export const billNotFound = refusal({ type: 'bill-not-found', status: 422, title: 'There is no such bill' });
export const exceedsDue = refusal({ type: 'exceeds-due', status: 409, title: 'The payment is more than is due' });
export const exceedsDeposit = refusal({
  type: 'exceeds-deposit',
  status: 409,
  title: 'The deposit is too small',
});
export const exceedsRefundable = refusal({
  type: 'exceeds-refundable',
  status: 409,
  title: 'The refund is more than can be refunded',
});
export const billCancelled = refusal({ type: 'bill-cancelled', status: 409, title: 'The bill is cancelled' });
export const billNotIssued = refusal({ type: 'bill-not-issued', status: 409, title: 'The bill is a draft' });
export const currencyMismatch = refusal({
  type: 'currency-mismatch',
  status: 422,
  title: 'The currency does not match',
});
export const paymentRefused = refusal({ type: 'payment-refused', status: 422, title: 'The payment was refused' });
export const refundRefused = refusal({ type: 'refund-refused', status: 422, title: 'The refund was refused' });

const byCode: Record<string, (refused: Refusal) => Problem> = {
  'bill-not-found': billNotFound,
  'exceeds-due': exceedsDue,
  'exceeds-deposit': exceedsDeposit,
  'exceeds-refundable': exceedsRefundable,
  'bill-cancelled': billCancelled,
  'bill-not-issued': billNotIssued,
  'currency-mismatch': currencyMismatch,
};

export const refusalProblem = (refused: Refusal): Problem =>
  (byCode[refused.code] ?? (refused.id.refundId ? refundRefused : paymentRefused))(refused);

/** What is kept of an upstream's refusal, and what its caller is told. */
export const refusalOf = ({ type, detail, ...rest }: UpstreamProblem) => {
  const told = ['dueAmount', 'depositAmount', 'refundableAmount', 'currency', 'patientId'].filter(
    (name) => rest[name] !== undefined,
  );
  return {
    code: type === '/problems/not-found' ? 'bill-not-found' : type.slice('/problems/'.length),
    detail,
    members: Object.fromEntries(told.map((name) => [name, rest[name]])),
  };
};

export const possibleDuplicate = defineProblem(
  { type: 'possible-duplicate-payment', status: 409, title: 'The same payment was taken a moment ago' },
  (paymentId: string, receiptNumber: string | null) => ({
    detail: `The same amount was taken by the same method less than a minute ago${
      receiptNumber ? `, with receipt ${receiptNumber}` : ''
    }. If this is another payment, send it with "allowDuplicate": true, or with an Idempotency-Key of its own.`,
    members: { paymentId, receiptNumber },
    headers: { location: `/payments/${paymentId}` },
  }),
);

export const noReceipt = defineProblem(
  { type: 'no-receipt', status: 409, title: 'There is no receipt for this payment' },
  (state: string, why?: string) => ({
    detail:
      state === 'failed'
        ? `The payment failed, and nothing was taken. ${why ?? ''}`.trim()
        : 'The payment is still processing. There is a receipt once it is completed.',
    members: { state },
  }),
);

/** What the database found, which sees refunds that came at the same moment. */
export const refundsExceedPayment = defineProblem(exceedsRefundable.kind, () => ({
  detail: 'Together with earlier refunds, this is more than was paid.',
}));

export const approvedByRequester = () => needsAnotherPerson('You asked for this refund.');
export const approvedByTaker = () => needsAnotherPerson('You took the payment that this refund gives back.');
