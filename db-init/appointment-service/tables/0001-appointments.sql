-- Appointments: who sees whom, and when. No two live ones of a doctor, or of a patient, overlap: the constraints decide,
-- whatever the code does.

create extension if not exists btree_gist;

-- The times that an appointment keeps from others: its own, and that of a move that is not decided yet.
create function held_times(start_at timestamptz, end_at timestamptz, move_start_at timestamptz, move_end_at timestamptz)
returns tstzmultirange language sql immutable parallel safe as $$
  select case
    when move_start_at is null then tstzmultirange(tstzrange(start_at, end_at))
    else tstzmultirange(tstzrange(start_at, end_at), tstzrange(move_start_at, move_end_at))
  end
$$;

create table appointments (
  id uuid primary key default uuidv7(),
  patient_id uuid not null,
  doctor_id uuid not null,
  -- copied when the doctor is linked, so that reading an appointment needs no other service
  doctor_name text,
  doctor_specialty text,
  start_at timestamptz not null,
  end_at timestamptz not null,
  -- what the caller asked for; null: the doctor's usual visit, applied when the doctor is linked
  requested_minutes integer,
  status text not null constraint appointments_status
    check (status in ('pending', 'booked', 'arrived', 'fulfilled', 'cancelled', 'noshow')),
  reason text,
  -- booked for now, by somebody who is there
  walk_in boolean not null default false,
  -- why a visit that has taken place was entered only afterwards
  recorded_late_reason text,
  -- why somebody with the right to do so put it outside the doctor's hours, or on a time that the doctor already has
  overbook_reason text,
  cancellation_code text,
  cancellation_reason text,
  cancelled_by text,
  -- why the last command took back what was recorded before
  status_reason text,
  -- a move that waits for doctor-service: both times are held until it is decided
  move_start_at timestamptz,
  move_end_at timestamptz,
  move_overbook_reason text,
  -- a move that was refused after its 202
  refused_move json,
  -- while its time is held for a patient on the waiting list: which entry, and until when
  offered_to uuid,
  held_until timestamptz,
  held tstzmultirange not null generated always as (held_times(start_at, end_at, move_start_at, move_end_at)) stored,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint appointments_time check (end_at > start_at and end_at <= start_at + interval '24 hours'),
  constraint appointments_linked check (status = 'pending' or status = 'cancelled' or doctor_name is not null),
  constraint appointments_cancellation check ((status = 'cancelled') = (cancellation_code is not null)),
  constraint appointments_offer check (
    (offered_to is null) = (held_until is null) and (offered_to is null or status = 'pending')),
  constraint appointments_move check (
    (move_start_at is null) = (move_end_at is null)
    and (move_end_at is null or (status = 'booked' and move_end_at > move_start_at and move_end_at <= move_start_at + interval '24 hours'))
    and (move_overbook_reason is null or move_start_at is not null)
  ),
  -- half-open, so that one may begin when another ends; `refuse_beside_overbooked` compares with what was overbooked
  constraint appointments_no_doctor_overlap exclude using gist (doctor_id with =, held with &&)
    where (status not in ('cancelled', 'noshow') and overbook_reason is null and move_overbook_reason is null),
  constraint appointments_no_patient_overlap exclude using gist (patient_id with =, held with &&)
    where (status not in ('cancelled', 'noshow'))
);

create index appointments_by_time on appointments (start_at, id);
create index appointments_by_patient on appointments (patient_id, start_at, id);
create index appointments_by_doctor on appointments (doctor_id, start_at, id);
create index appointments_by_status on appointments (status, start_at, id);
-- few are overbooked; both the list and the trigger look for them
create index appointments_overbooked on appointments (start_at, id) where overbook_reason is not null;
create index appointments_overbooked_by_doctor on appointments using gist (doctor_id, held)
  where (overbook_reason is not null or move_overbook_reason is not null);
