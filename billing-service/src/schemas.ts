import { amount, currencyCode } from '@hms/service-kit/money';
import { idsInQuery, pagingParameters } from '@hms/service-kit/paging';
import {
  atLeastOneOf,
  booleanInQuery,
  date,
  oneOfTwo,
  instantInQuery,
  line,
  optional,
  recordFields,
  recordId,
  text,
  uuid,
} from '@hms/service-kit/schema';
import { z } from 'zod';
import { statuses } from './bill';

/** A decimal number as a caller wrote it, with no more than so many places. */
const decimal = (places: number, max: number) =>
  z
    .number()
    .positive('must be more than 0')
    .max(max, `must be at most ${max}`)
    .refine(
      (value) => new RegExp(`^\\d+(\\.\\d{1,${places}})?$`).test(String(value)),
      `may have at most ${places} decimals`,
    )
    .meta({ multipleOf: Number(`1e-${places}`) });

export const Line = z.strictObject({
  description: line(500),
  code: optional(line(50)).meta({ description: "The hospital's or a payer's code for what was done" }),
  quantity: decimal(3, 1_000_000).default(1),
  unitAmount: z
    .number()
    .min(0, 'must not be negative')
    .max(99_999_999_999, 'must be at most 99999999999')
    .meta({ multipleOf: 0.0001 }),
  amount: optional(z.number().min(0).meta({ multipleOf: 0.0001 })).meta({
    description: 'quantity × unitAmount, rounded half up to what the currency has; checked where it is given',
  }),
});
export type Line = z.output<typeof Line>;

// a bill of one amount shows an empty list
/** A bill without lines shows an empty list. */
export const noneForEmpty = <L>(lines: L[] | null | undefined) => (lines?.length ? lines : null);

/** What a draft is made of. Of an issued bill only details and dueDate still change. */
export const BillChanges = z.strictObject({
  details: optional(text(2000)).meta({ description: 'Required where there are no lines' }),
  dueDate: optional(date).meta({
    description:
      'The last day to pay; not before the day of the issue, by the calendar of the hospital (HMS_TIME_ZONE)',
  }),
  amount: optional(amount).meta({ description: 'Of the whole bill; with lines it is their sum, and may be left out' }),
  lines: z.array(Line).max(200, 'must have at most 200 lines').nullish().transform(noneForEmpty),
});
export type BillChanges = z.output<typeof BillChanges>;

export const NewBill = z
  .strictObject({
    patientId: uuid,
    appointmentId: optional(uuid).meta({ description: 'The visit that it is for' }),
    currency: currencyCode.optional().meta({ description: "ISO 4217 code; absent: the hospital's (HMS_CURRENCY)" }),
    status: z
      .enum(['draft', 'issued'])
      .default('issued')
      .meta({ description: 'A draft has no number and can be changed' }),
    ...BillChanges.shape,
  })
  .meta(atLeastOneOf({ amount: 'number', lines: 'array' }));
export type NewBill = z.output<typeof NewBill>;

export const NewDiscount = z
  .strictObject({
    amount: amount.optional(),
    percent: decimal(2, 100).optional().meta({ description: "Of the bill's amount, rounded half up", example: 12.5 }),
    reason: text(500),
  })
  .meta(oneOfTwo({ amount: 'number', percent: 'number' }));
export type NewDiscount = z.output<typeof NewDiscount>;

const status = z.enum(statuses);
const money = z.number().min(0);

export const Bill = z
  .strictObject({
    ...recordFields,
    number: z
      .string()
      .regex(/^INV-\d{4}-\d{6,}$/)
      .nullable()
      .meta({ description: 'Once it is issued; without gaps or repeats' }),
    patientId: recordId,
    appointmentId: recordId.nullable(),
    currency: z.string(),
    details: z.string().nullable(),
    lines: z.array(
      z.strictObject({
        description: z.string(),
        code: z.string().nullable(),
        quantity: z.number(),
        unitAmount: money,
        amount: money,
      }),
    ),
    amount: money,
    discountAmount: money.meta({ description: 'What was taken off, by all discounts' }),
    paidAmount: money.meta({ description: 'What was paid, before refunds' }),
    refundedAmount: money.meta({ description: 'What was given back of it' }),
    dueAmount: money.meta({ description: 'amount - discountAmount - paidAmount + refundedAmount' }),
    status: status.meta({ description: 'partially-paid: something is paid, and something is due' }),
    issuedAt: z.iso.datetime({ offset: true }).nullable(),
    dueDate: z.iso.date().nullable(),
  })
  .meta({ id: 'Bill' });

export const BillQuery = z.strictObject({
  ...pagingParameters,
  id: idsInQuery,
  number: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^INV-\d{4}-\d{6,12}$/, 'must be a bill number, such as INV-2026-000001')
    .optional()
    .meta({ description: 'Only the bill with this number' }),
  patientId: uuid.optional().meta({ description: 'Only bills of this patient' }),
  status: status.optional().meta({ description: 'Only bills with this status' }),
  from: instantInQuery.optional().meta({ description: 'Issued at this instant or later' }),
  to: instantInQuery.optional().meta({ description: 'Issued before this instant' }),
  overdue: booleanInQuery.optional().meta({
    description: 'Whether something is due and dueDate has passed, by the calendar of the hospital (HMS_TIME_ZONE)',
  }),
});
