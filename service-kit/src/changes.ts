import type { Database } from './database';

/** A record whose changes are announced. */
export interface Announced {
  /** Its name in events, such as `appointment`. */
  record: string;
  table: string;
  /** SQL of a row `t` of the table: whose it is; `null` for what is nobody's. */
  patient: string;
}

/** That a record was changed, and nothing of what it says. */
export interface Change {
  record: string;
  id: string;
  version: number;
  patientId: string | null;
}

/** Tells what was committed since it was asked before; the first time, what was in the last seconds. Throws where the database does not answer. */
export type ReadChanges = () => Promise<Change[]>;

interface Row extends Omit<Change, 'record'> {
  /** Null in the row that says from when on the next but one has to look. */
  table: string | null;
  mark: string | null;
}

/**
 * Looks by when a row was changed, which is when its transaction began. What is committed late is found all the same: a look
 * goes back to where the oldest transaction began that was open two looks ago, and never less than three seconds.
 */
export function openChanges(db: Database, announced: Announced[]): ReadChanges {
  const names = new Map(announced.map(({ table, record }) => [table, record]));
  const statement = statementOf(announced);
  let marks: string[] = [];
  let told = new Set<string>();

  return async () => {
    const [since = await begin(db)] = marks;
    const rows = await db.query<Row>(statement, [since]);
    const mark = rows.find(({ table }) => table === null)?.mark ?? since;
    marks = [marks.at(-1) ?? since, mark];
    const changes = rows.flatMap(({ table, mark: _mark, ...change }) => {
      const record = table === null ? undefined : names.get(table);
      return record === undefined ? [] : [{ record, ...change }];
    });
    const before = told;
    // what this look has not seen, no later one will
    told = new Set(changes.map(keyOf));
    return changes.filter((change) => !before.has(keyOf(change)));
  };
}

function keyOf({ record, id, version }: Change): string {
  return `${record} ${id} ${version}`;
}

async function begin(db: Database): Promise<string> {
  const [row] = await db.query<{ mark: string }>(`select (now() - interval '3 seconds')::text as mark`);
  return row?.mark ?? new Date().toISOString();
}

// a transaction of more than a minute is a backup, which changes nothing
const markOf = `least(
  now() - interval '3 seconds',
  (select min(xact_start) from pg_stat_activity
   where datname = current_database() and usename = current_user and xact_start > now() - interval '1 minute'))`;

/** One range of an index for each table. */
function statementOf(announced: Announced[]): string {
  const changed = announced.map(
    ({ table, patient }) =>
      `select '${table}' as table, t.id, t.version, (${patient})::uuid as "patientId", null as mark
       from ${table} t where t.updated_at >= $1::timestamptz`,
  );
  const removed = `select table_name, record_id, version, patient_id, null
    from removed_records where removed_at >= $1::timestamptz`;
  return [...changed, removed, `select null, null, null, null, ${markOf}::text`].join(' union all ');
}

/** Forgets after a day what was removed; it was announced long ago. */
export async function forgetRemoved(db: Database): Promise<void> {
  await db.query(`delete from removed_records where removed_at < now() - interval '1 day'`);
}
