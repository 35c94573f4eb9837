-- A small hospital to try things with: its twelve doctors. Importing it again changes nothing.

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

commit;
