import type { Queryable } from '@hms/service-kit/database';
import type { Knowledge } from '../safety/knowledge-store';
import type { Found } from './find-medications';
import type { gaps, Medication } from './schemas';

type Gap = (typeof gaps)[number];

/** Says what the knowledge has of each, and what it has not. */
export async function describe(db: Queryable, knowledge: Knowledge, found: Found[]): Promise<Medication[]> {
  const { names, codes, members } = knowledge.facts;
  const classesOf = (name: string) => members.filter(({ drug }) => drug === name).map((member) => member.class);
  const rules = await countRules(
    db,
    knowledge.version,
    found.map(({ name }) => [name, ...classesOf(name)]),
  );
  return found.map(({ name, foundBy, match }, at) => {
    const kind = knowledge.classes.has(name) ? 'class' : 'drug';
    const known = {
      codes: codes.filter(({ substance }) => substance === name).map(({ code }) => code),
      classes: classesOf(name),
      rules: rules[at] ?? { interactions: 0, crossAllergies: 0 },
      washoutDays: knowledge.washoutDays.get(name) ?? null,
    };
    const otherNames = names.filter((one) => one.substance === name && one.name !== name).map((one) => one.name);
    return { name, kind, foundBy, match, otherNames, ...known, notKnown: gapsOf(kind, known) };
  });
}

type Known = Pick<Medication, 'codes' | 'classes' | 'rules' | 'washoutDays'>;

function gapsOf(kind: Medication['kind'], { codes, classes, rules, washoutDays }: Known): Gap[] {
  return [
    // the knowledge base has none of any medicine
    'form',
    'strength',
    ...(codes.length === 0 ? ['code' as const] : []),
    ...(kind === 'drug' && classes.length === 0 ? ['class' as const] : []),
    ...(rules.interactions === 0 ? ['interactions' as const] : []),
    ...(rules.crossAllergies === 0 ? ['cross-allergies' as const] : []),
    ...(washoutDays === null ? ['washout' as const] : []),
  ];
}

/** @param terms of each medicine: itself and its classes */
async function countRules(db: Queryable, version: number, terms: string[][]): Promise<Medication['rules'][]> {
  return db.query<Medication['rules']>(
    `select
       (select count(*)::integer from interactions i
        where i.version = $1 and (t.terms ? i.a or t.terms ? i.b)) as interactions,
       (select count(*)::integer from cross_allergies c
        where c.version = $1 and t.terms ? c.drug) as "crossAllergies"
     from jsonb_array_elements($2::jsonb) with ordinality t(terms, place) order by t.place`,
    [version, JSON.stringify(terms)],
  );
}
