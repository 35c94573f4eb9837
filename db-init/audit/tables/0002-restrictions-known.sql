-- Which patients' records are restricted, as patient-service said it the last time; see service-kit/src/restrictions.ts. A service
-- that starts while patient-service is down goes on with it, for a while.
create table restrictions_known (
  only_one boolean primary key default true check (only_one),
  stamp text not null,
  known_at timestamptz not null,
  restrictions jsonb not null
);
