-- What an event is on the wire: `GET /audit`, and for the patient `GET /patients/:id/accesses`.

drop function if exists show_event(audit_events);
create function show_event(e audit_events)
returns table (
  "position" bigint, "at" timestamptz, did text, operation text, outcome text, status integer, issuer text, subject text,
  name text, roles jsonb, client text, through text, "patientIds" uuid[], path text, address text, reason text,
  "requestId" text, "traceId" text, hash text, "recordedAt" timestamptz
)
language sql stable as $$
  select e.position, (e.event ->> 'at')::timestamptz, e.event ->> 'did', e.operation, e.event ->> 'outcome',
    (e.event ->> 'status')::integer, e.event ->> 'issuer', e.subject, e.event ->> 'name', e.event -> 'roles',
    e.event ->> 'client', e.event ->> 'through', e.patient_ids, e.event ->> 'path', e.event ->> 'address',
    e.event ->> 'reason', e.event ->> 'requestId', e.event ->> 'traceId', encode(e.hash, 'hex'), e.recorded_at
$$;

drop function if exists show_access(audit_events);
create function show_access(e audit_events)
returns table (
  "position" bigint, "at" timestamptz, who text, roles jsonb, did text, outcome text, through text, reason text
)
language sql stable as $$
  select e.position, (e.event ->> 'at')::timestamptz, coalesce(e.event ->> 'name', e.subject), e.event -> 'roles',
    e.event ->> 'did', e.event ->> 'outcome', e.event ->> 'through', e.event ->> 'reason'
$$;
