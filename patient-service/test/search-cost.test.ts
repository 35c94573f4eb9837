import { eventually } from '@hms/service-kit/testing/service';
import { listStatement, type ListQuery } from '@hms/service-kit/paging';
import { patientList } from '../src/patient-store';
import { startPatientService, type Fixture } from './fixtures';

let hospital: Fixture;

beforeAll(async () => {
  hospital = await startPatientService();
  // who is called alike, among many others
  await hospital.db.query(
    `insert into patients (given_name, family_name, gender)
     select 'Marisol', 'Quillfeather', 'female' from generate_series(1, 400)
     union all select 'Tib', translate(left(md5(n::text), 8), '0123456789', 'ghjklmnpqr'), 'other' from generate_series(1, 400) n`,
  );
  // as autovacuum leaves it: a transaction that goes on meanwhile keeps pages from being known as seen by all
  const isVacuumed = async () => {
    await hospital.db.query('vacuum analyze patients, patient_words, name_words');
    const [all] = await hospital.db.query<{ seen: boolean }>(
      `select bool_and(relallvisible = relpages) as seen from pg_class where relname in ('patients', 'patient_words', 'name_words')`,
    );
    return all?.seen;
  };
  expect(await eventually(isVacuumed, (seen) => seen === true)).toBe(true);
}, 60_000);

interface PlanNode {
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** How many entries the search reads of each index. */
const readsOf = async (query: Partial<ListQuery>): Promise<Record<string, number>> => {
  const { text, values } = listStatement(patientList({ limit: 5, ...query }), { limit: 5, ...query });
  const [row] = await hospital.db.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `explain (analyze, format json) ${text}`,
    values,
  );
  const reads: Record<string, number> = {};
  for (const node of row ? nodesOf(row['QUERY PLAN'][0].Plan) : []) {
    const name = node['Index Name'];
    if (!name || node['Actual Loops'] === 0) continue;
    reads[name] =
      (reads[name] ?? 0) + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
  }
  return reads;
};

it.each(['marisol', 'mari', 'm'])(
  'reads a page of those who are called %s, and looks for no other spelling',
  async (name) => {
    const reads = await readsOf({ name });
    expect(reads['patient_words_pkey']).toBeLessThan(20);
    expect(Object.keys(reads).filter((index) => /by_key|typos|trigram/.test(index))).toEqual([]);
  },
);

it.each(['quillfeather marisol', 'marisol quillf'])(
  'looks for no other spelling of %s where those who have both fill the page',
  async (name) => {
    const reads = await readsOf({ name });
    expect(Object.keys(reads).filter((index) => /by_key|typos|trigram/.test(index))).toEqual([]);
  },
);

it.each(['quilfeathr', 'qiullfaether', 'quillfeathers marisl'])('still finds %s, with typos', async (name) => {
  expect(await hospital.find({ name, limit: '200' })).toHaveLength(200);
});

it('reads few words to find those with two typos', async () => {
  const reads = await readsOf({ name: 'quilfeathr' });
  expect(reads['name_words_by_two_typos']).toBeLessThan(5);
});

it('has a part in common for any two words with two typos between them', async () => {
  const missed = await hospital.db.query(
    `with words as (select unnest('{nguyen,mohamed,fernandez,quillfeather,thornerlingham}'::text[]) as word),
     once as (
       select word, typo from words cross join generate_series(1, length(word)) i cross join unnest(array[
         overlay(word placing '' from i for 1), overlay(word placing 'x' from i for 1), overlay(word placing 'x' from i for 0)]) typo
     ), twice as (
       select distinct word, again from once cross join generate_series(1, length(typo)) i cross join unnest(array[
         overlay(typo placing '' from i for 1), overlay(typo placing 'y' from i for 1), overlay(typo placing 'y' from i for 0)]) again
     )
     select word, again from twice
     where not two_typo_keys(word, length(word) - 2, length(word) + 2) && two_typo_keys(again, length(again), length(again))`,
  );
  expect(missed).toEqual([]);
});
