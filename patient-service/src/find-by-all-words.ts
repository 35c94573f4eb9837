import type { NameSearch } from './find-by-one-word';

/** Patients of a word are counted so far. */
const mostCounted = 5000;

/**
 * SQL that gives `patient_id`, `word` and `score` of who has for each word something that it may stand for, alone or written as
 * one with its neighbours, by how well all of them together fit. Misspellings and beginnings are looked for only where those
 * who have the words as they are do not fill the page: they are before all others.
 */
export function foundByAllWords(words: string[], { where, limit, after, bind }: NameSearch): string {
  const runs = runsOf(words);
  const column = (name: keyof Run, type: string) => `${bind(runs.map((run) => run[name]))}::${type}[]`;
  const rest = after ? `(score, patient_id) < (${bind(after[0])}::integer, ${bind(after[2])}::uuid)` : 'true';
  const best = 100 * words.length;
  // each is worth its price where the ones before do not fill the page: whom it leaves out has a lower score than it shows
  const levels = [
    { near: 'typed', from: best },
    { near: 'begun', from: best - 39 },
    { near: 'near', from: 0 },
  ].filter(({ from }) => after === undefined || Number(after[0]) >= from);
  const isFull = (near: string) => `(select count(*) from ${near}_found) = ${limit}`;
  /** Patients with a word of `near` for each place, and how well they fit. */
  const patientsWith = ({ near, from }: (typeof levels)[number]) => {
    // who is still typing has typed what is no word yet
    const isOfUse =
      near === 'begun' && levels[0]?.near === 'typed' ? '(select patients from typed_rarest) = 0' : 'true';
    const scores = words.map((_, i) => `max(near.score) filter (where ${i} between near.first and near.last)`);
    // offset 0: each word by its entries of the index, whatever the planner takes `near` for
    const having = (place: string | number) =>
      `from (select word from ${near} where ${place} between first and last offset 0) near
        cross join lateral (select w.patient_id from patient_words w where w.word = near.word and ${where} offset 0) w`;
    return `
      -- where one place has far fewer than another, its patients are looked at one by one; else all lists are read
      ${near}_places as materialized (
        select place, (select count(*) from (select ${having('place')} limit ${mostCounted}) counted) as patients
        from generate_series(0, ${words.length - 1}) place
      ), ${near}_rarest as materialized (
        select place, patients, patients * 10 < max(patients) over () as is_few from ${near}_places order by patients limit 1
      ),
      ${near}_patients as materialized (
        select w.patient_id ${having(`(select place from ${near}_rarest)`)}
          where (select is_few from ${near}_rarest)
        union (
          ${words
            .map((_, i) => `select w.patient_id ${having(i)} where not (select is_few from ${near}_rarest)`)
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
        where score >= ${from} and ${rest} and ${isOfUse}
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
    ), begun as materialized (
      select first, last, word, score from typed
      union all
      select typed.first, typed.last, n.word, 80 - least(length(n.word) - length(typed.word), 9)
      from typed join name_words n on n.word > typed.word and n.word < typed.word || U&'\\+10FFFF'
      where forgiving
    ), near as materialized (
      select first, last, word, score from begun
      union all
      select typed.first, typed.last, n.word, n.score
      from typed cross join lateral (select word, score from misspelt_words(typed.word) offset 0) n
      where first = last
      union all
      select typed.first, typed.last, n.word, n.score
      from typed cross join lateral (select word, score from near_joined(typed.word) where score = 60 offset 0) n
      where first < last and forgiving
    ), ${levels.map(patientsWith).join(', ')}
    ${levels
      .map(({ near }, i) => {
        const before = levels.slice(0, i).map((level) => `not ${isFull(level.near)}`);
        const when = [...before, ...(i < levels.length - 1 ? [isFull(near)] : [])];
        return `select patient_id, '' as word, score from ${near}_found where ${['true', ...when].join(' and ')}`;
      })
      .join(' union all ')}`;
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
