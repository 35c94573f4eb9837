import { Signatory } from '@hms/service-kit/approval';
import { amount, currencyCode } from '@hms/service-kit/money';
import { idsInQuery, pagingParameters } from '@hms/service-kit/paging';
import { oneOfTwo, instantInQuery, line, optional, recordFields, recordId, text, uuid } from '@hms/service-kit/schema';
import { z } from 'zod';
import { statuses } from './payment';
import { statuses as refundStatuses } from './refunds/refund';

export const method = z.enum(['cash', 'card', 'bank-transfer', 'mobile-money', 'cheque', 'insurance', 'deposit']);
const status = z.enum(statuses);
const excess = z.enum(['refuse', 'deposit']);

/** What may still change on a payment; the money may not. */
export const PaymentChanges = z.strictObject({
  reference: optional(line(200)).meta({ description: 'One line, such as a cheque number or a card terminal slip' }),
});

export const NewPayment = z
  .strictObject({
    billId: optional(uuid).meta({ description: 'The bill that is paid; or else patientId' }),
    patientId: optional(uuid).meta({ description: 'For whom a deposit is taken; or else billId' }),
    amount,
    currency: currencyCode
      .optional()
      .meta({ description: "Without it the bill's is taken; for a deposit HMS_CURRENCY" }),
    method: method.meta({ description: '`deposit` pays from what is held for the patient' }),
    tendered: optional(amount).meta({ description: 'Cash handed over; the change is answered' }),
    excess: excess.default('refuse').meta({
      description: 'What becomes of more than is due: refused, or the rest held as a deposit',
    }),
    allowDuplicate: z.boolean().default(false).meta({
      description:
        'Without an Idempotency-Key, the same amount for the same bill by the same method is refused for a minute',
    }),
    ...PaymentChanges.shape,
  })
  .superRefine(({ billId, patientId, method, tendered, amount, excess }, { addIssue }) => {
    const fault = (field: string, message: string) => addIssue({ code: 'custom', path: [field], message });
    if ((billId === null) === (patientId === null)) fault('billId', 'is required, or patientId, but not both');
    if (method === 'deposit' && billId === null) fault('method', 'cannot be deposit for a deposit');
    if (excess === 'deposit' && (billId === null || method === 'deposit')) {
      fault('excess', 'is only for payments of a bill');
    }
    if (tendered !== null && method !== 'cash') fault('tendered', 'is for cash');
    if (tendered !== null && tendered < amount) fault('tendered', 'must be at least the amount');
  })
  .meta(oneOfTwo({ billId: 'string', patientId: 'string' }));
export type NewPayment = z.output<typeof NewPayment>;

const failure = z
  .strictObject({ code: z.string(), detail: z.string() })
  .nullable()
  .meta({ description: 'Why it failed; code is a problem type without /problems/' });
const settledAt = z.iso
  .datetime({ offset: true })
  .nullable()
  .meta({ description: 'When its last state was reached; null while something may still become of it' });

export const Payment = z
  .strictObject({
    ...recordFields,
    receiptNumber: z.string().nullable().meta({ description: 'Once it is completed' }),
    billId: recordId.nullable().meta({ description: 'Null for a deposit' }),
    patientId: recordId.nullable(),
    amount: z.number(),
    currency: z.string(),
    method,
    reference: z.string().nullable(),
    status: status.meta({ description: 'processing: billing-service has still to confirm' }),
    failure,
    excess,
    depositedAmount: z.number().meta({ description: 'What of it was held for the patient' }),
    refundedAmount: z.number().meta({ description: 'What was given back by refunds' }),
    tendered: z.number().nullable().meta({ description: 'Cash handed over' }),
    change: z.number().nullable().meta({ description: 'What was given back in cash at once' }),
    settledAt,
    currencyAssumed: z.boolean().meta({
      description:
        "No currency was named, and billing-service has not said the bill's: once it does, the same number is taken in that",
    }),
  })
  .meta({ id: 'Payment' });

export const NewRefund = z.strictObject({ amount, reason: text(500) });
export type NewRefund = z.output<typeof NewRefund>;

/** Why a request is turned down. */
export const Rejection = z.strictObject({ reason: text(500) });

const refundStatus = z.enum(refundStatuses);

export const Refund = z
  .strictObject({
    ...recordFields,
    paymentId: recordId,
    patientId: recordId.nullable(),
    amount: z.number(),
    currency: z.string(),
    method: method.meta({ description: 'That of the payment: it goes back where it came from' }),
    reason: z.string(),
    status: refundStatus.meta({
      description:
        'awaiting-approval: another person has to approve it; processing: billing-service has still to confirm',
    }),
    failure,
    requestedBy: Signatory.nullable().meta({ description: 'Who asked for it' }),
    approvedBy: Signatory.nullable().meta({ description: 'Who approved it, where it needed that' }),
    rejectedBy: Signatory.nullable(),
    rejectionReason: z.string().nullable(),
    decidedAt: z.iso.datetime({ offset: true }).nullable().meta({ description: 'When it was approved or rejected' }),
    settledAt,
  })
  .meta({ id: 'Refund' });

export const RefundLimits = z
  .strictObject({
    limits: z.array(
      z.strictObject({
        currency: z.string(),
        amount: z.number().meta({ description: 'What all refunds of one payment may come to without approval' }),
      }),
    ),
  })
  .meta({ id: 'RefundLimits', description: 'What one person may give back alone' });

export const RefundQuery = z.strictObject({
  ...pagingParameters,
  status: refundStatus.optional().meta({ description: 'Only refunds with this status' }),
});

export const PaymentQuery = z.strictObject({
  ...pagingParameters,
  id: idsInQuery,
  receiptNumber: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^RCP-\d{4}-\d{6,12}$/, 'must be a receipt number, such as RCP-2026-000001')
    .optional()
    .meta({ description: 'Only the payment with this receipt' }),
  billId: uuid.optional().meta({ description: 'Only payments of this bill' }),
  patientId: uuid.optional().meta({ description: 'Only payments of this patient' }),
  status: status.optional().meta({ description: 'Only payments with this status' }),
  method: method.optional().meta({ description: 'Only payments by this method' }),
  from: instantInQuery.optional().meta({ description: 'Taken at this instant or later' }),
  to: instantInQuery.optional().meta({ description: 'Taken before this instant' }),
});
