-- What finds a patient by a name that was misheard, mistyped or not typed to the end; filled by a trigger, index_patient_name.
-- What these functions return is stored: a file that changes one of them fills both tables again.

create extension if not exists fuzzystrmatch;

-- Every word that is in a name, once: a hospital has a thousand times fewer of them than patients. What is no longer in
-- any name stays, and finds nobody.
create table name_words (
  word text collate "C" primary key,
  keys text[] not null
);
create index name_words_by_key on name_words using gin (keys);
create index name_words_by_trigram on name_words using gin (word gin_trgm_ops);

-- Who has a word in the name, with what lists are narrowed by, so that a search reads nothing but one index.
create table patient_words (
  word text collate "C" not null,
  patient_id uuid not null references patients on delete cascade,
  gender text not null,
  birth_date text collate "C",
  active boolean not null,
  deceased boolean not null,
  primary key (word, patient_id) include (gender, birth_date, active, deceased)
);
create index patient_words_by_patient on patient_words (patient_id, word);

-- WithUpstreams words as one, up to four of them and all: de, la, cruz, dela, lacruz, delacruz.
create function runs_of(words text[]) returns setof text language sql immutable parallel safe rows 3 as $$
  select array_to_string(words[i:j], '')
  from generate_series(1, cardinality(words)) i cross join generate_series(i, least(i + 3, cardinality(words))) j
  union select array_to_string(words, '')
$$;

-- The words of a name that a typed word is compared with, typos and all.
create function name_runs(given text, family text) returns setof text language sql immutable parallel safe rows 4 as $$
  select run from (select runs_of(words_of(given)) union select runs_of(words_of(family))) runs (run) where run <> ''
$$;

-- Scripts that are written without spaces: Thai, Lao, Myanmar, Khmer, kana, Han, Hangul.
create function is_unspaced(word text) returns boolean language sql immutable parallel safe as $$
  select word ~ '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]'
$$;

-- Both ends at which two names meet when they are written as one, up to three words of each and all: Abdul Rahman Khan.
-- Without spaces a name is also looked for that is not typed to its end.
create function crossings_of(first text[], last text[]) returns setof text language sql immutable parallel safe rows 2 as $$
  with met as (
    select distinct array_to_string(first[i:], '') as a, array_to_string(last[:j], '') as b
    from generate_series(1, cardinality(first)) i cross join generate_series(1, cardinality(last)) j
    where (i > cardinality(first) - 3 or i = 1) and (j <= 3 or j = cardinality(last))
  )
  select a || b from met
  union select a || left(b, n) from met cross join generate_series(1, least(length(b), 8) - 1) n where is_unspaced(a || b)
$$;

-- A whole name in one field, without spaces: each place could be where the family name ends.
create function halves_of(name text) returns setof text language sql immutable parallel safe rows 1 as $$
  select half from generate_series(1, length(name) - 1) n
    cross join unnest(array[right(name, -n), right(name, -n) || left(name, n)]) half
  where length(name) <= 8 and is_unspaced(name)
$$;

-- All that finds a patient by name. What joins the two names finds only as it is: there are nearly as many of those as
-- patients, too many to look for typos in.
create function search_words(given text, family text) returns setof text language sql immutable parallel safe rows 6 as $$
  with names as (select coalesce(words_of(given), '{}') as first, coalesce(words_of(family), '{}') as last)
  select word from (
    select name_runs(given, family)
    union select crossings_of(first, last) from names
    union select crossings_of(last, first) from names
    union select halves_of(array_to_string(first || last, '')) from names where first = '{}' or last = '{}'
  ) found (word)
  where word <> ''
$$;

-- Two words with one typo between them (a letter more, less, other, or swapped with its upstream) share the word that is
-- left when each lacks a letter; two that sound alike share a Daitch-Mokotoff code, here with a # before it.
create function word_keys(word text) returns text[] language sql immutable parallel safe as $$
  select array(
    select word
    union select overlay(word placing '' from n for 1) from generate_series(1, length(word)) n
    union select '#' || sound from unnest(daitch_mokotoff(word)) sound
  )
$$;
