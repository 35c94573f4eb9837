-- Patients whose record is for their care team alone, and who has broken the glass.

-- `id` is the patient's.
create table restrictions (
  id uuid primary key references patients (id),
  restricted boolean not null,
  care_team jsonb not null default '[]',
  reason text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table broken_glass (
  id uuid primary key default uuidv7(),
  patient_id uuid not null references patients (id),
  -- issuer, subject, name, roles, client of the token
  broken_by jsonb not null,
  reason text not null,
  open_until timestamptz not null,
  reviewed_by jsonb,
  reviewed_at timestamptz,
  finding text,
  note text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint broken_glass_reviewed_in_full check (
    (reviewed_by is null) = (reviewed_at is null) and (reviewed_by is null) = (finding is null)
  ),
  constraint broken_glass_reviewed_by_another check (
    reviewed_by is null
    or (reviewed_by ->> 'issuer', reviewed_by ->> 'subject') is distinct from (broken_by ->> 'issuer', broken_by ->> 'subject')
  )
);
create index broken_glass_by_patient on broken_glass (patient_id, id);
create index broken_glass_by_person on broken_glass ((broken_by ->> 'subject'), id);
create index broken_glass_to_review on broken_glass (id) where reviewed_at is null;
