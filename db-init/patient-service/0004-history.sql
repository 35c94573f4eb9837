-- Versions of patients; those who are there already begin with what they are now.

create constraint trigger patients_history after insert or update on patients deferrable initially deferred
  for each row execute function keep_version();

insert into record_versions (table_name, record_id, version, changed_at, record)
select 'patients', v.id, v.version, v."updatedAt", to_jsonb(v) from patients_view v;
