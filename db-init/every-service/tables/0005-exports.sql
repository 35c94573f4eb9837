-- Bulk exports in FHIR: who asked for what, and where its files begin and end. What is in a file is read when it is fetched, so no
-- patient's data are stored twice; see docs/decisions/0047-bulk-export-in-parts.md.

create table exports (
  id uuid primary key,
  -- `iss` and `sub` of who asked; nobody else is told of it
  issuer text not null,
  subject text not null,
  -- what was asked, as the manifest repeats it
  request text not null,
  types text[] not null,
  -- types that are divided into files
  divided text[] not null default '{}',
  changed_since timestamptz,
  asked_at timestamptz not null default now()
);
create index exports_by_age on exports (asked_at);

-- One file: the records of a type after one id (from the first, where it is null) until another, in order of their ids.
create table export_files (
  export_id uuid not null references exports on delete cascade,
  type text not null,
  number integer not null,
  after_id uuid,
  until_id uuid not null,
  count integer not null,
  primary key (export_id, type, number)
);
