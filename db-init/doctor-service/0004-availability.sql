-- When a doctor can be booked: the hours on the wall's clock as instants, less time off.

-- A block of hours lasts from the first to the last moment at which the clock shows a time of it. So an hour that the clock
-- leaves out is not worked, and one that it shows twice is worked twice.
create function moment_of(wall_clock timestamp, zone text, closing boolean) returns timestamptz
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

-- A block belongs to the schedule that is valid on the day it opens. Days around the span count too, for those that close on
-- the day after, and for zones that put the clock back over midnight.
create function working_hours(doctor_id uuid, zone text, span tstzrange) returns tstzmultirange
language sql stable parallel safe as $$
  select coalesce(range_agg(worked.hours), '{}')
  from generate_series(
      date_trunc('day', lower(span) at time zone zone) - interval '2 days',
      date_trunc('day', upper(span) at time zone zone) + interval '1 day',
      interval '1 day') midnight
    join schedules s on s.doctor_id = working_hours.doctor_id and s.validity @> midnight::date
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
$$;

-- The wire form. A doctor without any schedule works at all hours, an inactive one at none.
create function show_availability(d doctors, span tstzrange)
returns table (
  "doctorId" uuid, "name" text, "specialty" text, "timeZone" text, "visitMinutes" integer, "active" boolean,
  "scheduled" boolean, "intervals" json
)
language sql stable as $$
  select d.id, d.given_name || ' ' || d.family_name, d.specialty, d.time_zone, d.visit_minutes, d.active, has.schedule,
    (
      select coalesce(json_agg(json_build_object('start', lower(free), 'end', upper(free)) order by free), '[]')
      from unnest(hours.worked * span::tstzmultirange - away.away) free
    )
  from (select exists (select from schedules s where s.doctor_id = d.id) as schedule) has,
    lateral (
      select case
        when not d.active then '{}'
        when has.schedule then working_hours(d.id, d.time_zone, span)
        else span::tstzmultirange
      end as worked
    ) hours,
    lateral (
      select coalesce(range_agg(tstzrange(t.start_at, t.end_at)), '{}') as away
      from time_off t where t.doctor_id = d.id and t.start_at < upper(span) and t.end_at > lower(span)
    ) away
$$;
