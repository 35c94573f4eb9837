-- What payments and refunds are on the wire.

-- GET /payments/:id
drop view if exists payments_view;
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
  p.updated_at as "updatedAt",
  p.currency_basis = 'assumed' and p.status <> 'completed' as "currencyAssumed"
from payments p;

-- GET /payments/:id/refunds/:refundId; each version is kept as it was shown
drop view if exists refunds_view;
create view refunds_view as
select
  r.id,
  r.payment_id as "paymentId",
  p.patient_id as "patientId",
  major_units(r.amount, p.currency) as amount,
  p.currency,
  p.method,
  r.reason,
  r.status,
  (
    select row_to_json(f) from (select r.failure_code as code, r.failure_detail as detail) f where f.code is not null
  ) as failure,
  r.requested_by as "requestedBy",
  r.approved_by as "approvedBy",
  r.rejected_by as "rejectedBy",
  r.rejection_reason as "rejectionReason",
  r.decided_at as "decidedAt",
  r.settled_at as "settledAt",
  r.version,
  r.created_at as "createdAt",
  r.updated_at as "updatedAt"
from refunds r join payments p on p.id = r.payment_id;

-- GET /fhir/R4/PaymentReconciliation/:id; payments and refunds, each with what both have; each part is of one table, so that its
-- indexes give the order
drop view if exists money_moved_view;
create view money_moved_view as
select
  p.id,
  'payment' as kind,
  p.receipt_number as "receiptNumber",
  null::uuid as "paymentId",
  p.bill_id as "billId",
  p.patient_id as "patientId",
  major_units(p.amount, p.currency) as amount,
  major_units(p.deposited_amount, p.currency) as "depositedAmount",
  p.currency,
  p.method,
  p.reference,
  null::text as reason,
  p.status,
  p.failure_detail as "failureDetail",
  hospital_day(coalesce(p.settled_at, p.created_at)) as day,
  p.version,
  p.created_at as "createdAt",
  p.updated_at as "updatedAt"
from payments p
union all
select
  r.id,
  'refund',
  null::text,
  r.payment_id,
  r.bill_id,
  r.patient_id,
  major_units(r.amount, r.currency),
  0::numeric,
  r.currency,
  r.method,
  null::text,
  r.reason,
  r.status,
  r.failure_detail,
  hospital_day(coalesce(r.settled_at, r.created_at)),
  r.version,
  r.created_at,
  r.updated_at
from refunds r;

-- GET /closings/:id
drop view if exists closings_view;
create view closings_view as
select
  c.id,
  c.cashier,
  c.desk,
  c.since,
  (
    select coalesce(json_agg(json_build_object(
      'method', l.method,
      'currency', l.currency,
      'payments', l.payments,
      'taken', major_units(l.taken, l.currency),
      'refunds', l.refunds,
      'refunded', major_units(l.refunded, l.currency),
      'float', major_units(l.opening_float, l.currency),
      'expected', major_units(l.opening_float + l.taken - l.refunded, l.currency),
      'counted', major_units(l.counted, l.currency),
      'difference', major_units(l.counted - (l.opening_float + l.taken - l.refunded), l.currency),
      'denominations', l.denominations,
      'explanation', l.explanation
    ) order by l.currency, l.method <> 'cash', l.method), '[]')
    from closing_lines l where l.closing_id = c.id
  ) as lines,
  c.reviewed_by as "reviewedBy",
  c.review_note as "reviewNote",
  c.reviewed_at as "reviewedAt",
  c.version,
  c.created_at as "createdAt",
  c.updated_at as "updatedAt"
from closings c;
