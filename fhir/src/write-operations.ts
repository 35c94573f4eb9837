import type { Operation } from '@hms/service-kit/operation';
import { invalidRequest, type Fault } from '@hms/service-kit/problem';
import { z } from 'zod';
import type { FhirResource } from './resource';
import { asResource, nativeOf, pathOf, telling } from './translate';

/** create and update, where the resource can be read as the body of a native command. */
export function writeOperations(resource: FhirResource, native: Operation[]): Operation[] {
  const { body } = resource;
  const { read, create, change } = resource.native;
  if (!body) return [];
  return [
    ...(create === undefined ? [] : [creating(resource, nativeOf(native, create), body)]),
    ...(change === undefined ? [] : [updating(resource, nativeOf(native, change), body, nativeOf(native, read))]),
  ];
}

function creating(resource: FhirResource, operation: Operation, body: z.ZodType): Operation {
  const given = body.transform((native, context) => {
    const { fixed, rest } = apart(resource, native);
    for (const name of fixed.keys())
      context.addIssue({ code: 'custom', path: [name], message: 'is given by the server; leave it out' });
    return rest;
  });
  return {
    ...operation,
    id: `fhirCreate${resource.type}`,
    path: pathOf(resource),
    // by the rules of the native body
    body: given.pipe((operation.body ?? z.unknown()) as z.ZodType<unknown, Record<string, unknown>>),
    query: z.strictObject({}).transform(() => operation.query?.parse({}) ?? {}),
    translation: telling(resource, (answer) => asResource(answer, resource)),
  };
}

/** The whole resource as it shall be: what it leaves out is cleared. */
function updating(resource: FhirResource, operation: Operation, body: z.ZodType, read: Operation): Operation {
  return {
    ...operation,
    id: `fhirUpdate${resource.type}`,
    method: 'put',
    path: `${pathOf(resource)}/:id`,
    body,
    handle: async (input) => {
      const { fixed, rest } = apart(resource, input.body);
      if (fixed.size > 0) requireSame(fixed, (await read.handle({ ...input, body: undefined })).body);
      return operation.handle({ ...input, body: rest });
    },
    translation: telling(resource, (answer) => asResource(answer, resource)),
  };
}

function apart({ fixed: names = [] }: FhirResource, native: unknown) {
  const entries = Object.entries(native as Record<string, unknown>);
  return {
    fixed: new Map(entries.filter(([name, value]) => names.includes(name) && value !== undefined)),
    rest: Object.fromEntries(entries.filter(([name]) => !names.includes(name))),
  };
}

/** What the server gives is repeated to say which record is meant; another value means another. */
function requireSame(fixed: Map<string, unknown>, record: unknown): void {
  const current = JSON.parse(String(record)) as Record<string, unknown>;
  const faults = [...fixed]
    .filter(([name, value]) => current[name] !== value)
    .map(([name]): Fault => ({
      in: 'body',
      pointer: `/${name}`,
      detail: `is ${String(current[name])} of this record, and stays so`,
    }));
  if (faults.length > 0) throw invalidRequest(faults);
}
