-- Weekly hours and the days for which they are valid: no two blocks of a week overlap, and no two validities of a doctor.

create extension if not exists btree_gist;

-- PostgreSQL reckons with the zone from here on, so it must know it. `not valid`: what is stored already stays as it is.
create function is_time_zone(name text) returns boolean language plpgsql immutable parallel safe as $$
begin
  perform now() at time zone name;
  return true;
exception when invalid_parameter_value then
  return false;
end $$;
alter table doctors add constraint doctors_time_zone_known check (is_time_zone(time_zone)) not valid;

-- The version of all of a doctor's schedules together; a change of it is none of the doctor's own record.
alter table doctors add schedule_version integer not null default 1;
drop trigger doctors_touch on doctors;
create trigger doctors_touch before update on doctors for each row
  when (old.schedule_version = new.schedule_version) execute function touch_record();

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

create view schedules_view as
select
  d.id as "doctorId",
  d.schedule_version as version,
  (
    select coalesce(json_agg(row_to_json(s) order by s."validFrom" nulls first), '[]')
    from (
      select
        lower(s.validity) as "validFrom",
        upper(s.validity) - 1 as "validTo",
        (
          select coalesce(
            json_agg(
              json_build_object(
                'day', (array['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])[b.day],
                'start', to_char(b.opens, 'HH24:MI'),
                'end', to_char(b.closes, 'HH24:MI'))
              order by b.day, b.opens),
            '[]')
          from schedule_blocks b where b.schedule_id = s.id
        ) as weekly
      from schedules s where s.doctor_id = d.id
    ) s
  ) as data
from doctors d;
