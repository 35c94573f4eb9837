-- Patients who wait for an earlier time, and the times that are offered to them one after the other.

create table waitlist_entries (
  id uuid primary key default uuidv7(),
  patient_id uuid not null,
  doctor_id uuid,
  specialty text,
  earliest_at timestamptz not null,
  latest_at timestamptz not null,
  duration_minutes integer not null,
  -- pending: it is not known yet whether this patient may wait for this doctor, so nothing is offered
  status text not null default 'waiting' constraint waitlist_entries_status
    check (status in ('pending', 'waiting', 'offered', 'accepted', 'cancelled')),
  reason text,
  -- why it was ended by the system; null if the patient or the desk has ended it
  ended_because text,
  -- an offer that was accepted, answered with 202, and then refused
  refused_offer json,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint waitlist_entries_whom check ((doctor_id is null) <> (specialty is null)),
  constraint waitlist_entries_time check (latest_at >= earliest_at + duration_minutes * interval '1 minute'),
  -- a patient waits once for the same days with the same doctor or specialty
  constraint waitlist_entries_no_repeat
    exclude using gist (
      patient_id with =,
      coalesce(doctor_id::text, fold_text(specialty)) with =,
      tstzrange(earliest_at, latest_at) with &&)
    where (status in ('pending', 'waiting', 'offered'))
);
create index waitlist_entries_by_patient on waitlist_entries (patient_id, id);
create index waitlist_entries_by_doctor on waitlist_entries (doctor_id, id);
create index waitlist_entries_by_specialty on waitlist_entries (fold_text(specialty), id);
create index waitlist_entries_by_status on waitlist_entries (status, id);

alter table appointments add constraint appointments_offered_to foreign key (offered_to) references waitlist_entries;

-- The offers that were made, each for one held appointment.
create table waitlist_offers (
  id uuid primary key default uuidv7(),
  entry_id uuid not null references waitlist_entries,
  appointment_id uuid not null,
  doctor_id uuid not null,
  start_at timestamptz not null,
  end_at timestamptz not null,
  expires_at timestamptz not null,
  -- refused: it was accepted, and could not be booked by then
  outcome text not null default 'open' constraint waitlist_offers_outcome
    check (outcome in ('open', 'accepted', 'declined', 'expired', 'refused')),
  offered_at timestamptz not null default now(),
  ended_at timestamptz
);
-- an entry has one offer at a time
create unique index waitlist_offers_one_open on waitlist_offers (entry_id) where outcome = 'open';
create index waitlist_offers_by_entry on waitlist_offers (entry_id, id);

-- Time that a cancellation or a move has freed, until it has been offered to those whom it fits.
create table freed_times (
  id uuid primary key default uuidv7(),
  doctor_id uuid not null,
  start_at timestamptz not null,
  end_at timestamptz not null,
  freed_at timestamptz not null default now()
);
