-- Finding a patient by a name that was misheard, mistyped or not typed to the end.

create extension if not exists fuzzystrmatch;

-- José-Luis O'Brien: jose, luis, obrien
create function words_of(name text) returns text[] language sql immutable parallel safe as $$
  select array_remove(
    regexp_split_to_array(
      regexp_replace(public.fold_text(normalize(name)), '[''’ʻʼ`´]', '', 'g'), '[[:space:][:punct:]]+'),
    '')
$$;

-- The words of both names, and each name written as one: a de la Cruz is found as delacruz too.
create function search_words(given text, family text) returns setof text language sql immutable parallel safe rows 4 as $$
  select distinct word
  from (select words_of(given) as first, words_of(family) as last) names
    cross join unnest(first || last || array_to_string(first, '') || array_to_string(last, '')) word
  where word <> ''
$$;

-- Two words with one typo between them (a letter more, less, other, or swapped with its neighbour) share the word that is
-- left when each lacks a letter; two that sound alike share a Daitch-Mokotoff code, here with a # before it.
create function word_keys(word text) returns text[] language sql immutable parallel safe as $$
  select array(
    select word
    union select overlay(word placing '' from n for 1) from generate_series(1, length(word)) n
    union select '#' || sound from unnest(daitch_mokotoff(word)) sound
  )
$$;

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

create function index_patient_name() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    delete from patient_words where patient_id = new.id;
  end if;
  -- in order, so that two registrations with the same new words do not wait for each other in a circle
  insert into name_words
  select word, word_keys(word) from search_words(new.given_name, new.family_name) word
  order by word
  on conflict do nothing;
  insert into patient_words
  select word, new.id, new.gender, new.birth_date, new.active, new.deceased_at is not null
  from search_words(new.given_name, new.family_name) word;
  return null;
end $$;
create trigger patients_index_name
  after insert or update of given_name, family_name, gender, birth_date, active, deceased_at on patients
  for each row execute function index_patient_name();

insert into patient_words
select word, id, gender, birth_date, active, deceased_at is not null
from patients cross join search_words(given_name, family_name) word;
insert into name_words select word, word_keys(word) from (select distinct word from patient_words) made;

-- smith and simth have the same
create function letters_of(word text) returns text language sql immutable parallel safe as $$
  select string_agg(letter, '' order by letter) from regexp_split_to_table(word, '') letter
$$;

-- The known words that `typed`, one folded word, may stand for, each with how well: itself 100, what begins with it 79
-- down to 71, one typo 60, two typos in a longer word 50, the same sound 40 less the letters that differ, at most half.
create function near_words(typed text) returns table (word text, score integer)
language sql stable parallel safe rows 30 as $$
  select word, max(score) from (
    select n.word, case when n.word = typed then 100 else 80 - least(length(n.word) - length(typed), 9) end as score
    from name_words n where n.word >= typed and n.word < typed || U&'\+10FFFF'
    union all
    select n.word, case
      when edits = 1 or edits = 2 and letters_of(n.word) = letters_of(typed) then 60
      when edits = 2 and length(typed) > 5 then 50
      when edits <= (greatest(length(typed), length(n.word)) + 1) / 2
        and daitch_mokotoff(n.word) && daitch_mokotoff(typed) then 40 - edits
    end
    from name_words n cross join levenshtein(typed, n.word) edits
    where length(typed) > 1 and n.keys && word_keys(typed)
    union all
    select n.word, 50 from name_words n
    where length(typed) > 5 and n.word % typed and levenshtein_less_equal(typed, n.word, 2) <= 2
  ) near
  where score is not null
  group by word
$$;
