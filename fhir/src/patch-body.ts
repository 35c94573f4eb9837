import type { OperationRequest } from '@hms/service-kit/incoming';
import { defineProblem } from '@hms/service-kit/problem';
import { check } from '@hms/service-kit/validation';
import { z } from 'zod';
import { applyJsonPatch, DoesNotApply } from './json-patch';

/** What a PATCH may be; of HL7's own form, FHIRPath Patch, there is none here. */
export const patchFormats = ['application/json-patch+json', 'application/merge-patch+json'];

export const malformedPatch = defineProblem(
  { type: 'malformed-patch', status: 400, title: 'The patch cannot be read' },
  (faults: string[]) => ({ detail: `The patch cannot be read: ${faults.join('; ')}. Nothing was changed.` }),
);

export const patchDoesNotApply = defineProblem(
  { type: 'patch-does-not-apply', status: 409, title: 'The patch does not fit the resource' },
  ({ index, message }: DoesNotApply) => ({
    detail: `Change ${index + 1} of the patch cannot be made: ${message}. Nothing was changed.`,
  }),
);

// of these every object has one, which is no part of the document
const hostile = ['__proto__', 'prototype', 'constructor'];

const pointer = z
  .string()
  .regex(/^(\/([^~]|~[01])*)?$/s, 'must be a JSON Pointer, such as /name/0/family')
  .transform((text) =>
    text
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')),
  )
  .refine((steps) => !steps.some((step) => hostile.includes(step)), 'names what no resource has');

const value = z.unknown().refine((given) => given !== undefined, 'is required');

const Change = z.discriminatedUnion(
  'op',
  [
    z.strictObject({ op: z.enum(['add', 'replace', 'test']), path: pointer, value }),
    z.strictObject({ op: z.literal('remove'), path: pointer }),
    z.strictObject({ op: z.enum(['move', 'copy']), path: pointer, from: pointer }),
  ],
  'must be a change, whose op is one of: add, remove, replace, move, copy, test',
);

const Changes = z.array(Change).min(1, 'has no change').max(100, 'has at most 100 changes here');
const Merge = z.record(z.string(), z.unknown());

/** Tells the two forms apart, which only the type of the body does. */
export function withForm(request: OperationRequest): OperationRequest {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';');
  const isList = type.trim().toLowerCase() === patchFormats[0];
  return { ...request, body: isList ? { changes: request.body } : { merge: request.body } };
}

/**
 * Returns what the patch makes of a resource; that throws a 409 problem where it does not fit.
 * @param body as `withForm` has it
 * @throws a 400 problem for what is no patch
 */
export function readPatch(body: unknown): (document: unknown) => unknown {
  if (namesHostile(body)) throw malformedPatch([`it has ${hostile.join(', ')} or another name that no resource has`]);
  const form = body as { changes: unknown } | { merge: unknown };
  if ('merge' in form) {
    const patch = judged(Merge, form.merge, 'it');
    return (document) => merged(document, patch);
  }
  const changes = judged(Changes, form.changes, 'it');
  return (document) => {
    try {
      return applyJsonPatch(document, changes);
    } catch (error) {
      throw error instanceof DoesNotApply ? patchDoesNotApply(error) : error;
    }
  };
}

function judged<S extends z.ZodType>(schema: S, given: unknown, whole: string): z.output<S> {
  const { value: read, faults } = check('body', schema, given);
  if (faults.length === 0) return read as z.output<S>;
  throw malformedPatch(faults.map(({ pointer: at, detail }) => `${at === '' ? whole : at} ${detail}`));
}

/** RFC 7396. */
function merged(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, part] of Object.entries(patch)) {
    if (part === null) result.delete(name);
    else result.set(name, merged(result.get(name), part));
  }
  return Object.fromEntries(result);
}

function isObject(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

function namesHostile(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return false;
  return Object.entries(part).some(([name, inside]) => hostile.includes(name) || namesHostile(inside));
}
