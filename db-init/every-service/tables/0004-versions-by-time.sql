-- Who changed what lately: versions of all records by time and by person, as FHIR's Provenance finds them.

create index record_versions_by_time on record_versions (table_name, changed_at);
create index record_versions_by_person on record_versions ((changed_by ->> 'subject'), changed_at);
