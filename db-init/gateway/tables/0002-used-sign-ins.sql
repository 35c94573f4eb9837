-- A sign-in that has gone to the issuer is kept by its browser, sealed: a row for each would let anybody fill this database.
drop table sign_ins;

-- one that has come back, so that it is taken once
create table used_sign_ins (
  -- of the state that the issuer gave back
  id bytea primary key constraint used_sign_ins_id_is_a_hash check (length(id) = 32),
  used_at timestamptz not null default now()
);
create index used_sign_ins_by_age on used_sign_ins (used_at);
