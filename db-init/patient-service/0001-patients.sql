-- Patients, one row a person, with a medical record number that can be read aloud.

-- Damm's check digit catches every wrong digit and every swap of neighbours; a number with its digit gives 0.
create function damm_digit(digits text) returns integer language plpgsql immutable strict parallel safe as $$
declare
  quasigroup constant text := '0317598642709215486342068713591750983426612304597836742095815869720134894536201794386172052581436790';
  state integer := 0;
begin
  for i in 1 .. length(digits) loop
    state := substr(quasigroup, state * 10 + substr(digits, i, 1)::integer + 1, 1)::integer;
  end loop;
  return state;
end $$;

create sequence mrn_numbers start 10000001 maxvalue 99999999;

-- 100-000-017: eight digits of a sequence and the check digit
create function next_mrn() returns text language sql volatile as $$
  select regexp_replace(n || damm_digit(n), '(...)(...)(...)', '\1-\2-\3') from (select nextval('mrn_numbers')::text as n) numbers
$$;

create table patients (
  id uuid primary key default uuidv7(),
  mrn text not null default next_mrn()
    constraint patients_mrn_unique unique
    constraint patients_mrn_form check (mrn ~ '^\d{3}-\d{3}-\d{3}$' and damm_digit(replace(mrn, '-', '')) = 0),
  given_name text not null,
  family_name text not null,
  -- twice, so that both orders of a name are found by one pattern
  search_name text not null generated always as (fold_text(given_name || ' ' || family_name || ' ' || given_name)) stored,
  birth_date date,
  gender text not null constraint patients_gender check (gender in ('male', 'female', 'other', 'unknown')),
  phone text,
  phone_digits text generated always as (regexp_replace(phone, '\D', '', 'g')) stored,
  email text,
  address json,
  contacts json not null default '[]',
  active boolean not null default true,
  deceased_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create trigger patients_touch before update on patients for each row execute function touch_record();

create index patients_by_name on patients using gin (search_name gin_trgm_ops);
create index patients_by_birth_date on patients (birth_date, id);
create index patients_by_gender on patients (gender, id);
create index patients_by_phone on patients (phone_digits, id);
create index patients_by_email on patients (lower(email), id);
create index patients_by_active on patients (active, id);

create table patient_identifiers (
  patient_id uuid not null references patients on delete cascade,
  system text not null,
  value text not null,
  position integer not null,
  constraint patient_identifiers_unique unique (system, value)
);
create index patient_identifiers_by_patient on patient_identifiers (patient_id, position);

create view patients_view as
select
  p.id,
  p.mrn,
  p.given_name as "givenName",
  p.family_name as "familyName",
  p.birth_date as "birthDate",
  p.gender,
  p.phone,
  p.email,
  p.address,
  p.contacts,
  (
    select coalesce(json_agg(i), '[]')
    from (select system, value from patient_identifiers where patient_id = p.id order by position) i
  ) as identifiers,
  p.active,
  p.deceased_at as "deceasedAt",
  p.version,
  p.created_at as "createdAt",
  p.updated_at as "updatedAt"
from patients p;
