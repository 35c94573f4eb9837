import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type { StoredRecord } from './response';
import { applyMergePatch, requireVersion } from './merge-patch';
import type { Database, Queryable, Transaction } from './database';
import { notFound } from './problem';
import { readTogether } from './read-together';

/** Values by column name; the names are the code's own, never a caller's. */
export type Columns = Record<string, unknown>;

export interface Records {
  /** Its name in messages, such as `patient`. */
  what: string;
  table: string;
  /** SQL of a row `t` of the table: the patient whose it is; `null` for what is nobody's. */
  patient: string;
  /** Throws a 404 problem when there is none. */
  get(db: Queryable, id: string): Promise<StoredRecord>;
  /** The same, and nobody else changes it until the transaction ends. */
  lock(tx: Transaction, id: string): Promise<StoredRecord>;
  insert(tx: Transaction, columns: Columns): Promise<StoredRecord>;
  update(tx: Transaction, id: string, columns: Columns): Promise<StoredRecord>;
}

/**
 * One record at a time, of a table `<table>` whose wire form is the view `<table>_view`.
 * @param what the record's name in messages, such as `patient`
 * @param patient SQL of a row `t`: whose it is
 */
export const recordsOf = (what: string, table: string, patient = 't.patient_id'): Records => {
  const select = `select id, version, row_to_json(v)::text as json from ${table}_view v`;
  const read = readTogether<StoredRecord>(`${select} where id = any($1::uuid[])`);
  const get = async (db: Queryable, id: string): Promise<StoredRecord> => {
    const row = await read(db, id);
    if (!row) throw notFound(what, id);
    return row;
  };

  return {
    what,
    table,
    patient,
    get,
    lock: async (tx, id) => {
      const [, record] = await Promise.all([
        tx.read(`select from ${table} where id = $1 for update`, [id]),
        get(tx, id),
      ]);
      return record;
    },
    insert: async (tx, columns) => {
      const names = Object.keys(columns);
      const values = names.map((_, i) => `$${i + 1}`).join(', ');
      // the second is sent before the first has said the id
      const [, [row]] = await Promise.all([
        tx.query(
          `insert into ${table} (${names.join(', ')}) values (${values}) returning set_config('hms.inserted', id::text, true)`,
          Object.values(columns),
        ),
        tx.query<StoredRecord>(`${select} where id = current_setting('hms.inserted')::uuid`),
      ]);
      if (!row) throw new Error(`inserting into ${table} returned no row`);
      return row;
    },
    update: async (tx, id, columns) => {
      const changes = Object.keys(columns).map((name, i) => `${name} = $${i + 2}`);
      const [, record] = await Promise.all([
        tx.query(`update ${table} set ${changes.join(', ')} where id = $1`, [id, ...Object.values(columns)]),
        get(tx, id),
      ]);
      return record;
    },
  };
};

interface PatchRequest {
  params: { id: string };
  body: Record<string, unknown>;
  ifMatch: string | undefined;
}

/**
 * The whole of a PATCH, in one transaction: lock, If-Match, merge, check by `schema`, save. A patch that changes nothing
 * makes no new version. Throws problems: 404, 412, and 400 with every fault.
 */
export const patchRecord = <S extends z.ZodObject>(
  db: Database,
  records: Records,
  { params: { id }, body, ifMatch }: PatchRequest,
  schema: S,
  save: (tx: Transaction, id: string, changed: z.output<S>) => Promise<StoredRecord>,
): Promise<StoredRecord> =>
  db.transaction(async (tx) => {
    const current = await records.lock(tx, id);
    requireVersion(ifMatch, current.version);
    const changed = applyMergePatch(schema, current.json, body);
    if (isDeepStrictEqual(changed, applyMergePatch(schema, current.json, {}))) return current;
    return save(tx, id, changed);
  });
