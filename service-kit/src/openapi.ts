import { z } from 'zod';
import { idempotencyKeyReused, stillRunning } from './idempotency';
import { patchedSchema } from './merge-patch';
import {
  bodyTooLarge,
  internalError,
  invalidRequest,
  malformedBody,
  methodNotAllowed,
  notFound,
  overloaded,
  unavailable,
  unsupportedMediaType,
  versionMismatch,
  type ProblemKind,
} from './problem';
import type { Route } from './route';

export interface ServiceDescription {
  /** `patient-service` */
  name: string;
  version: string;
  /** What the service owns, in a sentence. */
  summary: string;
}

type Json = Record<string, unknown>;

const problemSchema: Json = {
  type: 'object',
  description: 'RFC 9457. `detail` is a sentence a person can act on.',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['in', 'pointer', 'detail'],
        properties: {
          in: { enum: ['body', 'query', 'path', 'header'] },
          pointer: { type: 'string', description: 'JSON Pointer into that part' },
          detail: { type: 'string' },
        },
      },
    },
  },
};

/** JSON Schema of one zod schema. Schemas with `.meta({ id })` become components, each written once. */
const converter = (components: Json) => (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _dialect, $defs, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
  const text = JSON.stringify({ ...json, $defs }).replaceAll('"#/$defs/', '"#/components/schemas/');
  const { $defs: definitions, ...result } = JSON.parse(text) as Json;
  Object.assign(components, definitions);
  return result;
};

/** What a merge patch may hold: any part of the record; null clears what may be null. */
const patchForm = (schema: unknown): unknown => {
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return schema;
  const { required: _required, properties, ...rest } = schema as Json & { properties: Record<string, Json> };
  const inner = (property: Json) =>
    Array.isArray(property['anyOf']) ? { ...property, anyOf: property['anyOf'].map(patchForm) } : patchForm(property);
  return { ...rest, properties: Object.fromEntries(Object.entries(properties).map(([k, v]) => [k, inner(v)])) };
};

/** A query is text on the wire, and is shown as what it means: a number, a boolean, an instant. */
const queryForm = (input: Json, output: Json): Json => {
  const meant = (output['properties'] ?? {}) as Record<string, Json>;
  const written = (input['properties'] ?? {}) as Record<string, Json>;
  const shown = Object.entries(written).map(([name, form]) => [name, meant[name]?.['type'] ? meant[name] : form]);
  return { properties: Object.fromEntries(shown) as Json };
};

const parameters = (part: 'path' | 'query', schema: Json): Json[] =>
  Object.entries((schema['properties'] ?? {}) as Record<string, Json>).map(([name, { description, ...form }]) => ({
    name,
    in: part,
    required: part === 'path' || ((schema['required'] ?? []) as string[]).includes(name),
    ...(description === undefined ? {} : { description }),
    schema: form,
  }));

/** A list, wherever it stands, is what pages. */
const isList = ({ query }: Route): boolean => query instanceof z.ZodObject && 'cursor' in query.shape;

const header = (name: string, description: string): Json => ({
  name,
  in: 'header',
  description,
  schema: { type: 'string' },
});

const takesIfMatch = ({ method, problems = [] }: Route): boolean =>
  method === 'patch' || problems.some(({ kind }) => kind === versionMismatch.kind);

const headersOf = (route: Route): Json[] => {
  const { method, path } = route;
  if (method === 'post') return [header('Idempotency-Key', 'Repeats with the same key and body get the first answer.')];
  if (takesIfMatch(route)) return [header('If-Match', 'The ETag that was read; another version is answered 412.')];
  if (method !== 'get' || !path.includes(':') || isList(route)) return [];
  return [header('If-None-Match', 'An ETag; the same version is answered 304.')];
};

/** The headers of a successful answer. */
const answerHeaders = (route: Route, status: number): Json => {
  const named = (names: string[]) =>
    Object.fromEntries(names.map((name) => [name, { schema: { type: 'string' } }])) as Json;
  if (isList(route)) return named(['Link']);
  if (status === 204) return {};
  if (status === 202) return named(['ETag', 'Location', 'Retry-After']);
  return named(status === 201 ? ['ETag', 'Location'] : ['ETag']);
};

const problemsOf = (route: Route): ProblemKind[] => {
  const general = [invalidRequest, methodNotAllowed, unsupportedMediaType, internalError, unavailable, overloaded];
  const writing = [malformedBody, bodyTooLarge];
  return [
    ...general,
    ...(route.path.includes(':') ? [notFound] : []),
    ...(['get', 'delete'].includes(route.method) ? [] : writing),
    ...(route.method === 'post' ? [idempotencyKeyReused, stillRunning] : []),
    ...(route.method === 'patch' ? [versionMismatch] : []),
    ...(route.problems ?? []),
  ].map(({ kind }) => kind);
};

const problemResponses = (kinds: ProblemKind[]): Json => {
  const statuses = [...new Set(kinds.map(({ status }) => status))];
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      {
        description: kinds
          .filter((kind) => kind.status === status)
          .map(({ type, title }) => `\`${type}\`: ${title}`)
          .join('; '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
};

/** The OpenAPI 3.1 document of a service, from the same schemas that validate its requests. */
export const openApiDocument = (service: ServiceDescription, routes: Route[]): Json => {
  const components: Json = { Problem: problemSchema };
  const convert = converter(components);

  const operation = (route: Route): Json => {
    const patch = route.body && patchedSchema(route.body);
    const body = patch ? (patchForm(convert(patch, 'input')) as Json) : route.body && convert(route.body, 'input');
    const answers = Object.entries(route.answers).map(([status, { description, schema, contentType }]) => [
      status,
      {
        description,
        headers: answerHeaders(route, Number(status)),
        ...(schema ? { content: { 'application/json': { schema: convert(schema, 'output') } } } : {}),
        ...(contentType ? { content: { [contentType]: { schema: {} } } } : {}),
      },
    ]);
    return {
      operationId: route.id,
      summary: route.summary,
      tags: [route.path.split('/')[1]],
      parameters: [
        ...(route.params ? parameters('path', convert(route.params, 'input')) : []),
        ...(route.query
          ? parameters('query', queryForm(convert(route.query, 'input'), convert(route.query, 'output')))
          : []),
        ...headersOf(route),
      ],
      ...(body
        ? {
            requestBody: {
              required: patch !== undefined || 'required' in body,
              content: { [patch ? 'application/merge-patch+json' : 'application/json']: { schema: body } },
            },
          }
        : {}),
      responses: {
        ...(Object.fromEntries(answers) as Json),
        ...(route.method === 'get' && route.path.includes(':') && !isList(route)
          ? { 304: { description: 'Not changed' } }
          : {}),
        ...problemResponses(problemsOf(route)),
      },
    };
  };

  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method] = operation(route);
  }
  const { name: title, version, summary } = service;
  return { openapi: '3.1.0', info: { title, version, summary }, paths, components: { schemas: components } };
};
