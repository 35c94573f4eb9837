import type pg from 'pg';

/** Returns all that makes the schema, one line each, but for the ids of its objects. */
export async function schemaLines(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(
    `select concat_ws(' ', c.oid::regclass, c.relkind, pg_get_userbyid(c.relowner), a.attname, a.atttypid::regtype, a.attnotnull,
       a.attidentity, pg_get_expr(d.adbin, d.adrelid)) as line
     from pg_class c left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
     where c.relnamespace = 'public'::regnamespace
     union all select concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint
       where connamespace = 'public'::regnamespace
     union all select concat_ws(' ', pg_get_triggerdef(oid), tgenabled) from pg_trigger where not tgisinternal
     union all select pg_get_indexdef(indexrelid) from pg_index join pg_class c on c.oid = indrelid
       where c.relnamespace = 'public'::regnamespace
     union all select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace and prokind <> 'a'
     union all select concat_ws(' ', viewname, definition) from pg_views where schemaname = 'public'
     union all select concat_ws(' ', nspname, pg_get_userbyid(nspowner), nspacl) from pg_namespace where nspname = 'public'
     union all select concat_ws(' ', extname, extversion) from pg_extension
     order by 1`,
  );
  return rows.map(({ line }) => line);
}
