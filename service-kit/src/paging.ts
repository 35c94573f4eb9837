import { z } from 'zod';
import type { Page } from './answer';
import type { Queryable } from './postgres';
import { invalidRequest } from './problem';

const notACursor = 'is not a cursor of this list; use nextCursor as it was answered';

/** The query parameters of every list. */
export const pagingParameters = {
  limit: z
    .string()
    .regex(/^\d{1,4}$/, 'must be a whole number from 1 to 200')
    .transform(Number)
    .pipe(z.int().min(1, 'must be at least 1').max(200, 'must be at most 200'))
    .default(50)
    .meta({ description: 'How many records a page has, 1 to 200' }),
  cursor: z
    .string()
    .max(500)
    .regex(/^[\w-]+$/, notACursor)
    .optional()
    .meta({ description: '`nextCursor` of the page before' }),
};

const keyForms = {
  integer: (text: string) => /^-?\d{1,9}$/.test(text),
  uuid: (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text),
  timestamptz: (text: string) =>
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/.test(text) &&
    Date.parse(`${text.replace(' ', 'T')}:00`) >= Date.parse('0001-01-01'),
};

export interface ListPlan {
  /** The view whose rows are the records, as `v`, joined to the tables that key and filters name. */
  from: string;
  /** The columns that order the list, most significant first; together they are unique and indexed. */
  key: { column: string; type: keyof typeof keyForms }[];
  direction: 'asc' | 'desc';
  /** For each query parameter the condition that it sets; `?` stands for its value. */
  filters: Record<string, string>;
}

export interface ListQuery {
  limit: number;
  cursor?: string | undefined;
  [filter: string]: unknown;
}

const readCursor = (cursor: string, key: ListPlan['key']): string[] => {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const values = z.array(z.string()).length(key.length).parse(parsed);
    if (values.every((value, i) => keyForms[key[i]?.type ?? 'uuid'](value))) return values;
    throw new Error('a key of another form');
  } catch {
    throw invalidRequest([{ in: 'query', pointer: '/cursor', detail: notACursor }]);
  }
};

/** The statement that answers `query`, and its values. One row more than the page tells whether another follows. */
export const listStatement = (plan: ListPlan, query: ListQuery): { text: string; values: unknown[] } => {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions = Object.entries(plan.filters)
    .filter(([name]) => query[name] !== undefined)
    .map(([name, condition]) => condition.replaceAll('?', () => bind(query[name])));
  if (query.cursor !== undefined) {
    const after = readCursor(query.cursor, plan.key).map((value, i) => `${bind(value)}::${plan.key[i]?.type}`);
    const columns = plan.key.map(({ column }) => column);
    conditions.push(`(${columns.join(', ')}) ${plan.direction === 'asc' ? '>' : '<'} (${after.join(', ')})`);
  }
  const text = `select array[${plan.key.map(({ column }) => `${column}::text`).join(', ')}] as key, row_to_json(v)::text as json
    from ${plan.from}${conditions.length > 0 ? ` where ${conditions.join(' and ')}` : ''}
    order by ${plan.key.map(({ column }) => `${column} ${plan.direction}`).join(', ')} limit ${bind(query.limit + 1)}::integer`;
  return { text, values };
};

/** One page by keyset: it costs the same at any depth, and neither repeats nor skips under concurrent inserts. */
export const listPage = async (db: Queryable, plan: ListPlan, query: ListQuery): Promise<Page> => {
  const { text, values } = listStatement(plan, query);
  const rows = await db.query<{ key: string[]; json: string }>(text, values);
  const records = rows.slice(0, query.limit).map(({ json }) => json);
  const last = rows.length > query.limit ? rows[query.limit - 1] : undefined;
  return { records, nextCursor: last ? Buffer.from(JSON.stringify(last.key)).toString('base64url') : null };
};
