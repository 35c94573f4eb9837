import type { Database } from '@hms/service-kit/database';
import type { OperationRequest } from '@hms/service-kit/incoming';
import { operation, type Operation } from '@hms/service-kit/operation';
import { listPage } from '@hms/service-kit/paging';
import { currentRequest } from '@hms/service-kit/request-context';
import { page, type HttpResponse } from '@hms/service-kit/response';
import { searchsetOf } from './bundle';
import { unknownIn, withoutUnknown } from './lenient';
import { withPatientsNamed } from './patients-named';
import type { FhirResource } from './resource';
import { countStatement, patientColumn, planOf, searchOf, type Search } from './search';
import { tellingAsAsked } from './told';
import { inFhir, nativeOf, pathOf } from './translate';

/** Search by GET, and by POST with a form. They answer pages as native lists do, so that what is hidden there is hidden here. */
export function searchOperations(resource: FhirResource, native: Operation[], db: Database): Operation[] {
  const { type } = resource;
  const { access, patient: whose } = nativeOf(native, resource.native.search);
  const patient = resource.within ? ({ in: 'query', name: 'patientId' } as const) : whose;
  if (patient && !patientColumn(resource)) throw new Error(`${type} is of patients, and does not say by which column`);
  const query = searchOf(resource);
  const byPatient = Object.entries(resource.parameters).flatMap(([name, { filter }]) =>
    filter === 'patientId' ? [name] : [],
  );
  const searching = (method: 'get' | 'post', path: string) =>
    operation({
      id: `fhirSearch${type}`,
      access,
      ...(patient && { patient }),
      ...(method === 'post' && { readsOnly: true }),
      method,
      path,
      summary: `Search ${type} (FHIR)`,
      description: `Finds ${type} resources.`,
      query,
      responses: { 200: { description: 'A Bundle' } },
      handle: async ({ query: search, url }) =>
        page({ ...(await found(resource, search, db)), ...(await counted(resource, search, db)) }, url),
      translation: {
        bodyTypes: method === 'post' ? ['application/x-www-form-urlencoded'] : [],
        request: (request) => withPatientsNamed(withoutUnknown(asQuery(request), resource), byPatient),
        answer: (answer, request) => inFhir(resource, answer, () => searchset(resource, answer, asQuery(request))),
      },
    });
  return [searching('get', pathOf(resource)), searching('post', `${pathOf(resource)}/_search`)];
}

async function found(resource: FhirResource, search: Search, db: Database) {
  return search.limit === 0 ? { records: [], nextCursor: null } : listPage(db, planOf(resource, search), search);
}

async function counted(resource: FhirResource, search: Search, db: Database): Promise<{ count?: number }> {
  if (!search.counts) return {};
  const { text, values } = countStatement(resource, search, currentRequest()?.sight?.hidden() ?? []);
  const [row] = await db.query<{ count: number }>(text, values);
  return { count: row?.count ?? 0 };
}

function searchset(resource: FhirResource, answer: HttpResponse, request: OperationRequest): HttpResponse {
  const tell = tellingAsAsked(resource, request.query);
  return searchsetOf(answer, request, resource.type, unknownIn(request, resource), tell);
}

/** Both of what the address has, and of the form. */
function asQuery(request: OperationRequest): OperationRequest {
  const form = typeof request.body === 'object' ? (request.body as Record<string, unknown> | null) : {};
  return { ...request, query: { ...request.query, ...form }, body: undefined };
}
