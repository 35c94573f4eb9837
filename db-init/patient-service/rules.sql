-- What guards patients: versions and history, allergies against "none known", death after birth. It also keeps the index of
-- names, and compares names that were typed with names that are known.

create or replace trigger patients_touch before update on patients for each row execute function touch_record();
call keep_versions_of('patients');

create or replace trigger patient_allergies_touch before update on patient_allergies
  for each row execute function touch_record();

-- An allergy is a part of the patient's record, so its patient counts a version; a transaction that has changed the patient
-- already has counted one.
create or replace function touch_patient() returns trigger language plpgsql as $$
begin
  update patients set updated_at = now() where id = new.patient_id and xmin <> pg_current_xact_id()::xid;
  if new.status = 'active'
    and exists (select from patients where id = new.patient_id and no_known_allergies_at is not null)
  then
    raise exception 'patient % is said to have no known allergies', new.patient_id
      using errcode = 'check_violation', constraint = 'patients_no_known_allergies';
  end if;
  return null;
end $$;
create or replace trigger patient_allergies_touch_patient after insert or update on patient_allergies
  for each row execute function touch_patient();

-- What the service decides is guarded here: both sides change the patient's row, so that one waits for the other and then
-- sees what it did.
create or replace function guard_no_known_allergies() returns trigger language plpgsql as $$
begin
  if exists (select from patient_allergies where patient_id = new.id and status = 'active') then
    raise exception 'an allergy of patient % is active', new.id
      using errcode = 'check_violation', constraint = 'patients_no_known_allergies';
  end if;
  return new;
end $$;
create or replace trigger patients_no_known_allergies before update of no_known_allergies_at on patients
  for each row when (new.no_known_allergies_at is not null) execute function guard_no_known_allergies();

-- A day begins first in UTC+14. Who is wrong already stays so until either date is changed.
create or replace function guard_death() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (new.birth_date, new.deceased_at) is not distinct from (old.birth_date, old.deceased_at) then
    return new;
  end if;
  if new.deceased_at < left(new.birth_date || '-01-01', 10)::timestamp at time zone 'UTC' - interval '14 hours' then
    raise exception 'patient % dies before birth', new.id
      using errcode = 'check_violation', constraint = 'patients_death_after_birth';
  end if;
  return new;
end $$;
create or replace trigger patients_death_after_birth before insert or update of birth_date, deceased_at on patients
  for each row execute function guard_death();

-- Three functions of tables/0001 and 0002, and what they return is what it was there, for it is stored. Each is asked for one name at
-- a time, with constants, for which PostgreSQL would plan it anew each time: that took a third of its time for a registration.

-- `offset 0`: or PostgreSQL would fold the names anew for each place of the circle.
create or replace function name_letters(given text, family text) returns text language sql immutable parallel safe
set plan_cache_mode = force_generic_plan
as $$
  select min((substr(letters, n) || left(letters, n - 1)) collate "C")
  from (select array_to_string(public.words_of(concat_ws(' ', given, family)), '') as letters offset 0) joined
    cross join generate_series(1, length(letters)) n
$$;

-- By places in an array, of which PostgreSQL expects ten; of generate_series() to an end that it does not know, a thousand.
create or replace function runs_of(words text[]) returns setof text language sql immutable parallel safe rows 3
set plan_cache_mode = force_generic_plan
as $$
  select array_to_string(words[i:j], '')
  from unnest(words) with ordinality begins (word, i) cross join unnest(words) with ordinality ends (word, j)
  where j between i and i + 3
  union select array_to_string(words, '')
$$;

create or replace function crossings_of(first text[], last text[]) returns setof text language sql immutable parallel safe rows 2
set plan_cache_mode = force_generic_plan
as $$
  with met as (
    select distinct array_to_string(first[i:], '') as a, array_to_string(last[:j], '') as b
    from unnest(first) with ordinality begins (word, i) cross join unnest(last) with ordinality ends (word, j)
    where (i > cardinality(first) - 3 or i = 1) and (j <= 3 or j = cardinality(last))
  )
  select a || b from met
  union select a || left(b, n) from met cross join generate_series(1, least(length(b), 8) - 1) n where is_unspaced(a || b)
$$;

alter function word_keys(text) set plan_cache_mode = force_generic_plan;

-- Keeps patient_words and name_words as search_words() and name_runs() of each patient's names.
create or replace function index_patient_name() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    delete from patient_words where patient_id = new.id;
  end if;
  -- in order, so that two registrations with the same new words do not wait for each other in a circle
  insert into name_words
  select word, word_keys(word) from name_runs(new.given_name, new.family_name) runs (word)
  where not exists (select from name_words known where known.word = runs.word)
  order by word
  on conflict do nothing;
  insert into patient_words
  select word, new.id, new.gender, new.birth_date, new.active, new.deceased_at is not null
  from search_words(new.given_name, new.family_name) word;
  return null;
end $$;
create or replace trigger patients_index_name
  after insert or update of given_name, family_name, gender, birth_date, active, deceased_at on patients
  for each row execute function index_patient_name();

-- smith and simth have the same
create or replace function letters_of(word text) returns text language sql immutable parallel safe as $$
  select string_agg(letter, '' order by letter) from regexp_split_to_table(word, '') letter
$$;

-- The known words that `typed`, one folded word, may be a misspelling of, each with how well: one typo 60, two typos in a longer
-- word 50, the same sound 40 less the letters that differ, at most half. Without those that begin with it.
create or replace function misspelt_words(typed text) returns table (word text, score integer)
language sql stable parallel safe rows 20 as $$
  -- once, and not for each word that it is compared with
  with asked as materialized (
    select typed as word, length(typed) as letters, letters_of(typed) as sorted, word_keys(typed) as keys,
      array(select '#' || sound from unnest(daitch_mokotoff(typed)) sound) as sounds,
      case when length(typed) > 5 then two_typo_keys(typed, length(typed) - 2, length(typed) + 2) end as long_keys
  )
  select near.word, max(near.score) from (
    select n.word, case
      when edits = 1 or edits = 2 and letters_of(n.word) = asked.sorted then 60
      when edits = 2 and asked.letters > 5 then 50
      when edits <= (greatest(asked.letters, length(n.word)) + 1) / 2 and n.keys && asked.sounds then 40 - edits
    end as score
    from asked join name_words n on n.keys && asked.keys cross join levenshtein(asked.word, n.word) edits
    where asked.letters > 1 and not starts_with(n.word, asked.word)
    union all
    select n.word, 50
    from asked join name_words n on two_typo_keys(n.word, length(n.word), length(n.word)) && asked.long_keys
    where levenshtein_less_equal(asked.word, n.word, 2) <= 2 and similarity(asked.word, n.word) >= 0.3
      and not starts_with(n.word, asked.word)
  ) near
  where near.score is not null
  group by near.word
$$;

-- The known words that `typed` may stand for: itself 100, what begins with it 79 down to 71, or is misspelt so. Also the word
-- itself, whether or not it is known: two names written as one are in patient_words alone.
create or replace function near_words(typed text) returns table (word text, score integer)
language sql stable parallel safe rows 30 as $$
  with asked as materialized (select typed as word)
  select near.word, near.score from (
    select asked.word, 100 as score from asked
    union all
    select n.word, 80 - least(length(n.word) - length(asked.word), 9)
    from asked join name_words n on n.word > asked.word and n.word < asked.word || U&'\+10FFFF'
    union all
    select n.word, n.score from asked cross join lateral misspelt_words(asked.word) n
  ) near
  where (select asked.word <> '' from asked)
$$;

-- What two or more words, written as one, may stand for: that, its beginning, or one typo away. By sound or with two typos
-- harris dan would be Harrison.
create or replace function near_joined(typed text) returns table (word text, score integer)
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

-- same: in the same letters, written together or apart. close: one typo, or two in a longer name; the same sound with at
-- most half of the letters other; or all words of the shorter one in the longer one. Null where only one of the two is known.
create or replace function name_match(a text, b text) returns text language sql immutable parallel safe as $$
  select case
    when a is null and b is null then 'same'
    when a is null or b is null then null
    when one = other then 'same'
    when edits = 1 and longer > 2 or edits = 2 and (longer > 5 or letters_of(one) = letters_of(other)) then 'close'
    when edits <= (longer + 1) / 2 and daitch_mokotoff(one) && daitch_mokotoff(other) then 'close'
    when words_a <@ words_b or words_b <@ words_a then 'close'
    else 'other'
  end
  -- `offset 0`: or PostgreSQL would fold the names anew wherever they are read
  from (select words_of(a) as words_a, words_of(b) as words_b offset 0) split
    cross join lateral (
      select array_to_string(words_a, '') as one, array_to_string(words_b, '') as other offset 0
    ) spelled
    cross join lateral (
      select levenshtein(one, other) as edits, greatest(length(one), length(other)) as longer
    ) compared
$$;

-- The same of whole names, wherever one field ends and the other begins; a typo or two are close.
create or replace function whole_name_match(given text, family text, other_given text, other_family text) returns text
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
      offset 0
    ) spelled
    cross join lateral (select levenshtein(one, other) as edits, length(one) as letters) compared
$$;

create or replace trigger restrictions_touch before update on restrictions for each row execute function touch_record();
call keep_versions_of('restrictions');
create or replace trigger broken_glass_touch before update on broken_glass for each row execute function touch_record();
call keep_versions_of('broken_glass');

-- That somebody broke the glass stays as it was; a review is added once.
create or replace function guard_broken_glass() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.reviewed_at is not null
    or (new.patient_id, new.broken_by, new.reason, new.lifts, new.open_until) is distinct from
      (old.patient_id, old.broken_by, old.reason, old.lifts, old.open_until)
  then
    raise exception 'broken_glass keeps history: only a review is added, and once' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create or replace trigger broken_glass_stays before update or delete on broken_glass
  for each row execute function guard_broken_glass();
