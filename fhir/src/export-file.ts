import type { Line } from '@hms/service-kit/access';
import type { Database } from '@hms/service-kit/database';
import { operation, type Operation } from '@hms/service-kit/operation';
import { listPage } from '@hms/service-kit/paging';
import { notFound } from '@hms/service-kit/problem';
import { page } from '@hms/service-kit/response';
import { z } from 'zod';
import { everything, filesOf, within, type Export } from './export-store';
import type { FhirResource } from './resource';
import { planOf } from './search';
import { inFhir, nativeOf, prefix } from './translate';

const ndjson = 'application/fhir+ndjson';

/**
 * One file of an export: a page of the native list between two ids, as NDJSON. So what is masked or restricted is so here, and the
 * audit has an event that names each patient in it, which the patient sees as `Export in bulk`.
 */
export function exportFile(
  db: Database,
  native: Operation[],
  resource: FhirResource,
  exporting: (line: Exclude<Line, 'anybody'>) => Line,
  exportOf: (db: Database, id: string) => Promise<Export>,
): Operation {
  const { access, patient: whose } = nativeOf(native, resource.native.search);
  if (access === 'anybody') throw new Error(`${resource.type} is for anybody, and needs no export`);
  const patient = resource.within ? ({ in: 'query', name: 'patientId' } as const) : whose;
  return operation({
    id: 'fhirExportFile',
    access: exporting(access),
    scope: { type: resource.type, action: 's' },
    ...(patient && { patient }),
    method: 'get',
    path: `${prefix}/$export-file/:id/${resource.type}/:number`,
    summary: 'Export in bulk (FHIR)',
    description: 'Returns one file of an export.',
    params: z.strictObject({ id: z.string(), number: z.string() }),
    responses: { 200: { description: 'NDJSON: one resource on each line', contentType: ndjson } },
    handle: async ({ params: { id, number }, url }) => {
      const { since } = await exportOf(db, id);
      const file = (await filesOf(db, id)).find((one) => one.type === resource.type && String(one.number) === number);
      if (!file) throw notFound('file', `${id}/${resource.type}/${number}`);
      const part = within(resource, file.afterId, file.untilId, since);
      const all = { ...everything, sort: { ...everything.sort, column: resource.id } };
      return page({ ...(await listPage(db, planOf(part, all), all)), nextCursor: null }, url);
    },
    translation: {
      bodyTypes: [],
      answer: (answer) =>
        inFhir(resource, answer, () => {
          const { data } = JSON.parse(answer.body) as { data: never[] };
          const body = data.map((record) => `${JSON.stringify(resource.toFhir(record))}\n`).join('');
          return { ...answer, headers: { 'content-type': ndjson }, body };
        }),
    },
  });
}
