-- What guards payments and refunds: money that never changes, states that are final, refunds that never exceed their payment,
-- and a trail of states that only grows. When a payment or refund is completed or fails is decided in TypeScript.

-- The next number of the year by the hospital's calendar; without gaps, rollbacks included: the row lock lasts until commit.
create or replace function next_receipt_number(settled_at timestamptz) returns text language sql volatile as $$
  insert into receipt_numbers as n (year, last) values (extract(year from hospital_day(settled_at)), 1)
  on conflict (year) do update set last = n.last + 1
  returning 'RCP-' || n.year || '-' || lpad(n.last::text, greatest(6, length(n.last::text)), '0')
$$;

-- Reserves the next number for a payment that will be completed, once however often it is asked. As a transaction of its own it
-- locks the year's row for one statement; within that of the payment the row would stay locked from the service's one word to its
-- next, and all of the hospital would complete one payment at a time.
create or replace function reserve_receipt_number(payment uuid) returns void language plpgsql as $$
begin
  perform from receipt_numbers where year = extract(year from hospital_day(now())) for update;
  -- once a year: an insert would wait for the row as well, and then once more for its turn
  if not found then
    insert into receipt_numbers (year, last) values (extract(year from hospital_day(now())), 0) on conflict do nothing;
    perform from receipt_numbers where year = extract(year from hospital_day(now())) for update;
  end if;
  -- whoever was here before has committed, and is seen
  if exists (select from reserved_receipt_numbers r where r.payment_id = payment)
    or not exists (select from payments p where p.id = payment and p.status = 'processing')
  then return; end if;
  insert into reserved_receipt_numbers (payment_id, number, reserved_at) values (payment, next_receipt_number(now()), now());
end $$;

-- Payments.

create or replace trigger payments_touch before update on payments for each row execute function touch_record();
create or replace trigger payments_never_deleted before delete on payments for each row execute function refuse_change();

-- The one change of money: the number that was typed is read in the bill's currency in place of the assumed one.
create or replace trigger payments_keep_money
  before update of amount, currency, currency_basis, bill_id, method, tendered, excess, taken_by on payments for each row
  when (not (
    old.status = 'processing' and new.status = 'processing' and old.currency_basis = 'assumed' and new.currency_basis = 'corrected'
    and major_units(new.amount, new.currency) = major_units(old.amount, old.currency)
    and major_units(new.tendered, new.currency) is not distinct from major_units(old.tendered, old.currency)
    and new.bill_id = old.bill_id and new.method = old.method and new.excess = old.excess
    and new.taken_by is not distinct from old.taken_by))
  execute function refuse_change();

create or replace function refuse_resettling() returns trigger language plpgsql as $$
begin
  raise exception 'payment % is % for good', old.id, old.status using errcode = 'restrict_violation';
end $$;

create or replace trigger payments_settle_once before update of status on payments
  for each row when (old.status <> 'processing' and new.status <> old.status) execute function refuse_resettling();

create or replace function record_payment_state() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' or new.status <> old.status then
    insert into payment_state_changes (payment_id, status, failure_code) values (new.id, new.status, new.failure_code);
  end if;
  return null;
end $$;

create or replace trigger payments_record_state after insert or update on payments
  for each row execute function record_payment_state();
create or replace trigger payment_state_changes_only_grow before update or delete on payment_state_changes
  for each row execute function refuse_change();

-- Refunds.

create or replace function copy_terms_of_payment() returns trigger language plpgsql as $$
begin
  select currency, method, taken_by, bill_id, patient_id
  into new.currency, new.method, new.payment_taken_by, new.bill_id, new.patient_id
  from payments where id = new.payment_id;
  return new;
end $$;

create or replace trigger refunds_terms before insert on refunds for each row execute function copy_terms_of_payment();
create or replace trigger refunds_touch before update on refunds for each row execute function touch_record();
create or replace trigger refunds_keep_money
  before update of payment_id, amount, reason, currency, method, payment_taken_by, bill_id, patient_id, requested_by, needs_approval
  on refunds
  for each row execute function refuse_change();
create or replace trigger refunds_never_deleted before delete on refunds for each row execute function refuse_change();
create or replace trigger refunds_new before insert on refunds
  for each row when (new.status not in ('awaiting-approval', 'processing') or new.approved_by is not null)
  execute function refuse_change();

create or replace function refuse_resettling_refund() returns trigger language plpgsql as $$
begin
  raise exception 'refund % is % for good', old.id, old.status using errcode = 'restrict_violation';
end $$;

create or replace trigger refunds_settle_once before update of status on refunds
  for each row when (old.status in ('completed', 'failed', 'rejected')) execute function refuse_resettling_refund();

create or replace function refuse_step_of_refund() returns trigger language plpgsql as $$
begin
  raise exception 'refund % is %, and cannot become %', old.id, old.status, new.status using errcode = 'restrict_violation';
end $$;

create or replace trigger refunds_steps before update of status on refunds for each row
  when (
    (old.status = 'awaiting-approval' and new.status not in ('processing', 'rejected'))
    or (old.status = 'processing' and new.status not in ('completed', 'failed')))
  execute function refuse_step_of_refund();
create or replace trigger refunds_decide_once
  before update of approved_by, rejected_by, rejection_reason, decided_at on refunds
  for each row when (old.status <> 'awaiting-approval') execute function refuse_change();

-- Adds up what is refunded of a payment: a refund holds its amount from the start, and lets go of it if it fails or is rejected.
create or replace function add_refund_to_payment() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    update payments set refund_held = refund_held + new.amount where id = new.payment_id;
  elsif new.status = 'completed' then
    update payments set refunded_amount = refunded_amount + new.amount where id = new.payment_id;
  elsif new.status in ('failed', 'rejected') then
    update payments set refund_held = refund_held - new.amount where id = new.payment_id;
  end if;
  return null;
end $$;

create or replace trigger refunds_count after insert or update of status on refunds
  for each row execute function add_refund_to_payment();

create or replace function refuse_change_of_refunded() returns trigger language plpgsql as $$
begin
  raise exception 'what is refunded of payment % follows from its refunds', old.id using errcode = 'restrict_violation';
end $$;

-- the trigger above changes them, one level deep
create or replace trigger payments_refunded before update of refund_held, refunded_amount on payments
  for each row when (pg_trigger_depth() = 0) execute function refuse_change_of_refunded();

call keep_versions_of('refunds');

create or replace trigger reconciliations_only_grow before update or delete on reconciliations
  for each row execute function refuse_change();

-- Closings.

-- What one person has taken and given back, and no closing covers yet; in minor units. Money that was paid from a deposit lies in no
-- drawer. `state`: completed, or processing for what may still become of it.
create or replace function open_movements(person jsonb, state text)
returns table (payment_id uuid, refund_id uuid, method text, currency text, taken bigint, refunded bigint)
language sql stable as $$
  select p.id, null::uuid, p.method, p.currency, p.amount, 0::bigint from payments p
  where p.taken_by ->> 'subject' = person ->> 'subject' and p.taken_by ->> 'issuer' = person ->> 'issuer'
    and p.status = state and p.method <> 'deposit'
    and not exists (select from closed_movements c where c.payment_id = p.id)
  union all
  select null, r.id, r.method, r.currency, 0, r.amount from refunds r
  where r.requested_by ->> 'subject' = person ->> 'subject' and r.requested_by ->> 'issuer' = person ->> 'issuer'
    and r.status = state and r.method <> 'deposit'
    and not exists (select from closed_movements c where c.refund_id = r.id)
$$;

create or replace trigger closings_touch before update on closings for each row execute function touch_record();
create or replace trigger closings_never_deleted before delete on closings for each row execute function refuse_change();
create or replace trigger closings_keep before update of cashier, desk, since on closings
  for each row execute function refuse_change();
create or replace trigger closings_new before insert on closings
  for each row when (new.reviewed_by is not null) execute function refuse_change();
create or replace trigger closings_review_once before update of reviewed_by, review_note, reviewed_at on closings
  for each row when (old.reviewed_by is not null) execute function refuse_change();
create or replace trigger closing_lines_only_grow before update or delete on closing_lines
  for each row execute function refuse_change();
create or replace trigger closed_movements_only_grow before update or delete on closed_movements
  for each row execute function refuse_change();
