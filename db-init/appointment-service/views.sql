-- What appointments and entries of the waiting list are on the wire; and the times that are taken.

-- An appointment, as `GET /appointments/:id` shows it.
drop view if exists appointments_view;
create view appointments_view as
select
  a.id,
  a.patient_id as "patientId",
  a.doctor_id as "doctorId",
  (
    select row_to_json(d) from (select a.doctor_name as name, a.doctor_specialty as specialty) d where d.name is not null
  ) as doctor,
  a.start_at as "time",
  a.end_at as "endTime",
  (extract(epoch from a.end_at - a.start_at) / 60)::integer as "durationMinutes",
  a.status,
  a.reason,
  (
    select row_to_json(c)
    from (select a.cancellation_code as code, a.cancellation_reason as reason, a.cancelled_by as by) c where c.code is not null
  ) as cancellation,
  a.version,
  a.created_at as "createdAt",
  a.updated_at as "updatedAt",
  (select row_to_json(o) from (select a.overbook_reason as reason) o where o.reason is not null) as overbook,
  (
    select row_to_json(m) from (select a.move_start_at as "time", a.move_end_at as "endTime") m where m."time" is not null
  ) as "waitingMove",
  a.refused_move as "refusedMove",
  a.held_until as "heldUntil",
  a.offered_to as "offeredTo",
  a.walk_in as "walkIn",
  (select row_to_json(l) from (select a.recorded_late_reason as reason) l where l.reason is not null) as "recordedLate",
  a.status_reason as "statusReason",
  a.confidential
from appointments a;

-- An entry of the waiting list, as `GET /waitlist/:id` shows it, with the time that is on offer or was taken.
drop view if exists waitlist_entries_view;
create view waitlist_entries_view as
select
  e.id,
  e.patient_id as "patientId",
  e.doctor_id as "doctorId",
  e.specialty,
  e.earliest_at as "earliest",
  e.latest_at as "latest",
  e.duration_minutes as "durationMinutes",
  e.status,
  e.reason,
  (
    select row_to_json(o)
    from (
      select f.appointment_id as "appointmentId", f.doctor_id as "doctorId", f.start_at as "time", f.end_at as "endTime",
        f.expires_at as "expiresAt"
      from waitlist_offers f where f.entry_id = e.id and f.outcome in ('open', 'accepted') order by f.id desc limit 1
    ) o
  ) as offer,
  (select count(*)::integer from waitlist_offers f where f.entry_id = e.id and f.outcome in ('declined', 'expired')) as "offersMissed",
  e.version,
  e.created_at as "createdAt",
  e.updated_at as "updatedAt",
  e.ended_because as "endedBecause",
  e.refused_offer as "refusedOffer"
from waitlist_entries e;

-- Not on the wire: what is taken, in two halves, each of which has an index that serves it.
drop view if exists taken_times;
create view taken_times as
select id, doctor_id, patient_id, held from appointments
where status not in ('cancelled', 'noshow') and overbook_reason is null and move_overbook_reason is null
union all
select id, doctor_id, patient_id, held from appointments
where status not in ('cancelled', 'noshow') and (overbook_reason is not null or move_overbook_reason is not null);

-- Not on the wire: each part of what these doctors and this patient have in `span`, but for one appointment that is in nobody's way.
drop function if exists taken_between;
create function taken_between(doctors uuid[], patient uuid, span tstzrange, except_id uuid)
returns table (whose uuid, part tstzrange)
language sql stable
-- planned once for each connection: planning took longer than the look, and no window has a better plan of its own
set plan_cache_mode = force_generic_plan
as $$
  select t.whose, part
  from (
    select t.doctor_id as whose, t.id, t.held
    from unnest(doctors) as d (doctor_id) join taken_times t on t.doctor_id = d.doctor_id and t.held && span
    union all
    select a.patient_id, a.id, a.held
    from appointments a
    where a.patient_id = patient and a.status not in ('cancelled', 'noshow') and a.held && span
  ) t, unnest(t.held) part
  where t.id is distinct from except_id and part && span
$$;
