import type { Database } from '@hms/service-kit/postgres';

// Each finds where a total is not what its entries say, or a set of entries not what a set must be.
const faults = `
  select 'trial balance is not zero' as fault, currency as what, '0' as expected, sum(amount)::text as found
  from entries group by currency having sum(amount) <> 0
  union all
  select 'posting does not balance', posting_id::text, '0', sum(amount)::text
  from entries group by posting_id, currency having sum(amount) <> 0
  union all
  select 'posting is in several currencies', posting_id::text, '1', count(distinct currency)::text
  from entries group by posting_id having count(distinct currency) > 1
  union all
  select 'bill is not what its entries say', b.id::text,
    concat_ws(' ', e.issued, e.discounted, e.paid, e.refunded, e.due), concat_ws(' ', b.amount, b.discount_amount, b.paid_amount, b.refunded_amount, b.due)
  from (
    select id, case when issued_at is null then 0 else amount end as amount, discount_amount, paid_amount, refunded_amount,
      case when status in ('draft', 'cancelled') then 0 else amount - discount_amount - paid_amount + refunded_amount end as due
    from bills
  ) b left join bill_sums s on s.bill_id = b.id
  cross join lateral (
    select coalesce(s.issued, 0) as issued, coalesce(s.discounted, 0) as discounted, coalesce(s.paid, 0) as paid,
      coalesce(s.refunded, 0) as refunded, coalesce(s.due, 0) as due
  ) e
  where (b.amount, b.discount_amount, b.paid_amount, b.refunded_amount, b.due)
    <> (e.issued, e.discounted, e.paid, e.refunded, e.due)
  union all
  select 'entry is in another currency than its bill', e.id::text, b.currency, e.currency
  from entries e join bills b on b.id = e.bill_id where b.currency <> e.currency
  union all
  select 'payment is not what its entries say', p.payment_id::text, concat_ws(' ', s.received, s.refunded),
    concat_ws(' ', p.applied_amount + p.deposited_amount, p.applied_refunded + p.deposited_refunded)
  from received_payments p left join payment_sums s using (payment_id)
  where (p.applied_amount + p.deposited_amount, p.applied_refunded + p.deposited_refunded)
    is distinct from (s.received, s.refunded)
  union all
  select 'deposit is not what its entries say', concat_ws(' ', patient_id, currency), s.held::text, d.amount::text
  from deposit_balances d full join deposit_sums s using (patient_id, currency)
  where coalesce(d.amount, 0) <> coalesce(s.held, 0)
  union all
  select 'bill number is given twice', number, '1', count(*)::text from bills where number is not null group by number having count(*) > 1
  union all
  select 'bill numbers have a gap', format('INV-%s', year), n.last::text, coalesce(used.count, 0)::text
  from bill_numbers n left join (
    select split_part(number, '-', 2)::integer as year, count(distinct number) as count, max(split_part(number, '-', 3)::integer) as highest
    from bills where number is not null group by 1
  ) used using (year)
  where (used.count, used.highest) is distinct from (n.last::bigint, n.last)`;

const statement = `
  with entries as not materialized (select * from ledger_entries),
  bill_sums as (
    select bill_id,
      coalesce(sum(amount) filter (where kind = 'issue'), 0) as issued,
      -coalesce(sum(amount) filter (where kind = 'discount'), 0) as discounted,
      -coalesce(sum(amount) filter (where kind = 'payment'), 0) as paid,
      coalesce(sum(amount) filter (where kind = 'refund'), 0) as refunded,
      sum(amount) as due
    from entries where account = 'receivable' group by bill_id
  ),
  payment_sums as (
    select payment_id,
      coalesce(sum(amount) filter (where kind <> 'refund' and amount > 0), 0) as received,
      coalesce(sum(amount) filter (where kind = 'refund' and account = 'refunds' and amount > 0), 0) as refunded
    from entries where payment_id is not null group by payment_id
  ),
  deposit_sums as (
    select patient_id, currency, -sum(amount) as held from entries where account = 'deposits' group by patient_id, currency
  ),
  faults as materialized (${faults}),
  by_account as materialized (
    select currency, account, sum(amount) as balance, sum(greatest(amount, 0))::bigint as debit, sum(greatest(-amount, 0))::bigint as credit
    from entries group by currency, account
  )
  select json_build_object(
    'proven', not exists (select from faults),
    'provenAt', now(),
    'counts', json_build_object(
      'entries', (select count(*) from entries),
      'postings', (select count(distinct posting_id) from entries),
      'bills', (select count(*) from bills),
      'payments', (select count(*) from received_payments),
      'deposits', (select count(*) from deposit_balances),
      'numbers', (select coalesce(sum(last), 0) from bill_numbers)
    ),
    'trialBalance', (
      select coalesce(json_agg(json_build_object('currency', currency, 'debit', major_units(debit, currency),
        'credit', major_units(credit, currency), 'difference', major_units(debit - credit, currency)) order by currency), '[]')
      from (select currency, sum(debit)::bigint as debit, sum(credit)::bigint as credit from by_account group by currency) t
    ),
    'accounts', (
      select coalesce(json_agg(json_build_object('currency', currency, 'account', account,
        'balance', major_units(balance::bigint, currency)) order by currency, account), '[]')
      from by_account
    ),
    'faultCount', (select count(*) from faults),
    'faults', (select coalesce(json_agg(f), '[]') from (select * from faults order by fault, what limit 100) f)
  )::text as json`;

/** Holds the whole ledger against itself, and everything else against the ledger, as they are at one instant. */
export const proveLedger = async (db: Database): Promise<string> => {
  const [row] = await db.query<{ json: string }>(statement);
  return row?.json ?? '{}';
};
