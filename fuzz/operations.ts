import { authorizationFor } from '../proofs/credentials';
import { send, serviceNames, urlOf, type ServiceName } from '../proofs/fleet-client';
import { contractOf, type OpenApiDocument } from '../service-kit/testing/contract';

/** What the six documents use of JSON Schema. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  not?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  format?: string;
  pattern?: string;
  example?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

export interface Operation {
  service: Service;
  /** It is asked and answered in FHIR, of which there is no OpenAPI document. */
  inFhir?: true;
  id: string;
  method: string;
  /** As OpenAPI writes it: `/patients/{id}`. */
  template: string;
  path: string[];
  /** Whether an Idempotency-Key is taken. */
  takesKey: boolean;
  /** Who may; empty: anybody. */
  roles: string[];
  query: Record<string, JsonSchema>;
  body?: { contentType: string; schema: JsonSchema; pointer: string };
}

export interface Service {
  name: ServiceName;
  url: string;
  document: OpenApiDocument;
  operations: Operation[];
  /** Gives the Authorization header of one who may; absent: no token is sent. */
  authorize?: (method: string, target: string, body: unknown) => Promise<string>;
  /** See `contractOf`. */
  breach: ReturnType<typeof contractOf>;
}

// whom the others name comes first, so that there are ids to name
const inOrder = [...new Set<ServiceName>(['patient', 'doctor', ...serviceNames])];

const operationsOf = (service: Service): Operation[] =>
  Object.entries(service.document.paths).flatMap(([template, operations]) =>
    Object.entries(operations).map(([method, { operationId, parameters, requestBody, security = [] }]) => {
      const named = (part: string) => parameters.filter((parameter) => parameter.in === part);
      const [contentType, content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
      const at = ['paths', template, method, 'requestBody', 'content', contentType ?? '', 'schema'];
      const pointer = at.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
      return {
        service,
        id: operationId,
        method: method.toUpperCase(),
        template,
        path: named('path').map(({ name }) => name),
        takesKey: named('header').some(({ name }) => name === 'Idempotency-Key'),
        roles: security.flatMap(({ token }) => token),
        query: Object.fromEntries(named('query').map(({ name, schema }) => [name, schema])),
        ...(contentType && content ? { body: { contentType, schema: content.schema, pointer } } : {}),
      };
    }),
  );

/** A service with all that its document offers. */
export function serviceOf(
  name: Service['name'],
  url: string,
  document: OpenApiDocument,
  authorize?: Service['authorize'],
): Service {
  const service: Service = {
    name,
    url,
    document,
    operations: [],
    breach: contractOf(document),
    ...(authorize && { authorize }),
  };
  service.operations = operationsOf(service);
  return service;
}

/** The six services of the fleet. */
export const readServices = (): Promise<Service[]> =>
  Promise.all(
    inOrder.map(async (name) => {
      const url = urlOf(name);
      const document = (await send('GET', `${url}/openapi.json`)).body as unknown as OpenApiDocument;
      return serviceOf(name, url, document, authorizationFor);
    }),
  );

/** What a path of the operation looks like, without its query. */
export const pathOf = ({ template }: Operation): RegExp =>
  new RegExp(`^${template.replaceAll('$', '\\$').replace(/\{\w+\}/g, '[^/]+')}$`);

/** The schema itself, where it is only named. */
export const resolve = ({ document }: Service, schema: JsonSchema): JsonSchema =>
  schema.$ref ? (document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}) : schema;
