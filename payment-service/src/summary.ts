import { instantInQuery } from '@hms/service-kit/schema';
import type { Database } from '@hms/service-kit/postgres';
import { z } from 'zod';
import { method } from './schemas';

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

export const SummaryQuery = z.strictObject({
  from: instantInQuery.optional().meta({ description: 'Completed at this instant or later' }),
  to: instantInQuery.optional().meta({ description: 'Completed before this instant' }),
  by: z.enum(['method', 'day']).default('method'),
  timeZone: z
    .string()
    // no offsets: PostgreSQL reads their sign the other way round
    .regex(/^[A-Za-z_]+(\/[A-Za-z_+0-9-]+)*$/, 'must be a time zone, such as Europe/London')
    .refine(isTimeZone, 'is not a time zone that is known')
    .default('UTC')
    .meta({ description: 'Where days begin, for by=day' }),
});
export type SummaryQuery = z.output<typeof SummaryQuery>;

const money = z.number();
const totals = { currency: z.string(), count: z.int(), amount: money, refunded: money, net: money };
export const Summary = z
  .strictObject({
    totals: z.array(z.strictObject(totals)),
    groups: z.array(
      z.strictObject({ method: method.optional(), day: z.iso.date().optional(), ...totals }).meta({
        description: 'By method or by day, and by currency',
      }),
    ),
  })
  .meta({ id: 'Summary', description: 'Of completed payments; refunded is what has been given back of them by now' });

const shown = `'currency', currency, 'count', count, 'amount', major_units(amount::bigint, currency),
  'refunded', major_units(refunded::bigint, currency), 'net', major_units((amount - refunded)::bigint, currency)`;

const groupedBy = {
  method: 'method',
  day: '(settled_at at time zone $3)::date',
};

/** Totals per currency, each summed in whole minor units. */
export const summarise = async (db: Database, { from, to, by, timeZone }: SummaryQuery): Promise<string> => {
  const [row] = await db.query<{ json: string }>(
    `with groups as materialized (
       select currency, ${groupedBy[by]} as key, count(*) as count, sum(amount) as amount, sum(refunded_amount) as refunded
       from payments
       where status = 'completed' and settled_at >= coalesce($1::timestamptz, '-infinity')
         and settled_at < coalesce($2::timestamptz, 'infinity') and $3::text is not null
       group by 1, 2
     ), totals as (
       select currency, sum(count) as count, sum(amount) as amount, sum(refunded) as refunded from groups group by currency
     )
     select json_build_object(
       'totals', (select coalesce(json_agg(json_build_object(${shown}) order by currency), '[]') from totals),
       'groups', (select coalesce(json_agg(json_build_object('${by}', key, ${shown}) order by key, currency), '[]') from groups)
     )::text as json`,
    [from, to, timeZone],
  );
  return row?.json ?? '{}';
};
