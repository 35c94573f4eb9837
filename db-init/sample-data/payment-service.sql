-- A small hospital to try things with: the payments its bills show, three refunds, a deposit, and four that were refused. Importing it again changes nothing.

begin;

create or replace function pg_temp.sample_id(kind integer, n integer) returns uuid language sql as $$
  select ('01900000-0000-7' || lpad(kind::text, 3, '0') || '-8000-' || lpad(n::text, 12, '0'))::uuid
$$;

-- sample_days and sample_visits are the same text in the files of appointment-, billing-, payment- and prescription-service,
-- because no database can read another. Two weeks back and two ahead hold ten working days each, whatever day it is.
create temporary table sample_days on commit drop as
select day::date, day < today as past, row_number() over (partition by day < today order by day)::integer as number
from date_trunc('day', now() at time zone 'Europe/London') as today
  cross join generate_series(today - interval '14 days', today + interval '13 days', interval '1 day') as day
where extract(isodow from day) < 6;

-- 14 visits a doctor, ten past and four ahead; the last doctor has left and has none ahead. They come in clinics of two, one
-- after the other. Every eighth visit does not take place. Each doctor sees 11 of 16 patients (1-16, 17-32, ...), but visit 14
-- is somebody from general practice. A patient's place decides what he or she comes for: kinds 1-5, or 6 for a referral.
create temporary table sample_visits on commit drop as
with numbered as (
  select n, (n - 1) / 14 + 1 as doctor, (n - 1) % 14 + 1 as visit from generate_series(1, 164) as n
), placed as (
  select *, visit <= 10 as past, (visit - 1) % 10 / 2 as clinic, (visit - 1) % 11 + 1 as place from numbered
), dated as (
  select
    placed.*, number, make_interval(mins => (array[20, 30, 20, 30, 30, 20, 45, 60, 45, 30, 30, 20])[doctor]) as length,
    day + (array[time '09:00', '10:30', '13:30', '15:00'])[(doctor + clinic) % 4 + 1] as clinic_opens
  from placed join sample_days using (past) where number = (doctor + 3 * clinic) % 10 + 1
)
select
  n, doctor, visit, number as day_number, past and n % 8 <> 3 as fulfilled, past, n % 8 = 3 as missed,
  case when visit = 14 then doctor else (doctor - 1) * 16 + place end as patient,
  case when visit = 14 then 6 else (place - 1) % 5 + 1 end as kind,
  (clinic_opens + (visit - 1) % 2 * length) at time zone 'Europe/London' as start_at,
  (clinic_opens + (visit - 1) % 2 * length + length) at time zone 'Europe/London' as end_at
from dated;

-- sample_bills and sample_payments are the same text in billing-service.sql and payment-service.sql. Prices are in cents.
create temporary table sample_bills on commit drop as
select n, patient, kind, doctor, day_number, end_at + interval '5 minutes' as issued_at, prices[kind] as amount
from sample_visits
  join (values
    (1, array[9500, 14000, 8000, 11000, 9500]),
    (2, array[28500, 64000, 72000, 33000, 24000]),
    (3, array[12000, 15500, 11000, 11000, 13500]),
    (4, array[31000, 39000, 21000, 16000, 14500]),
    (5, array[34500, 42000, 26000, 48000, 19000]),
    (6, array[16500, 18000, 45000, 15000, 16500]),
    (7, array[29000, 31500, 58000, 29000, 33500]),
    (8, array[25000, 25000, 29500, 60000, 25000]),
    (9, array[38000, 36000, 22000, 18500, 23000]),
    (10, array[24500, 21000, 26500, 27500, 41000]),
    (11, array[26000, 28500, 52000, 72000, 19500]),
    (12, array[27500, 34000, 13000, 12500, 20500])
  ) as price_list (doctor, prices) using (doctor)
where fulfilled;

-- Who pays how follows from n % 9 and the delay in working days; 3 has not paid, and what is not due to come by now has not
-- come. Two bills are cancelled.
create temporary table sample_payments on commit drop as
select
  pg_temp.sample_id(6, n * 10 + part) as id, n, patient, (amount * percent / 100)::bigint as amount, method,
  case when delay = 0 then issued_at + interval '10 minutes'
    else (day + time '10:00' + n * interval '1 minute') at time zone 'Europe/London' end as settled_at
from sample_bills
  join (values
    (0, 1, 100, 'card', 0),
    (1, 1, 80, 'insurance', 2), (1, 2, 20, 'card', 3),
    (2, 1, 100, 'cash', 0),
    (4, 1, 100, 'insurance', 4),
    (5, 1, 50, 'mobile-money', 1),
    (6, 1, 100, 'bank-transfer', 2),
    (7, 1, 100, 'card', 0),
    (8, 1, 100, 'cheque', 1)
  ) as plan (rest, part, percent, method, delay) on n % 9 = rest
  join sample_days on past and number = day_number + delay
where n not in (38, 118);

-- What is given back, taken off and held besides; sample_refunds and sample_deposits are the same text in both files, too.
create temporary table sample_refunds on commit drop as
select
  pg_temp.sample_id(8, n) as id, p.id as payment_id, n, patient, method, coalesce(least(off, p.amount), p.amount) as amount,
  reason, settled_at + interval '1 hour' as refunded_at
from sample_payments p
  join (values
    (2, 1500::bigint, 'Charged too much'),
    (16, 2000, 'One test was not made'),
    (29, null, 'The employer pays')
  ) as given_back (n, off, reason) using (n);

-- somebody leaves a deposit before a visit, and half of the bill is paid from it
create temporary table sample_deposits on commit drop as
select
  pg_temp.sample_id(6, 9001) as id, pg_temp.sample_id(6, 9002) as use_id, n, patient, 30000::bigint as amount,
  sample_bills.amount / 2 as used, issued_at - interval '1 hour' as held_at, issued_at + interval '20 minutes' as used_at
from sample_bills where n = 48;

insert into payments
  (id, receipt_number, bill_id, patient_id, amount, currency, method, reference, status, deposited_amount, settled_at,
    created_at, updated_at)
select
  id, next_receipt_number(settled_at), pg_temp.sample_id(5, n), pg_temp.sample_id(2, patient), amount, 'USD', method,
  case method
    when 'card' then 'Terminal 2, slip ' || 4100 + coalesce(n, 0)
    when 'insurance' then 'Claim ' || 730000 + n
    when 'bank-transfer' then 'Transfer ' || 58200 + n
    when 'mobile-money' then 'MM' || 902600 + n
    when 'cheque' then 'Cheque ' || 1300 + n
  end,
  'completed', case when n is null then amount else 0 end, settled_at, settled_at, settled_at
from (
  select * from (
    select id, n, patient, amount, method, settled_at from sample_payments
    union all
    select id, null, patient, amount, 'card', held_at from sample_deposits
    union all
    select use_id, n, patient, used, 'deposit', used_at from sample_deposits
  ) p
  -- asked first, because a row that only conflicts would have taken a number
  where not exists (select from payments where id = p.id) order by settled_at, id
) missing
on conflict do nothing;

insert into refunds (id, payment_id, amount, reason, created_at, updated_at)
select id, payment_id, amount, reason, refunded_at, refunded_at from sample_refunds
on conflict do nothing;

update refunds set status = 'completed', settled_at = refunded_at
from sample_refunds r where r.id = refunds.id and status = 'processing';

-- each typed with a zero too many, and refused by billing; the patient is known only once billing has applied a payment
insert into payments
  (id, bill_id, amount, currency, method, status, failure_code, failure_detail, settled_at, created_at, updated_at)
select
  pg_temp.sample_id(6, n * 10), pg_temp.sample_id(5, n), amount * 10, 'USD', method, 'failed', 'exceeds-due',
  format('Only %s USD is due on this bill.', major_units(amount, 'USD')), failed_at, failed_at, failed_at
from sample_bills
  join (values (5, 'mobile-money'), (22, 'insurance'), (77, 'card'), (120, 'cheque')) as refused (n, method) using (n)
  cross join lateral (select issued_at + interval '3 minutes' as failed_at) attempted
on conflict do nothing;

commit;
