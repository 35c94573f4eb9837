-- What an event is on the wire: `GET /audit`, and for the patient `GET /patients/:id/accesses`.

drop view if exists audit_view;
create view audit_view as
select
  e.position,
  (e.event ->> 'at')::timestamptz as "at",
  e.event ->> 'did' as did,
  e.operation,
  e.event ->> 'outcome' as outcome,
  (e.event ->> 'status')::integer as status,
  e.event ->> 'issuer' as issuer,
  e.subject,
  e.event ->> 'name' as name,
  e.event -> 'roles' as roles,
  e.event ->> 'client' as client,
  e.event ->> 'through' as through,
  e.patient_ids as "patientIds",
  e.event ->> 'path' as path,
  e.event ->> 'address' as address,
  e.event ->> 'reason' as reason,
  e.event ->> 'requestId' as "requestId",
  e.event ->> 'traceId' as "traceId",
  encode(e.hash, 'hex') as hash,
  e.recorded_at as "recordedAt"
from audit_events e;

drop view if exists accesses_view;
create view accesses_view as
select
  e.position,
  (e.event ->> 'at')::timestamptz as "at",
  coalesce(e.event ->> 'name', e.subject) as "who",
  e.event -> 'roles' as roles,
  e.event ->> 'did' as did,
  e.event ->> 'outcome' as outcome,
  e.event ->> 'through' as through,
  e.event ->> 'reason' as reason
from audit_events e;
