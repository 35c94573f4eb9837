-- Versions of records, kept by the database: what a record was, from when, and by which request.

create table record_versions (
  table_name text not null,
  record_id uuid not null,
  version integer not null,
  changed_at timestamptz not null default now(),
  -- the X-Request-Id of the change; null for what a job did
  request_id text,
  record jsonb not null,
  primary key (table_name, record_id, version)
);

create trigger record_versions_grow_only before update or delete on record_versions
  for each row execute function refuse_change();

-- Keeps the versions of a table `<table>` with the view `<table>_view`, from now on. By a deferred trigger: at the commit the
-- record is whole, and is kept once however often its transaction changed it. The trigger's function is written out for
-- the table because plpgsql plans a statement once, and one that is put together at each call each time: 0.1 ms, not 1.2.
-- `kept`: which rows have a history, as a condition on `new`.
create procedure keep_versions_of(table_name text, kept text default 'true') language plpgsql as $procedure$
begin
  execute format($function$
    create function %1$I() returns trigger language plpgsql as $$
    begin
      insert into record_versions (table_name, record_id, version, request_id, record)
      select %2$L, v.id, v.version, nullif(current_setting('hms.request_id', true), ''), to_jsonb(v)
      from %3$I v where v.id = new.id
      on conflict do nothing;
      return null;
    end $$
  $function$, 'keep_' || table_name || '_version', table_name, table_name || '_view');
  execute format(
    'create constraint trigger %1$I after insert or update on %2$I deferrable initially deferred
     for each row when (%3$s) execute function %4$I()',
    table_name || '_history', table_name, kept, 'keep_' || table_name || '_version');
end $procedure$;

-- The fields that differ, each with its values; those that every change changes are left out.
create function record_changes(earlier jsonb, later jsonb) returns json language sql immutable parallel safe as $$
  select coalesce(json_object_agg(name, json_build_object('from', earlier -> name, 'to', later -> name) order by name), '{}')
  from jsonb_object_keys(later) name
  where name not in ('id', 'version', 'createdAt', 'updatedAt')
    and coalesce(earlier -> name, 'null') is distinct from later -> name
$$;

-- The wire form of one version; `changes` are those against the version before.
create function show_version(kept record_versions)
returns table ("version" integer, "changedAt" timestamptz, "requestId" text, "changes" json, "record" jsonb)
language sql stable as $$
  select kept.version, kept.changed_at, kept.request_id,
    record_changes(
      (
        select e.record from record_versions e
        where e.table_name = kept.table_name and e.record_id = kept.record_id and e.version < kept.version
        order by e.version desc limit 1
      ),
      kept.record),
    kept.record
$$;
