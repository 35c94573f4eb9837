-- What bills, entries and received payments are on the wire.

-- GET /bills/:id
drop view if exists bills_view;
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

-- GET /bills/:id/entries
drop view if exists ledger_entries_view;
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

-- GET /ledger/payments
drop view if exists received_payments_view;
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
  p.received_at as "receivedAt",
  p.last_refunded_at as "lastRefundedAt"
from received_payments p;

-- GET /discount-requests/:id; each version is kept as it was shown
drop view if exists discount_requests_view;
create view discount_requests_view as
select
  r.id,
  r.bill_id as "billId",
  r.patient_id as "patientId",
  major_units(r.amount, r.currency) as amount,
  r.currency,
  r.reason,
  r.status,
  r.requested_by as "requestedBy",
  r.approved_by as "approvedBy",
  r.rejected_by as "rejectedBy",
  r.rejection_reason as "rejectionReason",
  r.decided_at as "decidedAt",
  r.version,
  r.created_at as "createdAt",
  r.updated_at as "updatedAt"
from discount_requests r;
