-- What every service keeps beside its own records: remembered responses and versions; and text without case and accents,
-- which indexes and generated columns of the services are made of.

-- One row per Idempotency-Key, written in the transaction that did the work; see service-kit/src/idempotency.ts.
create table idempotency_keys (
  key text primary key,
  fingerprint text not null,
  status integer not null,
  headers jsonb not null,
  body text not null,
  settling_until timestamptz,
  created_at timestamptz not null default now()
);
create index idempotency_keys_by_age on idempotency_keys (created_at);

-- What a record was, from when, and by which request.
create table record_versions (
  table_name text not null,
  record_id uuid not null,
  version integer not null,
  changed_at timestamptz not null default now(),
  -- the X-Request-Id of the change; null for what a job did
  request_id text,
  record jsonb not null,
  primary key (table_name, record_id, version)
);

create extension if not exists unaccent;
create extension if not exists pg_trgm;

-- unaccent() is only stable, because its dictionary could be changed; ours is not
create function fold_text(value text) returns text language sql immutable strict parallel safe as $$
  select lower(public.unaccent('public.unaccent'::regdictionary, value))
$$;
