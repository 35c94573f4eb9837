import pg from 'pg';
import type { DatabaseEntry } from './manifest';

export interface Table {
  schema: string;
  name: string;
  columns: string[];
  /** Where it is one part of a table that is kept in parts: of which, and what belongs into it. */
  part: { schema: string; name: string; bound: string } | null;
}

/** As SQL names it. */
export const quoted = ({ schema, name }: { schema: string; name: string }): string =>
  `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;

/**
 * Every table that the session's role owns, and the columns that hold what cannot be computed. Not that of applied migrations,
 * which the manifest has, nor those of the job library that older versions used.
 */
export const listTables = async (session: pg.Client): Promise<Table[]> => {
  const { rows } = await session.query<Table>(
    `select n.nspname as schema, c.relname as name, (
       select coalesce(json_agg(a.attname order by a.attnum), '[]') from pg_attribute a
       where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     ) as columns, (
       select json_build_object('schema', w.nspname, 'name', whole.relname, 'bound', pg_get_expr(c.relpartbound, c.oid))
       from pg_inherits i join pg_class whole on whole.oid = i.inhparent join pg_namespace w on w.oid = whole.relnamespace
       where c.relispartition and i.inhrelid = c.oid
     ) as part
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and c.relpersistence <> 't' and c.relowner = current_user::regrole
       and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
       and n.nspname <> 'graphile_worker' and (n.nspname, c.relname) <> ('public', 'schema_migrations')
     order by n.nspname, c.relname`,
  );
  return rows;
};

/** Sequences stand outside snapshots, so a number is beyond all that the rows of an earlier snapshot have. */
export const readSequences = async (session: pg.Client): Promise<DatabaseEntry['sequences']> => {
  const { rows } = await session.query<{ schema: string; name: string; step: string }>(
    `select n.nspname as schema, c.relname as name, s.seqincrement::text as step
     from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_sequence s on s.seqrelid = c.oid
     where c.relowner = current_user::regrole and n.nspname <> 'graphile_worker' order by n.nspname, c.relname`,
  );
  const sequences: DatabaseEntry['sequences'] = [];
  for (const { step, ...sequence } of rows) {
    const { rows: values } = await session.query<{ next: string }>(
      `select (last_value + case when is_called then $1::bigint else 0 end)::text as next from ${quoted(sequence)}`,
      [step],
    );
    for (const { next } of values) sequences.push({ ...sequence, next });
  }
  return sequences;
};

const exists = async (session: pg.Client, name: string): Promise<boolean> => {
  const { rows } = await session.query<{ there: boolean }>('select to_regclass($1) is not null as there', [name]);
  return rows[0]?.there ?? false;
};

export const readMigrationsApplied = async (session: pg.Client): Promise<DatabaseEntry['migrations']> => {
  if (!(await exists(session, 'schema_migrations'))) return [];
  const { rows } = await session.query<DatabaseEntry['migrations'][number]>(
    'select name, checksum from schema_migrations order by name',
  );
  return rows;
};
