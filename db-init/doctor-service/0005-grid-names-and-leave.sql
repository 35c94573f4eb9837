-- Blocks of hours told whole, doctors with one name, licence numbers that look alike, and leave by whole days.

-- The grid of visits belongs to the block of hours, whatever a leave or the window has left of it.
create function working_blocks(doctor_id uuid, zone text, span tstzrange) returns setof tstzrange
language sql stable parallel safe as $$
  select worked.hours
  from generate_series(
      date_trunc('day', lower(span) at time zone zone) - interval '2 days',
      date_trunc('day', upper(span) at time zone zone) + interval '1 day',
      interval '1 day') midnight
    join schedules s on s.doctor_id = working_blocks.doctor_id and s.validity @> midnight::date
    join schedule_blocks b on b.schedule_id = s.id and b.day = extract(isodow from midnight)
    cross join lateral (
      select midnight + b.opens as opens,
        midnight + b.closes + case when b.closes <= b.opens then interval '1 day' else interval '0' end as closes
    ) wall
    cross join lateral (
      select case
        -- days around which the clock does not change, which are nearly all: four times as fast
        when (midnight + interval '3 days') at time zone zone - (midnight - interval '1 day') at time zone zone = interval '4 days'
        then tstzrange(wall.opens at time zone zone, wall.closes at time zone zone)
        else tstzrange(moment_of(wall.opens, zone, false), moment_of(wall.closes, zone, true))
      end as hours
    ) worked
  where worked.hours && span
$$;

-- Either name may be missing: many people have one only.
alter table doctors
  alter column given_name drop not null,
  alter column family_name drop not null,
  add constraint doctors_named check (given_name is not null or family_name is not null);

-- What of a name is compared: its letters and digits. So Abdul Rahman, Abdul-Rahman and Abdulrahman are one, and 山田太郎 is
-- found by both his names together.
create function name_letters(name text) returns text language sql immutable strict parallel safe as $$
  select regexp_replace(public.fold_text(normalize(name)), '[[:space:][:punct:]]+', '', 'g')
$$;

-- What a user typed, as a LIKE pattern: its words in this order. No % or _ of the user's is left in it.
create function name_pattern(typed text) returns text language sql immutable strict parallel safe as $$
  select '%' || regexp_replace(public.fold_text(normalize(typed)), '[[:space:][:punct:]]+', '%', 'g') || '%'
$$;

alter table doctors alter column search_name set expression as (
  name_letters(coalesce(given_name, '') || coalesce(family_name, '') || coalesce(given_name, '')));

-- A licence number is the same in capitals or not, with spaces, hyphens and dots or without, and in whichever digits.
create function license_key_of(number text) returns text language sql immutable strict parallel safe as $$
  select translate(
    upper(regexp_replace(normalize(number, nfkc), '[[:space:].‐‑‒–—−-]+', '', 'g')),
    '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯', '0123456789012345678901234567890123456789')
$$;

-- No generated column, because two such doctors may be stored already: the later one keeps its number without a key.
alter table doctors add license_key text constraint doctors_license_key_unique unique;
-- which changes no doctor's record
alter table doctors disable trigger doctors_touch;
update doctors d set license_key = license_key_of(d.license_number)
where not exists (
  select from doctors o where license_key_of(o.license_number) = license_key_of(d.license_number) and (o.created_at, o.id) < (d.created_at, d.id));
alter table doctors enable trigger doctors_touch;

create function set_license_key() returns trigger language plpgsql as $$
begin
  new.license_key := license_key_of(new.license_number);
  return new;
end $$;
create trigger doctors_license_key_of_new before insert on doctors for each row execute function set_license_key();
create trigger doctors_license_key before update of license_number on doctors
  for each row when (old.license_number is distinct from new.license_number) execute function set_license_key();

-- Leave by whole days, both included: the instants are those of the days in the doctor's time zone, and follow it.
alter table time_off
  add column start_date date,
  add column end_date date,
  add constraint time_off_days check ((start_date is null) = (end_date is null) and end_date >= start_date);

-- From the first to the last moment at which the calendar shows one of these days; empty where it leaves them out.
create function days_in(start_date date, end_date date, zone text) returns tstzrange
language sql stable strict parallel safe as $$
  select tstzrange(opens, greatest(opens, moment_of((end_date + 1)::timestamp, zone, true)))
  from moment_of(start_date::timestamp, zone, false) opens
$$;

create or replace view time_off_view as
select
  t.id,
  t.doctor_id as "doctorId",
  t.start_at as "start",
  t.end_at as "end",
  t.reason,
  t.version,
  t.created_at as "createdAt",
  t.updated_at as "updatedAt",
  t.start_date as "startDate",
  t.end_date as "endDate"
from time_off t;

-- The wire form. A doctor without any schedule works at all hours, an inactive one at none.
drop function show_availability;
create function show_availability(d doctors, span tstzrange)
returns table (
  "doctorId" uuid, "name" text, "specialty" text, "timeZone" text, "visitMinutes" integer, "active" boolean,
  "scheduled" boolean, "intervals" json, "hours" json
)
language sql stable as $$
  select d.id, concat_ws(' ', d.given_name, d.family_name), d.specialty, d.time_zone, d.visit_minutes, d.active, has.schedule,
    (
      select coalesce(json_agg(json_build_object('start', lower(free), 'end', upper(free)) order by free), '[]')
      from unnest(
        case
          when not d.active then '{}'
          when has.schedule then hours.worked * span::tstzmultirange
          else span::tstzmultirange
        end - away.away) free
    ),
    hours.blocks
  from (select exists (select from schedules s where s.doctor_id = d.id) as schedule) has,
    lateral (
      select coalesce(range_agg(block), '{}') as worked,
        coalesce(json_agg(json_build_object('start', lower(block), 'end', upper(block)) order by block), '[]') as blocks
      from working_blocks(d.id, d.time_zone, span) block
      where d.active
    ) hours,
    lateral (
      select coalesce(range_agg(tstzrange(t.start_at, t.end_at)), '{}') as away
      from time_off t where t.doctor_id = d.id and t.start_at < upper(span) and t.end_at > lower(span)
    ) away
$$;
drop function working_hours;
