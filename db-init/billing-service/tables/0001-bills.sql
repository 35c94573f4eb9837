-- Bills: what patients owe. A draft can change; an issued bill has a number and is frozen; its totals follow from the ledger.

-- The last number given out in each year; its row lock makes numbers follow each other without gaps, rollbacks included.
create table bill_numbers (
  year integer primary key,
  last integer not null
);

-- each line's amount is rounded half up by itself; numeric's round() does that for what is not negative
create function line_amount(line jsonb) returns bigint language sql immutable parallel safe as $$
  select round((line ->> 'quantity')::numeric * (line ->> 'unitAmount')::numeric)::bigint
$$;

create function lines_total(lines jsonb) returns numeric language sql immutable parallel safe as $$
  select sum(line_amount(line)) from jsonb_array_elements(lines) as line
$$;

create table bills (
  id uuid primary key default uuidv7(),
  number text constraint bills_number_unique unique,
  patient_id uuid not null,
  appointment_id uuid,
  currency text not null constraint bills_currency check (currency ~ '^[A-Z]{3}$'),
  details text,
  -- [{description, code, quantity, unitAmount}], unitAmount in minor units; null for a bill of one amount
  lines jsonb constraint bills_lines_total check (amount = lines_total(lines)),
  amount bigint not null constraint bills_amount check (amount > 0),
  discount_amount bigint not null default 0,
  paid_amount bigint not null default 0,
  refunded_amount bigint not null default 0,
  status text not null generated always as (
    case
      when cancelled_at is not null then 'cancelled'
      when issued_at is null then 'draft'
      when discount_amount + paid_amount - refunded_amount = amount then 'paid'
      when paid_amount = refunded_amount then 'issued'
      else 'partially-paid'
    end
  ) stored,
  issued_at timestamptz,
  cancelled_at timestamptz,
  due_date date,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint bills_described check (details is not null or lines is not null),
  constraint bills_numbered check ((number is null) = (issued_at is null)),
  constraint bills_within_amount check (
    discount_amount >= 0 and refunded_amount between 0 and paid_amount
    and discount_amount + paid_amount - refunded_amount <= amount),
  constraint bills_cancelled_unpaid_net check (cancelled_at is null or paid_amount = refunded_amount)
);

-- a draft has no time of issue, so lists go by when a bill was written
create index bills_by_creation on bills (created_at, id);
create index bills_by_patient_and_creation on bills (patient_id, created_at, id);
create index bills_by_status_and_creation on bills (status, created_at, id);
create index bills_by_time on bills (issued_at, id);
create index bills_unsettled_by_due_date on bills (due_date) where status in ('issued', 'partially-paid');

-- what is due, by its age
create index bills_due on bills (currency, issued_at) include (id, amount, discount_amount, paid_amount, refunded_amount)
  where status in ('issued', 'partially-paid');
