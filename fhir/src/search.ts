import type { Bind, ListQuery, WrittenPlan } from '@hms/service-kit/paging';
import { z } from 'zod';
import { instant } from './search-date';
import { NotTaken, ownId, type Condition, type SearchParameter } from './search-parameter';
import type { FhirResource } from './resource';
import { summaries } from './summary';

/** A search as it was read: `limit` and `cursor` as lists have them, the others by the native parameter they stand for. */
export interface Search extends ListQuery {
  sort: Sort;
  counts: boolean;
}

interface Sort {
  column: string;
  type: 'timestamptz' | 'uuid';
  direction: 'asc' | 'desc';
}

/** What every resource can be asked by. */
export const commonParameters = ({ id, updatedAt }: FhirResource): Record<string, SearchParameter> => ({
  _id: ownId(id),
  ...(updatedAt !== undefined && {
    _lastUpdated: instant({ filter: 'updatedAt', documentation: 'When it last changed' }, updatedAt),
  }),
});

interface Known {
  parameters: Map<string, SearchParameter>;
  /** The members of a search that they are read into. */
  filters: Set<string>;
}

const known = new WeakMap<FhirResource, Known>();

/** All that the resource can be asked by, worked out once. */
export function knownTo(resource: FhirResource): Known {
  const before = known.get(resource);
  if (before) return before;
  const parameters = new Map(Object.entries({ ...commonParameters(resource), ...resource.parameters }));
  const filters = new Set([...[...parameters.values()].map(({ filter }) => filter), 'patientId']);
  known.set(resource, { parameters, filters });
  return { parameters, filters };
}

/** What says how the answer is to be, and not what is in it. */
export const resultParameters = ['_count', '_cursor', '_sort', '_total', '_elements', '_summary', '_format', '_pretty'];

/** So many stand in one search: each is a condition of the statement, which has an end. */
const mostValues = 2000;

/** Reads the query of a search. What it does not know is refused, with what it knows. */
export function searchOf(resource: FhirResource): z.ZodType<Search> {
  const { parameters } = knownTo(resource);
  return z.record(z.string(), z.union([z.string(), z.array(z.string())])).transform((query, context) => {
    const search: Search = { limit: 50, sort: { column: resource.id, type: 'uuid', direction: 'desc' }, counts: false };
    let valueCount = 0;
    for (const [name, given] of Object.entries(query)) {
      for (const value of Array.isArray(given) ? given : [given]) {
        try {
          valueCount += value.split(',').length;
          if (valueCount > mostValues) throw new NotTaken(`brings the search to more than ${mostValues} values`);
          take(search, name, value);
        } catch (error) {
          if (!(error instanceof NotTaken)) throw error;
          context.addIssue({ code: 'custom', path: [name], message: error.message });
        }
      }
    }
    return search;
  });

  function take(search: Search, name: string, value: string): void {
    if (resultParameters.includes(name)) {
      takeResult(search, name, value, resource);
      return;
    }
    const [plain = '', modifier] = name.split(':');
    const parameter = parameters.get(plain);
    if (!parameter) {
      const known = [...parameters.keys(), ...resultParameters.filter((one) => one !== '_cursor')];
      throw new NotTaken(`is not known here; known are: ${known.join(', ')}`);
    }
    const { modifiers, filter } = parameter;
    if (modifier !== undefined && !modifiers.includes(modifier))
      throw new NotTaken(
        `cannot have :${modifier}; ${modifiers.length > 0 ? `it can have :${modifiers.join(', :')}` : 'it takes none'}`,
      );
    const values = value.split(/(?<!\\),/).map((one) => one.replace(/\\([,|$\\])/g, '$1').trim());
    if (values.includes('')) throw new NotTaken('has no value');
    const [only] = values;
    const id = values.length === 1 && only !== undefined ? parameter.idOf?.(only) : undefined;
    const before = search[filter];
    // a plain id stays one, so that a caller who sees their own records only may ask for them by it
    if (id !== undefined && before === undefined) {
      search[filter] = id;
      return;
    }
    const conditions = values.map((one) => parameter.read(one, modifier));
    // what is not any of several is none of them
    const word = modifier === 'not' ? ' and ' : ' or ';
    const all: Condition = (bind) => `(${conditions.map((condition) => condition(bind)).join(word)})`;
    search[filter] = [...earlier(before, parameter), all];
  }
}

function earlier(before: unknown, parameter: SearchParameter): Condition[] {
  return typeof before === 'string'
    ? [parameter.read(before, undefined)]
    : Array.isArray(before)
      ? (before as Condition[])
      : [];
}

function takeResult(search: Search, name: string, value: string, resource: FhirResource): void {
  const { id, updatedAt, sorts = {}, order } = resource;
  const whole = (most: number) => {
    if (!/^\d{1,4}$/.test(value) || Number(value) > most) throw new NotTaken(`must be a whole number up to ${most}`);
    return Number(value);
  };
  const oneOf = (...words: string[]) => {
    if (!words.includes(value)) throw new NotTaken(`must be one of: ${words.join(', ')}`);
  };
  switch (name) {
    case '_count':
      search.limit = whole(200);
      if (search.limit === 0) search.counts = true;
      break;
    case '_cursor':
      if (!/^[\w-]{1,500}$/.test(value)) throw new NotTaken('is not of this search; follow its next link');
      search.cursor = value;
      break;
    case '_sort': {
      if (order) {
        oneOf(`-${order.by}`);
        break;
      }
      const columns: Record<string, readonly [string, Sort['type']]> = {
        _id: [id, 'uuid'],
        ...(updatedAt !== undefined && { _lastUpdated: [updatedAt, 'timestamptz'] as const }),
        ...Object.fromEntries(Object.entries(sorts).map(([by, column]) => [by, [column, 'timestamptz'] as const])),
      };
      const by = value.replace(/^-/, '');
      const found = Object.hasOwn(columns, by) ? columns[by] : undefined;
      if (!found)
        throw new NotTaken(
          `must be one of: ${Object.keys(columns).join(', ')}, each with - before it for the last first`,
        );
      search.sort = { column: found[0], type: found[1], direction: value.startsWith('-') ? 'desc' : 'asc' };
      break;
    }
    case '_total':
      oneOf('none', 'accurate');
      search.counts ||= value === 'accurate';
      break;
    case '_summary':
      oneOf(...summaries);
      if (value === 'count') Object.assign(search, { limit: 0, counts: true });
      break;
    case '_format':
      oneOf('json', 'application/json', 'application/fhir+json');
      break;
    case '_pretty':
      oneOf('true', 'false');
      break;
  }
}

/** The statement of a search, by keyset as all lists are. */
export function planOf(resource: FhirResource, { sort }: Search): WrittenPlan {
  const { column, type, direction } = sort;
  const byId = { column: resource.id, type: 'uuid' } as const;
  const key = resource.order?.key ?? (column === resource.id ? [byId] : [{ column, type }, byId]);
  const keys = key.map((part) => part.column);
  return {
    key,
    filters: {},
    statement: (query, bind, limit, after) => {
      const conditions = conditionsOf(resource, query, bind);
      if (after) {
        const values = after.map((value, i) => `${bind(value)}::${key[i]?.type}`);
        conditions.push(`(${keys.join(', ')}) ${direction === 'asc' ? '>' : '<'} (${values.join(', ')})`);
      }
      return `select to_json(array[${keys.map((key) => `${key}::text`).join(', ')}])::text as key, row_to_json(v)::text as json
        from ${resource.from} where ${['true', ...conditions].join(' and ')}
        order by ${keys.map((key) => `${key} ${direction}`).join(', ')} limit ${bind(limit)}::integer`;
    },
  };
}

/**
 * The statement that counts all that a search finds.
 * @param hidden patients whose records the caller does not see: a count must not tell of them either
 */
export function countStatement(
  resource: FhirResource,
  query: ListQuery,
  hidden: string[],
): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const conditions = conditionsOf(resource, query, bind);
  const patient = patientColumn(resource);
  if (patient && hidden.length > 0) conditions.push(`${patient} <> all(${bind(hidden)}::uuid[])`);
  return {
    text: `select count(*)::integer as count from ${resource.from} where ${['true', ...conditions].join(' and ')}`,
    values,
  };
}

/** The column that says whose data a resource is. */
export function patientColumn({ type, patient, id }: FhirResource): string | undefined {
  return type === 'Patient' ? id : patient;
}

/** The conditions of a search, as SQL. */
export function conditionsOf(resource: FhirResource, query: ListQuery, bind: Bind): string[] {
  const { parameters, filters } = knownTo(resource);
  const conditions = [...filters].flatMap((filter) => {
    const asked = query[filter];
    if (typeof asked === 'string') {
      const parameter = [...parameters.values()].find((one) => one.filter === filter && one.idOf);
      if (parameter) return [parameter.read(asked, undefined)(bind)];
      if (filter === 'patientId' && resource.patient) return [`${resource.patient} = ${bind(asked)}::uuid`];
      throw new Error(`${resource.type} cannot be narrowed to one patient`);
    }
    return Array.isArray(asked) ? (asked as Condition[]).map((condition) => condition(bind)) : [];
  });
  return resource.visible ? [...conditions, resource.visible(bind)] : conditions;
}
