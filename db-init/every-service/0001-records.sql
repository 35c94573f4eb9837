-- What every service's store rests on: versions that count themselves, tables that only grow, remembered answers.

create function touch_record() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  new.updated_at := now();
  return new;
end $$;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% keeps history: its rows are never changed or deleted', tg_table_name using errcode = 'restrict_violation';
end $$;

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
