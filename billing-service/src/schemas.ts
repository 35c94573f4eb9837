import { amount, currencyCode } from '@hms/service-kit/money';
import { pagingParameters } from '@hms/service-kit/paging';
import {
  booleanInQuery,
  date,
  instantInQuery,
  optional,
  recordFields,
  recordId,
  text,
  uuid,
} from '@hms/service-kit/schema';
import { z } from 'zod';

/** What may still change on a bill; its amount is frozen. */
export const BillChanges = z.strictObject({
  details: text(2000),
  dueDate: optional(date),
});
export type BillChanges = z.output<typeof BillChanges>;

export const NewBill = z.strictObject({
  patientId: uuid,
  appointmentId: optional(uuid),
  amount,
  currency: currencyCode.optional(),
  ...BillChanges.shape,
});
export type NewBill = z.output<typeof NewBill>;

/** What payment-service sends; asking again with the same paymentId applies nothing twice. */
export const PaymentToApply = z.strictObject({
  paymentId: uuid,
  amount,
  currency: currencyCode.optional(),
});
export type PaymentToApply = z.output<typeof PaymentToApply>;

const status = z.enum(['issued', 'partially-paid', 'paid', 'cancelled']);
const money = z.number().min(0);

export const Bill = z
  .strictObject({
    ...recordFields,
    number: z.string().regex(/^INV-\d{4}-\d{6,}$/),
    patientId: recordId,
    appointmentId: recordId.nullable(),
    currency: z.string(),
    details: z.string(),
    amount: money,
    paidAmount: money,
    dueAmount: money,
    status,
    issuedAt: z.iso.datetime({ offset: true }),
    dueDate: z.iso.date().nullable(),
  })
  .meta({ id: 'Bill' });

export const BillQuery = z.strictObject({
  ...pagingParameters,
  patientId: uuid.optional(),
  status: status.optional(),
  from: instantInQuery.optional().meta({ description: 'Issued at this instant or later' }),
  to: instantInQuery.optional().meta({ description: 'Issued before this instant' }),
  overdue: booleanInQuery.optional().meta({ description: 'Whether something is due and dueDate has passed (UTC)' }),
});
