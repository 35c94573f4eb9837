import { applyMergePatch } from '@hms/service-kit/merge-patch';
import { z } from 'zod';

/**
 * `before` with a patch merged in (RFC 7396), checked by `schema` in the fields that the patch names: a record from before
 * a rule can still be changed elsewhere, so that a phone number that is refused today does not stop the record of a death.
 * Throws a 400 problem with every fault.
 */
export function mergeTouched<Fields extends object>(
  schema: z.ZodObject,
  before: Fields,
  patch: Record<string, unknown>,
): Fields {
  // an unknown name is told by the whole schema, which lists the known ones
  const isKnown = Object.keys(patch).every((name) => Object.hasOwn(schema.shape, name));
  const touched = Object.entries(schema.shape).filter(([name]) => Object.hasOwn(patch, name));
  const checked = isKnown ? z.strictObject(Object.fromEntries(touched)) : schema;
  return { ...before, ...applyMergePatch(checked, JSON.stringify(before), patch) };
}
