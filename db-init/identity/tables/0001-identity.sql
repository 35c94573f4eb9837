-- What the development issuer of tokens keeps: its signing keys, and its sessions, grants, codes and refresh tokens.

create table signing_keys (
  id text primary key,
  -- a private key, as JWK
  jwk jsonb not null,
  created_at timestamptz not null default now()
);

-- what cookies are signed by
create table secrets (
  name text primary key,
  value text not null
);

-- oidc-provider's records, by its names of them
create table entries (
  model text not null,
  id text not null,
  payload jsonb not null,
  uid text,
  grant_id text,
  expires_at timestamptz,
  consumed_at timestamptz,
  primary key (model, id)
);
create index entries_by_uid on entries (model, uid) where uid is not null;
create index entries_by_grant on entries (grant_id) where grant_id is not null;
create index entries_by_end on entries (expires_at);
