import { isDeepStrictEqual } from 'node:util';
import type { Database } from '@hms/service-kit/database';
import { requireVersion } from '@hms/service-kit/merge-patch';
import type { Operation, OperationInput } from '@hms/service-kit/operation';
import { invalidRequest, Problem, versionMismatch } from '@hms/service-kit/problem';
import { entityTag, type FileResponse, type HttpResponse } from '@hms/service-kit/response';
import { parsePart } from '@hms/service-kit/validation';
import type { Resource } from 'fhir/r4';
import { z } from 'zod';
import { doNative } from './do-native';
import { patchFormats, readPatch, withForm } from './patch-body';
import type { FhirResource } from './resource';

type Input = OperationInput<unknown, unknown, unknown>;

/** @param asked the resource as it shall be, as its body schema reads it; @param seen the same of what it is; undefined where that cannot be sent */
type Change = (input: Input, asked: unknown, seen: unknown) => Promise<HttpResponse | FileResponse>;

/** So often a patch is made anew, where others change the resource meanwhile and the caller has not said which version is meant. */
const attempts = 5;

/**
 * PATCH: the resource as the caller sees it, changed, and of that what an update would do.
 * @param update the update of the same resource; @param read its native read, by its own id
 */
export function patching(
  db: Database,
  { type, toFhir }: FhirResource,
  { read, update, change }: { read: Operation; update: Operation; change: Change },
): Operation {
  const { body = z.unknown(), translation } = update;
  return {
    ...update,
    id: `fhirPatch${type}`,
    method: 'patch',
    body: z.unknown(),
    handle: async (input) => {
      const patch = readPatch(input.body);
      for (let attempt = 1; ; attempt += 1) {
        const { body: text } = await doNative(db, read, { ...input, body: undefined });
        const record = JSON.parse(String(text)) as { version: number };
        requireVersion(input.ifMatch, record.version);
        const resource = toFhir(record as never);
        const wanted = patch(resource);
        requireSameRecord(resource, wanted);
        const asked = parsePart('body', body, wanted);
        try {
          const ifMatch = entityTag(record.version);
          return await change({ ...input, ifMatch }, asked, body.safeParse(resource).data);
        } catch (error) {
          if (attempt >= attempts || input.ifMatch !== undefined || !isOfAnotherVersion(error)) throw error;
        }
      }
    },
    translation: {
      bodyTypes: patchFormats,
      request: (request) => translation?.request?.(withForm(request)) ?? request,
      answer: translation?.answer ?? ((answer) => answer),
    },
  };
}

const isOfAnotherVersion = (error: unknown) => error instanceof Problem && error.kind === versionMismatch.kind;

/** An update may leave out what the server says of a record; a patch cannot change it. */
function requireSameRecord(resource: Resource, wanted: unknown): void {
  const of = (part: unknown, ...path: string[]) =>
    path.reduce((place: unknown, name) => (place as Record<string, unknown> | null | undefined)?.[name], part);
  const paths = [['resourceType'], ['id'], ['meta', 'versionId'], ['meta', 'lastUpdated']];
  const changed = paths.filter((path) => !isDeepStrictEqual(of(resource, ...path), of(wanted, ...path)));
  if (changed.length > 0)
    throw invalidRequest(
      changed.map((path) => ({ in: 'body', pointer: `/${path.join('/')}`, detail: 'is said by the server' })),
    );
}
