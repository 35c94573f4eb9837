import type { Database } from '@hms/service-kit/database';

/** What each of these patients owes, and what is held for him or her, per currency: as JSON, one text for each. */
export const balancesOf = async (db: Database, patientIds: readonly string[]): Promise<string[]> => {
  const rows = await db.query<{ json: string }>(
    `with owed as (
       select patient_id, currency, sum(amount - discount_amount - paid_amount + refunded_amount)::bigint as amount
       from bills where patient_id = any($1::uuid[]) and status in ('issued', 'partially-paid', 'paid')
       group by patient_id, currency
     ), held as (
       select patient_id, currency, amount from deposit_balances where patient_id = any($1::uuid[])
     )
     select json_build_object('patientId', patient_id, 'balances', coalesce(json_agg(json_build_object(
       'currency', currency,
       'owed', major_units(coalesce(owed.amount, 0), currency),
       'deposit', major_units(coalesce(held.amount, 0), currency))
       order by currency) filter (where currency is not null), '[]'))::text as json
     from (select distinct unnest($1::uuid[]) as patient_id) asked
       left join (owed full join held using (patient_id, currency)) using (patient_id)
     group by patient_id order by patient_id`,
    [patientIds],
  );
  return rows.map(({ json }) => json);
};

const aged = (name: string, condition: string) => `'${name}', json_build_object(
  'amount', major_units(coalesce(sum(due) filter (where ${condition}), 0)::bigint, currency),
  'bills', count(*) filter (where ${condition}))`;

/**
 * What was due at an instant, by the days since each bill was issued, as the hospital's calendar counts them: what is due
 * now, less what has been posted since. So it costs what is due and what has happened since, not what has ever happened.
 */
export const agingAt = async (db: Database, asOf: string | undefined): Promise<string> => {
  const [row] = await db.query<{ json: string }>(
    `with since as (
       select bill_id, sum(amount) as amount from ledger_entries
       where account = 'receivable' and posted_at > coalesce($1::timestamptz, now()) group by bill_id
     ), due_then as (
       select currency, issued_at, amount - discount_amount - paid_amount + refunded_amount as due
       from bills b where status in ('issued', 'partially-paid') and not exists (select from since where bill_id = b.id)
       union all
       select currency, issued_at, case when status = 'cancelled' then 0
         else b.amount - discount_amount - paid_amount + refunded_amount end - since.amount
       from since join bills b on b.id = since.bill_id
     ), aged as (
       select currency, due, hospital_day(coalesce($1::timestamptz, now())) - hospital_day(issued_at) as days from due_then where due > 0
     ), by_currency as (
       select currency, json_build_object('currency', currency,
         ${aged('upTo30', 'days <= 30')}, ${aged('upTo60', 'days between 31 and 60')},
         ${aged('upTo90', 'days between 61 and 90')}, ${aged('over90', 'days > 90')}, ${aged('total', 'true')}) as json
       from aged group by currency
     )
     select json_build_object('asOf', coalesce($1::timestamptz, now()),
       'currencies', (select coalesce(json_agg(json order by currency), '[]') from by_currency))::text as json`,
    [asOf],
  );
  return row?.json ?? '{}';
};
