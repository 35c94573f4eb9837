import type { Queryable, Transaction } from '@hms/service-kit/database';
import type { SafetyFacts } from './judge';
import type { Severity } from './findings';
import { nameIndex, type NameIndex, type NamesAndCodes } from './name-index';

/** Checks of one patient go one after the other, so that two prescriptions at the same moment see each other. */
export const takeTurns = async (tx: Transaction, patientId: string): Promise<void> => {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('safety of ' || $1, 0))`, [patientId]);
};

export interface Knowledge {
  version: number;
  /** Where it came from, in words. */
  origin: string;
  index: NameIndex;
  facts: NamesAndCodes;
  classes: Set<string>;
  /** By drug or class: for how many days it goes on working after the last dose. */
  washoutDays: Map<string, number>;
}

/** The versions read last. A version never changes; the time of its loading tells apart those of several databases. */
const read = new Map<string, Promise<Knowledge>>();
const mostKept = 3;

/** Returns the current knowledge; its names are read once for each version. */
export async function currentKnowledge(db: Queryable): Promise<Knowledge> {
  const [current] = await db.query<{ version: number; origin: string; loaded: string }>(
    `select version, origin, loaded_at::text as loaded from knowledge_versions where version = current_knowledge()`,
  );
  if (!current) throw new Error('there is no knowledge of drugs');
  const key = `${current.version} ${current.loaded}`;
  const known = read.get(key);
  if (known) return known;
  const reading = readKnowledge(db, current.version, current.origin);
  read.set(key, reading);
  reading.catch(() => read.delete(key));
  for (const old of [...read.keys()].slice(0, -mostKept)) read.delete(old);
  return reading;
}

async function readKnowledge(db: Queryable, version: number, origin: string): Promise<Knowledge> {
  const names = await db.query<NamesAndCodes['names'][number]>(
    'select name, substance from substance_names where version = $1 order by name, substance',
    [version],
  );
  const codes = await db.query<NamesAndCodes['codes'][number]>(
    'select code, substance from substance_codes where version = $1 order by code, substance',
    [version],
  );
  const members = await db.query<NamesAndCodes['members'][number]>(
    'select class, drug from class_members where version = $1 order by class, drug',
    [version],
  );
  const classes = await db.query<{ id: string }>(
    `select id from substances where version = $1 and kind = 'class' order by id`,
    [version],
  );
  const washouts = await db.query<{ substance: string; days: number }>(
    'select substance, days::float8 as days from washouts where version = $1',
    [version],
  );
  const facts = { names, codes, members, classes: classes.map(({ id }) => id) };
  return {
    version,
    origin,
    index: nameIndex(facts),
    facts,
    classes: new Set(classes.map(({ id }) => id)),
    washoutDays: new Map(washouts.map(({ substance, days }) => [substance, days])),
  };
}

/** Five half-lives of up to a day, after which 97 % are gone, for what the knowledge gives no figure of. */
const usualWashoutDays = 5;

/** The most that the knowledge may say; db-init holds it to that. */
export const longestWashoutDays = 365;

export interface Washout {
  days: number;
  /** Whether the knowledge gives a figure; without one, what is found in that time is no more than moderate. */
  isKnown: boolean;
}

/** Returns the longest washout of all that a medicine holds. */
export function washoutOf({ washoutDays }: Knowledge, terms: string[]): Washout {
  const figures = terms.flatMap((term) => washoutDays.get(term) ?? []);
  return figures.length > 0
    ? { days: Math.max(...figures), isKnown: true }
    : { days: usualWashoutDays, isKnown: false };
}

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
