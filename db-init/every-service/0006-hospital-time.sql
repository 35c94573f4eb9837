-- The hospital's own calendar: its time zone is a setting of every session, and PostgreSQL must know it.

create function knows_time_zone(name text) returns boolean language plpgsql immutable parallel safe as $$
begin
  perform now() at time zone name;
  return true;
exception when invalid_parameter_value then
  return false;
end $$;

-- HMS_TIME_ZONE, as the service says it at the start of each session; UTC for who does not say it
create function hospital_time_zone() returns text language sql stable parallel safe as $$
  select coalesce(nullif(current_setting('hms.time_zone', true), ''), 'UTC')
$$;

create function hospital_day(moment timestamptz) returns date language sql stable parallel safe as $$
  select (moment at time zone hospital_time_zone())::date
$$;
