-- Why a patient comes is sometimes for those who treat them alone.
alter table appointments add column confidential boolean not null default false;
