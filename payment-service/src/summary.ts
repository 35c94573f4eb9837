import type { Database } from '@hms/service-kit/database';
import { invalidRequest } from '@hms/service-kit/problem';
import { instantInQuery } from '@hms/service-kit/schema';
import { knowsTimeZone, timeZone } from '@hms/service-kit/time-zone';
import { z } from 'zod';
import { method } from './schemas';

export const SummaryQuery = z.strictObject({
  from: instantInQuery.optional().meta({ description: 'What came in or went out at this instant or later' }),
  to: instantInQuery.optional().meta({ description: 'What came in or went out before this instant' }),
  by: z.enum(['method', 'day']).default('method').meta({ description: 'What the groups are of' }),
  timeZone: timeZone.optional().meta({
    description:
      "Whose calendar divides the days, for by=day: a zone of the IANA database with a slash, or UTC; without it the hospital's own (HMS_TIME_ZONE)",
    example: 'Europe/London',
  }),
});
export type SummaryQuery = z.output<typeof SummaryQuery>;

const day = z.iso.date().optional();
const totals = {
  currency: z.string(),
  count: z.int().meta({ description: 'Payments' }),
  amount: z.number().meta({ description: 'What they brought' }),
  refunded: z.number().meta({ description: 'What was given back in this time, whenever it had been paid' }),
  net: z.number().meta({ description: 'amount - refunded; below zero where more was given back than came in' }),
};
export const Summary = z
  .strictObject({
    totals: z.array(z.strictObject(totals)).meta({ description: 'Money received and given back, by currency' }),
    groups: z
      .array(z.strictObject({ method: method.optional(), day, ...totals }))
      .meta({ description: 'The same by method or by day, and by currency' }),
    fromDeposits: z.array(z.strictObject({ day, ...totals })).meta({
      description:
        'Beside the totals, not in them: what was paid from deposits, which was received when each deposit was taken, and what went back to deposits by refunds of such payments; by currency, and by day where that is asked for',
    }),
  })
  .meta({
    id: 'Summary',
    description: 'Money that came into the house and went out of it, each movement at the time when it was settled',
  });

/** Throws a 400 problem where the zone is one of those that Node.js knows and PostgreSQL does not. */
export async function summarise(db: Database, query: SummaryQuery): Promise<string> {
  if (query.timeZone !== undefined && !(await knowsTimeZone(db, query.timeZone))) throw unknownZone();
  const zone = query.by === 'day' ? [query.timeZone] : [];
  const [row] = await db.query<{ json: string }>(summaryStatement(query.by), [query.from, query.to, ...zone]);
  return row?.json ?? '{}';
}

const unknownZone = () =>
  invalidRequest([
    {
      in: 'query',
      pointer: '/timeZone',
      detail: 'must be a time zone that the database knows, such as America/Los_Angeles',
    },
  ]);

const groupedBy = { method: 'method', day: '(settled_at at time zone coalesce($3::text, hospital_time_zone()))::date' };

const inTheTime = `status = 'completed' and settled_at >= coalesce($1::timestamptz, '-infinity')
  and settled_at < coalesce($2::timestamptz, 'infinity')`;

const shown = `'currency', currency, 'count', count, 'amount', major_units(amount::bigint, currency),
  'refunded', major_units(refunded::bigint, currency), 'net', major_units((amount - refunded)::bigint, currency)`;

const listOf = (rows: string, members: string, order: string) =>
  `(select coalesce(json_agg(json_build_object(${members}) order by ${order}), '[]') from ${rows})`;

/**
 * Cash-basis reporting: money counts on the day on which it moves, so a day that is closed stays as it was. A payment from
 * a deposit, and its refund, moves money inside the house (IFRS 15.106: a deposit is owed to the patient until it is used).
 * Each sum is of whole minor units.
 */
export function summaryStatement(by: SummaryQuery['by']): string {
  const key = `'${by}', key`;
  return `
    with movements as (
      select settled_at, currency, method, 1 as payments, amount, 0::bigint as refunded from payments where ${inTheTime}
      union all
      select settled_at, currency, method, 0, 0, amount from refunds where ${inTheTime}
    ), all_groups as materialized (
      select method = 'deposit' as inside, currency, ${groupedBy[by]} as key,
        sum(payments) as count, sum(amount) as amount, sum(refunded) as refunded
      from movements group by 1, 2, 3
    ), groups as (
      select * from all_groups where not inside
    ), totals as (
      select currency, sum(count) as count, sum(amount) as amount, sum(refunded) as refunded from groups group by currency
    )
    select json_build_object(
      'totals', ${listOf('totals', shown, 'currency')},
      'groups', ${listOf('groups', `${key}, ${shown}`, 'key, currency')},
      'fromDeposits', ${listOf('all_groups where inside', by === 'day' ? `${key}, ${shown}` : shown, 'key, currency')}
    )::text as json`;
}
