-- Whose data the job will change, for the audit.
alter table pending_operations add column patient_ids uuid[] not null default '{}';
