import type { Queryable, Transaction } from '@hms/service-kit/postgres';
import type { Meaning, SafetyFacts, Severity } from './judge';

/** Checks of one patient go one after the other, so that two prescriptions at the same moment see each other. */
export const takeTurns = async (tx: Transaction, patientId: string): Promise<void> => {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('safety of ' || $1, 0))`, [patientId]);
};

export const currentKnowledge = async (db: Queryable): Promise<number> => {
  const [row] = await db.query<{ version: number }>('select current_knowledge() as version');
  if (!row) throw new Error('there is no knowledge of drugs');
  return row.version;
};

/** What each of these means, in their order. */
export const meaningsOf = (
  db: Queryable,
  knowledge: number,
  named: { name: string; code: string | null }[],
): Promise<Meaning[]> =>
  db.query<Meaning>(
    `select name_words(regexp_replace(n.name, '[0-9].*$', '')) as words,
       coalesce(array_agg(distinct s.substance) filter (where s.substance is not null), '{}') as substances,
       coalesce(array_agg(distinct m.class) filter (where m.class is not null), '{}') as classes
     from rows from (json_to_recordset($2) as (name text, code text)) with ordinality as n (name, code, place)
       left join lateral substances_meant($1, n.name, n.code) s on true
       left join class_members m on m.version = $1 and m.drug = s.substance
     group by n.place, n.name order by n.place`,
    [knowledge, JSON.stringify(named)],
  );

type Rules = Pick<SafetyFacts, 'crossAllergies' | 'interactions' | 'duplicateSeverity'>;

/** The rules that can apply to these drugs and classes. */
export const rulesFor = async (db: Queryable, knowledge: number, terms: string[]): Promise<Rules> => {
  const crossAllergies = await db.query<Rules['crossAllergies'][number]>(
    `select allergy, drug, severity, detail, source from cross_allergies
     where version = $1 and allergy = any($2::text[]) and drug = any($2::text[])`,
    [knowledge, terms],
  );
  const interactions = await db.query<Rules['interactions'][number]>(
    `select a, b, severity, detail, source from interactions
     where version = $1 and a = any($2::text[]) and b = any($2::text[])`,
    [knowledge, terms],
  );
  const duplicates = await db.query<{ id: string; severity: Severity }>(
    `select id, duplicate_severity as severity from substances
     where version = $1 and id = any($2::text[]) and duplicate_severity is not null`,
    [knowledge, terms],
  );
  return {
    crossAllergies,
    interactions,
    duplicateSeverity: new Map(duplicates.map(({ id, severity }) => [id, severity])),
  };
};
