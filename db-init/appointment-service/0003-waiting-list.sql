-- Patients who wait for an earlier time, and the times that are offered to them one after the other.

create table waitlist_entries (
  id uuid primary key default uuidv7(),
  patient_id uuid not null,
  doctor_id uuid,
  specialty text,
  earliest_at timestamptz not null,
  latest_at timestamptz not null,
  duration_minutes integer not null,
  status text not null default 'waiting' constraint waitlist_entries_status
    check (status in ('waiting', 'offered', 'accepted', 'cancelled')),
  reason text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint waitlist_entries_whom check ((doctor_id is null) <> (specialty is null)),
  constraint waitlist_entries_time check (latest_at >= earliest_at + duration_minutes * interval '1 minute')
);
create trigger waitlist_entries_touch before update on waitlist_entries for each row execute function touch_record();
create index waitlist_entries_by_patient on waitlist_entries (patient_id, id);
create index waitlist_entries_by_doctor on waitlist_entries (doctor_id, id);
create index waitlist_entries_by_specialty on waitlist_entries (fold_text(specialty), id);
create index waitlist_entries_by_status on waitlist_entries (status, id);

-- the offers that were made, each for one held appointment
create table waitlist_offers (
  id uuid primary key default uuidv7(),
  entry_id uuid not null references waitlist_entries,
  appointment_id uuid not null,
  doctor_id uuid not null,
  start_at timestamptz not null,
  end_at timestamptz not null,
  expires_at timestamptz not null,
  outcome text not null default 'open' constraint waitlist_offers_outcome
    check (outcome in ('open', 'accepted', 'declined', 'expired')),
  offered_at timestamptz not null default now(),
  ended_at timestamptz
);
-- an entry has one offer at a time
create unique index waitlist_offers_one_open on waitlist_offers (entry_id) where outcome = 'open';
create index waitlist_offers_by_entry on waitlist_offers (entry_id, id);

-- time that a cancellation or a move has freed, until it has been offered to whom it fits
create table freed_times (
  id uuid primary key default uuidv7(),
  doctor_id uuid not null,
  start_at timestamptz not null,
  end_at timestamptz not null,
  freed_at timestamptz not null default now()
);

alter table appointments add constraint appointments_offered_to foreign key (offered_to) references waitlist_entries;

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
  e.updated_at as "updatedAt"
from waitlist_entries e;
