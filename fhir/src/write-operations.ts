import type { Database } from '@hms/service-kit/database';
import type { Operation } from '@hms/service-kit/operation';
import { invalidRequest, type Fault } from '@hms/service-kit/problem';
import { idParameters } from '@hms/service-kit/schema';
import { z } from 'zod';
import { readOf } from './read-operations';
import type { FhirResource, Within } from './resource';
import { asResource, nativeOf, pathOf, telling } from './translate';

/** create and update, where the resource can be read as the body of a native command. */
export function writeOperations(db: Database, resource: FhirResource, native: Operation[]): Operation[] {
  const { body } = resource;
  const { read, create, change } = resource.native;
  if (!body) return [];
  return [
    ...(create === undefined ? [] : [creating(resource, nativeOf(native, create), body)]),
    ...(change === undefined
      ? []
      : [updating(resource, nativeOf(native, change), body, readOf(db, resource, nativeOf(native, read)))]),
  ];
}

function creating(resource: FhirResource, operation: Operation, body: z.ZodType): Operation {
  const given = body.transform((native, context) => {
    const { fixed, rest } = apart({ ...resource, within: undefined }, native);
    for (const name of fixed.keys())
      context.addIssue({ code: 'custom', path: [name], message: 'is given by the server; leave it out' });
    return rest;
  });
  const { within } = resource;
  const { body: judged = z.unknown() } = operation;
  // by the rules of the native body
  const judging = within ? (judged as z.ZodObject).safeExtend({ [within.member]: z.string() }) : judged;
  return {
    ...operation,
    ...(within && addedTo(within, operation)),
    id: `fhirCreate${resource.type}`,
    path: pathOf(resource),
    body: given.pipe(judging as z.ZodType<unknown, Record<string, unknown>>),
    query: z.strictObject({}).transform(() => operation.query?.parse({}) ?? {}),
    translation: telling(resource, (answer) => asResource(answer, resource)),
  };
}

/** What the native path names, the body does. */
function addedTo({ member }: Within, operation: Operation): Pick<Operation, 'params' | 'patient' | 'handle'> {
  return {
    params: z.strictObject({}),
    patient: { in: 'body', name: member },
    handle: (input) => {
      const { [member]: id, ...body } = input.body as Record<string, unknown>;
      return operation.handle({ ...input, params: { id }, body });
    },
  };
}

/** The whole resource as it shall be: what it leaves out is cleared. */
function updating(resource: FhirResource, operation: Operation, body: z.ZodType, read: Operation): Operation {
  const { within } = resource;
  return {
    ...operation,
    id: `fhirUpdate${resource.type}`,
    method: 'put',
    path: `${pathOf(resource)}/:id`,
    ...(within && { params: idParameters, patient: within.patient }),
    body,
    handle: async (input) => {
      const { fixed, rest } = apart(resource, input.body);
      if (fixed.size === 0 && !within) return operation.handle({ ...input, body: rest });
      const { body: text } = await read.handle({ ...input, body: undefined });
      const record = JSON.parse(String(text)) as Record<string, unknown>;
      requireSame(fixed, record);
      const { id } = input.params as { id: string };
      const params = within ? { id: record[within.member], [within.parameter]: id } : input.params;
      return operation.handle({ ...input, params, body: rest });
    },
    translation: telling(resource, (answer) => asResource(answer, resource)),
  };
}

function apart({ fixed: names = [], within }: FhirResource, native: unknown) {
  const isFixed = (name: string) => names.includes(name) || name === within?.member;
  const entries = Object.entries(native as Record<string, unknown>);
  return {
    fixed: new Map(entries.filter(([name, value]) => isFixed(name) && value !== undefined)),
    rest: Object.fromEntries(entries.filter(([name]) => !isFixed(name))),
  };
}

/** What the server gives is repeated to say which record is meant; another value means another. */
function requireSame(fixed: Map<string, unknown>, current: Record<string, unknown>): void {
  const faults = [...fixed]
    .filter(([name, value]) => current[name] !== value)
    .map(([name]): Fault => ({
      in: 'body',
      pointer: `/${name}`,
      detail: `is ${String(current[name])} of this record, and stays so`,
    }));
  if (faults.length > 0) throw invalidRequest(faults);
}
