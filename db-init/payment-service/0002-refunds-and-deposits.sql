-- Refunds, deposits (payments for no bill), what a cash desk gave back as change, and totals by time.

drop view payments_view;

alter table payments
  alter column bill_id drop not null,
  drop constraint payments_method,
  add constraint payments_method
    check (method in ('cash', 'card', 'bank-transfer', 'mobile-money', 'cheque', 'insurance', 'deposit')),
  add column excess text not null default 'refuse' constraint payments_excess check (excess in ('refuse', 'deposit')),
  add column tendered bigint,
  -- what of it is held for the patient, known once billing-service has answered
  add column deposited_amount bigint not null default 0,
  -- refunds that are made or may still be made, and those that are made
  add column refund_held bigint not null default 0,
  add column refunded_amount bigint not null default 0,
  add constraint payments_for check (bill_id is not null or patient_id is not null),
  add constraint payments_from_deposit check (method <> 'deposit' or (bill_id is not null and excess = 'refuse')),
  add constraint payments_tendered check (tendered is null or (method = 'cash' and tendered >= amount)),
  add constraint payments_deposited check (deposited_amount between 0 and amount),
  add constraint payments_refunds_within check (refunded_amount between 0 and refund_held and refund_held <= amount),
  add constraint payments_refunded_completed check (refund_held = 0 or status = 'completed');

create trigger payments_keep_terms before update of tendered, excess on payments for each row execute function refuse_change();

create table refunds (
  id uuid primary key default uuidv7(),
  payment_id uuid not null references payments,
  amount bigint not null constraint refunds_amount check (amount > 0),
  reason text not null,
  status text not null default 'processing' constraint refunds_status check (status in ('processing', 'completed', 'failed')),
  failure_code text,
  failure_detail text,
  settled_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint refunds_settled check ((status = 'processing') = (settled_at is null)),
  constraint refunds_failure check ((status = 'failed') = (failure_code is not null))
);
create index refunds_by_payment on refunds (payment_id, id);

create function refuse_resettling_refund() returns trigger language plpgsql as $$
begin
  raise exception 'refund % is % for good', old.id, old.status using errcode = 'restrict_violation';
end $$;

-- A refund holds its amount from the start, and lets go of it if it fails.
create function add_refund_to_payment() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    update payments set refund_held = refund_held + new.amount where id = new.payment_id;
  elsif new.status = 'completed' then
    update payments set refunded_amount = refunded_amount + new.amount where id = new.payment_id;
  elsif new.status = 'failed' then
    update payments set refund_held = refund_held - new.amount where id = new.payment_id;
  end if;
  return null;
end $$;

create function refuse_change_of_refunded() returns trigger language plpgsql as $$
begin
  raise exception 'what is refunded of payment % follows from its refunds', old.id using errcode = 'restrict_violation';
end $$;

create trigger refunds_new before insert on refunds for each row
  when (new.status <> 'processing') execute function refuse_change();
create trigger refunds_settle_once before update of status on refunds for each row
  when (old.status <> 'processing') execute function refuse_resettling_refund();
create trigger refunds_keep_money before update of payment_id, amount, reason on refunds for each row execute function refuse_change();
create trigger refunds_never_deleted before delete on refunds for each row execute function refuse_change();
create trigger refunds_touch before update on refunds for each row execute function touch_record();
create trigger refunds_count after insert or update of status on refunds for each row execute function add_refund_to_payment();
create trigger payments_refunded before update of refund_held, refunded_amount on payments for each row
  when (pg_trigger_depth() = 0) execute function refuse_change_of_refunded();

create view refunds_view as
select
  r.id,
  r.payment_id as "paymentId",
  major_units(r.amount, p.currency) as amount,
  p.currency,
  p.method,
  r.reason,
  r.status,
  (
    select row_to_json(f) from (select r.failure_code as code, r.failure_detail as detail) f where f.code is not null
  ) as failure,
  r.settled_at as "settledAt",
  r.version,
  r.created_at as "createdAt",
  r.updated_at as "updatedAt"
from refunds r join payments p on p.id = r.payment_id;

call keep_versions_of('refunds');

-- totals of any time are read from the index alone
create index payments_totals on payments (settled_at) include (currency, method, amount, refunded_amount)
  where status = 'completed';

create view payments_view as
select
  p.id,
  p.receipt_number as "receiptNumber",
  p.bill_id as "billId",
  p.patient_id as "patientId",
  major_units(p.amount, p.currency) as amount,
  p.currency,
  p.method,
  p.reference,
  p.status,
  (
    select row_to_json(f) from (select p.failure_code as code, p.failure_detail as detail) f where f.code is not null
  ) as failure,
  p.excess,
  major_units(p.deposited_amount, p.currency) as "depositedAmount",
  major_units(p.refunded_amount, p.currency) as "refundedAmount",
  major_units(p.tendered, p.currency) as tendered,
  major_units(p.tendered - p.amount, p.currency) as change,
  p.settled_at as "settledAt",
  p.version,
  p.created_at as "createdAt",
  p.updated_at as "updatedAt"
from payments p;
