-- Appointments. No two live ones of a doctor, or of a patient, overlap: the constraints decide, whatever the code does.

create extension if not exists btree_gist;

create table appointments (
  id uuid primary key default uuidv7(),
  patient_id uuid not null,
  doctor_id uuid not null,
  -- copied when the doctor is linked, so that reading an appointment needs no neighbour
  doctor_name text,
  doctor_specialty text,
  start_at timestamptz not null,
  end_at timestamptz not null,
  status text not null constraint appointments_status
    check (status in ('pending', 'booked', 'arrived', 'fulfilled', 'cancelled', 'noshow')),
  reason text,
  cancellation_code text,
  cancellation_reason text,
  cancelled_by text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint appointments_time check (end_at > start_at and end_at <= start_at + interval '24 hours'),
  constraint appointments_linked check (status = 'pending' or status = 'cancelled' or doctor_name is not null),
  constraint appointments_cancellation check ((status = 'cancelled') = (cancellation_code is not null)),
  -- half-open, so that one may begin when another ends
  constraint appointments_no_doctor_overlap
    exclude using gist (doctor_id with =, tstzrange(start_at, end_at) with &&) where (status not in ('cancelled', 'noshow')),
  constraint appointments_no_patient_overlap
    exclude using gist (patient_id with =, tstzrange(start_at, end_at) with &&) where (status not in ('cancelled', 'noshow'))
);

-- Two inserts that conflict would each wait for the other until the deadlock detector ends one, after a second. Taking
-- turns by doctor, then by patient, makes the second see the first at once. A thousand turnstiles for each, not one for
-- every person, so that a bulk import does not run out of locks.
create function take_turns() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(1, hashtext(new.doctor_id::text) & 1023);
  perform pg_advisory_xact_lock(2, hashtext(new.patient_id::text) & 1023);
  return new;
end $$;

create trigger appointments_take_turns before insert or update of doctor_id, patient_id, start_at, end_at on appointments
  for each row execute function take_turns();
create trigger appointments_touch before update on appointments for each row execute function touch_record();

create index appointments_by_time on appointments (start_at, id);
create index appointments_by_patient on appointments (patient_id, start_at, id);
create index appointments_by_doctor on appointments (doctor_id, start_at, id);
create index appointments_by_status on appointments (status, start_at, id);

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
  a.updated_at as "updatedAt"
from appointments a;
