-- Who took a payment; and refunds that one person asks for, and another approves.

-- null for what was taken before this was recorded
alter table payments add column taken_by jsonb;

alter table refunds
  -- of its payment, as currency and method are
  add column payment_taken_by jsonb,
  -- null for what was asked for before this was recorded
  add column requested_by jsonb,
  add column needs_approval boolean not null default false,
  add column approved_by jsonb,
  add column rejected_by jsonb,
  add column rejection_reason text,
  add column decided_at timestamptz,

  drop constraint refunds_status,
  add constraint refunds_status
    check (status in ('awaiting-approval', 'processing', 'completed', 'failed', 'rejected')),
  drop constraint refunds_settled,
  add constraint refunds_settled check ((status in ('awaiting-approval', 'processing')) = (settled_at is null)),

  add constraint refunds_awaiting_approval check (needs_approval or status not in ('awaiting-approval', 'rejected')),
  add constraint refunds_requested check (not needs_approval or requested_by is not null),
  add constraint refunds_approved
    check ((approved_by is not null) = (needs_approval and status not in ('awaiting-approval', 'rejected'))),
  add constraint refunds_rejected
    check ((status = 'rejected') = (rejected_by is not null) and (rejected_by is null) = (rejection_reason is null)),
  add constraint refunds_decided check ((decided_at is null) = (approved_by is null and rejected_by is null)),
  add constraint refunds_approved_by_another
    check (approved_by is null or not same_person(approved_by, requested_by)),
  add constraint refunds_approved_by_no_taker
    check (approved_by is null or payment_taken_by is null or not same_person(approved_by, payment_taken_by));

create index refunds_by_status on refunds (status, id);
