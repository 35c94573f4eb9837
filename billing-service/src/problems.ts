import { toMajorUnits } from '@hms/service-kit/money';
import { defineProblem } from '@hms/service-kit/problem';

export const exceedsDue = defineProblem(
  { type: 'exceeds-due', status: 409, title: 'The payment is more than is due' },
  (dueMinor: bigint, currency: string) => {
    const due = toMajorUnits(dueMinor, currency);
    return {
      detail: dueMinor === 0n ? 'The bill is paid; nothing is due.' : `Only ${due} ${currency} is due on this bill.`,
      members: { dueAmount: Number(due), currency },
    };
  },
);

export const billCancelled = defineProblem(
  { type: 'bill-cancelled', status: 409, title: 'The bill is cancelled' },
  (currency: string) => ({
    detail: 'The bill is cancelled; nothing is due on it.',
    members: { dueAmount: 0, currency },
  }),
);

export const billHasPayments = defineProblem(
  { type: 'bill-has-payments', status: 409, title: 'The bill has payments' },
  () => ({ detail: 'Something has been paid on this bill, so it cannot be cancelled.' }),
);

export const currencyMismatch = defineProblem(
  { type: 'currency-mismatch', status: 422, title: 'The bill is in another currency' },
  (currency: string) => ({
    detail: `This bill is in ${currency}; pay it in ${currency}.`,
    members: { currency },
  }),
);

export const paymentIdReused = defineProblem(
  { type: 'payment-id-reused', status: 409, title: 'The payment was applied with other terms' },
  () => ({ detail: 'This paymentId was applied before, to another bill or with another amount. Use a new id.' }),
);
