-- What a patient must not be given; a part of the patient's record.

create table patient_allergies (
  id uuid primary key default uuidv7(),
  patient_id uuid not null references patients on delete cascade,
  substance text not null,
  code text,
  reaction text,
  criticality text not null
    constraint patient_allergies_criticality check (criticality in ('low', 'high', 'unable-to-assess')),
  status text not null constraint patient_allergies_status check (status in ('active', 'inactive', 'resolved')),
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index patient_allergies_active_unique on patient_allergies (patient_id, fold_text(substance))
  where status = 'active';
create index patient_allergies_by_patient on patient_allergies (patient_id, id);

create trigger patient_allergies_touch before update on patient_allergies
  for each row execute function touch_record();

-- the patient's own trigger then counts a version
create function touch_patient() returns trigger language plpgsql as $$
begin
  update patients set updated_at = now() where id = new.patient_id;
  return null;
end $$;
create trigger patient_allergies_touch_patient after insert or update on patient_allergies
  for each row execute function touch_patient();

create view patient_allergies_view as
select
  a.id, a.patient_id as "patientId", a.substance, a.code, a.reaction, a.criticality, a.status,
  a.version, a.created_at as "createdAt", a.updated_at as "updatedAt"
from patient_allergies a;

create view patients_view as
select
  p.id,
  p.mrn,
  p.given_name as "givenName",
  p.family_name as "familyName",
  p.given_name is null and p.family_name is null as unidentified,
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
  (
    select coalesce(json_agg(a), '[]')
    from (
      select id, substance, code, reaction, criticality, status from patient_allergies where patient_id = p.id order by id
    ) a
  ) as allergies,
  p.active,
  p.deceased_at as "deceasedAt",
  p.version,
  p.created_at as "createdAt",
  p.updated_at as "updatedAt"
from patients p;
