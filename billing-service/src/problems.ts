import { toMajorUnits } from '@hms/service-kit/money';
import { defineProblem } from '@hms/service-kit/problem';

const exceeds = (sentence: (most: string) => string, member: string) => (mostMinor: bigint, currency: string) => {
  const most = toMajorUnits(mostMinor, currency);
  return { detail: sentence(`${most} ${currency}`), members: { [member]: Number(most), currency } };
};

export const exceedsDue = defineProblem(
  { type: 'exceeds-due', status: 409, title: 'The payment is more than is due' },
  (dueMinor: bigint, currency: string) =>
    exceeds(
      (due) =>
        dueMinor === 0n
          ? 'The bill is paid; nothing is due.'
          : `Only ${due} is due on this bill. Send "excess": "deposit" to hold the rest as the patient's deposit.`,
      'dueAmount',
    )(dueMinor, currency),
);

export const discountExceedsDue = defineProblem(
  { type: 'discount-exceeds-due', status: 409, title: 'The discount is more than is due' },
  exceeds((due) => `Only ${due} is due on this bill; a discount cannot be more than that.`, 'dueAmount'),
);

export const exceedsDeposit = defineProblem(
  { type: 'exceeds-deposit', status: 409, title: 'The deposit is too small' },
  exceeds((held) => `The patient's deposit holds ${held}.`, 'depositAmount'),
);

export const exceedsRefundable = defineProblem(
  { type: 'exceeds-refundable', status: 409, title: 'The refund is more than can be refunded' },
  exceeds((most) => `${most} of this payment can be refunded.`, 'refundableAmount'),
);

export const billCancelled = defineProblem(
  { type: 'bill-cancelled', status: 409, title: 'The bill is cancelled' },
  (currency: string) => ({
    detail: 'The bill is cancelled; nothing is due on it.',
    members: { dueAmount: 0, currency },
  }),
);

export const billNotIssued = defineProblem(
  { type: 'bill-not-issued', status: 409, title: 'The bill is a draft' },
  () => ({ detail: 'The bill is a draft and can still change; issue it first.' }),
);

export const dueDatePassed = defineProblem(
  { type: 'due-date-passed', status: 409, title: 'The due date has passed' },
  (dueDate: string, today: string) => ({
    detail: `The draft is due on ${dueDate}, and today is ${today}. Change or clear its dueDate, then issue it.`,
    members: { dueDate, today },
  }),
);

export const billFrozen = defineProblem(
  { type: 'bill-frozen', status: 409, title: 'An issued bill cannot be changed' },
  (state: string) => ({
    detail: 'The amount of an issued bill is final. Grant a discount, or cancel the bill and issue a new one.',
    members: { state },
  }),
);

export const billHasPayments = defineProblem(
  { type: 'bill-has-payments', status: 409, title: 'The bill has payments' },
  (paid?: string) => ({
    detail: `${paid ?? 'Something'} has been paid on this bill. Refund it first; then the bill can be cancelled.`,
  }),
);

export const currencyMismatch = defineProblem(
  { type: 'currency-mismatch', status: 422, title: 'The currency does not match' },
  (currency: string) => ({
    detail: `The amount must be in ${currency}.`,
    members: { currency },
  }),
);

export const paymentIdReused = defineProblem(
  { type: 'payment-id-reused', status: 409, title: 'The payment was applied before with other details' },
  () => ({
    detail:
      'This paymentId was applied before, to another bill, with another amount or by another method. Use a new id.',
  }),
);

export const refundIdReused = defineProblem(
  { type: 'refund-id-reused', status: 409, title: 'The refund was made before with other details' },
  () => ({ detail: 'This refundId was used before, for another payment or with another amount. Use a new id.' }),
);

export const paymentUnknown = defineProblem(
  { type: 'payment-unknown', status: 422, title: 'There is no such payment here' },
  () => ({ detail: 'No payment with this paymentId was received here.' }),
);
