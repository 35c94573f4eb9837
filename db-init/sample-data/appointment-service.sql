-- A small hospital to try things with: its appointments, two weeks back and two ahead. Importing it again changes nothing.

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

insert into appointments
  (id, patient_id, doctor_id, doctor_name, doctor_specialty, start_at, end_at, status, reason,
   cancellation_code, cancellation_reason, cancelled_by, created_at, updated_at)
select
  pg_temp.sample_id(3, n), pg_temp.sample_id(2, patient), pg_temp.sample_id(1, doctor), name, specialty, start_at, end_at,
  case
    when code is not null then 'cancelled'
    when missed then 'noshow'
    when fulfilled then 'fulfilled'
    when start_at <= now() then 'arrived'
    else 'booked'
  end,
  case when visit in (12, 13) then 'Follow-up: ' || lower(left(reason, 1)) || substr(reason, 2) else reason end,
  code, cancelled_because, cancelled_by,
  asked_at, case when past and code is null then end_at else asked_at end
from sample_visits
  cross join lateral (select least(start_at, now()) - (2 + n % 5) * interval '1 day' as asked_at) asked
  -- names and specialties as in doctor-service.sql
  join (values
    ( 1, 'Amina Yusuf',        'General Practice'),
    ( 2, 'Daniel Okonkwo',     'Cardiology'),
    ( 3, 'Siân Pritchard',     'Paediatrics'),
    ( 4, 'María Fernández',    'Obstetrics and Gynaecology'),
    ( 5, 'Tomasz Kowalczyk',   'Orthopaedics'),
    ( 6, 'Priya Raghunathan',  'Dermatology'),
    ( 7, 'Henrik Sørensen',    'Neurology'),
    ( 8, 'Leila Haddad',       'Psychiatry'),
    ( 9, 'Róisín O''Neill',    'Geriatric Medicine'),
    (10, 'Kwame Mensah',       'Endocrinology'),
    (11, 'Ingrid Bergström',   'Cardiology'),
    (12, 'Ruairí Gallagher',   'Ophthalmology')
  ) as doctors (doctor, name, specialty) using (doctor)
  join (values
    ( 1, 1, 'Blood pressure review'),
    ( 1, 2, 'Tired all the time'),
    ( 1, 3, 'Hay fever'),
    ( 1, 4, 'Burning on passing water'),
    ( 1, 5, 'Low back pain after lifting'),
    ( 1, 6, 'Yearly health check'),
    ( 2, 1, 'Palpitations'),
    ( 2, 2, 'Chest tightness on exertion'),
    ( 2, 3, 'Heart failure review'),
    ( 2, 4, 'Atrial fibrillation, blood thinner review'),
    ( 2, 5, 'Raised cholesterol'),
    ( 2, 6, 'Referred by general practice: palpitations'),
    ( 3, 1, 'Infant health check and vaccinations'),
    ( 3, 2, 'Asthma review'),
    ( 3, 3, 'Eczema flare'),
    ( 3, 4, 'Earache and fever'),
    ( 3, 5, 'Slow weight gain'),
    ( 3, 6, 'Referred by general practice: frequent headaches'),
    ( 4, 1, 'Antenatal visit'),
    ( 4, 2, 'Heavy periods'),
    ( 4, 3, 'Menopause symptoms'),
    ( 4, 4, 'Cervical screening'),
    ( 4, 5, 'Contraception advice'),
    ( 4, 6, 'Referred by general practice: irregular bleeding'),
    ( 5, 1, 'Knee pain'),
    ( 5, 2, 'Stiff, painful shoulder'),
    ( 5, 3, 'Wrist fracture, cast check'),
    ( 5, 4, 'Osteoporosis after a fracture'),
    ( 5, 5, 'Sprained ankle'),
    ( 5, 6, 'Referred by general practice: lasting back pain'),
    ( 6, 1, 'Acne'),
    ( 6, 2, 'Psoriasis review'),
    ( 6, 3, 'Changing mole'),
    ( 6, 4, 'Fungal skin infection'),
    ( 6, 5, 'Rosacea'),
    ( 6, 6, 'Referred by general practice: itchy rash'),
    ( 7, 1, 'Migraine'),
    ( 7, 2, 'Epilepsy review'),
    ( 7, 3, 'Numb hands, nerve conduction study'),
    ( 7, 4, 'Tremor'),
    ( 7, 5, 'Parkinson''s disease review'),
    ( 7, 6, 'Referred by general practice: dizzy spells'),
    ( 8, 1, 'Low mood'),
    ( 8, 2, 'Anxiety and poor sleep'),
    ( 8, 3, 'Bipolar disorder, lithium level'),
    ( 8, 4, 'Adult ADHD assessment'),
    ( 8, 5, 'Obsessive thoughts'),
    ( 8, 6, 'Referred by general practice: low mood after a bereavement'),
    ( 9, 1, 'Memory concerns'),
    ( 9, 2, 'Two falls this year'),
    ( 9, 3, 'Review of many medicines'),
    ( 9, 4, 'Constipation'),
    ( 9, 5, 'High blood pressure, light-headed on standing'),
    ( 9, 6, 'Referred by general practice: unsteady walking'),
    (10, 1, 'Type 2 diabetes review'),
    (10, 2, 'Underactive thyroid'),
    (10, 3, 'Overactive thyroid'),
    (10, 4, 'Type 1 diabetes, insulin adjustment'),
    (10, 5, 'Thyroid nodule'),
    (10, 6, 'Referred by general practice: raised blood sugar'),
    (11, 1, 'Blood pressure not controlled'),
    (11, 2, 'Check after a coronary stent'),
    (11, 3, 'Fainting'),
    (11, 4, 'Cardiomyopathy review'),
    (11, 5, 'Muscle aches on a statin'),
    (11, 6, 'Referred by general practice: breathless on stairs'),
    (12, 1, 'Glaucoma review'),
    (12, 2, 'Cataract assessment'),
    (12, 3, 'Red, sticky eye'),
    (12, 4, 'Dry eyes'),
    (12, 5, 'Raised eye pressure')
  ) as reasons (doctor, kind, reason) using (doctor, kind)
  -- of the visits that do not take place; the patient simply stayed away from the others
  left join (values
    ( 11, 'pat-cpp',   null,                               'patient'),
    ( 19, 'pat',       'Has to work that day',             'patient'),
    ( 27, 'pat',       'Away on holiday',                  'patient'),
    ( 43, 'oth-weath', 'Roads flooded after the storm',    'staff'),
    ( 51, 'pat',       'Asks for another week',            'patient'),
    ( 67, 'pat-fb',    'The knee no longer hurts',         'patient'),
    ( 75, 'pat-fb',    'The skin has settled',             'patient'),
    ( 83, 'prov-edu',  'At a conference',                  'doctor'),
    ( 99, 'prov-pers', 'Doctor unwell',                    'doctor'),
    (107, 'pat-ucp',   'Prefers a doctor nearer home',     'patient'),
    (123, 'oth-err',   'Booked twice',                     'staff'),
    (131, 'maint',     'Ultrasound machine under repair',  'staff'),
    (139, 'pat-lt',    'Nobody can drive her that day',    'patient'),
    (155, 'prov',      'Clinic closed early',              'doctor'),
    (163, 'pat-lt',    'The lift to hospital did not come', 'patient')
  ) as cancellations (n, code, cancelled_because, cancelled_by) using (n)
-- an hour that is taken by now stays taken
on conflict do nothing;

-- who would like to come earlier, or to be seen at all
insert into waitlist_entries (id, patient_id, doctor_id, specialty, earliest_at, latest_at, duration_minutes, reason, created_at, updated_at)
select
  pg_temp.sample_id(9, n), pg_temp.sample_id(2, patient), pg_temp.sample_id(1, doctor), specialty,
  date_trunc('hour', now()), date_trunc('hour', now()) + make_interval(days => within), minutes, reason, asked_at, asked_at
from (values
    (1,  30, 2,            null,                 14, 30, 'Palpitations are getting worse'),
    (2,  88, 6,            null,                 21, 20, 'Any time, can come at short notice'),
    (3, 143, null::integer, 'Cardiology',        10, 30, 'First visit, either cardiologist'),
    (4,  12, null,         'General Practice',    7, 20, 'Certificate for work')
  ) as wishes (n, patient, doctor, specialty, within, minutes, reason)
  cross join lateral (select now() - (5 - n) * interval '20 hours' as asked_at) asked
on conflict do nothing;

commit;
