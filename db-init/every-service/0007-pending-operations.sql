-- What waits is one table: what is to be done for which record, when next, and why it is not done yet. A worker of ours takes its rows.

alter table settlements rename to pending_operations;
alter table pending_operations rename constraint settlements_state to pending_operations_state;
alter table pending_operations rename constraint settlements_one_per_record to pending_operations_one_per_record;
alter table pending_operations rename constraint settlements_pkey to pending_operations_pkey;
alter index settlements_by_state rename to pending_operations_by_state;

alter table pending_operations
  -- the service's own work, such as offering freed time: no caller waits for it, so it is not listed
  add column upkeep boolean not null default false,
  -- until then one process tries it; one that takes longer has died
  add column locked_until timestamptz;
create index pending_operations_due on pending_operations (next_attempt_at);

drop view settlements_view;
create view pending_operations_view as
select id, job, record_id as "recordId", state, attempts, reason as "lastReason", created_at as "since",
  next_attempt_at as "nextAttemptAt"
from pending_operations
where not upkeep;

-- The rows of the library that did this before. What they were planned for, the records themselves say.
drop schema if exists graphile_worker cascade;
