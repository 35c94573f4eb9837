-- What waits for another service, only in services that accept first and complete later: for how long, and why.

create table settlements (
  id uuid primary key default uuidv7(),
  job text not null,
  record_id text not null,
  attempts integer not null default 0,
  -- failed: the last attempt ended in a fault of our own; it is tried again all the same
  state text not null default 'waiting' constraint settlements_state check (state in ('waiting', 'failed')),
  reason text,
  next_attempt_at timestamptz not null,
  created_at timestamptz not null default now(),
  constraint settlements_one_per_record unique (job, record_id)
);
create index settlements_by_state on settlements (state, id);
