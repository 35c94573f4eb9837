-- Payments and refunds, each kept whatever becomes of it, with every change of a payment's state.

create table receipt_numbers (
  year integer primary key,
  last integer not null
);

create table payments (
  id uuid primary key default uuidv7(),
  receipt_number text constraint payments_receipt_number_unique unique,
  -- null for a deposit
  bill_id uuid,
  -- of a payment for a bill, known once billing-service has responded
  patient_id uuid,
  amount bigint not null constraint payments_amount check (amount > 0),
  currency text not null constraint payments_currency check (currency ~ '^[A-Z]{3}$'),
  -- assumed: nobody named the currency, and billing-service did not say that of the bill; corrected: it did so later
  currency_basis text not null default 'known'
    constraint payments_currency_basis check (currency_basis in ('known', 'assumed', 'corrected')),
  method text not null constraint payments_method
    check (method in ('cash', 'card', 'bank-transfer', 'mobile-money', 'cheque', 'insurance', 'deposit')),
  excess text not null default 'refuse' constraint payments_excess check (excess in ('refuse', 'deposit')),
  tendered bigint,
  reference text,
  -- what of it is held for the patient, known once billing-service has responded
  deposited_amount bigint not null default 0,
  -- refunds that are made or may still be made, and those that are made
  refund_held bigint not null default 0,
  refunded_amount bigint not null default 0,
  status text not null default 'processing' constraint payments_status check (status in ('processing', 'completed', 'failed')),
  failure_code text,
  failure_detail text,
  settled_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint payments_for check (bill_id is not null or patient_id is not null),
  constraint payments_from_deposit check (method <> 'deposit' or (bill_id is not null and excess = 'refuse')),
  constraint payments_tendered check (tendered is null or (method = 'cash' and tendered >= amount)),
  constraint payments_deposited check (deposited_amount between 0 and amount),
  constraint payments_settled check ((status = 'processing') = (settled_at is null)),
  constraint payments_failure check ((status = 'failed') = (failure_code is not null)),
  constraint payments_receipt check ((status = 'completed') = (receipt_number is not null)),
  constraint payments_refunds_within check (refunded_amount between 0 and refund_held and refund_held <= amount),
  constraint payments_refunded_completed check (refund_held = 0 or status = 'completed')
);

create index payments_by_time on payments (created_at, id);
create index payments_by_bill on payments (bill_id, created_at, id);
create index payments_by_patient on payments (patient_id, created_at, id);
create index payments_by_status on payments (status, created_at, id);
create index payments_by_method on payments (method, created_at, id);
-- totals of any time are read from the index alone
create index payments_totals on payments (settled_at) include (currency, method, amount, refunded_amount)
  where status = 'completed';

create table payment_state_changes (
  id uuid primary key default uuidv7(),
  payment_id uuid not null references payments,
  status text not null,
  failure_code text,
  changed_at timestamptz not null default now()
);
create index payment_state_changes_by_payment on payment_state_changes (payment_id, id);

create table refunds (
  id uuid primary key default uuidv7(),
  payment_id uuid not null references payments,
  amount bigint not null constraint refunds_amount check (amount > 0),
  -- of its payment, kept here as well so that totals of any time are read from one index; they never change
  currency text not null,
  method text not null,
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
create index refunds_totals on refunds (settled_at) include (currency, method, amount) where status = 'completed';

-- What the nightly comparison with billing-service found; the last one is shown as a metric.
create table reconciliations (
  id uuid primary key default uuidv7(),
  from_at timestamptz not null,
  to_at timestamptz not null,
  compared integer not null,
  differences jsonb not null,
  made_at timestamptz not null default now()
);
