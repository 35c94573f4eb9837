// Each looks at one slice of the ledger, after $1 and up to $2, and finds where a total is not what its entries say, or a
// set of entries not what a set must be.

const postingFaults = `
  select 'posting does not balance' as fault, posting_id::text as what, '0' as expected, sum(amount)::text as found
  from own group by posting_id, currency having sum(amount) <> 0
  union all
  select 'posting is in several currencies', posting_id::text, '1', count(distinct currency)::text
  from own group by posting_id having count(distinct currency) > 1`;

const paymentFaults = `
  select 'payment is not what its entries say', p.payment_id::text, concat_ws(' ', s.received, s.refunded),
    concat_ws(' ', p.applied_amount + p.deposited_amount, p.applied_refunded + p.deposited_refunded)
  from received_payments p left join (
    select payment_id,
      coalesce(sum(amount) filter (where kind <> 'refund' and amount > 0), 0) as received,
      coalesce(sum(amount) filter (where kind = 'refund' and account = 'refunds' and amount > 0), 0) as refunded
    from entries group by payment_id
  ) s using (payment_id)
  where p.payment_id > $1::uuid and p.payment_id <= $2::uuid
    and (p.applied_amount + p.deposited_amount, p.applied_refunded + p.deposited_refunded) is distinct from (s.received, s.refunded)`;

const billFaults = `
  select 'bill is not what its entries say', b.id::text,
    concat_ws(' ', e.issued, e.discounted, e.paid, e.refunded, e.due), concat_ws(' ', b.amount, b.discount_amount, b.paid_amount, b.refunded_amount, b.due)
  from (
    select id, case when issued_at is null then 0 else amount end as amount, discount_amount, paid_amount, refunded_amount,
      case when status in ('draft', 'cancelled') then 0 else amount - discount_amount - paid_amount + refunded_amount end as due
    from bills where id > $1::uuid and id <= $2::uuid
  ) b left join (
    select bill_id,
      coalesce(sum(amount) filter (where kind = 'issue'), 0) as issued,
      -coalesce(sum(amount) filter (where kind = 'discount'), 0) as discounted,
      -coalesce(sum(amount) filter (where kind = 'payment'), 0) as paid,
      coalesce(sum(amount) filter (where kind = 'refund'), 0) as refunded,
      sum(amount) as due
    from entries where account = 'receivable' group by bill_id
  ) s on s.bill_id = b.id
  cross join lateral (
    select coalesce(s.issued, 0) as issued, coalesce(s.discounted, 0) as discounted, coalesce(s.paid, 0) as paid,
      coalesce(s.refunded, 0) as refunded, coalesce(s.due, 0) as due
  ) e
  where (b.amount, b.discount_amount, b.paid_amount, b.refunded_amount, b.due)
    <> (e.issued, e.discounted, e.paid, e.refunded, e.due)
  union all
  select 'entry is in another currency than its bill', e.id::text, b.currency, e.currency
  from entries e join bills b on b.id = e.bill_id where b.currency <> e.currency`;

const balanceFaults = `
  select 'deposit is not what its entries say' as fault, concat_ws(' ', patient_id, currency) as what, s.held::text as expected, d.amount::text as found
  from (select * from deposit_balances where patient_id > $1::uuid and patient_id <= $2::uuid) d full join (
    select patient_id, currency, -sum(amount) as held from ledger_entries
    where account = 'deposits' and patient_id > $1::uuid and patient_id <= $2::uuid group by patient_id, currency
  ) s using (patient_id, currency)
  where coalesce(d.amount, 0) <> coalesce(s.held, 0)`;

const numberFaults = `
  select 'bill number is given twice' as fault, number as what, '1' as expected, count(*)::text as found
  from bills where number is not null group by number having count(*) > 1
  union all
  select 'bill numbers have a gap', format('INV-%s', year), n.last::text, coalesce(used.count, 0)::text
  from bill_numbers n left join (
    select split_part(number, '-', 2)::integer as year, count(*) as count, max(split_part(number, '-', 3)::integer) as highest
    from (select number from bills where number is not null group by number) given group by 1
  ) used using (year)
  where (used.count, used.highest) is distinct from (n.last::bigint, n.last)`;

const noEntries = 'select * from ledger_entries where false';

/**
 * @param entries that are looked at
 * @param own which of them are counted and added up here, so that all parts together have each entry once
 */
const statement = (entries: string, own: string, faults: string, counts: Record<string, string>) => `
  with entries as materialized (${entries}), own as not materialized (select * from entries where ${own}),
  faults as materialized (${faults})
  select
    (select coalesce(json_agg(f), '[]') from (select * from faults order by fault, what limit 100) f) as faults,
    (select count(*)::integer from faults) as "faultCount",
    json_build_object(${Object.entries(counts)
      .map(([name, count]) => `'${name}', (${count})`)
      .join()}) as counts,
    (
      select coalesce(json_agg(a), '[]') from (
        select currency, account, sum(greatest(amount, 0))::text as debit, sum(greatest(-amount, 0))::text as credit
        from own group by currency, account
      ) a
    ) as accounts`;

const ofEntries = { entries: 'select count(*) from own', postings: 'select count(distinct posting_id) from own' };
const between = (column: string) => `${column} > $1::uuid and ${column} <= $2::uuid`;
const keysOf = (column: string, table: string) =>
  `select distinct ${column} as key from ${table} where ${column} > $1::uuid order by ${column} limit $2::integer`;

/** A part of the ledger that is looked through in slices: the next keys after $1, as many as $2, and what is found among them. */
export interface Part {
  keys: string;
  statement: string;
}

export const parts: Part[] = [
  {
    keys: keysOf('id', 'bills'),
    statement: statement(
      `select * from ledger_entries where ${between('bill_id')}`,
      'true',
      `${postingFaults} union all ${billFaults}`,
      { ...ofEntries, bills: `select count(*) from bills where ${between('id')}` },
    ),
  },
  {
    keys: keysOf('payment_id', 'received_payments'),
    statement: statement(
      `select * from ledger_entries where ${between('payment_id')}`,
      'bill_id is null',
      `${postingFaults} union all ${paymentFaults}`,
      { ...ofEntries, payments: `select count(*) from received_payments where ${between('payment_id')}` },
    ),
  },
  {
    keys: keysOf('patient_id', 'deposit_balances'),
    statement: statement(noEntries, 'true', balanceFaults, {
      deposits: `select count(*) from deposit_balances where ${between('patient_id')}`,
    }),
  },
];

/** Numbers; and entries that belong to nothing, of which there should be none. */
export const rest = [
  statement(noEntries, 'true', numberFaults, { numbers: 'select coalesce(sum(last), 0) from bill_numbers' }),
  statement(
    'select * from ledger_entries where bill_id is null and payment_id is null',
    'true',
    postingFaults,
    ofEntries,
  ),
];
