-- Doctors' profiles; a licence belongs to one doctor.

create table doctors (
  id uuid primary key default uuidv7(),
  given_name text not null,
  family_name text not null,
  -- twice, so that both orders of a name are found by one pattern
  search_name text not null generated always as (fold_text(given_name || ' ' || family_name || ' ' || given_name)) stored,
  specialty text not null,
  license_number text not null constraint doctors_license_number_unique unique,
  email text,
  phone text,
  time_zone text not null,
  visit_minutes integer not null constraint doctors_visit_minutes check (visit_minutes between 5 and 480),
  active boolean not null default true,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create trigger doctors_touch before update on doctors for each row execute function touch_record();

create index doctors_by_name on doctors using gin (search_name gin_trgm_ops);
create index doctors_by_specialty on doctors (fold_text(specialty), id);
create index doctors_by_active on doctors (active, id);

create view doctors_view as
select
  d.id,
  d.given_name as "givenName",
  d.family_name as "familyName",
  d.specialty,
  d.license_number as "licenseNumber",
  d.email,
  d.phone,
  d.time_zone as "timeZone",
  d.visit_minutes as "visitMinutes",
  d.active,
  d.version,
  d.created_at as "createdAt",
  d.updated_at as "updatedAt"
from doctors d;
