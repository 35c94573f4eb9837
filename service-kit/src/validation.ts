import { z } from 'zod';
import { invalidRequest, type Fault } from './problem';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

const describe = (issue: RawIssue): string | undefined => {
  if (issue.code === 'unrecognized_keys') {
    const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : [];
    return `is not known here; known are: ${known.join(', ') || 'none'}`;
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'is required';
  if (issue.code === 'invalid_type') return `must be ${article(issue.expected)}`;
  if (issue.code === 'invalid_value') return oneOf(issue.values, issue.input);
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined && Array.isArray(issue.options))
    return oneOf(issue.options, (issue.input as Record<string, unknown>)[issue.discriminator]);
  return undefined;
};

const oneOf = (values: readonly unknown[], given: unknown) =>
  `${given === undefined ? 'is required, and ' : ''}must be one of: ${values.map(String).join(', ')}`;

const article = (type: string) =>
  ({ int: 'a whole number', array: 'a list', object: 'a JSON object' })[type] ?? `a ${type}`;

const pointerOf = (path: PropertyKey[]) =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** The value as the schema types it, or every fault of it as a sentence a person can act on. */
export const check = <S extends z.ZodType>(
  part: Fault['in'],
  schema: S,
  value: unknown,
): { value: z.output<S>; faults: [] } | { value?: undefined; faults: Fault[] } => {
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data, faults: [] };
  // told how to word a fault, zod takes five times as long, so it is told once there is one
  const { error = result.error } = schema.safeParse(value, { error: describe });
  return {
    faults: error.issues.flatMap((issue) => {
      const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
      return paths.map((path) => ({ in: part, pointer: pointerOf(path), detail: issue.message }));
    }),
  };
};

/** Throws a 400 problem with every fault. */
export const parsePart = <S extends z.ZodType>(part: Fault['in'], schema: S, value: unknown): z.output<S> => {
  const result = check(part, schema, value);
  if (result.faults.length > 0) throw invalidRequest(result.faults);
  return result.value as z.output<S>;
};

/** Whether lists and objects stand in each other more than `levels` deep; such a body would exhaust the stack later. */
export const isDeeperThan = (value: unknown, levels: number): boolean => {
  let layer: unknown[] = [value];
  for (let depth = 0; layer.length > 0; depth++) {
    if (depth > levels) return true;
    layer = layer.flatMap((part): unknown[] => (typeof part === 'object' && part !== null ? Object.values(part) : []));
  }
  return false;
};
