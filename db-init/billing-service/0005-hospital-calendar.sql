-- The year of a number is the hospital's; and each payment says when it was last refunded, so that a comparison by time sees refunds, too.

-- the row lock keeps numbers without gaps as before
create or replace function next_bill_number(issued_at timestamptz) returns text language sql volatile as $$
  insert into bill_numbers as n (year, last) values (extract(year from hospital_day(issued_at)), 1)
  on conflict (year) do update set last = n.last + 1
  returning 'INV-' || n.year || '-' || lpad(n.last::text, greatest(6, length(n.last::text)), '0')
$$;

alter table received_payments add column last_refunded_at timestamptz;
alter table received_payments disable trigger user;
update received_payments p set last_refunded_at = r.at
from (
  select payment_id, max(posted_at) as at from ledger_entries where account = 'refunds' and amount > 0 group by payment_id
) r where r.payment_id = p.payment_id;
alter table received_payments enable trigger user;

create function note_refund() returns trigger language plpgsql as $$
begin
  update received_payments set last_refunded_at = greatest(last_refunded_at, new.posted_at) where payment_id = new.payment_id;
  return null;
end $$;

create trigger ledger_entries_note_refund after insert on ledger_entries for each row
  when (new.account = 'refunds' and new.amount > 0) execute function note_refund();

-- when its money last moved; greatest() leaves out what is null
create index received_payments_by_movement on received_payments (greatest(received_at, last_refunded_at));

create or replace view received_payments_view as
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
