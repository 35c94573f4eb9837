import type { OperationRequest } from '@hms/service-kit/incoming';
import type { Operation, Translation } from '@hms/service-kit/operation';
import { notFound } from '@hms/service-kit/problem';
import type { HttpResponse } from '@hms/service-kit/response';
import { uuid } from '@hms/service-kit/schema';
import { fhirJson, outcomeOf } from './outcome';
import { withPatientsNamed } from './patients-named';
import type { FhirResource, Named } from './resource';
import { toldOf, type Told } from './told';

export const prefix = '/fhir/R4';

/** Returns the resource's place among the paths. */
export const pathOf = ({ type }: Named): string => `${prefix}/${type}`;

/** Returns the service's own operation of that id. */
export function nativeOf(native: Operation[], id: string): Operation {
  const found = native.find((operation) => operation.id === id);
  if (!found) throw new Error(`there is no operation ${id}, by which a resource is to be served`);
  return found;
}

/** Returns a translation of what is told: a refusal becomes an OperationOutcome, the rest what `translate` makes of it. */
export function telling(
  resource: Named,
  translate: (answer: HttpResponse, request: OperationRequest) => HttpResponse,
): Translation {
  return {
    bodyTypes: ['application/fhir+json'],
    request: (request) => withPatientsNamed(requireId(request)),
    answer: (answer, request) => inFhir(resource, answer, () => translate(answer, request)),
  };
}

export function inFhir(resource: Named, answer: HttpResponse, translate: () => HttpResponse): HttpResponse {
  if (answer.status >= 400) return outcomeOf(answer, resource);
  return answer.body === '' ? answer : translate();
}

/** Returns one native record as its resource; version and location as FHIR has them. */
export function asResource(
  answer: HttpResponse,
  resource: Pick<FhirResource, 'type' | 'toFhir'>,
  tell: (json: string) => Told = (json) => toldOf(resource, json),
): HttpResponse {
  const { id, versionId, lastUpdated, text } = tell(answer.body);
  const headers: Record<string, string> = { ...answer.headers, 'content-type': fhirJson };
  if (versionId !== undefined) headers['etag'] = `W/"${versionId}"`;
  if (lastUpdated !== undefined) headers['last-modified'] = new Date(lastUpdated).toUTCString();
  if ('location' in headers) headers['location'] = `${pathOf(resource)}/${id}/_history/${versionId}`;
  return { ...answer, headers, body: text };
}

/** An id that is no UUID may be one of FHIR's; it is the id of nothing here. */
function requireId(request: OperationRequest): OperationRequest {
  const { id } = request.params;
  if (id !== undefined && !uuid.safeParse(id).success) throw notFound('resource', id);
  return request;
}
