-- What guards bills and the ledger: frozen bills, entries that balance and are never changed, totals that only entries
-- change, and at each commit bills that are in the ledger as they say. What is posted when is decided in TypeScript.

-- The next number of the year by the hospital's calendar; the row lock keeps numbers without gaps.
create or replace function next_bill_number(issued_at timestamptz) returns text language sql volatile as $$
  insert into bill_numbers as n (year, last) values (extract(year from hospital_day(issued_at)), 1)
  on conflict (year) do update set last = n.last + 1
  returning 'INV-' || n.year || '-' || lpad(n.last::text, greatest(6, length(n.last::text)), '0')
$$;

-- Writes one posting; entries of zero are left out.
create or replace function post(
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

-- Bills.

create or replace trigger bills_touch before update on bills for each row execute function touch_record();

create or replace function refuse_change_of_bill() returns trigger language plpgsql as $$
begin
  raise exception 'bill % is issued, and so it is frozen', old.id using errcode = 'restrict_violation';
end $$;

create or replace trigger bills_frozen before update of patient_id, currency, lines, amount, number, issued_at on bills
  for each row when (old.issued_at is not null) execute function refuse_change_of_bill();
create or replace trigger bills_kept before delete on bills
  for each row when (old.issued_at is not null) execute function refuse_change_of_bill();

create or replace function refuse_change_of_cancelled() returns trigger language plpgsql as $$
begin
  raise exception 'bill % is cancelled for good', old.id using errcode = 'restrict_violation';
end $$;

create or replace trigger bills_cancelled_once before update of cancelled_at, issued_at on bills
  for each row when (old.cancelled_at is not null) execute function refuse_change_of_cancelled();

-- Discount requests: what is asked for never changes, and is decided once.

create or replace trigger discount_requests_touch before update on discount_requests
  for each row execute function touch_record();
create or replace trigger discount_requests_keep_terms
  before update of bill_id, patient_id, currency, amount, reason, requested_by on discount_requests
  for each row execute function refuse_change();
create or replace trigger discount_requests_never_deleted before delete on discount_requests
  for each row execute function refuse_change();
create or replace trigger discount_requests_new before insert on discount_requests
  for each row when (new.status <> 'awaiting-approval') execute function refuse_change();

create or replace function refuse_deciding_again() returns trigger language plpgsql as $$
begin
  raise exception 'discount request % is % for good', old.id, old.status using errcode = 'restrict_violation';
end $$;

create or replace trigger discount_requests_decide_once
  before update of status, approved_by, rejected_by, rejection_reason, decided_at on discount_requests
  for each row when (old.status <> 'awaiting-approval') execute function refuse_deciding_again();

call keep_versions_of('discount_requests');

-- Entries.

create or replace trigger ledger_entries_only_grow before update or delete on ledger_entries
  for each row execute function refuse_change();
create or replace trigger ledger_entries_stay before truncate on ledger_entries execute function refuse_change();

create or replace function refuse_unbalanced() returns trigger language plpgsql as $$
begin
  if (select sum(amount) from ledger_entries where posting_id = new.posting_id and currency = new.currency) <> 0 then
    raise exception 'posting % does not balance in %', new.posting_id, new.currency
      using errcode = 'check_violation', constraint = 'ledger_entries_balance';
  end if;
  return null;
end $$;

-- there is no `create or replace constraint trigger`
drop trigger if exists ledger_entries_balance on ledger_entries;
create constraint trigger ledger_entries_balance after insert on ledger_entries deferrable initially deferred
  for each row execute function refuse_unbalanced();

-- Totals: added up from entries, and changed by nothing else.

create or replace function add_to_totals() returns trigger language plpgsql as $$
begin
  if new.account = 'receivable' and new.kind in ('discount', 'payment', 'refund') then
    update bills set
      discount_amount = discount_amount - case when new.kind = 'discount' then new.amount else 0 end,
      paid_amount = paid_amount - case when new.kind = 'payment' then new.amount else 0 end,
      refunded_amount = refunded_amount + case when new.kind = 'refund' then new.amount else 0 end
    where id = new.bill_id and status not in ('draft', 'cancelled');
    if not found then
      raise exception 'nothing is due on bill %: it is no issued bill', new.bill_id using errcode = 'restrict_violation';
    end if;
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

create or replace trigger ledger_entries_total after insert on ledger_entries for each row execute function add_to_totals();

-- when the last refund was posted, as the entries have it
create or replace function note_refund() returns trigger language plpgsql as $$
begin
  update received_payments set last_refunded_at = greatest(last_refunded_at, new.posted_at) where payment_id = new.payment_id;
  return null;
end $$;

create or replace trigger ledger_entries_note_refund after insert on ledger_entries
  for each row when (new.account = 'refunds' and new.amount > 0) execute function note_refund();

create or replace function refuse_change_of_totals() returns trigger language plpgsql as $$
begin
  raise exception 'the totals of % follow from the ledger; post an entry', tg_table_name using errcode = 'restrict_violation';
end $$;

-- the trigger above changes them, one level deep
create or replace trigger bills_totals before update of discount_amount, paid_amount, refunded_amount on bills
  for each row when (pg_trigger_depth() = 0) execute function refuse_change_of_totals();
create or replace trigger bills_new before insert on bills for each row
  when (new.discount_amount <> 0 or new.paid_amount <> 0 or new.refunded_amount <> 0 or new.cancelled_at is not null)
  execute function refuse_change_of_totals();
create or replace trigger received_payments_totals before update or delete on received_payments for each row
  when (pg_trigger_depth() = 0) execute function refuse_change_of_totals();
create or replace trigger received_payments_new before insert on received_payments for each row
  when (new.applied_amount <> 0 or new.deposited_amount <> 0 or new.applied_refunded <> 0 or new.deposited_refunded <> 0)
  execute function refuse_change_of_totals();
create or replace trigger deposit_balances_totals before insert or update or delete on deposit_balances for each row
  when (pg_trigger_depth() = 0) execute function refuse_change_of_totals();

-- At each commit: a draft is not in the ledger, an issued bill is there with its amount, and nothing is due on a cancelled one.
create or replace function refuse_bill_unlike_its_entries() returns trigger language plpgsql as $$
declare
  of_bill uuid;
  wrong text;
begin
  if tg_table_name = 'bills' then of_bill := new.id; else of_bill := new.bill_id; end if;
  select b.status into wrong
  from bills b cross join lateral (
    select
      coalesce(sum(e.amount) filter (where e.account = 'receivable' and e.kind = 'issue'), 0) as issued,
      coalesce(sum(e.amount) filter (where e.account = 'receivable'), 0) as due,
      coalesce(-sum(e.amount) filter (where e.account = 'revenue'), 0) as earned,
      coalesce(bool_and(e.patient_id = b.patient_id and e.currency = b.currency), true) as in_its_terms
    from ledger_entries e where e.bill_id = b.id
  ) posted
  where b.id = of_bill and (
    not posted.in_its_terms
    or posted.issued <> case when b.issued_at is null then 0 else b.amount end
    or posted.earned <> case when b.status in ('draft', 'cancelled') then 0 else b.amount end
    or posted.due <> case when b.status in ('draft', 'cancelled') then 0
      else b.amount - b.discount_amount - b.paid_amount + b.refunded_amount end);
  if found then
    raise exception 'bill % is %, and its entries say otherwise', of_bill, wrong
      using errcode = 'check_violation', constraint = 'bills_in_ledger';
  end if;
  return null;
end $$;

drop trigger if exists bills_in_ledger on bills;
create constraint trigger bills_in_ledger after insert or update of issued_at, cancelled_at on bills deferrable initially deferred
  for each row when (new.issued_at is not null or new.cancelled_at is not null) execute function refuse_bill_unlike_its_entries();
-- one entry of such a posting stands for all
drop trigger if exists ledger_entries_of_bill on ledger_entries;
create constraint trigger ledger_entries_of_bill after insert on ledger_entries deferrable initially deferred
  for each row when (new.kind in ('issue', 'cancel') and new.account = 'revenue') execute function refuse_bill_unlike_its_entries();
