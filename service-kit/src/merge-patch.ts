import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { entityTag } from './response';
import { invalidRequest, versionMismatch } from './problem';
import { parsePart } from './validation';

type JsonObject = Record<string, unknown>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

// RFC 7396, section 2
const merge = (target: unknown, patch: unknown): unknown => {
  if (!isObject(patch)) return patch;
  // a Map, because assigning to a name such as __proto__ would be lost
  const result = new Map<string, unknown>(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    // a null for what is not there stays, so that the schema can refuse a name it does not know
    if (value === null && result.has(name)) result.delete(name);
    else result.set(name, merge(result.get(name), value));
  }
  return Object.fromEntries(result);
};

const patched = new WeakMap<z.ZodType, z.ZodObject>();

/** The body of a PATCH of what `schema` describes; it is checked once it is merged, by `applyMergePatch`. */
export const mergePatchOf = (schema: z.ZodObject) => {
  // not z.record, which loses a field named __proto__
  const body = z.custom<JsonObject>(isObject, 'must be a JSON object');
  patched.set(body, schema);
  return body;
};

/** What a schema made by `mergePatchOf` patches; the OpenAPI document shows that, with nothing required. */
export const patchedSchema = (body: z.ZodType): z.ZodObject | undefined => patched.get(body);

/**
 * `current` (the JSON text of a record) with the patch merged in (RFC 7396). What the patch names is checked by the schema
 * that a new record must pass. What it does not name stays to the letter as it is stored, also where today's rules would
 * refuse it: an old phone number must not stop a doctor from leaving. Rules of the schema as a whole see both. A patch that
 * changes nothing returns what is stored. Throws a 400 problem that lists every fault, unknown fields included.
 */
export const applyMergePatch = <S extends z.ZodObject>(schema: S, current: string, patch: JsonObject): z.output<S> => {
  const known = Object.keys(schema.shape);
  const cleared = known.filter((name) => patch[name] === null && schema.shape[name] instanceof z.ZodDefault);
  if (cleared.length > 0) {
    throw invalidRequest(cleared.map((name) => ({ in: 'body', pointer: `/${name}`, detail: 'cannot be cleared' })));
  }
  const stored = Object.fromEntries(
    Object.entries(JSON.parse(current) as JsonObject).filter(([name]) => known.includes(name)),
  );
  const untouched = known.filter((name) => !Object.hasOwn(patch, name));
  const judging = schema.safeExtend(Object.fromEntries(untouched.map((name) => [name, z.any()])));
  const changed = parsePart('body', judging, merge(stored, patch));
  // the same may be stored in an older form, without fields that came later
  const saysTheSame = isDeepStrictEqual(changed, judging.safeParse(stored).data);
  return (saysTheSame ? stored : changed) as z.output<S>;
};

/** Throws 412 unless the `If-Match` header, where there is one, names this version. */
export const requireVersion = (ifMatch: string | undefined, version: number): void => {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  // FHIR's clients send weak tags (W/"3"); a version number is strong either way
  const tags = ifMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (!tags.includes(entityTag(version))) throw versionMismatch(version);
};
