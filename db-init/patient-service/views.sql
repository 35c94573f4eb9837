-- What patients and their allergies are on the wire.

-- A patient, with identifiers and allergies: `GET /patients/:id`, and each version in the history.
drop view if exists patients_view;
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
      select id, substance, code, codes, reaction, criticality, status, verification_status as "verificationStatus"
      from patient_allergies where patient_id = p.id order by id
    ) a
  ) known;

-- An allergy as a record of its own: `GET /patients/:id/allergies`.
drop view if exists patient_allergies_view;
create view patient_allergies_view as
select
  a.id, a.patient_id as "patientId", a.substance, a.code, a.codes, a.reaction, a.criticality, a.status,
  a.verification_status as "verificationStatus", a.version, a.created_at as "createdAt", a.updated_at as "updatedAt"
from patient_allergies a;

-- What is said of a patient's allergies, as FHIR's AllergyIntolerance: each that is recorded, and by the patient's own id whether anybody
-- has asked, where none is active.
drop view if exists allergy_statements_view;
create view allergy_statements_view as
select
  a.id, a.patient_id as "patientId", 'recorded' as said, a.created_at as "saidAt", a.substance, a.code, a.codes, a.reaction,
  a.criticality, a.status, a.verification_status as "verificationStatus", a.version, a.updated_at as "updatedAt"
from patient_allergies a
union all
select
  p.id, p.id, case when p.no_known_allergies_at is null then 'not-asked' else 'none-known' end, p.no_known_allergies_at, null, null,
  '[]', null, null, 'active', case when p.no_known_allergies_at is not null then 'confirmed' end, p.version, p.updated_at
from patients p
where not exists (select from patient_allergies a where a.patient_id = p.id and a.status = 'active');

-- Who may see a restricted patient: `GET /patients/:id/restriction`.
drop view if exists restrictions_view;
create view restrictions_view as
select
  r.id, r.restricted, r.care_team as "careTeam", r.reason,
  r.version, r.created_at as "createdAt", r.updated_at as "updatedAt"
from restrictions r;

-- Who has broken the glass, and what the auditor found: `GET /break-glass`.
drop view if exists broken_glass_view;
create view broken_glass_view as
select
  g.id, g.patient_id as "patientId", g.broken_by as "brokenBy", g.reason, g.lifts, g.open_until as "openUntil",
  g.reviewed_at is not null as reviewed, g.reviewed_by as "reviewedBy", g.reviewed_at as "reviewedAt", g.finding, g.note,
  g.version, g.created_at as "createdAt", g.updated_at as "updatedAt"
from broken_glass g;
