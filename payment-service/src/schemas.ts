import { amount, currencyCode } from '@hms/service-kit/money';
import { pagingParameters } from '@hms/service-kit/paging';
import { instantInQuery, optional, recordFields, recordId, text, uuid } from '@hms/service-kit/schema';
import { z } from 'zod';

const method = z.enum(['cash', 'card', 'bank-transfer', 'mobile-money', 'cheque', 'insurance']);
const status = z.enum(['processing', 'completed', 'failed']);

/** What may still change on a payment; the money may not. */
export const PaymentChanges = z.strictObject({
  reference: optional(text(200)).meta({ description: 'Such as a cheque number or a card terminal slip' }),
});

export const NewPayment = z.strictObject({
  billId: uuid,
  amount,
  currency: currencyCode.optional(),
  method,
  ...PaymentChanges.shape,
});
export type NewPayment = z.output<typeof NewPayment>;

export const Payment = z
  .strictObject({
    ...recordFields,
    receiptNumber: z.string().nullable(),
    billId: recordId,
    patientId: recordId.nullable(),
    amount: z.number(),
    currency: z.string(),
    method,
    reference: z.string().nullable(),
    status,
    failure: z.strictObject({ code: z.string(), detail: z.string() }).nullable(),
    settledAt: z.iso.datetime({ offset: true }).nullable(),
  })
  .meta({ id: 'Payment' });

export const PaymentQuery = z.strictObject({
  ...pagingParameters,
  billId: uuid.optional(),
  patientId: uuid.optional(),
  status: status.optional(),
  method: method.optional(),
  from: instantInQuery.optional().meta({ description: 'Taken at this instant or later' }),
  to: instantInQuery.optional().meta({ description: 'Taken before this instant' }),
});
