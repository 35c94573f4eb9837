-- Whose key it is, and who made a change.

-- An Idempotency-Key belongs to its caller: `iss` and `sub` of the token; '' for what was remembered before there were tokens.
alter table idempotency_keys add column caller text not null default '';
alter table idempotency_keys alter column caller drop default;
alter table idempotency_keys drop constraint idempotency_keys_pkey;
alter table idempotency_keys add primary key (caller, key);

-- who asked for the change, also where a service or a job made it; null for the service's own work
alter table record_versions add column changed_by jsonb;
