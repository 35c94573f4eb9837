import { grantBy, type Line } from '@hms/service-kit/access';
import type { Database } from '@hms/service-kit/database';
import type { OperationRequest } from '@hms/service-kit/incoming';
import { operation, type Operation, type Translation } from '@hms/service-kit/operation';
import { invalidRequest, notFound } from '@hms/service-kit/problem';
import { currentRequest, whoAsks } from '@hms/service-kit/request-context';
import type { HttpResponse } from '@hms/service-kit/response';
import { instantInQuery, uuid } from '@hms/service-kit/schema';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { baseOf } from './bundle';
import { exportFile } from './export-file';
import { beginExport, divide, filesOf, findExport, removeExport } from './export-store';
import { outcomeOf } from './outcome';
import type { ComputedResource, FhirResource } from './resource';
import { patientColumn } from './search';
import { nativeOf, prefix } from './translate';

/** Who may have all that their role sees in one go. */
const access: Line = { manager: 'yes', integration: 'yes' };
/** Of a token with scopes: those of all types, since it is for all that it may list. */
const scope = { type: '*', action: 'r' } as const;
/** So long one request works on it. */
const workMs = 2000;

const formats = ['application/fhir+ndjson', 'application/ndjson', 'ndjson'];

const ExportQuery = z.strictObject({
  _type: z
    .string()
    .transform((types) => types.split(','))
    .optional(),
  _since: instantInQuery.optional(),
  _outputFormat: z.enum(formats, `must be one of: ${formats.join(', ')}`).optional(),
  /** The gateway gives one id to all services. */
  _export: uuid.optional(),
});

/**
 * Bulk export: what a caller may list, as files of NDJSON. It is asked for, divided into files while its state is asked for, and
 * each file is read when it is fetched: by the access of the native list at that time, and with an event that names its patients.
 */
export function exportOperations(
  db: Database,
  native: Operation[],
  all: (FhirResource | ComputedResource)[],
): Operation[] {
  const resources = new Map(all.flatMap((one) => ('native' in one ? [[one.type as string, one] as const] : [])));
  const mayList = (resource: FhirResource): boolean => {
    const line = nativeOf(native, resource.native.search).access;
    const caller = currentRequest()?.caller;
    return line !== 'anybody' && caller !== undefined && grantBy(exporting(line), caller) !== undefined;
  };

  const kickOff = (path: string, ofPatients: boolean) =>
    operation({
      id: 'fhirExport',
      access,
      scope,
      method: 'get',
      path,
      summary: 'Ask for an export (FHIR)',
      description: 'Begins a bulk export.',
      query: ExportQuery,
      responses: { 202: { description: 'Where its state is told' } },
      handle: async ({ query: { _type: asked, _since: since = null, _export: id = randomUUID() }, url }) => {
        const known = [...resources.values()].filter((one) => !ofPatients || patientColumn(one) !== undefined);
        const unknown = asked?.find((type) => !known.some((one) => one.type === type));
        if (unknown !== undefined) throw notExported(unknown, known);
        const types = known
          .filter((one) => (asked?.includes(one.type) ?? true) && mayList(one))
          .map((one) => one.type as string);
        const request = url.replace(/[?&]_export=[^&]*/, '');
        await beginExport(db, { id, request, types, since }, whoAsks());
        return told(202, { 'content-location': `${prefix}/$export-status/${id}` });
      },
      translation: {
        ...plain,
        request: requireAsync,
        answer: (answer, request) => inBase(plain.answer(answer, request), request),
      },
    });

  const status = operation({
    id: 'fhirExportStatus',
    access,
    scope,
    method: 'get',
    path: `${prefix}/$export-status/:id`,
    summary: 'Read how far an export is (FHIR)',
    description: 'Goes on with it, and returns its files once it is divided into them.',
    params: z.strictObject({ id: z.string() }),
    responses: { 200: { description: 'The manifest' }, 202: { description: 'It is not done' } },
    handle: async ({ params: { id } }) => {
      await divide(db, resources, (await exportOf(db, id)).id, workMs);
      const { types, divided, request, askedAt } = await exportOf(db, id);
      // of which the asker sees nothing, there is none
      const files = (await filesOf(db, id)).filter((file) => file.count !== 0);
      const count = files.reduce((sum, file) => sum + file.count, 0);
      if (divided.length < types.length)
        return told(202, { 'retry-after': '1', 'x-progress': `${count} resources in ${files.length} files so far` });
      return told(
        200,
        {},
        {
          transactionTime: new Date(askedAt).toISOString(),
          request,
          requiresAccessToken: true,
          output: files.map((file) => ({
            type: file.type,
            url: `${prefix}/$export-file/${id}/${file.type}/${file.number}`,
            count: file.count,
          })),
          error: [],
          extension: { types },
        },
      );
    },
    translation: { ...plain, answer: (answer, request) => inBase(plain.answer(answer, request), request) },
  });

  const removal = operation({
    id: 'fhirEndExport',
    access,
    scope,
    method: 'delete',
    path: `${prefix}/$export-status/:id`,
    summary: 'End an export (FHIR)',
    description: 'Forgets it; its files are gone.',
    params: z.strictObject({ id: z.string() }),
    responses: { 202: { description: 'It is gone' } },
    handle: async ({ params: { id } }) => {
      await removeExport(db, (await exportOf(db, id)).id);
      return told(202, {});
    },
    translation: plain,
  });

  return [
    kickOff(`${prefix}/$export`, false),
    kickOff(`${prefix}/Patient/$export`, true),
    status,
    removal,
    ...[...resources.values()].map((resource) => exportFile(db, native, resource, exporting, exportOf)),
  ];
}

/** The line of a list without those who may not export. */
function exporting(line: Exclude<Line, 'anybody'>): Exclude<Line, 'anybody'> {
  return Object.fromEntries(Object.entries(line).filter(([role]) => role in (access as object)));
}

/** Throws a 404 problem for another's as for one that is not there. */
async function exportOf(db: Database, id: string) {
  const found = uuid.safeParse(id).success ? await findExport(db, id, whoAsks()) : undefined;
  if (!found) throw notFound('export', id);
  return found;
}

const plain: Translation = { bodyTypes: [], answer: (answer) => (answer.status >= 400 ? outcomeOf(answer) : answer) };

function requireAsync(request: OperationRequest): OperationRequest {
  if (/\brespond-async\b/.test(String(request.headers['prefer'] ?? ''))) return request;
  throw invalidRequest([{ in: 'header', pointer: '/Prefer', detail: 'must be respond-async' }]);
}

function notExported(type: string, known: FhirResource[]) {
  const types = known.map((one) => one.type).join(', ');
  return invalidRequest([
    { in: 'query', pointer: '/_type', detail: `has ${type}, which is not exported here; there are: ${types}` },
  ]);
}

function told(status: number, headers: Record<string, string>, body?: object): HttpResponse {
  if (!body) return { status, headers, body: '' };
  return { status, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** With addresses by which the caller finds it. */
function inBase(answer: HttpResponse, request: OperationRequest): HttpResponse {
  const base = baseOf(request);
  const { 'content-location': location, ...headers } = answer.headers;
  return {
    ...answer,
    headers: {
      ...headers,
      ...(location !== undefined && { 'content-location': location.replace(prefix, base) }),
    },
    body: answer.body
      .replaceAll(`"url":"${prefix}/`, () => `"url":"${base}/`)
      .replace(`"request":"${prefix}/`, () => `"request":"${base}/`),
  };
}
