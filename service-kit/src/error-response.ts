import type { ServerResponse } from 'node:http';
import type { Incoming } from './incoming';
import type { Logger } from './logger';
import {
  Problem,
  bodyTooLarge,
  internalError,
  malformedBody,
  malformedRequest,
  problemResponse,
  unsupportedMediaType,
} from './problem';
import { send } from './send';
import { bodyLimit } from './input';
import type { HttpResponse } from './response';

const typeOf = (error: unknown) => (error instanceof Error && 'type' in error ? String(error.type) : '');
const statusOf = (error: unknown) => (error instanceof Error && 'status' in error ? Number(error.status) : 500);

const limitOf = (error: unknown) =>
  error instanceof Error && 'limit' in error && typeof error.limit === 'number' ? error.limit : bodyLimit;

/** Returns anything thrown as a problem. The types are body-parser's. */
const toProblem = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (typeOf(error) === 'entity.parse.failed') {
    return malformedBody(error instanceof Error ? error.message.replace(/".*"/s, '').trim() : 'not JSON');
  }
  if (typeOf(error) === 'entity.too.large') return bodyTooLarge(limitOf(error));
  if (statusOf(error) === 415) return unsupportedMediaType('application/json');
  if (statusOf(error) === 400) return malformedRequest('The address or the body cannot be decoded.');
  return internalError();
};

/** Responds to a request by whatever was thrown, as a problem or what `inItsLanguage` makes of it. */
export function sendProblem(
  error: unknown,
  request: Pick<Incoming, 'method' | 'path' | 'headers' | 'carried'>,
  response: ServerResponse,
  log: Logger,
  inItsLanguage: (problem: HttpResponse) => HttpResponse = (problem) => problem,
): void {
  const problem = toProblem(error);
  if (problem.kind.status === 500) log.error({ err: error }, 'a request failed');
  if (!response.destroyed) send(request, response, inItsLanguage(problemResponse(problem, request.path)));
}
