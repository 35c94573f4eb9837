import type { HttpResponse } from './response';
import { currentRequest } from './request-context';

/** One fault of a request; `pointer` is a JSON Pointer (RFC 6901) into the part that `in` names. */
export interface Fault {
  in: 'body' | 'query' | 'path' | 'header';
  pointer: string;
  detail: string;
}

export interface ProblemKind {
  /** Last segment of the problem's `type`: `slot-taken` is answered as `/problems/slot-taken`. */
  type: string;
  status: number;
  title: string;
}

/** An error that the caller is to see, as RFC 9457 `application/problem+json`. `detail` is for a person to act on. */
export class Problem extends Error {
  constructor(
    readonly kind: ProblemKind,
    detail: string,
    /** More members of the problem document, camelCase. */
    readonly members: Record<string, unknown> = {},
    readonly headers: Record<string, string> = {},
  ) {
    super(detail);
    this.name = 'Problem';
  }
}

export type ProblemFactory<Arguments extends unknown[]> = ((...args: Arguments) => Problem) & { kind: ProblemKind };

/** Names one problem of a catalogue, so that call sites read `throw slotTaken(time)` and OpenAPI can list it. */
export const defineProblem = <Arguments extends unknown[]>(
  kind: ProblemKind,
  make: (...args: Arguments) => { detail: string; members?: Record<string, unknown>; headers?: Record<string, string> },
): ProblemFactory<Arguments> =>
  Object.assign(
    (...args: Arguments) => {
      const { detail, members, headers } = make(...args);
      return new Problem(kind, detail, members, headers);
    },
    { kind },
  );

/** The answer a Problem becomes; `instance` is the request's path. */
export const problemResponse = (problem: Problem, instance?: string): HttpResponse => ({
  status: problem.kind.status,
  headers: { 'content-type': 'application/problem+json', ...problem.headers },
  body: JSON.stringify({
    type: `/problems/${problem.kind.type}`,
    title: problem.kind.title,
    status: problem.kind.status,
    detail: problem.message,
    instance,
    requestId: currentRequest()?.id,
    ...problem.members,
  }),
});

export const invalidRequest = defineProblem(
  { type: 'invalid-request', status: 400, title: 'The request is not valid' },
  (errors: Fault[]) => ({
    detail:
      errors.length === 1 && errors[0] ? sentence(errors[0]) : `${errors.length} parts are not valid; see errors.`,
    members: { errors },
  }),
);

const sentence = ({ in: part, pointer, detail }: Fault) => `${part} ${pointer || 'as a whole'}: ${detail}.`;

export const malformedBody = defineProblem(
  { type: 'malformed-body', status: 400, title: 'The body is not JSON' },
  (detail: string) => ({ detail }),
);

export const malformedRequest = defineProblem(
  { type: 'malformed-request', status: 400, title: 'The request cannot be read' },
  (detail: string) => ({ detail }),
);

export const notFound = defineProblem(
  { type: 'not-found', status: 404, title: 'There is no such record' },
  (what: string, id: string) => ({ detail: `There is no ${what} with the id ${id}.` }),
);

export const unknownRoute = defineProblem(
  { type: 'unknown-route', status: 404, title: 'There is no such path' },
  (method: string) => ({ detail: `There is no ${method} operation here. GET /openapi.json lists all operations.` }),
);

export const methodNotAllowed = defineProblem(
  { type: 'method-not-allowed', status: 405, title: 'The method is not allowed here' },
  (method: string, allow: string) => ({ detail: `${method} is not allowed here; use ${allow}.`, headers: { allow } }),
);

export const bodyTooLarge = defineProblem(
  { type: 'body-too-large', status: 413, title: 'The body is too large' },
  (limit: number) => ({ detail: `A body may have at most ${limit} bytes.` }),
);

export const unsupportedMediaType = defineProblem(
  { type: 'unsupported-media-type', status: 415, title: 'The content type is not supported' },
  (accept: string) => ({ detail: `Send the body as ${accept}, in UTF-8.`, headers: { accept } }),
);

export const versionMismatch = defineProblem(
  { type: 'version-mismatch', status: 412, title: 'The record has changed' },
  (version: number) => ({
    detail: `If-Match names another version; the record is now at version ${version}. Read it again, then repeat the change.`,
    members: { currentVersion: version },
  }),
);

export const stateForbidsCommand = defineProblem(
  { type: 'state-forbids-command', status: 409, title: 'The state of the record does not allow this command' },
  (what: string, state: string, command: string, allowedCommands: string[]) => ({
    detail: `The ${what} is ${state}: ${command} is not possible. ${
      allowedCommands.length > 0
        ? `Possible commands: ${allowedCommands.join(', ')}.`
        : 'No further command is possible.'
    }`,
    members: { state, allowedCommands },
  }),
);

export const notTogether = defineProblem(
  { type: 'not-together', status: 422, title: 'This cannot be done together with others' },
  (what: string) => ({
    detail: `${what}, and what is done together, all or nothing, waits for no other service. Send it by itself. Nothing was done.`,
  }),
);

export const unavailable = defineProblem(
  { type: 'unavailable', status: 503, title: 'The service is temporarily unavailable' },
  (detail: string) => ({ detail, headers: { 'retry-after': '1' } }),
);

export const overloaded = defineProblem(
  { type: 'overloaded', status: 503, title: 'The service is overloaded' },
  () => ({
    detail: 'Nothing was done. Try again after the number of seconds in Retry-After.',
    // not all at the same moment
    headers: { 'retry-after': String(1 + Math.floor(Math.random() * 3)) },
  }),
);

export const internalError = defineProblem({ type: 'internal-error', status: 500, title: 'Internal error' }, () => ({
  detail: 'This is an error in the service. It has been logged under this requestId.',
}));
