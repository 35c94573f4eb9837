-- Who is signed in at the gateway, and who is just signing in. Nothing here is a value that a browser or an issuer would take:
-- cookies are kept as SHA-256, the rest as AES-256-GCM under SESSION_KEY.

create table sessions (
  -- of the cookie's value
  id bytea primary key constraint sessions_id_is_a_hash check (length(id) = 32),
  -- the tokens, and whose they are
  sealed bytea not null,
  token_ends_at timestamptz not null,
  -- one process renews the token at a time: until then it is that one's
  renewing_until timestamptz,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);

-- a sign-in that has gone to the issuer, and has not come back
create table sign_ins (
  -- of the state that the issuer gives back
  id bytea primary key constraint sign_ins_id_is_a_hash check (length(id) = 32),
  -- of the cookie of the browser that began it
  browser bytea not null constraint sign_ins_browser_is_a_hash check (length(browser) = 32),
  -- what proves that it is ours, and where it leads
  sealed bytea not null,
  created_at timestamptz not null default now()
);
create index sign_ins_by_age on sign_ins (created_at);
