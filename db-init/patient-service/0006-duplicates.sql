-- Noticing that a patient who is being registered looks like one who is there already.

-- The words of a name in alphabetical order: the same for Smith John as for John Smith. An index is made with no schema
-- in sight, hence public.
create function name_key(given text, family text) returns text language sql immutable parallel safe as $$
  select string_agg(distinct word, ' ' order by word) from unnest(public.words_of(concat_ws(' ', given, family))) word
$$;
create index patients_by_name_key on patients (name_key(given_name, family_name));

-- same: in the same letters. close: one typo, or two in a longer name; the same sound with at most half of the letters
-- other; or all words of the shorter one in the longer one. Null where only one of the two is known.
create function name_likeness(a text, b text) returns text language sql immutable parallel safe as $$
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
      select array_to_string(words_a, ' ') as one, array_to_string(words_b, ' ') as other
    ) spelled
    cross join lateral (
      select levenshtein(left(one, 200), left(other, 200)) as edits, greatest(length(one), length(other)) as longer
    ) compared
$$;
