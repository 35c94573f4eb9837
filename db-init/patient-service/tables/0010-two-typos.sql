-- Words with two typos between them, found in as many steps among a million words as among a thousand; trigrams read more of them
-- the more there are.

-- Two words with at most two typos between them, of four letters or more, share four or five of their first seven letters, in
-- order, with at most two left out: those, each with the length of the word that is looked for, `shortest` to `longest`.
create function two_typo_keys(word text, shortest integer, longest integer) returns text[]
language plpgsql immutable strict parallel safe as $$
declare
  start constant text := left(word, 7);
  letters constant integer := length(start);
  parts text[] := '{}';
  keys text[] := '{}';
begin
  if letters between 4 and 5 then
    parts := array[start];
  end if;
  for i in 1 .. letters loop
    if letters between 5 and 6 then
      parts := parts || (left(start, i - 1) || substr(start, i + 1));
    end if;
    if letters between 6 and 7 then
      for j in i + 1 .. letters loop
        parts := parts || (left(start, i - 1) || substr(start, i + 1, j - i - 1) || substr(start, j + 1));
      end loop;
    end if;
  end loop;
  for length in shortest .. longest loop
    for i in 1 .. cardinality(parts) loop
      keys := keys || (parts[i] || length);
    end loop;
  end loop;
  return keys;
end $$;

create index name_words_by_two_typos on name_words using gin (two_typo_keys(word, length(word), length(word)));
drop index name_words_by_trigram;
