-- Doctors' profiles, their weekly hours, and when they are away; a licence belongs to one doctor, however it is written.

-- What of a name is compared: its letters and digits. So Abdul Rahman, Abdul-Rahman and Abdulrahman are one, and 山田太郎 is
-- found by both his names together.
create function name_letters(name text) returns text language sql immutable strict parallel safe as $$
  select regexp_replace(public.fold_text(normalize(name)), '[[:space:][:punct:]]+', '', 'g')
$$;

-- Hours on the clock on the wall need a zone that PostgreSQL knows.
create function is_time_zone(name text) returns boolean language plpgsql immutable parallel safe as $$
begin
  perform now() at time zone name;
  return true;
exception when invalid_parameter_value then
  return false;
end $$;

create table doctors (
  id uuid primary key default uuidv7(),
  -- either may be missing: many people have one name only
  given_name text,
  family_name text,
  -- the given name twice, so that both orders of a name are found by one pattern
  search_name text not null generated always as (
    name_letters(coalesce(given_name, '') || coalesce(family_name, '') || coalesce(given_name, ''))) stored,
  specialty text not null,
  license_number text not null constraint doctors_license_number_unique unique,
  -- set by a trigger; null for a doctor of an earlier version whose number looks like that of another one
  license_key text constraint doctors_license_key_unique unique,
  email text,
  phone text,
  time_zone text not null,
  visit_minutes integer not null constraint doctors_visit_minutes check (visit_minutes between 5 and 480),
  active boolean not null default true,
  -- the version of all of a doctor's schedules together; a change of it is none of the doctor's own record
  schedule_version integer not null default 1,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint doctors_named check (given_name is not null or family_name is not null)
);
-- `not valid`: zones of an earlier version stay as they are when its backup is restored
alter table doctors add constraint doctors_time_zone_known check (is_time_zone(time_zone)) not valid;

create index doctors_by_name on doctors using gin (search_name gin_trgm_ops);
create index doctors_by_specialty on doctors (fold_text(specialty), id);
create index doctors_by_active on doctors (active, id);

-- The days for which weekly hours are valid: no two validities of a doctor overlap, and no two blocks of a week.
create extension if not exists btree_gist;

create table schedules (
  id uuid primary key default uuidv7(),
  doctor_id uuid not null references doctors,
  validity daterange not null constraint schedules_validity check (not isempty(validity)),
  constraint schedules_no_validity_overlap exclude using gist (doctor_id with =, validity with &&)
);

-- The minutes of the week, from Monday 00:00, that a block takes. One that closes no later than it opens closes on the next
-- day, and after Sunday comes Monday again.
create function minutes_of_week(day integer, opens time, closes time) returns int4multirange
language sql immutable strict parallel safe as $$
  select case
    when closing <= 10080 then int4multirange(int4range(opening, closing))
    else int4multirange(int4range(opening, 10080), int4range(0, closing - 10080))
  end
  from (select ((day - 1) * 1440 + extract(epoch from opens) / 60)::integer as opening) o,
    lateral (
      select ((case when closes <= opens then day else day - 1 end) * 1440 + extract(epoch from closes) / 60)::integer as closing
    ) c
$$;

create table schedule_blocks (
  schedule_id uuid not null references schedules on delete cascade,
  -- as in ISO 8601: 1 is Monday
  day integer not null constraint schedule_blocks_day check (day between 1 and 7),
  opens time not null constraint schedule_blocks_opens check (opens < '24:00'),
  closes time not null,
  minutes int4multirange not null generated always as (minutes_of_week(day, opens, closes)) stored,
  constraint schedule_blocks_no_overlap exclude using gist (schedule_id with =, minutes with &&)
);

-- When a doctor is away, whatever the schedule says.
create table time_off (
  id uuid primary key default uuidv7(),
  doctor_id uuid not null references doctors,
  start_at timestamptz not null,
  end_at timestamptz not null,
  -- leave by whole days, both included: the instants are those of the days in the doctor's time zone, and follow it
  start_date date,
  end_date date,
  reason text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint time_off_time check (end_at > start_at),
  constraint time_off_days check ((start_date is null) = (end_date is null) and end_date >= start_date)
);
create index time_off_by_doctor on time_off (doctor_id, start_at, id);
