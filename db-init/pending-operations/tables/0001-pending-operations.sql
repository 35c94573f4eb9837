-- What is to be done for which record, when next, and why it is not done yet; only in services that accept first and complete
-- later. A worker in each process of the service takes its rows.

create table pending_operations (
  id uuid primary key default uuidv7(),
  job text not null,
  record_id text not null,
  -- the service's own work, such as offering freed time: no caller waits for it, so it is not listed
  upkeep boolean not null default false,
  attempts integer not null default 0,
  -- failed: the last attempt ended in a fault of our own; it is tried again all the same
  state text not null default 'waiting' constraint pending_operations_state check (state in ('waiting', 'failed')),
  reason text,
  next_attempt_at timestamptz not null,
  -- until then one process tries it; one that takes longer has died
  locked_until timestamptz,
  created_at timestamptz not null default now(),
  constraint pending_operations_one_per_record unique (job, record_id)
);
create index pending_operations_by_state on pending_operations (state, id);
create index pending_operations_due on pending_operations (next_attempt_at);
