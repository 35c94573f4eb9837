// All of this goes by the tables alone: no view, function or total of the service is used to judge another.

/** Each bill by its entries. */
export const billsByEntries = `
  select b.id, b.number, b.currency, s.issued, s.discounted, s.paid, s.refunded, s.due,
    case
      when s.cancelled or (b.issued_at is null and b.cancelled_at is not null) then 'cancelled'
      when b.issued_at is null then 'draft'
      when s.due = 0 then 'paid'
      when s.paid = s.refunded then 'issued'
      else 'partially-paid'
    end as status
  from bills b left join (
    select bill_id,
      -sum(amount) filter (where account = 'revenue' and kind = 'issue') as issued,
      coalesce(sum(amount) filter (where account = 'discounts' and kind = 'discount'), 0) as discounted,
      coalesce(-sum(amount) filter (where account = 'receivable' and kind = 'payment'), 0) as paid,
      coalesce(sum(amount) filter (where account = 'receivable' and kind = 'refund'), 0) as refunded,
      sum(amount) filter (where account = 'receivable') as due,
      bool_or(kind = 'cancel') as cancelled
    from ledger_entries group by bill_id
  ) s on s.bill_id = b.id`;

/** What each payment has done, by its entries; `facts` reads as paymentsByThemselves has it. */
export const paymentsByEntries = `
  select payment_id::text as id,
    concat_ws(' ', coalesce(min(bill_id::text), '-'), min(patient_id::text), min(currency),
      min(case account when 'deposits' then 'deposit' else substr(account, 6) end) filter (where taken),
      sum(amount) filter (where taken),
      coalesce(-sum(amount) filter (where account = 'deposits' and amount < 0 and kind <> 'refund'), 0),
      coalesce(sum(amount) filter (where account = 'refunds' and amount > 0), 0)) as facts
  from (select *, kind in ('payment', 'deposit') and amount > 0 as taken from ledger_entries where payment_id is not null) e
  group by payment_id`;

export const refundsByEntries = `
  select refund_id::text as id, concat_ws(' ', payment_id, currency, amount) as facts
  from ledger_entries where account = 'refunds' and amount > 0`;

/** What every patient owes and has on deposit, where it is not nothing. */
export const balancesByEntries = `
  select patient_id::text as id, string_agg(concat_ws(' ', currency, owed, held), ', ' order by currency) as facts
  from (
    select patient_id, currency,
      coalesce(sum(amount) filter (where account = 'receivable'), 0) as owed,
      coalesce(-sum(amount) filter (where account = 'deposits'), 0) as held
    from ledger_entries group by patient_id, currency
  ) t
  where owed <> 0 or held <> 0 group by patient_id`;

/**
 * The numbers of a table, which start at 1 in each year and have neither gap nor repeat. The year is one that a calendar
 * somewhere on earth showed: a hospital that sets its time zone later keeps the numbers it has given.
 */
export const numberCheck = (table: string, column: string, at: string, counter: string): string => `
  select coalesce(used.year, last.year)::text as what, '1 to ' || last.last as expected,
    concat_ws(' ', used.first, 'to', used.highest, 'in', used.count, 'of', used.different) as found
  from ${counter} last full join (
    select split_part(${column}, '-', 2)::integer as year, min(n) as first, max(n) as highest, count(*) as count,
      count(distinct n) as different,
      bool_and(split_part(${column}, '-', 2)::integer between extract(year from ${at} at time zone 'UTC' - interval '12 hours')
        and extract(year from ${at} at time zone 'UTC' + interval '14 hours')) as in_its_year
    from (select *, split_part(${column}, '-', 3)::integer as n from ${table} where ${column} is not null) numbered
    group by 1
  ) used using (year)
  where (used.first, used.highest, used.count, used.different, used.in_its_year)
    is distinct from (1, last.last, last.last::bigint, last.last::bigint, true)`;

/** Each finds rows of `what`, `expected` and `found`, or none. */
export const billingChecks: Record<string, string> = {
  'a bill is not the sum of its lines, each rounded half up': `
    select b.id::text as what, exact::text as expected, b.amount::text as found
    from bills b cross join lateral (
      select sum(floor((line ->> 'quantity')::numeric * (line ->> 'unitAmount')::numeric + 0.5)) as exact
      from jsonb_array_elements(b.lines) line
    ) l where exact <> b.amount`,
  'a bill is not what its entries come to': `
    select e.id::text as what, e.facts as expected, b.facts as found
    from (
      select id, concat_ws(' ', coalesce(issued, 0), coalesce(discounted, 0), coalesce(paid, 0), coalesce(refunded, 0),
        coalesce(due, 0), status) as facts
      from (${billsByEntries}) one
    ) e join (
      select id, concat_ws(' ', case when issued_at is null then 0 else amount end, discount_amount, paid_amount,
        refunded_amount, case when status in ('draft', 'cancelled') then 0
          else amount - discount_amount - paid_amount + refunded_amount end, status) as facts
      from bills
    ) b using (id) where e.facts <> b.facts`,
  'an entry is for another patient or currency than its bill': `
    select e.id::text as what, concat_ws(' ', b.patient_id, b.currency) as expected, concat_ws(' ', e.patient_id, e.currency) as found
    from ledger_entries e join bills b on b.id = e.bill_id
    where (e.patient_id, e.currency) <> (b.patient_id, b.currency)`,
  'a posting does not balance': `
    select posting_id::text as what, '0 in 1 currency' as expected,
      concat_ws(' ', sum(amount), 'in', count(distinct currency)) as found
    from ledger_entries group by posting_id having sum(amount) <> 0 or count(distinct currency) <> 1`,
  'the trial balance is not zero': `
    select currency as what, '0' as expected, sum(amount)::text as found
    from ledger_entries group by currency having sum(amount) <> 0`,
  'bill numbers have a gap or a repeat': numberCheck('bills', 'number', 'issued_at', 'bill_numbers'),
  'an issued bill has no number': `
    select id::text as what, 'a number' as expected, 'none' as found from bills where issued_at is not null and number is null`,
  'a deposit was below zero': `
    select concat_ws(' ', patient_id, currency) as what, '0' as expected, min(held)::text as found
    from (
      select patient_id, currency, -sum(amount) over (partition by patient_id, currency order by id) as held
      from ledger_entries where account = 'deposits'
    ) r group by patient_id, currency having min(held) < 0`,
  'a deposit is not what its entries come to': `
    select concat_ws(' ', patient_id, currency) as what, coalesce(held, 0)::text as expected, coalesce(d.amount, 0)::text as found
    from deposit_balances d full join (
      select patient_id, currency, -sum(amount) as held from ledger_entries where account = 'deposits' group by 1, 2
    ) e using (patient_id, currency) where coalesce(held, 0) <> coalesce(d.amount, 0)`,
  'more was given back than was paid': `
    select payment_id::text as what, '0' as expected, min(rest)::text as found
    from (
      select payment_id, sum(case when kind <> 'refund' then amount else -amount end) over (partition by payment_id order by id) as rest
      from ledger_entries
      where amount > 0 and payment_id is not null and (kind <> 'refund' or account = 'refunds')
    ) r group by payment_id having min(rest) < 0`,
  'money was given back by another method than it came by': `
    select given.refund_id::text as what, taken.account as expected, given.account as found
    from ledger_entries given join ledger_entries taken
      on taken.payment_id = given.payment_id and taken.kind in ('payment', 'deposit') and taken.amount > 0
    where given.kind = 'refund' and given.amount < 0 and given.account not in ('refunds', taken.account)`,
  'a discount was approved by who asked for it': `
    select id::text as what, 'another' as expected, approved_by ->> 'subject' as found from discount_requests
    where (approved_by ->> 'issuer', approved_by ->> 'subject') = (requested_by ->> 'issuer', requested_by ->> 'subject')`,
  'an approved discount is not in the ledger': `
    select r.bill_id::text as what, r.approved::text as expected, coalesce(e.discounted, 0)::text as found
    from (select bill_id, sum(amount) as approved from discount_requests where status = 'approved' group by 1) r
    left join (
      select bill_id, sum(amount) as discounted from ledger_entries where kind = 'discount' and account = 'discounts' group by 1
    ) e using (bill_id) where r.approved > coalesce(e.discounted, 0)`,
  'a received payment is not what its entries come to': `
    select e.id as what, e.facts as expected, p.facts as found
    from (${paymentsByEntries}) e full join (
      select payment_id::text as id, concat_ws(' ', coalesce(bill_id::text, '-'), patient_id, currency, method,
        applied_amount + deposited_amount, deposited_amount, applied_refunded + deposited_refunded) as facts
      from received_payments
    ) p using (id) where e.facts is distinct from p.facts`,
};
