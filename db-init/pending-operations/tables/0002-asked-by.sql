-- For whom a job acts: who asked at first, with the roles of that moment; null for the service's own work.
alter table pending_operations add column asked_by jsonb;
