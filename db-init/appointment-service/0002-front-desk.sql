-- What a front desk does with a booking: move it, overbook with a reason, check in; every version of it is kept.

alter table appointments
  -- what the caller asked for; null: the doctor's usual visit, applied when the doctor is linked
  add column requested_minutes integer,
  -- why somebody with the right to do so put it outside the doctor's hours, or on a time that the doctor already has
  add column overbook_reason text,
  -- a move that waits for doctor-service: both times are held until it is decided
  add column move_start_at timestamptz,
  add column move_end_at timestamptz,
  add column move_overbook_reason text,
  -- a move that was refused after its 202
  add column refused_move json,
  -- while its time is held for a patient on the waiting list: which entry, and until when
  add column offered_to uuid,
  add column held_until timestamptz,
  add constraint appointments_offer check (
    (offered_to is null) = (held_until is null) and (offered_to is null or status = 'pending')),
  add constraint appointments_move check (
    (move_start_at is null) = (move_end_at is null)
    and (move_end_at is null or (status = 'booked' and move_end_at > move_start_at and move_end_at <= move_start_at + interval '24 hours'))
    and (move_overbook_reason is null or move_start_at is not null)
  );

create function held_times(start_at timestamptz, end_at timestamptz, move_start_at timestamptz, move_end_at timestamptz)
returns tstzmultirange language sql immutable parallel safe as $$
  select case
    when move_start_at is null then tstzmultirange(tstzrange(start_at, end_at))
    else tstzmultirange(tstzrange(start_at, end_at), tstzrange(move_start_at, move_end_at))
  end
$$;

alter table appointments
  add column held tstzmultirange not null generated always as (held_times(start_at, end_at, move_start_at, move_end_at)) stored,
  drop constraint appointments_no_doctor_overlap,
  drop constraint appointments_no_patient_overlap;

alter table appointments
  add constraint appointments_no_doctor_overlap exclude using gist (doctor_id with =, held with &&)
    where (status not in ('cancelled', 'noshow') and overbook_reason is null and move_overbook_reason is null),
  add constraint appointments_no_patient_overlap exclude using gist (patient_id with =, held with &&)
    where (status not in ('cancelled', 'noshow'));

-- The constraint compares bookings that are not overbooked; this holds those against overbooked ones too, so that nothing
-- without a reason gets beside them. It runs after take_turns, by its name.
create function refuse_beside_overbooked() returns trigger language plpgsql as $$
begin
  if exists (
    select from appointments o
    where o.doctor_id = new.doctor_id
      and o.id <> new.id
      and o.status not in ('cancelled', 'noshow')
      and (o.overbook_reason is not null or o.move_overbook_reason is not null)
      and o.held && held_times(new.start_at, new.end_at, new.move_start_at, new.move_end_at)
  ) then
    raise exception 'an overbooked appointment overlaps' using errcode = 'exclusion_violation', constraint = 'appointments_no_doctor_overlap';
  end if;
  return new;
end $$;

create trigger appointments_take_turns_with_overbooked
  before insert or update of doctor_id, start_at, end_at, move_start_at, move_end_at, overbook_reason on appointments
  for each row when (
    new.overbook_reason is null and new.move_overbook_reason is null and new.status not in ('cancelled', 'noshow'))
  execute function refuse_beside_overbooked();

drop trigger appointments_take_turns on appointments;
create trigger appointments_take_turns
  before insert or update of doctor_id, patient_id, start_at, end_at, move_start_at, move_end_at on appointments
  for each row execute function take_turns();

-- few are overbooked; both the list and the trigger look for them
create index appointments_overbooked on appointments (start_at, id) where overbook_reason is not null;
create index appointments_overbooked_by_doctor on appointments using gist (doctor_id, held)
  where (overbook_reason is not null or move_overbook_reason is not null);

create or replace view appointments_view as
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
  a.held_until as "heldUntil"
from appointments a;

-- a booking that is refused while it is pending leaves nothing behind, so history begins when it is booked, or kept as cancelled
call keep_versions_of('appointments', 'new.status <> ''pending''');

insert into record_versions (table_name, record_id, version, changed_at, record)
select 'appointments', v.id, v.version, v."updatedAt", to_jsonb(v) from appointments_view v where v.status <> 'pending';

-- What is taken, in two halves, each of which has an index that serves it.
create view taken_times as
select id, doctor_id, patient_id, held from appointments
where status not in ('cancelled', 'noshow') and overbook_reason is null and move_overbook_reason is null
union all
select id, doctor_id, patient_id, held from appointments
where status not in ('cancelled', 'noshow') and (overbook_reason is not null or move_overbook_reason is not null);
