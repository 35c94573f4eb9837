-- A small hospital to try things with: its twelve doctors, their hours, and when they are away. Importing it again changes nothing.

begin;

create or replace function pg_temp.sample_id(kind integer, n integer) returns uuid language sql as $$
  select ('01900000-0000-7' || lpad(kind::text, 3, '0') || '-8000-' || lpad(n::text, 12, '0'))::uuid
$$;

insert into doctors (
  id, given_name, family_name, specialty, license_number, phone, email, visit_minutes, time_zone, active, created_at, updated_at
)
select
  pg_temp.sample_id(1, n), given, family, specialty, license, replace(phone, ' ', ''), email, minutes, zone, active,
  now() - (800 - n * 30) * interval '1 day', now() - (800 - n * 30) * interval '1 day'
from (values
  (1, 'Amina', 'Yusuf', 'General Practice', 'MED-204417', '+44 20 7946 0901', 'amina.yusuf@example.org', 20, 'Europe/London', true),
  (2, 'Daniel', 'Okonkwo', 'Cardiology', 'MED-198305', '+44 20 7946 0902', 'daniel.okonkwo@example.org', 30, 'Europe/London', true),
  (3, 'Siân', 'Pritchard', 'Paediatrics', 'MED-211960', '+44 20 7946 0903', 'sian.pritchard@example.org', 20, 'Europe/London', true),
  (4, 'María', 'Fernández', 'Obstetrics and Gynaecology', 'MED-207731', '+44 20 7946 0904', 'm.fernandez@example.org', 30, 'Europe/London', true),
  (5, 'Tomasz', 'Kowalczyk', 'Orthopaedics', 'MED-189254', '+44 20 7946 0905', 'tomasz.kowalczyk@example.org', 30, 'Europe/London', true),
  (6, 'Priya', 'Raghunathan', 'Dermatology', 'MED-216088', '+44 20 7946 0906', 'p.raghunathan@example.org', 20, 'Europe/London', true),
  (7, 'Henrik', 'Sørensen', 'Neurology', 'MED-193642', '+44 20 7946 0907', 'henrik.sorensen@example.org', 45, 'Europe/London', true),
  (8, 'Leila', 'Haddad', 'Psychiatry', 'MED-201576', '+44 20 7946 0908', 'leila.haddad@example.org', 60, 'Europe/London', true),
  (9, 'Róisín', 'O''Neill', 'Geriatric Medicine', 'MED-184903', '+44 20 7946 0909', 'roisin.oneill@example.org', 45, 'Europe/London', true),
  (10, 'Kwame', 'Mensah', 'Endocrinology', 'MED-209118', null, 'kwame.mensah@example.org', 30, 'Europe/London', true),
  (11, 'Ingrid', 'Bergström', 'Cardiology', 'MED-213349', '+44 20 7946 0911', 'ingrid.bergstrom@example.org', 30, 'Europe/London', true),
  (12, 'Ruairí', 'Gallagher', 'Ophthalmology', 'MED-176820', null, null, 20, 'Europe/Dublin', false)
) as doctor (n, given, family, specialty, license, phone, email, minutes, zone, active)
on conflict do nothing;

-- Each has the hours that the visits of appointment-service.sql fall into; some have more. The dermatologist's change with the
-- year.
create temporary table sample_schedules on commit drop as
select n, n as doctor, daterange(null, null) as validity from generate_series(1, 12) as n where n <> 6
union all
select 6, 6, daterange(null, date_trunc('year', now() + interval '1 year')::date)
union all
select 13, 6, daterange(date_trunc('year', now() + interval '1 year')::date, null);

with made as (
  insert into schedules (id, doctor_id, validity)
  select pg_temp.sample_id(7, n), pg_temp.sample_id(1, doctor), validity from sample_schedules
  on conflict do nothing
  returning id
)
insert into schedule_blocks (schedule_id, day, opens, closes)
select made.id, day, opens, closes
from made
  join sample_schedules on made.id = pg_temp.sample_id(7, n)
  join (
    select doctor, day, opens, closes
    from generate_series(1, 12) as doctor, generate_series(1, 5) as day,
      (values (time '09:00', time '12:30'), (time '13:30', time '17:00')) as hours (opens, closes)
    union all
    values
      -- the evening surgery of general practice, and Saturdays for children
      (1, 2, time '18:00', time '20:00'),
      (1, 4, time '07:30', time '09:00'),
      (3, 6, time '09:00', time '12:00'),
      -- nights on call
      (2, 5, time '22:00', time '06:00'),
      (11, 7, time '22:00', time '06:00')
  ) as blocks using (doctor)
union all
-- from next year on the dermatologist stays later on Thursdays
select made.id, 4, '17:30', '20:00' from made where made.id = pg_temp.sample_id(7, 13);

-- Whole days, outside the four weeks of the visits.
insert into time_off (id, doctor_id, start_at, end_at, start_date, end_date, reason, created_at, updated_at)
select
  pg_temp.sample_id(8, n), pg_temp.sample_id(1, doctor),
  (today + first_day)::timestamp at time zone 'Europe/London', (today + last_day + 1)::timestamp at time zone 'Europe/London',
  today + first_day, today + last_day, reason,
  now() - interval '60 days', now() - interval '60 days'
from (select (now() at time zone 'Europe/London')::date as today) as today,
  (values
    (1, 2, 21, 34, 'Annual leave'),
    (2, 4, 28, 32, 'Conference'),
    (3, 8, -40, -36, 'Unwell'),
    (4, 10, 35, 48, 'Annual leave'),
    (5, 7, 20, 20, 'Teaching')
  ) as away (n, doctor, first_day, last_day, reason)
on conflict do nothing;

commit;
