-- Payments. Each is kept whatever becomes of it, and so is every change of its state.

create table receipt_numbers (
  year integer primary key,
  last integer not null
);

-- without gaps, rollbacks included: the row lock lasts until commit
create function next_receipt_number(settled_at timestamptz) returns text language sql volatile as $$
  insert into receipt_numbers as n (year, last) values (extract(year from settled_at at time zone 'UTC'), 1)
  on conflict (year) do update set last = n.last + 1
  returning 'RCP-' || n.year || '-' || lpad(n.last::text, greatest(6, length(n.last::text)), '0')
$$;

create table payments (
  id uuid primary key default uuidv7(),
  receipt_number text constraint payments_receipt_number_unique unique,
  bill_id uuid not null,
  -- the bill's patient, known once billing-service has answered
  patient_id uuid,
  amount bigint not null constraint payments_amount check (amount > 0),
  currency text not null constraint payments_currency check (currency ~ '^[A-Z]{3}$'),
  method text not null constraint payments_method
    check (method in ('cash', 'card', 'bank-transfer', 'mobile-money', 'cheque', 'insurance')),
  reference text,
  status text not null default 'processing' constraint payments_status check (status in ('processing', 'completed', 'failed')),
  failure_code text,
  failure_detail text,
  settled_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint payments_settled check ((status = 'processing') = (settled_at is null)),
  constraint payments_failure check ((status = 'failed') = (failure_code is not null)),
  constraint payments_receipt check ((status = 'completed') = (receipt_number is not null))
);

create function refuse_resettling() returns trigger language plpgsql as $$
begin
  raise exception 'payment % is % for good', old.id, old.status using errcode = 'restrict_violation';
end $$;

create trigger payments_settle_once before update of status on payments for each row
  when (old.status <> 'processing' and new.status <> old.status) execute function refuse_resettling();
create trigger payments_keep_money before update of amount, currency, bill_id, method on payments for each row execute function refuse_change();
create trigger payments_never_deleted before delete on payments for each row execute function refuse_change();
create trigger payments_touch before update on payments for each row execute function touch_record();

create table payment_state_changes (
  id uuid primary key default uuidv7(),
  payment_id uuid not null references payments,
  status text not null,
  failure_code text,
  changed_at timestamptz not null default now()
);
create index payment_state_changes_by_payment on payment_state_changes (payment_id, id);

create function record_payment_state() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' or new.status <> old.status then
    insert into payment_state_changes (payment_id, status, failure_code) values (new.id, new.status, new.failure_code);
  end if;
  return null;
end $$;

create trigger payments_record_state after insert or update on payments for each row execute function record_payment_state();
create trigger payment_state_changes_only_grow before update or delete on payment_state_changes
  for each row execute function refuse_change();

create index payments_by_time on payments (created_at, id);
create index payments_by_bill on payments (bill_id, created_at, id);
create index payments_by_patient on payments (patient_id, created_at, id);
create index payments_by_status on payments (status, created_at, id);
create index payments_by_method on payments (method, created_at, id);

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
  p.settled_at as "settledAt",
  p.version,
  p.created_at as "createdAt",
  p.updated_at as "updatedAt"
from payments p;
