import type { FhirRequest } from './step';

interface Operation {
  operationId: string;
  summary: string;
  description: string;
  security?: Record<string, string[]>[];
  parameters: { name: string; in: string; description?: string }[];
  requestBody?: { content: Record<string, unknown> };
  responses: Record<string, { content?: Record<string, unknown> }>;
}

export interface OpenApi {
  info: { title: string };
  paths: Record<string, Record<string, Operation>>;
}

export interface Found extends Operation {
  service: string;
  method: string;
  path: string;
}

/** By operationId, and where several services have the same, by `service/operationId`. */
export const operationsOf = (documents: OpenApi[]): Map<string, Found> => {
  const all = documents.flatMap(({ info, paths }) =>
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): Found => ({
        ...operation,
        service: info.title,
        method,
        path,
      })),
    ),
  );
  const isShared = ({ operationId: id }: Found) => all.filter(({ operationId }) => operationId === id).length > 1;
  const nameOf = (one: Found) => (isShared(one) ? `${one.service}/${one.operationId}` : one.operationId);
  return new Map(all.map((one) => [nameOf(one), one]));
};

export const isStream = ({ responses }: Found) => JSON.stringify(responses['200'] ?? {}).includes('text/event-stream');

/** What an OpenAPI document would say of a request in FHIR. */
export const inFhir = ({ fhir, name, as, status }: FhirRequest): Found => {
  const [method = '', address = ''] = fhir.split(' ');
  const resource = { content: { 'application/fhir+json': {} } };
  return {
    operationId: fhir,
    service: 'gateway',
    summary: name,
    description: 'FHIR R4, under the one base of the gateway, whose CapabilityStatement tells what is taken and told.',
    method,
    path: `/fhir/R4/${address}`,
    security: as === undefined ? [] : [{ token: [as] }],
    parameters: [],
    requestBody: resource,
    responses: { [status]: resource },
  };
};
