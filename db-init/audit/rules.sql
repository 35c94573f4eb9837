-- The chain of audit events: how it grows, that it only grows, and how it is proven.

create or replace function audit_hash(previous bytea, "position" bigint, recorded_at timestamptz, patient_ids uuid[], event jsonb)
returns bytea language sql stable parallel safe as $$
  select sha256(previous || convert_to(
    "position" || ' ' || (extract(epoch from recorded_at) * 1000000)::bigint || ' ' || patient_ids::text || ' ' || event::text,
    'UTF8'))
$$;

-- Beside the triggers of audit_events itself: none empties a part, and who would change its rows has to give themselves the right.
create or replace procedure guard_audit_month(part text) language plpgsql as $$
begin
  execute format('create or replace trigger %I before truncate on %I execute function refuse_change()', part || '_grows_only', part);
  execute format('revoke update, delete, truncate on %I from current_user', part);
end $$;

-- Makes the part of audit_events for the month of this moment, where it is not there.
create or replace function ensure_audit_month(moment timestamptz) returns void language plpgsql as $$
declare
  first timestamp := date_trunc('month', moment at time zone 'UTC');
  part text := 'audit_events_' || to_char(first, 'YYYY_MM');
begin
  if to_regclass(part) is not null then return; end if;
  execute format('create table %I partition of audit_events for values from (%L) to (%L)',
    part, first at time zone 'UTC', (first + interval '1 month') at time zone 'UTC');
  call guard_audit_month(part);
end $$;

-- Takes what waits and then `batch` into the chain: an array of {"patientIds": "{…}", "event": {…}}. Returns the last row of the
-- chain, and whether more waits. The loop does nothing but hash: whole rows put together in it cost half as much again.
drop function if exists record_audit(jsonb);
create function record_audit(batch jsonb, out "position" bigint, out hash bytea, out more boolean) language plpgsql as $$
declare
  head audit_head;
  taken bigint[];
  patients text[];
  events jsonb[];
  hashes bytea[] := '{}';
begin
  select * into head from audit_head for update;
  head.recorded_at := greatest(clock_timestamp(), head.recorded_at);
  perform ensure_audit_month(head.recorded_at);
  select array_agg(w.id), array_agg(w.patient_ids::text order by w.id), array_agg(w.event order by w.id)
  into taken, patients, events
  from (select * from audit_waiting order by id limit 500) w;
  select patients || array_agg(given ->> 'patientIds' order by place), events || array_agg(given -> 'event' order by place)
  into patients, events
  from jsonb_array_elements(batch) with ordinality as asked(given, place);
  position := head.position;
  hash := head.hash;
  for place in 1 .. coalesce(cardinality(events), 0) loop
    position := position + 1;
    hash := audit_hash(hash, position, head.recorded_at, patients[place]::uuid[], events[place]);
    hashes[place] := hash;
  end loop;
  if position > head.position then
    -- in one statement: each of them would find the month and open its indexes anew
    insert into audit_events (position, recorded_at, patient_ids, event, previous, hash)
    select head.position + place, head.recorded_at, whose::uuid[], told, coalesce(hashes[place - 1], head.hash), hashes[place]
    from unnest(patients, events) with ordinality as rows(whose, told, place);
    perform set_config('hms.recording_audit', 'on', true);
    delete from audit_waiting where id = any(taken);
    update audit_head h set position = record_audit.position, hash = record_audit.hash, recorded_at = head.recorded_at;
  end if;
  more := taken is not null and exists (select from audit_waiting);
end $$;

-- What waits leaves by record_audit() alone.
create or replace function refuse_loss_of_events() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('hms.recording_audit', true) = 'on' then return old; end if;
  raise exception 'audit_waiting loses nothing: record_audit() takes its rows into the chain' using errcode = 'restrict_violation';
end $$;
create or replace trigger audit_waiting_loses_nothing before update or delete on audit_waiting
  for each row execute function refuse_loss_of_events();

create or replace trigger audit_events_grow_only before update or delete on audit_events
  for each row execute function refuse_change();
create or replace trigger audit_retired_grows_only before update or delete on audit_retired
  for each row execute function refuse_change();

create or replace trigger audit_events_are_not_emptied before truncate on audit_events execute function refuse_change();

-- Beside the triggers: who would change or remove a row has to give themselves the right first.
revoke update, delete, truncate on audit_events, audit_retired from current_user;

-- months that came with a backup
do $$
declare part record;
begin
  for part in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'audit_events'::regclass
  loop
    call guard_audit_month(part.relname);
  end loop;
end $$;

-- The faults among the rows after position `after`, up to `rows` of them: each names the row at which the chain breaks. The end
-- of the chain is held against audit_head, so what was cut off there is found, too.
drop function if exists audit_faults(bigint, integer);
create function audit_faults(after bigint, rows integer)
returns table (checked integer, last bigint, "position" bigint, what text) language sql stable as $$
  with part as (
    select e.*, lag(e.position) over w as position_before, lag(e.hash) over w as hash_before
    from (select * from audit_events where audit_events.position >= after order by position limit rows + 1) e
    window w as (order by e.position, e.recorded_at)
  ), seam as (
    select r.position, r.hash from audit_retired r order by r.position desc limit 1
  ), judged as (
    select p.position, case
      when p.hash <> audit_hash(p.previous, p.position, p.recorded_at, p.patient_ids, p.event) then 'the row was changed'
      when p.position = coalesce(p.position_before, seam.position) then 'a row was put in'
      when p.position <> coalesce(p.position_before, seam.position) + 1 then 'rows before it are missing'
      when p.previous <> coalesce(p.hash_before, seam.hash) then 'the row before it is not the one that was there'
    end as what
    from part p cross join seam
    -- the row that was the last of the part before is here for its hash alone
    where p.position > after or p.position_before is not null
  ), reached as (
    select count(*)::integer as checked, coalesce(max(j.position), after) as last from judged j
  ), ends("position", what) as (
    select greatest(reached.last, seam.position), 'the rows after it are missing' as what from audit_head h, reached, seam
    where reached.checked < rows and h.position > greatest(reached.last, seam.position)
    union all
    select h.position, 'the last row is not the one that was written' from audit_head h
      join part p on p.position = h.position where p.hash <> h.hash
    union all
    select reached.last, 'the row is behind the end of the chain' from audit_head h, reached where reached.last > h.position
  )
  select reached.checked, reached.last, faults.position, faults.what
  from reached left join (
    select j.position, j.what from judged j where j.what is not null union all select ends.position, ends.what from ends
  ) faults on true
  order by faults.position
$$;

-- Removes the months that ended more than `years` years ago, and keeps where the chain goes on. Returns how many.
create or replace function retire_audit(years integer) returns integer language plpgsql as $$
declare
  limit_at timestamp := date_trunc('month', (now() - make_interval(years => years)) at time zone 'UTC');
  part record;
  removed integer := 0;
begin
  -- nobody writes the chain meanwhile
  perform from audit_head for update;
  for part in
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'audit_events'::regclass and c.relname < 'audit_events_' || to_char(limit_at, 'YYYY_MM')
    order by c.relname
  loop
    execute format(
      'insert into audit_retired (position, hash) select position, hash from %I order by position desc limit 1', part.name);
    execute format('drop table %I', part.name);
    removed := removed + 1;
  end loop;
  return removed;
end $$;
