import { isDeepStrictEqual } from 'node:util';
import type { Database } from '@hms/service-kit/database';
import type { Operation, OperationInput } from '@hms/service-kit/operation';
import { invalidRequest, type Fault } from '@hms/service-kit/problem';
import { idParameters } from '@hms/service-kit/schema';
import { z } from 'zod';
import { doNative } from './do-native';
import { patching } from './patch-operations';
import { readOf } from './read-operations';
import type { FhirResource, Within } from './resource';
import { asResource, nativeOf, pathOf, telling } from './translate';

type Input = OperationInput<unknown, unknown, unknown>;

/** create, update and patch, where the resource can be read as the body of a native command. */
export function writeOperations(db: Database, resource: FhirResource, native: Operation[]): Operation[] {
  const { body } = resource;
  const { read, create, change } = resource.native;
  if (!body) return [];
  return [
    ...(create === undefined ? [] : [creating(resource, nativeOf(native, create), body)]),
    ...(change === undefined
      ? []
      : changing(db, resource, nativeOf(native, change), body, readOf(db, resource, nativeOf(native, read)))),
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

/** update: the whole resource as it shall be, so that what it leaves out is cleared; and patch: no more than what it names. */
function changing(db: Database, resource: FhirResource, operation: Operation, body: z.ZodType, read: Operation) {
  const { within } = resource;
  /** The native operation's input: by its own path, and without what the body only repeats. */
  const nativeInput = async (input: Input): Promise<Input> => {
    const { fixed, rest } = apart(resource, input.body);
    if (fixed.size === 0 && !within) return { ...input, body: rest };
    const { body: text } = await read.handle({ ...input, body: undefined });
    const record = JSON.parse(String(text)) as Record<string, unknown>;
    requireSame(fixed, record);
    const { id } = input.params as { id: string };
    const params = within ? { id: record[within.member], [within.parameter]: id } : input.params;
    return { ...input, params, body: rest };
  };
  const update: Operation = {
    ...operation,
    id: `fhirUpdate${resource.type}`,
    method: 'put',
    path: `${pathOf(resource)}/:id`,
    ...(within && { params: idParameters, patient: within.patient }),
    body,
    handle: async (input) => operation.handle(await nativeInput(input)),
    translation: telling(resource, (answer) => asResource(answer, resource)),
  };
  const patch = patching(db, resource, {
    read,
    update,
    // what the caller does not see is not cleared, and what they may not set is refused by the native operation
    change: async (input, asked, seen) =>
      doNative(db, operation, await nativeInput({ ...input, body: differing(asked, seen) })),
  });
  return [update, patch];
}

/** Returns the members that are otherwise than before. */
function differing(asked: unknown, seen: unknown = {}): object {
  const before = new Map(Object.entries(seen as object));
  const changed = Object.entries(asked as object).filter(
    ([name, value]) => !isDeepStrictEqual(value, before.get(name)),
  );
  return Object.fromEntries(changed);
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
