import { idsOf, pagingParameters } from '@hms/service-kit/paging';
import { instantInQuery, recordId, uuid } from '@hms/service-kit/schema';
import { z } from 'zod';

const currency = z.string();
const money = z.number();
const instant = z.iso.datetime({ offset: true });

export const Entry = z
  .strictObject({
    id: recordId,
    postingId: recordId.meta({ description: 'Entries of one posting balance' }),
    kind: z.enum(['issue', 'discount', 'payment', 'refund', 'cancel', 'deposit']),
    account: z
      .string()
      .meta({ description: '`receivable`, `revenue`, `discounts`, `refunds`, `deposits` or `desk-<method>`' }),
    debit: money,
    credit: money,
    currency,
    patientId: recordId,
    billId: recordId.nullable(),
    paymentId: recordId.nullable(),
    refundId: recordId.nullable(),
    reason: z.string().nullable(),
    postedAt: instant,
  })
  .meta({ id: 'Entry' });

export const EntryQuery = z.strictObject(pagingParameters);

export const patientParameters = z.strictObject({ patientId: uuid.meta({ description: 'The id of the patient' }) });

export const Balances = z
  .strictObject({
    patientId: recordId,
    balances: z.array(
      z.strictObject({
        currency,
        owed: money.meta({ description: 'What is due on all bills' }),
        deposit: money.meta({ description: 'What is held and not used' }),
      }),
    ),
  })
  .meta({ id: 'Balances' });

export const BalancesQuery = z.strictObject({
  patientId: idsOf('the patients'),
});

export const BalancesOfMany = z.strictObject({ data: z.array(Balances) }).meta({ id: 'BalancesOfMany' });

export const AgingQuery = z.strictObject({
  asOf: instantInQuery.optional().meta({ description: 'What was due at this instant; now, where it is not given' }),
});

const aged = z.strictObject({ amount: money, bills: z.int().meta({ description: 'How many bills it is due on' }) });
export const Aging = z
  .strictObject({
    asOf: instant,
    currencies: z.array(
      z.strictObject({
        currency,
        upTo30: aged.meta({ description: 'Billed up to 30 days ago' }),
        upTo60: aged.meta({ description: '31 to 60 days ago' }),
        upTo90: aged.meta({ description: '61 to 90 days ago' }),
        over90: aged.meta({ description: 'More than 90 days ago' }),
        total: aged,
      }),
    ),
  })
  .meta({
    id: 'Aging',
    description: 'What is due, by the days since each bill was issued, as the calendar of the hospital counts them',
  });

export const Proof = z
  .strictObject({
    proven: z.boolean().meta({ description: 'Whether nothing was found' }),
    provenAt: instant,
    counts: z
      .strictObject({
        entries: z.int(),
        postings: z.int(),
        bills: z.int(),
        payments: z.int(),
        deposits: z.int(),
        numbers: z.int(),
      })
      .meta({ description: 'How many of each were checked' }),
    trialBalance: z
      .array(z.strictObject({ currency, debit: money, credit: money, difference: money }))
      .meta({ description: 'The sums of all entries by currency; difference is 0' }),
    accounts: z.array(z.strictObject({ currency, account: z.string(), balance: money })),
    faultCount: z.int().meta({ description: 'How many there are, also beyond those listed' }),
    faults: z
      .array(z.strictObject({ fault: z.string(), what: z.string(), expected: z.string(), found: z.string() }))
      .meta({ description: 'At most 100' }),
  })
  .meta({ id: 'Proof' });
