import { idempotencyKeyReused, stillRunning } from './idempotency';
import type { Converter, Json } from './openapi-schema';
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
import { notAllowed } from './access';
import { tooManyRequests } from './limits';
import { asAnotherDoctor } from './narrow';
import { invalidToken, tokenRequired } from './tokens';
import { isList, type HeaderName, type Operation } from './operation';

/** Returns the responses of an operation: those of its contract, 304, and every problem that it may have. */
export function responsesOf(route: Operation, convert: Converter): Json {
  const responses = Object.entries(route.responses).map(([status, response]) => {
    const { description, schema, contentType = 'application/json' } = response;
    const content = schema ? convert(schema, 'output') : {};
    return [
      status,
      {
        description,
        headers: headersOf(route, Number(status)),
        ...(schema || response.contentType ? { content: { [contentType]: { schema: content } } } : {}),
      },
    ];
  });
  return {
    ...(Object.fromEntries(responses) as Json),
    ...(takesIfNoneMatch(route) ? { 304: { description: 'Not changed', headers: named(['ETag']) } } : {}),
    ...problemResponses(problemsOf(route)),
  };
}

/** Whether it shows what has an ETag, which `If-None-Match` may name. */
export function takesIfNoneMatch(route: Operation): boolean {
  return route.method === 'get' && successHeaders(route, 200).includes('ETag');
}

const headers: Record<HeaderName, { required: boolean; description: string }> = {
  'Content-Disposition': { required: true, description: 'The name of the file' },
  ETag: {
    required: true,
    description:
      'The version of the record, for If-Match and If-None-Match; of a list a weak one of its text, for If-None-Match alone',
  },
  Link: {
    required: false,
    description: 'The next page, `<…>; rel="next"` (RFC 8288); absent on the last page',
  },
  Location: { required: true, description: 'The address of the record' },
  RateLimit: {
    required: true,
    description: 'What is left of the limits, and for how many seconds: `"requests";r=0;t=12` (IETF draft)',
  },
  'RateLimit-Policy': {
    required: true,
    description: 'The limits, each with its seconds: `"requests";q=6000;w=60`',
  },
  'Retry-After': { required: true, description: 'After how many seconds to ask again' },
  Allow: { required: true, description: 'The methods that this address offers' },
  'WWW-Authenticate': { required: true, description: 'What kind of token to send, and what is wrong with this one' },
  'X-Request-Id': { required: true, description: 'The id of this request in the logs' },
  'Idempotent-Replayed': {
    required: false,
    description: '`true` where the response repeats that to an earlier request with the same Idempotency-Key',
  },
};

/** The headers of all responses, as components that the responses name. */
export const headerComponents: Json = Object.fromEntries(
  Object.entries(headers).map(([name, header]) => [name, { ...header, schema: { type: 'string' } }]),
);

function headersOf(route: Operation, status: number): Json {
  return named([
    ...successHeaders(route, status),
    ...(route.method === 'post' ? ['Idempotent-Replayed' as const] : []),
  ]);
}

function successHeaders(route: Operation, status: number): HeaderName[] {
  const { headers: stated, contentType } = route.responses[status] ?? {};
  if (stated) return stated;
  if (isList(route)) return ['ETag', 'Link'];
  if (status === 204) return [];
  if (contentType) return ['ETag', 'Content-Disposition'];
  if (status === 202) return ['ETag', 'Location', 'Retry-After'];
  return status === 201 ? ['ETag', 'Location'] : ['ETag'];
}

function named(names: HeaderName[]): Json {
  const all: HeaderName[] = [...names, 'X-Request-Id'];
  return Object.fromEntries(all.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function problemsOf(route: Operation): ProblemKind[] {
  const general = [invalidRequest, methodNotAllowed, unsupportedMediaType, internalError, unavailable, overloaded];
  const writing = [malformedBody, bodyTooLarge];
  const identified = route.access === 'anybody' ? [] : [tokenRequired, invalidToken, notAllowed, tooManyRequests];
  const all = [
    ...general,
    ...identified,
    ...(route.path.includes(':') ? [notFound] : []),
    ...(['get', 'delete'].includes(route.method) ? [] : writing),
    ...(route.method === 'post' ? [idempotencyKeyReused, stillRunning] : []),
    ...(route.method === 'patch' ? [versionMismatch] : []),
    ...(route.doctor ? [asAnotherDoctor] : []),
    ...(route.problems ?? []),
  ].map(({ kind }) => kind);
  return [...new Set(all)];
}

const problemHeaders = new Map<number, HeaderName[]>([
  [401, ['WWW-Authenticate']],
  [405, ['Allow']],
  [429, ['Retry-After', 'RateLimit', 'RateLimit-Policy']],
  [503, ['Retry-After']],
]);

function problemResponses(kinds: ProblemKind[]): Json {
  const statuses = [...new Set(kinds.map(({ status }) => status))];
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      {
        description: kinds
          .filter((kind) => kind.status === status)
          .map(({ type, title }) => `\`${type}\`: ${title}`)
          .join('; '),
        // what is refused before it is a request has no id
        ...(status === 400 ? {} : { headers: named(problemHeaders.get(status) ?? []) }),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

export const problemSchema: Json = {
  type: 'object',
  description:
    'A problem document (RFC 9457). `type` says what is wrong, for programs; `detail` what to do, for people.',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string', description: 'What is wrong: `/problems/` and its name, such as `/problems/not-found`' },
    title: { type: 'string', description: 'The same in words, alike for every problem of this type' },
    status: { type: 'integer', description: 'The HTTP status' },
    detail: { type: 'string', description: 'A sentence a person can act on' },
    instance: { type: 'string', description: 'The path of the request' },
    requestId: { type: 'string', description: 'The id of the request in the logs' },
    errors: {
      type: 'array',
      description: 'Every fault of a request that is not valid',
      items: {
        type: 'object',
        required: ['in', 'pointer', 'detail'],
        properties: {
          in: { type: 'string', enum: ['body', 'query', 'path', 'header'], description: 'The part of the request' },
          pointer: { type: 'string', description: 'JSON Pointer into that part' },
          detail: { type: 'string', description: 'What is wrong there' },
        },
      },
    },
  },
};
