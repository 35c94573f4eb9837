import { conditionsOf, type Bind, type Filters, type ListQuery, type WrittenPlan } from '@hms/service-kit/paging';
import { wordsOf } from './schemas';

const oneOf = (patients: string) => `w.patient_id = any(array(${patients}))`;

/** On `patient_words w`. What few patients share is looked up first, the rest is in the index that the words are in. */
const filters: Filters = {
  birthDate: `w.birth_date between ? and ? || '-99' or w.birth_date in (left(?, 4), left(?, 7))`,
  gender: 'w.gender = ?',
  phone: oneOf('select id from patients where phone = ?'),
  email: oneOf('select id from patients where lower(email) = lower(?)'),
  mrn: oneOf('select id from patients where mrn = ?'),
  identifier: oneOf(`select patient_id from patient_identifiers
    where system = split_part(?, '|', 1) and value = substr(?, strpos(?, '|') + 1)`),
  active: 'w.active = ?::boolean',
  deceased: 'w.deceased = ?::boolean',
};

/**
 * One word: the words that it may stand for, best first, and of each its patients, newest first, until the page is full.
 * A patient who has two of them is shown at the better one.
 */
const byOneWord = (word: string, where: string, limit: string, after: string[] | undefined, bind: Bind) => {
  const [score, found, id] = after?.map(bind) ?? [];
  const rest = after
    ? `(near.score < ${score}::integer or near.score = ${score}::integer
        and (near.word > ${found} or near.word = ${found} and w.patient_id < ${id}::uuid))`
    : 'true';
  return `
    with near as materialized (select word, score from near_words(fold_text(${bind(word)})))
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
};

/** Several words: who has something for each of them, by how well all of them together fit. */
const byAllWords = (words: string[], where: string, limit: string, after: string[] | undefined, bind: Bind) => {
  const having = words.map(
    (word) => `(
      select w.patient_id, near.score
      from (select word, score from near_words(fold_text(${bind(word)})) offset 0) near
      join patient_words w using (word) where ${where}
    )`,
  );
  const [score, , id] = after ?? [];
  return `
    select patient_id, '' as word, score
    from (
      select patient_id, max(${having.map((_, i) => `h${i}.score`).join(' + ')}) as score
      from ${having.map((one, i) => `${one} h${i} ${i > 0 ? 'using (patient_id)' : ''}`).join(' join ')}
      group by patient_id
    ) named
    ${after ? `where (score, patient_id) < (${bind(score)}::integer, ${bind(id)}::uuid)` : ''}
    order by score desc, patient_id desc limit ${limit}`;
};

/** Patients by name, best match first; what a match is worth is told at near_words in db-init. */
export const bestMatchFirst: WrittenPlan = {
  key: [{ type: 'integer' }, { type: 'text' }, { type: 'uuid' }],
  filters: { name: '', ...filters },
  statement: (query: ListQuery, bind, rows, after) => {
    const words = wordsOf(String(query['name']));
    const limit = `${bind(rows)}::integer`;
    const where = ['true', ...conditionsOf(filters, query, bind).map((one) => `(${one})`)].join(' and ');
    const [word = ''] = words;
    const found =
      words.length === 1 ? byOneWord(word, where, limit, after, bind) : byAllWords(words, where, limit, after, bind);
    return `select array[found.score::text, found.word, v.id::text] as key, row_to_json(v)::text as json
      from (${found}) found join patients_view v on v.id = found.patient_id
      order by found.score desc, found.word, found.patient_id desc`;
  },
};
