import { defineProblem, type Problem, type ProblemKind } from '@hms/service-kit/problem';

/** Why a payment was refused, as far as billing-service said. */
export interface Refusal {
  paymentId: string;
  code: string;
  detail: string;
  dueAmount?: number | undefined;
  currency?: string | undefined;
}

const refusal = (kind: ProblemKind) =>
  defineProblem(kind, ({ detail, paymentId, dueAmount, currency }: Refusal) => ({
    detail,
    members: { paymentId, dueAmount, currency },
    headers: { location: `/payments/${paymentId}` },
  }));

export const billNotFound = refusal({ type: 'bill-not-found', status: 422, title: 'There is no such bill' });
export const exceedsDue = refusal({ type: 'exceeds-due', status: 409, title: 'The payment is more than is due' });
export const billCancelled = refusal({ type: 'bill-cancelled', status: 409, title: 'The bill is cancelled' });
export const currencyMismatch = refusal({
  type: 'currency-mismatch',
  status: 422,
  title: 'The bill is in another currency',
});
export const paymentRefused = refusal({ type: 'payment-refused', status: 422, title: 'The payment was refused' });

const byCode: Record<string, (refused: Refusal) => Problem> = {
  'bill-not-found': billNotFound,
  'exceeds-due': exceedsDue,
  'bill-cancelled': billCancelled,
  'currency-mismatch': currencyMismatch,
};

export const refusalProblem = (refused: Refusal): Problem => (byCode[refused.code] ?? paymentRefused)(refused);
