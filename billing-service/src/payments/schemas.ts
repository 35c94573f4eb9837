import { amount, currencyCode } from '@hms/service-kit/money';
import { pagingParameters } from '@hms/service-kit/paging';
import { instantInQuery, recordId, uuid } from '@hms/service-kit/schema';
import { z } from 'zod';
import { Bill } from '../schemas';

const desks = ['cash', 'card', 'bank-transfer', 'mobile-money', 'cheque', 'insurance'] as const;
const money = z.number().min(0);
/** That of a bill or payment that there is, which may have been withdrawn since; new money is in one that is in use. */
const currencyOfRecord = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code, such as USD');

/** What payment-service sends; asking again with the same paymentId applies nothing twice. */
export const PaymentToApply = z.strictObject({
  paymentId: uuid,
  amount,
  currency: currencyOfRecord.optional().meta({ description: "ISO 4217 code; one that is not the bill's is refused" }),
  method: z
    .enum([...desks, 'deposit', 'other'])
    .optional()
    .meta({
      description: '`deposit` takes it from what is held for the patient; `other` where it is not given',
    }),
  excess: z.enum(['refuse', 'deposit']).default('refuse').meta({
    description: 'What becomes of more than is due: refused, or the rest held for the patient',
  }),
});
export type PaymentToApply = z.output<typeof PaymentToApply>;

export const NewDeposit = z.strictObject({
  paymentId: uuid,
  patientId: uuid,
  amount,
  currency: currencyCode.optional(),
  method: z.enum(desks).meta({ description: 'How the money came in' }),
});
export type NewDeposit = z.output<typeof NewDeposit>;

export const DepositRefund = z.strictObject({ refundId: uuid, amount, currency: currencyOfRecord.optional() });
export const NewRefund = z.strictObject({ ...DepositRefund.shape, paymentId: uuid });
export type NewRefund = z.output<typeof NewRefund>;

export const ReceivedPayment = z
  .strictObject({
    paymentId: recordId,
    billId: recordId.nullable().meta({ description: 'Null for a deposit' }),
    patientId: recordId,
    currency: z.string(),
    method: z.string(),
    amount: money,
    appliedAmount: money.meta({ description: 'What the bill took' }),
    depositedAmount: money.meta({ description: 'What is held for the patient' }),
    refundedAmount: money.meta({ description: 'What was given back of it' }),
    receivedAt: z.iso.datetime({ offset: true }),
    lastRefundedAt: z.iso.datetime({ offset: true }).nullable(),
  })
  .meta({ id: 'ReceivedPayment' });

export const ReceivedPaymentQuery = z.strictObject({
  ...pagingParameters,
  paymentId: uuid.optional().meta({ description: 'Only this payment' }),
  from: instantInQuery.optional().meta({ description: 'Received at this instant or later' }),
  to: instantInQuery.optional().meta({ description: 'Received before this instant' }),
  movedFrom: instantInQuery.optional().meta({
    description:
      'Received or last refunded at this instant or later: an older payment that was refunded is among these',
  }),
  movedTo: instantInQuery
    .optional()
    .meta({ description: 'Received, and last refunded if at all, before this instant' }),
});

/** The bill, and the payment that was applied to it or refunded. */
export const BillWithPayment = Bill.extend({ payment: ReceivedPayment }).meta({ id: 'BillWithPayment' });
