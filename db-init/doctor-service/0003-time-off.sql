-- When a doctor is away, whatever the schedule says.

create table time_off (
  id uuid primary key default uuidv7(),
  doctor_id uuid not null references doctors,
  start_at timestamptz not null,
  end_at timestamptz not null,
  reason text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint time_off_time check (end_at > start_at)
);

create trigger time_off_touch before update on time_off for each row execute function touch_record();

create index time_off_by_doctor on time_off (doctor_id, start_at, id);

create view time_off_view as
select
  t.id,
  t.doctor_id as "doctorId",
  t.start_at as "start",
  t.end_at as "end",
  t.reason,
  t.version,
  t.created_at as "createdAt",
  t.updated_at as "updatedAt"
from time_off t;
