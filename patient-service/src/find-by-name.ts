import { isOneOf, type Filters, type ListQuery, type WrittenPlan, conditionsOf } from '@hms/service-kit/paging';
import { foundByAllWords } from './find-by-all-words';
import { foundByOneWord } from './find-by-one-word';
import { patientsWithIdentifier } from './identifiers';
import { wordsOf } from './patient-query';
import { patientsWithPhone } from './phone-query';

/** Patients by name, best match first; what a match is worth is told at near_words in db-init. */
export const bestMatchFirst: WrittenPlan = {
  key: [{ type: 'integer' }, { type: 'text' }, { type: 'uuid' }],
  filters: { name: '', ...filtersOnWords({}) },
  statement: (query: ListQuery, bind, rows, after) => {
    const words = wordsOf(String(query['name']));
    const where = ['true', ...conditionsOf(filtersOnWords(query), query, bind).map((one) => `(${one})`)].join(' and ');
    const limit = `${bind(rows)}::integer`;
    const [word = ''] = words;
    const atMost = [11, 51, 201].find((most) => rows <= most) ?? 1001;
    const search = { where, limit, atMost, after, bind };
    return `select to_json(array[found.score::text, found.word, v.id::text])::text as key, row_to_json(v)::text as json
      from (${words.length === 1 ? foundByOneWord(word, search) : foundByAllWords(words, search)}) found
      -- offset 0: each by its id, however many the planner thinks are found
      cross join lateral (select * from patients_view where id = found.patient_id offset 0) v
      order by found.score desc, found.word, found.patient_id desc`;
  },
};

/** On `patient_words w`. What few patients share is looked up first, the rest is in the index that the words are in. */
function filtersOnWords({ active, deceased }: Partial<ListQuery>): Filters {
  // said as it is: the planner knows how many live, and so makes one plan for any name
  const is = (column: string, value: unknown) => (String(value) === 'true' ? column : `not ${column}`);
  const oneOf = (patients: string) => `w.patient_id = any(array(${patients}))`;
  return {
    id: isOneOf('w.patient_id'),
    birthDate: `w.birth_date between ? and ? || '-99' or w.birth_date in (left(?, 4), left(?, 7))`,
    gender: 'w.gender = ?',
    phone: oneOf(patientsWithPhone),
    email: oneOf('select id from patients where lower(email) = lower(?)'),
    mrn: oneOf('select id from patients where mrn = ?'),
    identifier: oneOf(patientsWithIdentifier),
    active: is('w.active', active),
    deceased: is('w.deceased', deceased),
  };
}
