import type { NameSearch } from './find-by-one-word';

/** So many patients are looked at one by one; more are found by where two lists meet. */
const fewPatients = 1000;

/**
 * SQL that gives `patient_id`, `word` and `score` of who has for each word something that it may stand for, alone or written as
 * one with its neighbours, by how well all of them together fit. Misspellings and beginnings are looked for only where those
 * who have the words as they are do not fill the page: they are before all others.
 */
export function foundByAllWords(words: string[], { where, limit, after, bind }: NameSearch): string {
  const runs = runsOf(words);
  const column = (name: keyof Run, type: string) => `${bind(runs.map((run) => run[name]))}::${type}[]`;
  const rest = after ? `(score, patient_id) < (${bind(after[0])}::integer, ${bind(after[2])}::uuid)` : 'true';
  const isPastExact = after !== undefined && Number(after[0]) < 100 * words.length;
  // what nothing reads is not looked for
  const unlessFull = isPastExact ? 'true' : `((select count(*) from typed_found) < ${limit})`;
  /** Patients with a word of `near` for each place, and how well they fit. */
  const patientsWith = (near: string) => {
    const scores = words.map((_, i) => `max(near.score) filter (where ${i} between near.first and near.last)`);
    // offset 0: each word by its entries of the index, whatever the planner takes `near` for
    const having = (place: string | number) =>
      `from (select word from ${near} where ${place} between first and last offset 0) near
        cross join lateral (select w.patient_id from patient_words w where w.word = near.word and ${where} offset 0) w`;
    return `
      -- how many have something for each place, as far as they are few
      ${near}_places as materialized (
        select place, (select count(*) from (select ${having('place')} limit ${fewPatients}) counted) as patients
        from generate_series(0, ${words.length - 1}) place
      ), ${near}_rarest as materialized (select place, patients from ${near}_places order by patients limit 1),
      ${near}_patients as materialized (
        select w.patient_id ${having(`(select place from ${near}_rarest)`)}
          where (select patients from ${near}_rarest) < ${fewPatients}
        union (
          ${words
            .map(
              (_, i) => `select w.patient_id ${having(i)} where (select patients from ${near}_rarest) = ${fewPatients}`,
            )
            .join(' intersect ')}
        )
      ), ${near}_found as materialized (
        select patient_id, score
        from (
          select who.patient_id, ${scores.join(' + ')} as score
          from ${near}_patients who
            cross join lateral (select word from patient_words where patient_id = who.patient_id offset 0) w
            join ${near} near using (word)
          group by who.patient_id
        ) named
        where score is not null and ${rest}
        order by score desc, patient_id desc limit ${limit}
      )`;
  };
  return `
    with typed as materialized (
      select first, last, array_to_string(words_of(word), '') as word, forgiving, 100 as score
      from unnest(${column('first', 'integer')}, ${column('last', 'integer')}, ${column('word', 'text')},
        ${column('forgiving', 'boolean')}) as runs (first, last, word, forgiving)
      -- all of them; it tells the planner how many
      limit ${runs.length}
    ), near as materialized (
      select typed.first, typed.last, n.word, n.score
      from typed cross join lateral (select word, score from near_words(typed.word) offset 0) n
      where first = last
      union all
      select typed.first, typed.last, n.word, n.score
      from typed cross join lateral (select word, score from near_joined(typed.word) offset 0) n
      where first < last and forgiving
      union all select first, last, word, 100 from typed where not forgiving
    ), ${patientsWith('near')} ${isPastExact ? '' : `, ${patientsWith('typed')}`}
    select patient_id, '' as word, score from near_found where ${unlessFull}
    ${isPastExact ? '' : `union all select patient_id, '', score from typed_found where not ${unlessFull}`}`;
}

interface Run {
  first: number;
  last: number;
  /** The words from `first` to `last` as one. */
  word: string;
  /** Whether typos are looked for, too; in longer runs that would cost more than it finds. */
  forgiving: boolean;
}

/** Neighbouring words as one, up to four and all, from each of them on: 太郎 and 山田 are 太郎山田 and 山田太郎. */
function runsOf(words: string[]): Run[] {
  const lengths = words.map((_, i) => i + 1).filter((length) => length <= 4 || length === words.length);
  return lengths.flatMap((length) =>
    words.slice(length - 1).flatMap((_, first) => {
      const run = words.slice(first, first + length);
      return run.map((_word, turn) => ({
        first,
        last: first + length - 1,
        word: [...run.slice(turn), ...run.slice(0, turn)].join(''),
        forgiving: length <= 2 && turn === 0,
      }));
    }),
  );
}
