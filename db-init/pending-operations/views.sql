-- What waits for another service, as `GET /settlements` lists it.

drop view if exists settlements_view;
create view settlements_view as
select id, job, record_id as "recordId", state, attempts, reason as "lastReason", created_at as "since",
  next_attempt_at as "nextAttemptAt"
from settlements;
