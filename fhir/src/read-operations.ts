import type { Operation } from '@hms/service-kit/operation';
import type { Database } from '@hms/service-kit/database';
import { notFound, problemResponse } from '@hms/service-kit/problem';
import { ok, type StoredRecord } from '@hms/service-kit/response';
import { idParameters, uuid } from '@hms/service-kit/schema';
import { z } from 'zod';
import { bundleOf } from './bundle';
import { outcomeOf } from './outcome';
import type { FhirResource, Within } from './resource';
import { summaries } from './summary';
import { tellingAsAsked } from './told';
import { asResource, nativeOf, pathOf, telling } from './translate';

/** read, and where the record has a history: vread and history. */
export function readOperations(db: Database, resource: FhirResource, native: Operation[]): Operation[] {
  const { read, history } = resource.native;
  const versions = history === undefined ? [] : [nativeOf(native, history)];
  return [
    reading(resource, readOf(db, resource, nativeOf(native, read))),
    ...versions.flatMap((operation) => [historyOf(resource, operation), versionOf(resource, operation)]),
  ];
}

/** The native read, by the record's id alone. */
export function readOf(db: Database, resource: FhirResource, operation: Operation): Operation {
  const { within } = resource;
  if (!within) return operation;
  return {
    ...operation,
    params: idParameters,
    patient: within.patient,
    handle: async ({ params }) => ok(await recordOf(db, resource, within, (params as { id: string }).id)),
  };
}

async function recordOf(db: Database, { from, id }: FhirResource, { patient: { what } }: Within, wanted: string) {
  const [row] = await db.query<StoredRecord>(
    `select v.id, v.version, row_to_json(v)::text as json from ${from} where ${id} = $1`,
    [wanted],
  );
  if (!row) throw notFound(what, wanted);
  return row;
}

function reading(resource: FhirResource, operation: Operation): Operation {
  return {
    ...operation,
    id: `fhirRead${resource.type}`,
    path: `${pathOf(resource)}/:id`,
    query: ReadQuery,
    translation: telling(resource, (answer, { query }) =>
      asResource(answer, resource, tellingAsAsked(resource, query)),
    ),
  };
}

function historyOf(resource: FhirResource, operation: Operation): Operation {
  const { type } = resource;
  return {
    ...operation,
    id: `fhirHistory${type}`,
    path: `${pathOf(resource)}/:id/_history`,
    query: HistoryQuery,
    translation: telling(resource, (answer, request) =>
      bundleOf(answer, request, 'history', [], (version, base) => {
        const { record, changedAt, version: number } = version as Version;
        const shown = resource.toFhir(record as never);
        return {
          fullUrl: `${base}/${type}/${shown.id}`,
          resource: shown,
          request: number === 1 ? { method: 'POST', url: type } : { method: 'PUT', url: `${type}/${shown.id}` },
          response: { status: number === 1 ? '201' : '200', etag: `W/"${number}"`, lastModified: changedAt },
        };
      }),
    ),
  };
}

/** One version is the page of one that begins with it. */
function versionOf(resource: FhirResource, operation: Operation): Operation {
  return {
    ...operation,
    id: `fhirReadVersion${resource.type}`,
    path: `${pathOf(resource)}/:id/_history/:version`,
    params: VersionParameters,
    query: z.strictObject({}),
    handle: (input) => {
      const { id, version } = input.params as z.output<typeof VersionParameters>;
      const cursor = Buffer.from(JSON.stringify([String(version + 1)])).toString('base64url');
      return operation.handle({ ...input, params: { id }, query: { limit: 1, cursor } });
    },
    translation: telling(resource, (answer, { params }) => {
      const [version] = (JSON.parse(answer.body) as { data: Version[] }).data;
      if (String(version?.version) === params['version'])
        return asResource({ ...answer, body: JSON.stringify(version?.record) }, resource);
      return outcomeOf(problemResponse(notFound('version', `${params['id']}/_history/${params['version']}`)));
    }),
  };
}

/** As the native history has it. */
interface Version {
  version: number;
  changedAt: string;
  record: unknown;
}

const json = z.enum(['json', 'application/json', 'application/fhir+json']).optional();

const ReadQuery = z.strictObject({
  _elements: z.string().optional(),
  _summary: z.enum(summaries.filter((one) => one !== 'count')).optional(),
  _format: json,
  _pretty: z.enum(['true', 'false']).optional(),
});

const HistoryQuery = z
  .strictObject({
    _count: z
      .string()
      .regex(/^\d{1,3}$/, 'must be a whole number from 1 to 200')
      .transform(Number)
      .pipe(z.int().min(1).max(200))
      .default(50),
    _cursor: z
      .string()
      .regex(/^[\w-]{1,500}$/, 'is not of this history; follow its next link')
      .optional(),
    _format: json,
  })
  .transform(({ _count: limit, _cursor: cursor }) => ({ limit, ...(cursor !== undefined && { cursor }) }));

const VersionParameters = z.strictObject({
  id: uuid,
  version: z
    .string()
    .regex(/^\d{1,9}$/, 'must be a version number')
    .transform(Number),
});
