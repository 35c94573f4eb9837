import { Signatory } from '@hms/service-kit/approval';
import { currencyCode } from '@hms/service-kit/money';
import { pagingParameters } from '@hms/service-kit/paging';
import { booleanInQuery, instantInQuery, line, optional, recordFields, subject, text } from '@hms/service-kit/schema';
import { z } from 'zod';
import { method as anyMethod } from '../schemas';

/** Money from a deposit lies in no drawer, and is counted by nobody. */
const method = anyMethod.exclude(['deposit']);

/** Major units; nothing is an amount that can be counted, too. */
const counted = z
  .number()
  .min(0, 'must not be negative')
  .max(99_999_999_999, 'must be at most 99999999999')
  .meta({ multipleOf: 0.0001 });

const Denomination = z.strictObject({
  value: counted.meta({ description: 'Of one note or coin' }),
  count: z.int().min(0).max(1_000_000),
});

const Count = z.strictObject({
  method,
  currency: currencyCode,
  counted: counted.meta({ description: 'What there is: in the drawer, on the slips, in the account' }),
  float: counted.default(0).meta({ description: 'Cash that was in the drawer at the begin' }),
  denominations: optional(z.array(Denomination).max(40)).meta({
    description: 'How many of each note and coin; they have to add up to counted',
  }),
  explanation: optional(text(1000)).meta({ description: 'Why it differs from what is expected' }),
});
export type Count = z.output<typeof Count>;

export const NewClosing = z
  .strictObject({
    desk: optional(line(60)).meta({ description: 'Where it was, such as Desk 2' }),
    counts: z.array(Count).max(100),
  })
  .superRefine(({ counts }, { addIssue }) => {
    const seen = new Set<string>();
    for (const [index, { method, currency, float, denominations }] of counts.entries()) {
      const fault = (field: string, message: string) =>
        addIssue({ code: 'custom', path: ['counts', index, field], message });
      if (seen.has(`${method} ${currency}`)) fault('method', `is there twice in ${currency}`);
      seen.add(`${method} ${currency}`);
      if (method !== 'cash' && float !== 0) fault('float', 'is for cash');
      if (method !== 'cash' && denominations !== null) fault('denominations', 'are for cash');
    }
  });
export type NewClosing = z.output<typeof NewClosing>;

const money = z.number();
const movements = {
  method,
  currency: z.string(),
  payments: z.int().meta({ description: 'How many' }),
  taken: money,
  refunds: z.int().meta({ description: 'How many' }),
  refunded: money,
};

export const Expected = z
  .strictObject({
    currency: z.string().meta({ description: "The hospital's (HMS_CURRENCY)" }),
    since: z.iso.datetime({ offset: true }).nullable().meta({ description: 'When the caller closed before' }),
    lines: z
      .array(z.strictObject({ ...movements, net: money.meta({ description: 'taken - refunded' }) }))
      .meta({ description: 'What the caller has taken and given back since, by currency and method' }),
    processing: z.array(z.strictObject({ ...movements, net: money })).meta({
      description:
        'What billing-service has still to confirm: it is in the next closing, though its money may be in the drawer already',
    }),
  })
  .meta({ id: 'ExpectedClosing', description: 'What the closing of the caller would be held against now' });

export const Closing = z
  .strictObject({
    ...recordFields,
    cashier: Signatory.meta({ description: 'Who counted, and whose payments and refunds these are' }),
    desk: z.string().nullable(),
    since: z.iso.datetime({ offset: true }).nullable(),
    lines: z.array(
      z.strictObject({
        ...movements,
        float: money,
        expected: money.meta({ description: 'float + taken - refunded' }),
        counted: money,
        difference: money.meta({ description: 'counted - expected; below zero where something is missing' }),
        denominations: z.array(Denomination).nullable(),
        explanation: z.string().nullable(),
      }),
    ),
    reviewedBy: Signatory.nullable().meta({ description: 'Another person, who has seen it' }),
    reviewNote: z.string().nullable(),
    reviewedAt: z.iso.datetime({ offset: true }).nullable(),
  })
  .meta({ id: 'Closing', description: "The end of one cashier's day: counted against expected" });

export const Review = z.strictObject({ note: optional(text(1000)) });

export const ClosingQuery = z.strictObject({
  ...pagingParameters,
  cashier: subject.optional().meta({ description: 'Only closings of the person with this `sub`' }),
  reviewed: booleanInQuery.optional().meta({ description: 'Whether another person has seen them' }),
  from: instantInQuery.optional().meta({ description: 'Closed at this instant or later' }),
  to: instantInQuery.optional().meta({ description: 'Closed before this instant' }),
});
