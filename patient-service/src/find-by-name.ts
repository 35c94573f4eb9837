import {
  conditionsOf,
  isOneOf,
  type Bind,
  type Filters,
  type ListQuery,
  type WrittenPlan,
} from '@hms/service-kit/paging';
import { patientsWithIdentifier } from './identifiers';
import { wordsOf } from './patient-query';
import { patientsWithPhone } from './phone-query';

/** Patients by name, best match first; what a match is worth is told at near_words in db-init. */
export const bestMatchFirst: WrittenPlan = {
  key: [{ type: 'integer' }, { type: 'text' }, { type: 'uuid' }],
  filters: { name: '', ...filtersOnWords() },
  statement: (query: ListQuery, bind, rows, after) => {
    const words = wordsOf(String(query['name']));
    const limit = `${bind(rows)}::integer`;
    const where = ['true', ...conditionsOf(filtersOnWords(), query, bind).map((one) => `(${one})`)].join(' and ');
    const [word = ''] = words;
    const found =
      words.length === 1 ? byOneWord(word, where, limit, after, bind) : byAllWords(words, where, limit, after, bind);
    return `select to_json(array[found.score::text, found.word, v.id::text])::text as key, row_to_json(v)::text as json
      from (${found}) found join patients_view v on v.id = found.patient_id
      order by found.score desc, found.word, found.patient_id desc`;
  },
};

/** On `patient_words w`. What few patients share is looked up first, the rest is in the index that the words are in. */
function filtersOnWords(): Filters {
  const oneOf = (patients: string) => `w.patient_id = any(array(${patients}))`;
  return {
    id: isOneOf('w.patient_id'),
    birthDate: `w.birth_date between ? and ? || '-99' or w.birth_date in (left(?, 4), left(?, 7))`,
    gender: 'w.gender = ?',
    phone: oneOf(patientsWithPhone),
    email: oneOf('select id from patients where lower(email) = lower(?)'),
    mrn: oneOf('select id from patients where mrn = ?'),
    identifier: oneOf(patientsWithIdentifier),
    active: 'w.active = ?::boolean',
    deceased: 'w.deceased = ?::boolean',
  };
}

/**
 * One word: the words that it may stand for, best first, and of each its patients, newest first, until the page is full.
 * A patient who has two of them is shown at the better one.
 */
function byOneWord(word: string, where: string, limit: string, after: string[] | undefined, bind: Bind): string {
  const [score, found, id] = after?.map(bind) ?? [];
  const rest = after
    ? `(near.score < ${score}::integer or near.score = ${score}::integer
        and (near.word > ${found} or near.word = ${found} and w.patient_id < ${id}::uuid))`
    : 'true';
  return `
    with near as materialized (select word, score from near_words(array_to_string(words_of(${bind(word)}), '')))
    select named.patient_id, near.word, near.score
    from (select word, score from near order by score desc, word offset 0) near
    cross join lateral (
      select w.patient_id from patient_words w
      where w.word = near.word and ${where} and ${rest}
        -- offset 0 keeps it a question about one patient, asked for those on the page alone
        and not exists (
          select from patient_words other join near better using (word)
          where other.patient_id = w.patient_id
            and (better.score > near.score or better.score = near.score and better.word < near.word)
          offset 0
        )
      order by w.patient_id desc limit ${limit}
    ) named
    order by near.score desc, near.word, named.patient_id desc limit ${limit}`;
}

/**
 * Several words: who has for each of them something that it may stand for, alone or written as one with its upstreams,
 * by how well all of them together fit.
 */
function byAllWords(words: string[], where: string, limit: string, after: string[] | undefined, bind: Bind): string {
  const runs = runsOf(words);
  const column = (name: keyof Run, type: string) => `${bind(runs.map((run) => run[name]))}::${type}[]`;
  const scores = words.map((_, i) => `max(near.score) filter (where ${i} between near.first and near.last)`);
  const [score, , id] = after ?? [];
  return `
    with typed as materialized (
      select first, last, array_to_string(words_of(word), '') as word, forgiving
      from unnest(${column('first', 'integer')}, ${column('last', 'integer')}, ${column('word', 'text')},
        ${column('forgiving', 'boolean')}) as runs (first, last, word, forgiving)
    ), near as materialized (
      select typed.first, typed.last, n.word, n.score
      from typed cross join lateral (select word, score from near_words(typed.word) offset 0) n
      where first = last
      union all
      select typed.first, typed.last, n.word, n.score
      from typed cross join lateral (select word, score from near_joined(typed.word) offset 0) n
      where first < last and forgiving
      union all select first, last, word, 100 from typed where not forgiving
    )
    select patient_id, '' as word, score
    from (
      select w.patient_id, ${scores.join(' + ')} as score
      from near join patient_words w using (word) where ${where}
      group by w.patient_id
    ) named
    where score is not null${after ? ` and (score, patient_id) < (${bind(score)}::integer, ${bind(id)}::uuid)` : ''}
    order by score desc, patient_id desc limit ${limit}`;
}

interface Run {
  first: number;
  last: number;
  /** The words from `first` to `last` as one. */
  word: string;
  /** Whether typos are looked for, too; in longer runs that would cost more than it finds. */
  forgiving: boolean;
}

/** WithUpstreams words as one, up to four and all, from each of them on: 太郎 and 山田 are 太郎山田 and 山田太郎. */
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
