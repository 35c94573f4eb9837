-- Bills and the payments applied to them. What is paid follows from the payments and can never exceed what is billed.

-- The last number given out in each year; its row lock makes numbers follow each other without gaps, rollbacks included.
create table bill_numbers (
  year integer primary key,
  last integer not null
);

create function next_bill_number(issued_at timestamptz) returns text language sql volatile as $$
  insert into bill_numbers as n (year, last) values (extract(year from issued_at at time zone 'UTC'), 1)
  on conflict (year) do update set last = n.last + 1
  returning 'INV-' || n.year || '-' || lpad(n.last::text, greatest(6, length(n.last::text)), '0')
$$;

create table bills (
  id uuid primary key default uuidv7(),
  number text not null constraint bills_number_unique unique,
  patient_id uuid not null,
  appointment_id uuid,
  currency text not null constraint bills_currency check (currency ~ '^[A-Z]{3}$'),
  details text not null,
  amount bigint not null constraint bills_amount check (amount > 0),
  paid_amount bigint not null default 0,
  cancelled_at timestamptz,
  status text not null generated always as (
    case
      when cancelled_at is not null then 'cancelled'
      when paid_amount = 0 then 'issued'
      when paid_amount < amount then 'partially-paid'
      else 'paid'
    end
  ) stored,
  issued_at timestamptz not null default now(),
  due_date date,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint bills_paid_within_amount check (paid_amount between 0 and amount),
  constraint bills_cancelled_unpaid check (cancelled_at is null or paid_amount = 0)
);

create function number_bill() returns trigger language plpgsql as $$
begin
  new.number := next_bill_number(new.issued_at);
  return new;
end $$;

create trigger bills_number before insert on bills for each row when (new.number is null) execute function number_bill();
create trigger bills_touch before update on bills for each row execute function touch_record();

create index bills_by_time on bills (issued_at, id);
create index bills_by_patient on bills (patient_id, issued_at, id);
create index bills_by_status on bills (status, issued_at, id);
create index bills_unsettled_by_due_date on bills (due_date) where status in ('issued', 'partially-paid');

-- payment-service makes the id, so that asking twice applies once
create table bill_payments (
  payment_id uuid primary key,
  bill_id uuid not null references bills,
  amount bigint not null constraint bill_payments_amount check (amount > 0),
  applied_at timestamptz not null default now()
);
create index bill_payments_by_bill on bill_payments (bill_id, applied_at);

create function apply_bill_payment() returns trigger language plpgsql as $$
begin
  update bills set paid_amount = paid_amount + new.amount where id = new.bill_id;
  return null;
end $$;

create trigger bill_payments_apply after insert on bill_payments for each row execute function apply_bill_payment();
create trigger bill_payments_only_grow before update or delete on bill_payments for each row execute function refuse_change();

create view bills_view as
select
  b.id,
  b.number,
  b.patient_id as "patientId",
  b.appointment_id as "appointmentId",
  b.currency,
  b.details,
  major_units(b.amount, b.currency) as amount,
  major_units(b.paid_amount, b.currency) as "paidAmount",
  major_units(case when b.cancelled_at is null then b.amount - b.paid_amount else 0 end, b.currency) as "dueAmount",
  b.status,
  b.issued_at as "issuedAt",
  b.due_date as "dueDate",
  b.version,
  b.created_at as "createdAt",
  b.updated_at as "updatedAt"
from bills b;
