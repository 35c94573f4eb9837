-- What doctors, their schedules, time off and availability are on the wire.

-- A doctor's profile: `GET /doctors/:id`.
drop view if exists doctors_view;
create view doctors_view as
select
  d.id,
  d.given_name as "givenName",
  d.family_name as "familyName",
  d.specialty,
  d.license_number as "licenseNumber",
  d.email,
  d.phone,
  d.time_zone as "timeZone",
  d.visit_minutes as "visitMinutes",
  d.active,
  d.version,
  d.created_at as "createdAt",
  d.updated_at as "updatedAt"
from doctors d;

-- All schedules of a doctor: `GET /doctors/:id/schedule`.
drop view if exists schedules_view;
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

-- One absence: `GET /doctors/:id/time-off`.
drop view if exists time_off_view;
create view time_off_view as
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

-- When a doctor can be booked: `GET /availability`. A doctor without any schedule works at all hours, an inactive
-- one at none.
drop function if exists show_availability;
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

-- The same of those doctors who are there, in this order.
drop function if exists show_availabilities;
create function show_availabilities(doctors uuid[], span tstzrange) returns setof json
language sql stable
-- planned once for each connection: planning took three quarters of its time, and no window has a better plan of its own
set plan_cache_mode = force_generic_plan
as $$
  select row_to_json(a)
  from unnest(doctors) with ordinality asked (id, place) join doctors d using (id) cross join lateral show_availability(d, span) a
  order by place
$$;
