-- A small hospital to try things with: the bills of the past two weeks, what was paid, given back and taken off. Importing it again changes nothing.

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

-- a bill for an examination has a line for the consultation and one for that
insert into bills
  (id, patient_id, appointment_id, currency, details, lines, amount, issued_at, number, due_date, created_at, updated_at)
select
  pg_temp.sample_id(5, n), pg_temp.sample_id(2, patient), pg_temp.sample_id(3, n), 'USD', details,
  case when details like '% with %' then jsonb_build_array(
    jsonb_build_object('description', split_part(details, ' with ', 1), 'quantity', 1, 'unitAmount', amount - 4000),
    jsonb_build_object('description', initcap(left(split_part(details, ' with ', 2), 1)) || substr(split_part(details, ' with ', 2), 2),
      'quantity', 1, 'unitAmount', 4000)) end,
  amount, issued_at, next_bill_number(issued_at), (issued_at at time zone 'Europe/London')::date + case when n % 9 in (1, 4) then 30 else 7 end, issued_at, issued_at
from sample_bills
  join (values
    (1, 1, 'General practice consultation, blood pressure review'),
    (1, 2, 'General practice consultation with blood tests'),
    (1, 3, 'General practice consultation'),
    (1, 4, 'General practice consultation with urine test'),
    (1, 5, 'General practice consultation'),
    (2, 1, 'Cardiology consultation with 12-lead ECG'),
    (2, 2, 'Cardiology consultation and exercise stress test'),
    (2, 3, 'Cardiology consultation and echocardiogram'),
    (2, 4, 'Cardiology consultation with ECG and blood tests'),
    (2, 5, 'Cardiology consultation with lipid profile'),
    (3, 1, 'Infant health check with vaccinations'),
    (3, 2, 'Asthma review with peak flow measurement'),
    (3, 3, 'Paediatric consultation'),
    (3, 4, 'Paediatric consultation'),
    (3, 5, 'Paediatric consultation with growth assessment'),
    (4, 1, 'Antenatal visit with ultrasound scan'),
    (4, 2, 'Gynaecology consultation with pelvic ultrasound'),
    (4, 3, 'Gynaecology consultation'),
    (4, 4, 'Cervical screening with laboratory test'),
    (4, 5, 'Contraception consultation'),
    (5, 1, 'Orthopaedic consultation with knee X-ray'),
    (5, 2, 'Orthopaedic consultation and shoulder injection'),
    (5, 3, 'Cast check with wrist X-ray'),
    (5, 4, 'Orthopaedic consultation with bone density scan'),
    (5, 5, 'Orthopaedic consultation'),
    (6, 1, 'Dermatology consultation'),
    (6, 2, 'Dermatology consultation, psoriasis review'),
    (6, 3, 'Dermatology consultation, dermoscopy and skin biopsy'),
    (6, 4, 'Dermatology consultation with skin scraping'),
    (6, 5, 'Dermatology consultation'),
    (7, 1, 'Neurology consultation'),
    (7, 2, 'Epilepsy review with drug level'),
    (7, 3, 'Nerve conduction study of both hands'),
    (7, 4, 'Neurology consultation'),
    (7, 5, 'Parkinson''s disease review'),
    (8, 1, 'Psychiatry consultation, 60 minutes'),
    (8, 2, 'Psychiatry consultation, 60 minutes'),
    (8, 3, 'Psychiatry consultation with lithium level'),
    (8, 4, 'Adult ADHD assessment with report'),
    (8, 5, 'Psychiatry consultation, 60 minutes'),
    (9, 1, 'Memory assessment'),
    (9, 2, 'Falls assessment with gait analysis'),
    (9, 3, 'Review of medicines'),
    (9, 4, 'Geriatric consultation'),
    (9, 5, 'Geriatric consultation with ECG'),
    (10, 1, 'Diabetes review with HbA1c and foot check'),
    (10, 2, 'Endocrinology consultation with thyroid function tests'),
    (10, 3, 'Endocrinology consultation with thyroid antibodies'),
    (10, 4, 'Diabetes review with glucose sensor download'),
    (10, 5, 'Endocrinology consultation with thyroid ultrasound'),
    (11, 1, 'Cardiology consultation and 24-hour blood pressure monitoring'),
    (11, 2, 'Cardiology consultation with 12-lead ECG'),
    (11, 3, 'Cardiology consultation and 24-hour heart monitoring'),
    (11, 4, 'Cardiology consultation and echocardiogram'),
    (11, 5, 'Cardiology consultation with blood tests'),
    (12, 1, 'Glaucoma review with visual field test'),
    (12, 2, 'Cataract assessment with biometry'),
    (12, 3, 'Eye clinic consultation'),
    (12, 4, 'Eye clinic consultation'),
    (12, 5, 'Eye clinic consultation with pressure measurement')
  ) as services (doctor, kind, details) using (doctor, kind)
-- asked first, because a row that only conflicts would have taken a number
where not exists (select from bills where id = pg_temp.sample_id(5, n))
order by issued_at, n
on conflict do nothing;

create temporary table sample_received on commit drop as
select * from (
  select 'payment' as kind, id, n, patient, method, amount, 'desk-' || method as account, 'receivable' as into_account, settled_at from sample_payments
  union all
  select 'deposit', id, null, patient, 'card', amount, 'desk-card', 'deposits', held_at from sample_deposits
  union all
  select 'payment', use_id, n, patient, 'deposit', used, 'deposits', 'receivable', used_at from sample_deposits
) p where not exists (select from received_payments where payment_id = p.id);

insert into received_payments (payment_id, bill_id, patient_id, currency, method, received_at)
select id, pg_temp.sample_id(5, n), pg_temp.sample_id(2, patient), 'USD', method, settled_at from sample_received;

-- in a block, because what `select` finds would be printed
do $$ begin
  perform post('issue', id, patient_id, currency, null, null, null, issued_at, array['receivable', 'revenue'], array[amount, -amount])
  from (
    select * from bills b
    where id in (select pg_temp.sample_id(5, n) from sample_bills) and not exists (select from ledger_entries where bill_id = b.id)
    order by number
  ) written;

  perform post(kind, pg_temp.sample_id(5, n), pg_temp.sample_id(2, patient), 'USD', id, null, null, settled_at,
    array[account, into_account], array[amount, -amount])
  from (select * from sample_received order by settled_at, id) p;

  perform post('refund', pg_temp.sample_id(5, n), pg_temp.sample_id(2, patient), 'USD', payment_id, id, null, refunded_at,
    array['receivable', 'refunds', 'refunds', 'desk-' || method], array[amount, -amount, amount, -amount])
  from sample_refunds r where not exists (select from ledger_entries where refund_id = r.id);

  perform post('discount', b.id, patient_id, currency, null, null, reason, issued_at + interval '30 minutes',
    array['discounts', 'receivable'], array[amount * percent / 100, -(amount * percent / 100)])
  from bills b
    join (values (21, 10, 'Staff'), (30, 25, 'Hardship')) as taken_off (n, percent, reason) on b.id = pg_temp.sample_id(5, n)
  where discount_amount = 0;

  perform post('cancel', id, patient_id, currency, null, null, null, issued_at + interval '1 hour',
    array['revenue', 'receivable'], array[amount, -amount])
  from bills where id in (pg_temp.sample_id(5, 38), pg_temp.sample_id(5, 118)) and cancelled_at is null;
  update bills set cancelled_at = issued_at + interval '1 hour'
  where id in (pg_temp.sample_id(5, 38), pg_temp.sample_id(5, 118)) and cancelled_at is null;
end $$;

commit;
