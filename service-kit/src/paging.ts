import { z } from 'zod';
import type { Page } from './response';
import type { Queryable } from './database';
import { invalidRequest } from './problem';
import { currentRequest } from './request-context';
import { isPrintable } from './text';

/** A count is exact up to here: a person at a counter needs no more, and a table of millions is not read through for it. */
const mostCounted = 1000;

/** So many rows are looked at together where some of the first were not for the caller. */
const mostAtOnce = 200;

const notACursor = 'is not a cursor of this list; use nextCursor as it was returned';

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
  countUpTo: z
    .string()
    .regex(/^\d{1,4}$/, `must be a whole number from 1 to ${mostCounted}`)
    .transform(Number)
    .pipe(z.int().min(1, 'must be at least 1').max(mostCounted, `must be at most ${mostCounted}`))
    .optional()
    .meta({ description: `Also counts what the caller may see, on all pages, up to this number, 1 to ${mostCounted}` }),
};

const guid = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';

/** The query parameter by which a list shows what several have at once. @param whose such as `the doctors` */
export const idsOf = (whose: string) =>
  z
    .string()
    .regex(new RegExp(`^${guid}(,${guid}){0,99}$`), 'must be 1 to 100 UUIDs, with commas between them')
    .meta({ description: `The ids of ${whose}, 1 to 100 with commas between them` });

/** The query parameter by which a list shows the records with these ids, for who has ids and wants names. */
export const idsInQuery = idsOf('the records').optional().meta({
  description:
    'Only the records with these ids, 1 to 100 with commas between them; who is unknown, or not for you, is left out. Set limit to as many',
});

/** The condition that it sets. @param column of the records' ids */
export const isOneOf = (column: string): string => `${column} = any(string_to_array(?, ',')::uuid[])`;

/** An instant as PostgreSQL writes it. JavaScript takes 30 February for 2 March; PostgreSQL takes it for a fault. */
const isInstant = (text: string): boolean => {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/.test(text)) return false;
  const second = text.slice(0, 19).replace(' ', 'T');
  const time = Date.parse(`${second}Z`);
  return !isNaN(time) && new Date(time).toISOString().startsWith(second) && second >= '0001';
};

const keyForms = {
  integer: (text: string) => /^-?\d{1,9}$/.test(text),
  bigint: (text: string) => /^\d{1,18}$/.test(text),
  uuid: (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text),
  timestamptz: isInstant,
  text: isPrintable,
};
type KeyType = keyof typeof keyForms;

export interface ListPlan {
  /** The view whose rows are the records, as `v`, joined to the tables that key and filters name. */
  from: string;
  /** The columns that order the list, most significant first; together they are unique and indexed. */
  key: { column: string; type: KeyType }[];
  direction: 'asc' | 'desc';
  filters: Filters;
}

/** For each query parameter the condition that it sets; `?` stands for its value. */
export type Filters = Record<string, string>;

/** Gives a value to the statement; what it returns stands for the value there. */
export type Bind = (value: unknown) => string;

/** A list whose statement is its own, because no one index holds its order. */
export interface WrittenPlan {
  /** What the parts of a cursor are. */
  key: { type: KeyType }[];
  filters: Filters;
  /**
   * SQL that gives `limit` rows, each with `key text`, which is JSON of its parts as texts, and `json text`, in order of the key.
   * @param after the key of the last row of the page before, as it was given
   */
  statement(query: ListQuery, bind: Bind, limit: number, after: string[] | undefined): string;
}

export interface ListQuery {
  limit: number;
  cursor?: string | undefined;
  countUpTo?: number | undefined;
  [filter: string]: unknown;
}

const readCursor = (cursor: string, key: WrittenPlan['key']): string[] => {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const values = z.array(z.string()).length(key.length).parse(parsed);
    if (values.every((value, i) => keyForms[key[i]?.type ?? 'uuid'](value))) return values;
    throw new Error('a key of another form');
  } catch {
    throw invalidRequest([{ in: 'query', pointer: '/cursor', detail: notACursor }]);
  }
};

/** The conditions that `query` sets. */
export const conditionsOf = (filters: Filters, query: ListQuery, bind: Bind): string[] =>
  Object.entries(filters)
    .filter(([name]) => query[name] !== undefined)
    .map(([name, condition]) => condition.replaceAll('?', () => bind(query[name])));

const statementOf = (plan: ListPlan, query: ListQuery, bind: Bind, limit: number, after: string[] | undefined) => {
  const conditions = conditionsOf(plan.filters, query, bind);
  if (after) {
    const values = after.map((value, i) => `${bind(value)}::${plan.key[i]?.type}`);
    const columns = plan.key.map(({ column }) => column);
    conditions.push(`(${columns.join(', ')}) ${plan.direction === 'asc' ? '>' : '<'} (${values.join(', ')})`);
  }
  return `select to_json(array[${plan.key.map(({ column }) => `${column}::text`).join(', ')}])::text as key, row_to_json(v)::text as json
    from ${plan.from}${conditions.length > 0 ? ` where ${conditions.map((one) => `(${one})`).join(' and ')}` : ''}
    order by ${plan.key.map(({ column }) => `${column} ${plan.direction}`).join(', ')} limit ${bind(limit)}::integer`;
};

/** The statement that answers `query`, and its values. One row more than the page tells whether another follows. */
export const listStatement = (plan: ListPlan | WrittenPlan, query: ListQuery): { text: string; values: unknown[] } =>
  statementAfter(plan, query, query.cursor === undefined ? undefined : readCursor(query.cursor, plan.key));

const statementAfter = (plan: ListPlan | WrittenPlan, query: ListQuery, after: string[] | undefined) => {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const limit = query.limit + 1;
  const text =
    'statement' in plan ? plan.statement(query, bind, limit, after) : statementOf(plan, query, bind, limit, after);
  return { text, values };
};

interface Row {
  /** JSON of its parts: of all rows but one nobody needs them. */
  key: string;
  json: string;
}

/**
 * One page by keyset: it costs the same at any depth, and neither repeats nor skips under concurrent inserts. What the caller may
 * not see is as if it were not there: it shortens no page, and no cursor names it.
 */
export const listPage = async (db: Queryable, plan: ListPlan | WrittenPlan, query: ListQuery): Promise<Page> => {
  const counted = query.countUpTo === undefined ? {} : await countRecords(db, plan, query, query.countUpTo);
  const isHidden = currentRequest()?.isHiddenRecord ?? (() => false);
  const seen: Row[] = [];
  let after = query.cursor === undefined ? undefined : readCursor(query.cursor, plan.key);
  for (let { limit } = query; seen.length <= query.limit; limit = mostAtOnce) {
    const { text, values } = statementAfter(plan, { ...query, limit }, after);
    const rows = await db.query<Row>(text, values);
    seen.push(...rows.filter(({ json }) => !isHidden(json)));
    if (rows.length <= limit) break;
    after = keyOf(rows.at(-1));
  }
  const records = seen.slice(0, query.limit).map(({ json }) => json);
  const last = seen.length > query.limit ? seen[query.limit - 1] : undefined;
  const nextCursor = last ? Buffer.from(last.key).toString('base64url') : null;
  return { records, nextCursor, ...counted };
};

const keyOf = (row: Row | undefined): string[] | undefined => row && (JSON.parse(row.key) as string[]);

/** Counts what the list would show on all its pages: by its own statement, so that nobody is counted who would not be listed. */
async function countRecords(
  db: Queryable,
  plan: ListPlan | WrittenPlan,
  { countUpTo: _, cursor: __, ...query }: ListQuery,
  most: number,
): Promise<Pick<Page, 'count' | 'countIsExact'>> {
  // whose a record is, only the record says
  if (currentRequest()?.isHiddenRecord) {
    const { records, nextCursor } = await listPage(db, plan, { ...query, limit: most });
    return { count: records.length, countIsExact: nextCursor === null };
  }
  const { text, values } = listStatement(plan, { ...query, limit: most });
  const [row] = await db.query<{ count: number }>(`select count(*)::integer as count from (${text}) listed`, values);
  const count = row?.count ?? 0;
  return { count: Math.min(count, most), countIsExact: count <= most };
}
