-- The keys that prescriptions are signed with; public halves stay, so that what they signed can be checked.

create table signing_keys (
  kid text primary key,
  -- a JSON Web Key (RFC 8037)
  public_key json not null,
  -- PKCS #8; null where the private half is in the environment, or is no longer used
  private_key text,
  created_at timestamptz not null default now()
);
