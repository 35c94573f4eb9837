-- A double-entry ledger: whatever changes what is owed or held is a posting, and all totals follow from its entries.

-- Debits are positive, credits negative. Accounts: receivable (what patients owe on bills), revenue, discounts, deposits (what
-- is held for patients), refunds (given back by a bill until a desk has paid it out, so zero after each posting), and a desk
-- for each method of payment; desk-other holds what came before methods were known here.
create table ledger_entries (
  id uuid primary key default uuidv7(),
  posting_id uuid not null,
  kind text not null constraint ledger_entries_kind
    check (kind in ('issue', 'discount', 'payment', 'refund', 'cancel', 'deposit')),
  account text not null constraint ledger_entries_account
    check (account in ('receivable', 'revenue', 'discounts', 'refunds', 'deposits') or account like 'desk-%'),
  amount bigint not null constraint ledger_entries_amount check (amount <> 0),
  currency text not null,
  patient_id uuid not null,
  bill_id uuid references bills constraint ledger_entries_bill check (bill_id is not null or account <> 'receivable'),
  payment_id uuid,
  refund_id uuid,
  reason text,
  posted_at timestamptz not null default now()
);
create index ledger_entries_by_posting on ledger_entries (posting_id);
create index ledger_entries_by_bill on ledger_entries (bill_id, id);
create index ledger_entries_by_payment on ledger_entries (payment_id);
create unique index ledger_entries_refund_once on ledger_entries (refund_id) where account = 'refunds' and amount > 0;

-- Writes one posting; an amount of zero makes no entry.
create function post(
  kind text, bill uuid, patient uuid, currency text, payment uuid, refund uuid, reason text, posted_at timestamptz,
  accounts text[], amounts bigint[]
) returns void language sql volatile as $$
  with posting as materialized (select uuidv7() as id)
  insert into ledger_entries
    (posting_id, kind, account, amount, currency, patient_id, bill_id, payment_id, refund_id, reason, posted_at)
  select posting.id, kind, e.account, e.amount, currency, patient, bill, payment, refund, reason, posted_at
  from posting, unnest(accounts, amounts) with ordinality as e (account, amount, place)
  where e.amount <> 0 order by e.place
$$;

-- What each payment has done here; the amounts follow from the entries.
create table received_payments (
  payment_id uuid primary key,
  bill_id uuid references bills,
  patient_id uuid not null,
  currency text not null,
  method text not null,
  applied_amount bigint not null default 0,
  deposited_amount bigint not null default 0,
  applied_refunded bigint not null default 0,
  deposited_refunded bigint not null default 0,
  received_at timestamptz not null default now(),
  constraint received_payments_refund check (
    applied_refunded between 0 and applied_amount and deposited_refunded between 0 and deposited_amount)
);
create index received_payments_by_time on received_payments (received_at, payment_id);

-- What is held for a patient.
create table deposit_balances (
  patient_id uuid,
  currency text,
  amount bigint not null constraint deposit_balances_not_negative check (amount >= 0),
  primary key (patient_id, currency)
);

alter table bills
  add column discount_amount bigint not null default 0,
  add column refunded_amount bigint not null default 0,
  add constraint bills_within_amount
    check (discount_amount >= 0 and refunded_amount between 0 and paid_amount and discount_amount + paid_amount - refunded_amount <= amount),
  add constraint bills_cancelled_unpaid_net check (cancelled_at is null or paid_amount = refunded_amount),
  drop constraint bills_paid_within_amount,
  drop constraint bills_cancelled_unpaid,
  alter column status set expression as (
    case
      when cancelled_at is not null then 'cancelled'
      when issued_at is null then 'draft'
      when discount_amount + paid_amount - refunded_amount = amount then 'paid'
      when paid_amount = refunded_amount then 'issued'
      else 'partially-paid'
    end
  );

-- carries over the bills that there are; the triggers that follow come after it, as the totals are right already
insert into received_payments (payment_id, bill_id, patient_id, currency, method, applied_amount, received_at)
select p.payment_id, b.id, b.patient_id, b.currency, 'other', p.amount, p.applied_at
from bill_payments p join bills b on b.id = p.bill_id;

select post(e.kind, e.bill_id, e.patient_id, e.currency, e.payment_id, null, null, e.posted_at, e.accounts, array[e.amount, -e.amount])
from (
  select 'issue' as kind, id as bill_id, patient_id, currency, null::uuid as payment_id, issued_at as posted_at,
    array['receivable', 'revenue'] as accounts, amount
  from bills where issued_at is not null
  union all
  select 'payment', b.id, b.patient_id, b.currency, p.payment_id, p.applied_at, array['desk-other', 'receivable'], p.amount
  from bill_payments p join bills b on b.id = p.bill_id
  union all
  select 'cancel', id, patient_id, currency, null, cancelled_at, array['revenue', 'receivable'], amount
  from bills where cancelled_at is not null
  order by posted_at, kind
) e;

drop table bill_payments;
drop function apply_bill_payment;

alter table ledger_entries add constraint ledger_entries_payment foreign key (payment_id) references received_payments;

create function refuse_unbalanced() returns trigger language plpgsql as $$
begin
  if (select sum(amount) from ledger_entries where posting_id = new.posting_id and currency = new.currency) <> 0 then
    raise exception 'posting % does not balance in %', new.posting_id, new.currency
      using errcode = 'check_violation', constraint = 'ledger_entries_balance';
  end if;
  return null;
end $$;

create constraint trigger ledger_entries_balance after insert on ledger_entries deferrable initially deferred
  for each row execute function refuse_unbalanced();
create trigger ledger_entries_only_grow before update or delete on ledger_entries for each row execute function refuse_change();
create trigger ledger_entries_stay before truncate on ledger_entries execute function refuse_change();

create function add_to_totals() returns trigger language plpgsql as $$
begin
  if new.account = 'revenue' and new.kind = 'cancel' then
    update bills set cancelled_at = new.posted_at where id = new.bill_id;
  elsif new.account = 'receivable' and new.kind in ('discount', 'payment', 'refund') then
    update bills set
      discount_amount = discount_amount - case when new.kind = 'discount' then new.amount else 0 end,
      paid_amount = paid_amount - case when new.kind = 'payment' then new.amount else 0 end,
      refunded_amount = refunded_amount + case when new.kind = 'refund' then new.amount else 0 end
    where id = new.bill_id;
    update received_payments set
      applied_amount = applied_amount - case when new.kind = 'payment' then new.amount else 0 end,
      applied_refunded = applied_refunded + case when new.kind = 'refund' then new.amount else 0 end
    where payment_id = new.payment_id;
  elsif new.account = 'deposits' then
    -- not in one: the check would judge the row to insert, and refuse each use of a deposit
    insert into deposit_balances (patient_id, currency, amount) values (new.patient_id, new.currency, 0) on conflict do nothing;
    update deposit_balances set amount = amount - new.amount where patient_id = new.patient_id and currency = new.currency;
    -- a credit puts money in, but for the refund of a payment that was made from the deposit
    update received_payments set
      deposited_amount = deposited_amount - case when new.kind <> 'refund' and new.amount < 0 then new.amount else 0 end,
      deposited_refunded = deposited_refunded + case when new.kind = 'refund' and new.amount > 0 then new.amount else 0 end
    where payment_id = new.payment_id;
  end if;
  return null;
end $$;

create trigger ledger_entries_total after insert on ledger_entries for each row execute function add_to_totals();

-- An issued bill is in the ledger from the same moment.
create function post_issue() returns trigger language plpgsql as $$
begin
  perform post('issue', new.id, new.patient_id, new.currency, null, null, null, new.issued_at,
    array['receivable', 'revenue'], array[new.amount, -new.amount]);
  return null;
end $$;

create trigger bills_post_issue after insert on bills for each row
  when (new.issued_at is not null) execute function post_issue();
create trigger bills_post_issue_of_draft after update of issued_at on bills for each row
  when (old.issued_at is null and new.issued_at is not null) execute function post_issue();

-- Totals change by entries only, which change them from inside a trigger.
create function refuse_change_of_totals() returns trigger language plpgsql as $$
begin
  raise exception 'the totals of % follow from the ledger; post an entry', tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger bills_totals before update of discount_amount, paid_amount, refunded_amount, cancelled_at on bills for each row
  when (pg_trigger_depth() = 0 and old.issued_at is not null) execute function refuse_change_of_totals();
create trigger bills_new before insert on bills for each row
  when (new.discount_amount <> 0 or new.paid_amount <> 0 or new.refunded_amount <> 0 or new.cancelled_at is not null)
  execute function refuse_change_of_totals();
create trigger received_payments_totals before update or delete on received_payments for each row
  when (pg_trigger_depth() = 0) execute function refuse_change_of_totals();
create trigger received_payments_new before insert on received_payments for each row
  when (new.applied_amount <> 0 or new.deposited_amount <> 0 or new.applied_refunded <> 0 or new.deposited_refunded <> 0)
  execute function refuse_change_of_totals();
create trigger deposit_balances_totals before insert or update or delete on deposit_balances for each row
  when (pg_trigger_depth() = 0) execute function refuse_change_of_totals();

create view bills_view as
select
  b.id,
  b.number,
  b.patient_id as "patientId",
  b.appointment_id as "appointmentId",
  b.currency,
  b.details,
  coalesce(l.lines, '[]') as lines,
  major_units(b.amount, b.currency) as amount,
  major_units(b.discount_amount, b.currency) as "discountAmount",
  major_units(b.paid_amount, b.currency) as "paidAmount",
  major_units(b.refunded_amount, b.currency) as "refundedAmount",
  major_units(
    case when b.status in ('draft', 'cancelled') then 0 else b.amount - b.discount_amount - b.paid_amount + b.refunded_amount end,
    b.currency) as "dueAmount",
  b.status,
  b.issued_at as "issuedAt",
  b.due_date as "dueDate",
  b.version,
  b.created_at as "createdAt",
  b.updated_at as "updatedAt"
from bills b
cross join lateral (
  select json_agg(json_build_object(
    'description', line -> 'description',
    'code', line -> 'code',
    'quantity', line -> 'quantity',
    'unitAmount', major_units((line ->> 'unitAmount')::bigint, b.currency),
    'amount', major_units(line_amount(line), b.currency)
  ) order by place) as lines
  from jsonb_array_elements(b.lines) with ordinality as t (line, place)
) l;

create view ledger_entries_view as
select
  e.id,
  e.posting_id as "postingId",
  e.kind,
  e.account,
  major_units(greatest(e.amount, 0), e.currency) as debit,
  major_units(greatest(-e.amount, 0), e.currency) as credit,
  e.currency,
  e.patient_id as "patientId",
  e.bill_id as "billId",
  e.payment_id as "paymentId",
  e.refund_id as "refundId",
  e.reason,
  e.posted_at as "postedAt"
from ledger_entries e;

create view received_payments_view as
select
  p.payment_id as "paymentId",
  p.bill_id as "billId",
  p.patient_id as "patientId",
  p.currency,
  p.method,
  major_units(p.applied_amount + p.deposited_amount, p.currency) as amount,
  major_units(p.applied_amount, p.currency) as "appliedAmount",
  major_units(p.deposited_amount, p.currency) as "depositedAmount",
  major_units(p.applied_refunded + p.deposited_refunded, p.currency) as "refundedAmount",
  p.received_at as "receivedAt"
from received_payments p;
