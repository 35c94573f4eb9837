-- Who did what with whose data: an event for every operation on a patient's data, in one chain for each service.
-- See docs/decisions/0040-audit.md and service-kit/src/audit.ts.

-- The events of writes, each written in the transaction of its write; the next batch takes them into the chain.
create table audit_waiting (
  id bigint generated always as identity primary key,
  patient_ids uuid[] not null,
  event jsonb not null,
  -- what the chain would refuse must not wait before it
  constraint audit_waiting_says_who_did_what check (event ->> 'subject' is not null and event ->> 'operation' is not null)
);

-- `hash` is of the row and of `previous`, the hash of the row before; see audit_hash().
create table audit_events (
  position bigint not null,
  -- when it was taken into the chain, never earlier than the row before; `event` has when it happened
  recorded_at timestamptz not null,
  patient_ids uuid[] not null,
  event jsonb not null,
  previous bytea not null,
  hash bytea not null,
  subject text not null generated always as (event ->> 'subject') stored,
  operation text not null generated always as (event ->> 'operation') stored,
  primary key (position, recorded_at)
) partition by range (recorded_at);
create index audit_events_by_patient on audit_events using gin (patient_ids);
create index audit_events_by_subject on audit_events (subject, position);
create index audit_events_by_operation on audit_events (operation, position);
create index audit_events_by_request on audit_events ((event ->> 'requestId'));
create index audit_events_by_time on audit_events (recorded_at);
create index audit_events_refused on audit_events (position) where event ->> 'outcome' = 'refused';

-- The last row of the chain. One batch at a time locks it, and so writes the next rows.
create table audit_head (
  only_one boolean primary key default true check (only_one),
  position bigint not null,
  hash bytea not null,
  recorded_at timestamptz not null
);
insert into audit_head (position, hash, recorded_at) values (0, sha256('the first event'), '-infinity');

-- Where the chain begins now: after the last row of the months that were kept long enough.
create table audit_retired (
  position bigint primary key,
  hash bytea not null,
  retired_at timestamptz not null default now()
);
insert into audit_retired (position, hash, retired_at) select position, hash, recorded_at from audit_head;
