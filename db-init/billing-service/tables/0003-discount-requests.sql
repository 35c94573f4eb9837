-- Discounts that one person asks for, and another approves. Until then the bill and the ledger know nothing of them.

create table discount_requests (
  id uuid primary key default uuidv7(),
  bill_id uuid not null references bills,
  -- of its bill, where they never change
  patient_id uuid not null,
  currency text not null,
  amount bigint not null constraint discount_requests_amount check (amount > 0),
  reason text not null,
  status text not null default 'awaiting-approval'
    constraint discount_requests_status check (status in ('awaiting-approval', 'approved', 'rejected')),
  -- each as `iss`, `sub`, name, roles and client of a token
  requested_by jsonb not null,
  approved_by jsonb,
  rejected_by jsonb,
  rejection_reason text,
  decided_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint discount_requests_approved check ((status = 'approved') = (approved_by is not null)),
  constraint discount_requests_rejected
    check ((status = 'rejected') = (rejected_by is not null) and (rejected_by is null) = (rejection_reason is null)),
  constraint discount_requests_decided check ((status = 'awaiting-approval') = (decided_at is null)),
  constraint discount_requests_approved_by_another
    check (approved_by is null or not same_person(approved_by, requested_by))
);
create index discount_requests_by_status on discount_requests (status, id);
create index discount_requests_by_bill on discount_requests (bill_id, id);
create index discount_requests_by_patient on discount_requests (patient_id, id);
