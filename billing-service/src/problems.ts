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
          : `Only ${due} is due on this bill. With "excess": "deposit" the rest is kept for the patient.`,
      'dueAmount',
    )(dueMinor, currency),
);

export const discountExceedsDue = defineProblem(
  { type: 'discount-exceeds-due', status: 409, title: 'The discount is more than is due' },
  exceeds((due) => `Only ${due} is due on this bill; a discount takes off no more than that.`, 'dueAmount'),
);

export const exceedsDeposit = defineProblem(
  { type: 'exceeds-deposit', status: 409, title: 'The deposit does not hold as much' },
  exceeds((held) => `The patient's deposit holds ${held}.`, 'depositAmount'),
);

export const exceedsRefundable = defineProblem(
  { type: 'exceeds-refundable', status: 409, title: 'The refund is more than this payment can give back' },
  exceeds((most) => `Of this payment ${most} can be given back.`, 'refundableAmount'),
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
  { type: 'bill-frozen', status: 409, title: 'The bill is frozen since it was issued' },
  (state: string) => ({
    detail:
      'What an issued bill says is owed stays as it is. Take something off by a discount, or cancel the bill and issue another.',
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
  { type: 'currency-mismatch', status: 422, title: 'The money is in another currency' },
  (currency: string) => ({
    detail: `This is in ${currency}; name an amount in ${currency}.`,
    members: { currency },
  }),
);

export const paymentIdReused = defineProblem(
  { type: 'payment-id-reused', status: 409, title: 'The payment was applied with other terms' },
  () => ({
    detail:
      'This paymentId was applied before, to another bill, with another amount or by another method. Use a new id.',
  }),
);

export const refundIdReused = defineProblem(
  { type: 'refund-id-reused', status: 409, title: 'The refund was made with other terms' },
  () => ({ detail: 'This refundId was used before, for another payment or with another amount. Use a new id.' }),
);

export const paymentUnknown = defineProblem(
  { type: 'payment-unknown', status: 422, title: 'There is no such payment here' },
  () => ({ detail: 'No payment with this paymentId was received here.' }),
);
