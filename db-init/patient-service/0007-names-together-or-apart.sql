-- A name is one name however it is written: together or apart, either name first, with or without what nobody sees.

-- Without what takes no room and carries no letter: joiners, soft hyphens, marks of direction, fillers, variants of a glyph.
create function visible(value text) returns text language sql immutable strict parallel safe as $$
  select regexp_replace(value,
    '[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]',
    '', 'g')
$$;

-- A name as it is compared: no case, accents, apostrophes, half or full width; nor the vowel points of Arabic and Hebrew
-- and the stroke that only lengthens a word, which one writes and another does not. Arabic and Persian keyboards have an
-- alef, yeh, kaf and heh of their own.
create function fold_name(name text) returns text language sql immutable strict parallel safe as $$
  select translate(
    regexp_replace(
      public.fold_text(normalize(regexp_replace(public.visible(name), '[''‘’‛ʹʻʼʽʾʿˈ`´′׳＇ꞌ]', '', 'g'), nfkc)),
      '[''\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670]', '', 'g'),
    U&'\0623\0625\0622\0671\0649\064a\0643\0629', U&'\0627\0627\0627\0627\06cc\06cc\06a9\0647')
$$;

-- words_of gives other words from now on
drop index patients_by_name_key;
create or replace function words_of(name text) returns text[] language sql immutable parallel safe as $$
  -- one letter may become many (ﷺ has eighteen), and levenshtein takes 255
  select array_remove(regexp_split_to_array(left(public.fold_name(name), 200), '[[:space:][:punct:]]+'), '')
$$;
create index patients_by_name_key on patients (name_key(given_name, family_name));

-- Neighbouring words as one, up to four of them and all: de, la, cruz, dela, lacruz, delacruz.
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
create or replace function search_words(given text, family text) returns setof text language sql immutable parallel safe rows 6 as $$
  with names as (select coalesce(words_of(given), '{}') as first, coalesce(words_of(family), '{}') as last)
  select word from (
    select name_runs(given, family)
    union select crossings_of(first, last) from names
    union select crossings_of(last, first) from names
    union select halves_of(array_to_string(first || last, '')) from names where first = '{}' or last = '{}'
  ) found (word)
  where word <> ''
$$;

create or replace function index_patient_name() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    delete from patient_words where patient_id = new.id;
  end if;
  -- in order, so that two registrations with the same new words do not wait for each other in a circle
  insert into name_words
  select word, word_keys(word) from name_runs(new.given_name, new.family_name) word
  order by word
  on conflict do nothing;
  insert into patient_words
  select word, new.id, new.gender, new.birth_date, new.active, new.deceased_at is not null
  from search_words(new.given_name, new.family_name) word;
  return null;
end $$;

truncate patient_words, name_words;
insert into patient_words
select word, id, gender, birth_date, active, deceased_at is not null
from patients cross join search_words(given_name, family_name) word;
insert into name_words
select word, word_keys(word) from (select distinct name_runs(given_name, family_name) from patients) made (word);

-- As before, and the word itself, whether or not it is known: two names written as one are in patient_words alone.
create or replace function near_words(typed text) returns table (word text, score integer)
language sql stable parallel safe rows 30 as $$
  select word, max(score) from (
    select typed as word, 100 as score
    union all
    select n.word, case when n.word = typed then 100 else 80 - least(length(n.word) - length(typed), 9) end
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
  where score is not null and typed <> ''
  group by word
$$;

-- What two or more words, written as one, may stand for: that, its beginning, or one typo away. By sound or with two typos
-- harris dan would be Harrison.
create function near_joined(typed text) returns table (word text, score integer)
language sql stable parallel safe rows 5 as $$
  select word, max(score) from (
    select typed as word, 100 as score
    union all
    select n.word, 80 - least(length(n.word) - length(typed), 9)
    from name_words n where n.word > typed and n.word < typed || U&'\+10FFFF'
    union all
    select n.word, 60
    from name_words n cross join levenshtein(typed, n.word) edits
    where n.keys && array(select key from unnest(word_keys(typed)) key where key not like '#%')
      and (edits = 1 or edits = 2 and letters_of(n.word) = letters_of(typed))
  ) near
  where typed <> ''
  group by word
$$;

-- The letters of both names in a circle, from where they are least: the same for Al-Hassan Omar, Omar Alhassan and for
-- AlhassanOmar in one field.
create function name_letters(given text, family text) returns text language sql immutable parallel safe as $$
  select min((substr(letters, n) || left(letters, n - 1)) collate "C")
  from (select array_to_string(public.words_of(concat_ws(' ', given, family)), '') as letters) joined
    cross join generate_series(1, length(letters)) n
$$;
create index patients_by_name_letters on patients (name_letters(given_name, family_name));

-- Written together or apart is the same.
create or replace function name_likeness(a text, b text) returns text language sql immutable parallel safe as $$
  select case
    when a is null and b is null then 'same'
    when a is null or b is null then null
    when one = other then 'same'
    when edits = 1 and longer > 2 or edits = 2 and (longer > 5 or letters_of(one) = letters_of(other)) then 'close'
    when edits <= (longer + 1) / 2 and daitch_mokotoff(one) && daitch_mokotoff(other) then 'close'
    when words_a <@ words_b or words_b <@ words_a then 'close'
    else 'other'
  end
  from (select words_of(a) as words_a, words_of(b) as words_b) split
    cross join lateral (
      select array_to_string(words_a, '') as one, array_to_string(words_b, '') as other
    ) spelled
    cross join lateral (
      select levenshtein(one, other) as edits, greatest(length(one), length(other)) as longer
    ) compared
$$;

-- The same of whole names, wherever one field ends and the other begins; a typo or two are close.
create function whole_name_likeness(given text, family text, other_given text, other_family text) returns text
language sql immutable parallel safe as $$
  select case min(edits)
    when 0 then 'same'
    when 1 then case when min(letters) > 2 then 'close' else 'other' end
    when 2 then case when min(letters) > 5 then 'close' else 'other' end
    else 'other'
  end
  from (
    values (given, family, other_given, other_family), (given, family, other_family, other_given),
      (family, given, other_given, other_family)
  ) as orders (a, b, c, d)
    cross join lateral (
      select left(array_to_string(words_of(concat_ws(' ', a, b)), ''), 200) as one,
        left(array_to_string(words_of(concat_ws(' ', c, d)), ''), 200) as other
    ) spelled
    cross join lateral (select levenshtein(one, other) as edits, length(one) as letters) compared
$$;
