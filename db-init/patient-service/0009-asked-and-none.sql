-- Whether a patient was asked for allergies, and nobody dies before birth.

-- when it was said that there are none (SNOMED CT 716186003); null: not asked yet, or allergies are recorded
alter table patients add column no_known_allergies_at timestamptz;

-- What the service decides is guarded here: both sides change the patient's row, so that one waits for the other and then
-- sees what it did.
create function guard_no_known_allergies() returns trigger language plpgsql as $$
begin
  if exists (select from patient_allergies where patient_id = new.id and status = 'active') then
    raise exception 'an allergy of patient % is active', new.id
      using errcode = 'check_violation', constraint = 'patients_no_known_allergies';
  end if;
  return new;
end $$;
create trigger patients_no_known_allergies before update of no_known_allergies_at on patients
  for each row when (new.no_known_allergies_at is not null) execute function guard_no_known_allergies();

-- A transaction that has changed the patient already has counted a version.
create or replace function touch_patient() returns trigger language plpgsql as $$
begin
  update patients set updated_at = now() where id = new.patient_id and xmin <> pg_current_xact_id()::xid;
  if new.status = 'active'
    and exists (select from patients where id = new.patient_id and no_known_allergies_at is not null)
  then
    raise exception 'patient % is said to have no known allergies', new.patient_id
      using errcode = 'check_violation', constraint = 'patients_no_known_allergies';
  end if;
  return null;
end $$;

-- A day begins first in UTC+14. Who is wrong already stays so until either date is changed.
create function guard_death() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (new.birth_date, new.deceased_at) is not distinct from (old.birth_date, old.deceased_at) then
    return new;
  end if;
  if new.deceased_at < left(new.birth_date || '-01-01', 10)::timestamp at time zone 'UTC' - interval '14 hours' then
    raise exception 'patient % dies before birth', new.id
      using errcode = 'check_violation', constraint = 'patients_death_after_birth';
  end if;
  return new;
end $$;
create trigger patients_death_after_birth before insert or update of birth_date, deceased_at on patients
  for each row execute function guard_death();

drop view patients_view;
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
  known.allergies,
  case
    when known.active then 'recorded'
    when p.no_known_allergies_at is not null then 'none-known'
    else 'not-asked'
  end as "allergyStatus",
  p.no_known_allergies_at as "noKnownAllergiesAt",
  p.active,
  p.deceased_at as "deceasedAt",
  p.version,
  p.created_at as "createdAt",
  p.updated_at as "updatedAt"
from patients p
  cross join lateral (
    select coalesce(json_agg(a), '[]') as allergies, coalesce(bool_or(a.status = 'active'), false) as active
    from (
      select id, substance, code, reaction, criticality, status from patient_allergies where patient_id = p.id order by id
    ) a
  ) known;
