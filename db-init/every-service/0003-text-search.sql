-- Finding text without regard to case and accents, by trigram indexes.

create extension if not exists unaccent;
create extension if not exists pg_trgm;

-- unaccent() is only stable, because its dictionary could be changed; ours is not
create function fold_text(value text) returns text language sql immutable strict parallel safe as $$
  select lower(public.unaccent('public.unaccent'::regdictionary, value))
$$;

-- What a user typed, as a LIKE pattern: its words in this order, each of its characters standing for itself. Folded
-- first: a full-width percent sign becomes a plain one.
create function search_pattern(typed text) returns text language sql immutable strict parallel safe as $$
  select '%' || regexp_replace(regexp_replace(fold_text(typed), '([\\%_])', '\\\1', 'g'), '\s+', '%', 'g') || '%'
$$;
