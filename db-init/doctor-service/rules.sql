-- What guards doctors: versions and the key of a licence number; and the functions that reckon with hours and clocks.

-- a change of schedules alone changes no doctor's record
create or replace trigger doctors_touch before update on doctors for each row
  when (old.schedule_version = new.schedule_version) execute function touch_record();

create or replace trigger time_off_touch before update on time_off for each row execute function touch_record();

create or replace trigger time_off_removed after delete on time_off for each row execute function note_removal();

-- A licence number is the same in capitals or not, with spaces, hyphens and dots or without, and in whichever digits.
create or replace function license_key_of(number text) returns text language sql immutable strict parallel safe as $$
  select translate(
    upper(regexp_replace(normalize(number, nfkc), '[[:space:].‐‑‒–—−-]+', '', 'g')),
    '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯', '0123456789012345678901234567890123456789')
$$;

create or replace function set_license_key() returns trigger language plpgsql as $$
begin
  new.license_key := license_key_of(new.license_number);
  return new;
end $$;
create or replace trigger doctors_license_key_of_new before insert on doctors for each row execute function set_license_key();
create or replace trigger doctors_license_key before update of license_number on doctors
  for each row when (old.license_number is distinct from new.license_number) execute function set_license_key();

-- What a user typed, as a LIKE pattern: its words in this order. No % or _ of the user's is left in it.
create or replace function name_pattern(typed text) returns text language sql immutable strict parallel safe as $$
  select '%' || regexp_replace(public.fold_text(normalize(typed)), '[[:space:][:punct:]]+', '%', 'g') || '%'
$$;

-- A block of hours lasts from the first to the last moment at which the clock shows a time of it. So an hour that the clock
-- leaves out is not worked, and one that it shows twice is worked twice.
create or replace function moment_of(wall_clock timestamp, zone text, closing boolean) returns timestamptz
language plpgsql stable strict parallel safe as $$
declare
  -- of two moments the later; for a time that the clock leaves out, a moment after the change
  late timestamptz := wall_clock at time zone zone;
  change interval :=
    (late + interval '24 hours') at time zone zone - (late - interval '24 hours') at time zone zone - interval '2 days';
  early timestamptz := late - make_interval(secs => abs(extract(epoch from change)));
begin
  if early = late or (late at time zone zone = wall_clock and early at time zone zone < wall_clock) then
    return late;
  end if;
  -- the clock is put forward or back here; zones do so at a full minute
  return (
    select case
      when closing then coalesce(max(t) filter (where t at time zone zone < wall_clock) + interval '1 minute', early)
      else min(t) filter (where t at time zone zone >= wall_clock)
    end
    from generate_series(early, late, interval '1 minute') t
  );
end $$;

-- The hours that a doctor works around a span, each block whole: the grid of visits belongs to the block, whatever a leave or
-- the window has left of it. A block belongs to the schedule that is valid on the day it opens. Days around the span count too,
-- for those that close on the day after, and for zones that put the clock back over midnight.
create or replace function working_blocks(doctor_id uuid, zone text, span tstzrange) returns setof tstzrange
language sql stable parallel safe as $$
  select worked.hours
  from generate_series(
      date_trunc('day', lower(span) at time zone zone) - interval '2 days',
      date_trunc('day', upper(span) at time zone zone) + interval '1 day',
      interval '1 day') midnight
    cross join lateral (
      select (midnight + interval '3 days') at time zone zone - (midnight - interval '1 day') at time zone zone = interval '4 days' as even
      offset 0
    ) clock
    join schedules s on s.doctor_id = working_blocks.doctor_id and s.validity @> midnight::date
    join schedule_blocks b on b.schedule_id = s.id and b.day = extract(isodow from midnight)
    cross join lateral (
      select midnight + b.opens as opens,
        midnight + b.closes + case when b.closes <= b.opens then interval '1 day' else interval '0' end as closes
    ) wall
    cross join lateral (
      select case
        -- days around which the clock does not change, which are nearly all: four times as fast
        when clock.even then tstzrange(wall.opens at time zone zone, wall.closes at time zone zone)
        else tstzrange(moment_of(wall.opens, zone, false), moment_of(wall.closes, zone, true))
      end as hours
      -- or it would be worked out once for each place below that reads it
      offset 0
    ) worked
  where worked.hours && span
$$;

-- From the first to the last moment at which the calendar shows one of these days; empty where it leaves them out.
create or replace function days_in(start_date date, end_date date, zone text) returns tstzrange
language sql stable strict parallel safe as $$
  select tstzrange(opens, greatest(opens, moment_of((end_date + 1)::timestamp, zone, true)))
  from moment_of(start_date::timestamp, zone, false) opens
$$;
