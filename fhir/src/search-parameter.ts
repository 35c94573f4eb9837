import type { Bind } from '@hms/service-kit/paging';

/** What one value of a search asks for, as SQL. */
export type Condition = (bind: Bind) => string;

/** A value that a parameter does not take; the message says what it takes. */
export class NotTaken extends Error {}

/** One line of a resource's table of search parameters. */
export interface SearchParameter {
  type: 'token' | 'string' | 'date' | 'reference' | 'quantity';
  /** The native query parameter that tells of the same member; who may not ask by that one may not ask by this. */
  filter: string;
  /** What it finds, in a sentence. */
  documentation: string;
  modifiers: readonly string[];
  /** Reads what stands between commas. Throws `NotTaken`. */
  read(value: string, modifier: string | undefined): Condition;
  /** The id that a value names, where it is no more than that. */
  idOf?(value: string): string | undefined;
}

type Described = Pick<SearchParameter, 'filter' | 'documentation'>;

/** @param codes for each code of FHIR's the values that the column has for it; @param system of the codes */
export function code(
  described: Described,
  column: string,
  { codes, system }: { codes: Record<string, readonly string[]>; system?: string },
): SearchParameter {
  return {
    ...described,
    type: 'token',
    modifiers: ['not'],
    read: (value, modifier) => {
      const [given, wanted = ''] = value.includes('|') ? value.split('|') : [undefined, value];
      if (given !== undefined && given !== system) throw new NotTaken(`has codes of ${system ?? 'no system'}`);
      // what is asked may be named as what every object has: constructor
      const values = Object.hasOwn(codes, wanted) ? codes[wanted] : undefined;
      if (!values) throw new NotTaken(`must be one of: ${Object.keys(codes).join(', ')}`);
      // what has none is not of that code either
      return modifier === 'not'
        ? (bind) => `(${column} is null or ${column}::text <> all(${bind(values)}::text[]))`
        : (bind) => `${column}::text = any(${bind(values)}::text[])`;
    },
  };
}

/** @param condition with `?` for the value */
export function token(
  described: Described,
  condition: string,
  read: (value: string) => unknown = (value) => value,
): SearchParameter {
  return {
    ...described,
    type: 'token',
    modifiers: [],
    read: (value) => {
      const wanted = read(value);
      return (bind) => condition.replaceAll('?', () => bind(wanted));
    },
  };
}

/** What has one number in one system: `system|value`, or the value alone. @param column of the values */
export function identifier(described: Described, column: string, system: string): SearchParameter {
  return token(described, `${column} = ?`, (given) => {
    const [of, value] = given.includes('|') ? given.split('|') : [system, given];
    if (!value) throw new NotTaken(`needs a value, such as ${system}|value`);
    // of another system there is none
    return of === system ? value : null;
  });
}

/** @param columns of which one begins with the value (or has it, or is it), without regard to case and accents */
export function text(described: Described, columns: string[]): SearchParameter {
  return {
    ...described,
    type: 'string',
    modifiers: ['exact', 'contains'],
    read: (value, modifier) => {
      if (modifier === 'exact') return (bind) => oneOf(columns.map((column) => `${column} = ${bind(value)}`));
      const pattern = `${modifier === 'contains' ? '%' : ''}${value.normalize().replace(/[\\%_]/g, '\\$&')}%`;
      return (bind) => oneOf(columns.map((column) => `${column} ilike ${bind(pattern)}`));
    },
  };
}

/** The same, and `:missing=true` for what has none. @param column that is null then */
export function mayBeMissing(parameter: SearchParameter, column: string): SearchParameter {
  return {
    ...parameter,
    modifiers: [...parameter.modifiers, 'missing'],
    read: (value, modifier) => {
      if (modifier !== 'missing') return parameter.read(value, modifier);
      if (value !== 'true' && value !== 'false') throw new NotTaken('must be true or false');
      return () => `${column} is ${value === 'true' ? 'null' : 'not null'}`;
    },
  };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The resource's own id. */
export function ownId(column: string): SearchParameter {
  return {
    filter: 'id',
    documentation: 'Its id',
    type: 'token',
    modifiers: [],
    // what is no UUID is the id of nothing
    read: (value) => (uuid.test(value) ? (bind) => `${column} = ${bind(value)}::uuid` : () => 'false'),
  };
}

/**
 * Returns the type that a reference names: of `Type/id`, or of an address that ends so; undefined where it is the id alone.
 * By steps: an expression that may begin anywhere takes minutes for a long word.
 */
export function typeIn(value: string): string | undefined {
  const type = value.split('/').at(-2);
  return type === '' ? undefined : type;
}

/** @param target the type that it refers to; a value is `Type/id`, the id alone, or an address that ends so */
export function reference(described: Described, column: string, target: string): SearchParameter {
  const idOf = (value: string) => {
    const [, type, id = ''] = /^(?:(?:https?:\/\/\S+\/)?([A-Z][A-Za-z]+)\/)?([^/]+)$/.exec(value) ?? [];
    if (type !== undefined && type !== target) throw new NotTaken(`must refer to a ${target}`);
    return uuid.test(id) ? id.toLowerCase() : undefined;
  };
  return {
    ...described,
    type: 'reference',
    modifiers: [target],
    read: (value) => {
      const id = idOf(value);
      return id === undefined ? () => 'false' : (bind) => `${column} = ${bind(id)}::uuid`;
    },
    idOf,
  };
}

function oneOf(conditions: string[]): string {
  return `(${conditions.join(' or ')})`;
}
