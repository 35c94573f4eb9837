-- What waits for another service, as `GET /pending-operations` lists it.

drop view if exists pending_operations_view;
create view pending_operations_view as
select id, job, record_id as "recordId", state, attempts, reason as "lastReason", created_at as "since",
  next_attempt_at as "nextAttemptAt"
from pending_operations
where not upkeep;
