-- Whether two are the same person or program, each by the `iss` and `sub` of their token, whatever their roles, names and clients.
-- Of whom not enough is known, that is taken for granted.
create function same_person(one jsonb, other jsonb) returns boolean language sql immutable parallel safe as $$
  select coalesce(one ->> 'issuer' = other ->> 'issuer' and one ->> 'subject' = other ->> 'subject', true)
$$;
