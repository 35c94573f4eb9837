-- What the nightly comparison with billing-service found; the last one is shown as a metric.

create table reconciliations (
  id uuid primary key default uuidv7(),
  from_at timestamptz not null,
  to_at timestamptz not null,
  compared integer not null,
  differences jsonb not null,
  made_at timestamptz not null default now()
);
create trigger reconciliations_only_grow before update or delete on reconciliations for each row execute function refuse_change();
