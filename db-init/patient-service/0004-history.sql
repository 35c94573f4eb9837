-- Versions of patients; those who are there already begin with what they are now.

call keep_versions_of('patients');

insert into record_versions (table_name, record_id, version, changed_at, record)
select 'patients', v.id, v.version, v."updatedAt", to_jsonb(v) from patients_view v;
