-- Which rows were removed of late, for those who follow what changes; all else is found by updated_at.
create table removed_records (
  table_name text not null,
  record_id uuid not null,
  -- one more than its last
  version integer not null,
  -- null: it was nobody's
  patient_id uuid,
  removed_at timestamptz not null default now(),
  primary key (table_name, record_id)
);
create index removed_records_by_time on removed_records (removed_at);
