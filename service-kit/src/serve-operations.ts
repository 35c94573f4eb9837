import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import express from 'express';
import { z } from 'zod';
import type { Audit } from './audit';
import { auditRequest } from './audited-request';
import { requireGrant, unlimited, type Grant } from './access';
import { actingForHeader, withActingFor, type Caller } from './caller';
import { allowedByPreflight } from './cors';
import type { Database } from './database';
import { Replay, startCommand } from './idempotency';
import type { Incoming, OperationRequest } from './incoming';
import { hide, narrow } from './narrow';
import type { Operation } from './operation';
import type { Limits } from './limits';
import {
  invalidRequest,
  malformedBody,
  malformedRequest,
  methodNotAllowed,
  Problem,
  problemResponse,
  unsupportedMediaType,
} from './problem';
import { page, type FileResponse, type HttpResponse } from './response';
import type { Restrictions } from './restrictions';
import type { Found, Route } from './route-map';
import { send } from './send';
import type { Tokens } from './tokens';
import { check, isDeeperThan } from './validation';
import { watchOver } from './veil';

export const bodyLimit = 100 * 1024;
const jsonTypes = ['application/json', 'application/merge-patch+json'];
const nothing = z.strictObject({});
// many clients send {} with every POST
const noBody = nothing.optional();

const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters, such as a UUID')
  // the IETF's draft has it in quotes, most clients do not
  .transform((key) => key.replace(/^"(.+)"$/, '$1'))
  .optional();

const keyHeader = z.object({ 'idempotency-key': idempotencyKey });

const hasBody = ({ headers }: Incoming) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

const isJson = ({ headers }: Incoming) =>
  jsonTypes.includes((headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '');

const readInput = (contract: Operation, request: OperationRequest) => {
  if (hasBody(request) && !isJson(request)) throw unsupportedMediaType(jsonTypes.join(', '));
  // a command without a body is one with nothing to say; a null is something else
  const body = request.body === undefined && contract.method === 'post' ? {} : request.body;
  if (contract.body && isDeeperThan(body, 20)) throw malformedBody('It is nested more than 20 deep.');
  const params = check('path', contract.params ?? nothing, request.params);
  const query = check('query', contract.query ?? nothing, request.query);
  const parsedBody = check('body', contract.body ?? noBody, contract.body ? body : request.body);
  const key = check('header', keyHeader, request.headers);
  const faults = [...params.faults, ...query.faults, ...parsedBody.faults, ...key.faults];
  if (faults.length > 0) throw invalidRequest(faults);
  return { params: params.value, query: query.value, body: parsedBody.value, key: key.value?.['idempotency-key'] };
};

/** What operations are served with. */
export interface Serving {
  db: Database;
  /** Tells who calls. */
  tokens: Tokens;
  /** Counts what each caller asks. */
  limits: Limits;
  /** Where it is recorded; undefined for a service that has nothing of patients. */
  audit: Audit | undefined;
  /** Which patients are not for everybody; undefined for the same services. */
  restrictions: Restrictions | undefined;
}

/** Responds to a request for the path that was found. Throws problems, and what a fault throws. */
export async function serveRoute(
  { route, params }: Found,
  incoming: Incoming,
  message: IncomingMessage,
  response: ServerResponse,
  serving: Serving,
): Promise<void> {
  const { method, carried, context } = incoming;
  const contract = route.operations.get(method === 'HEAD' ? 'GET' : method);
  if (!contract) {
    respondWithoutOperation(route, incoming, response);
    return;
  }
  const { audit, db, limits } = serving;
  const query = { ...parseQuery(incoming.search.slice(1)) };
  const request: OperationRequest = { ...incoming, params, query, body: undefined };
  // before the body is read
  if (contract.access !== 'anybody') {
    context.caller = await identify(serving, request);
    Object.assign(carried, limits.admit(context.caller));
  }
  if (contract.method !== 'get' && contract.method !== 'delete') request.body = await readBody(message, response);
  const record = audit && auditRequest(audit, db, contract, request);
  const answer = await answerTo(contract, serving, request).catch((error: unknown) => {
    if (isRefusal(error)) return problemResponse(error, request.path);
    throw error;
  });
  limits.noteFailure(context.caller, answer.status);
  await record?.(answer);
  send(request, response, answer);
}

/** Throws problems, and what a fault throws. */
const answerTo = async (
  contract: Operation,
  { db, restrictions }: Serving,
  request: OperationRequest,
): Promise<HttpResponse | FileResponse> => {
  const grant = grantOf(contract, request.context.caller);
  const { key, ...input } = readInput(contract, request);
  const asked: [string, ...unknown[]] = [contract.id, input.params, input.query, input.body];
  const command = startCommand(db, contract.method === 'post' ? key : undefined, asked, request.path);
  const url = request.path + request.search;
  const ifMatch = request.headers['if-match'];
  if ((await narrow(db, contract, grant, input)) === 'nothing') return page({ records: [], nextCursor: null }, url);
  // what is one's own is never hidden
  const watch =
    restrictions && grant.patientId === undefined ? await watchOver(restrictions, db, contract, request) : undefined;
  await watch?.requireSight();
  const answer = hide(await handled(() => contract.handle({ ...input, url, ifMatch, command }), request.path), grant);
  // who restricts a patient, or breaks the glass, finds it so at once
  if (contract.despiteRestriction && contract.method !== 'get') restrictions?.forget();
  return watch ? watch.veil(answer) : answer;
};

/** A replay and a refusal are answers like others: they, too, may show what is not for this caller. */
const handled = (work: () => ReturnType<Operation['handle']>, path: string): ReturnType<Operation['handle']> =>
  work().catch((error: unknown) => {
    if (error instanceof Replay) return error.answer;
    if (isRefusal(error)) return problemResponse(error, path);
    throw error;
  });

const isRefusal = (error: unknown): error is Problem => error instanceof Problem && error.kind.status < 500;

/** What each caller may do, who is the same object from request to request; see `openTokens`. */
const grants = new WeakMap<Operation, WeakMap<Caller, Grant>>();

function grantOf(contract: Operation, caller: Caller | undefined): Grant {
  const { access } = contract;
  if (access === 'anybody') return unlimited;
  // the way to it verifies the token
  if (!caller) throw new Error('an operation was reached without a caller');
  const known = grants.get(contract) ?? new WeakMap<Caller, Grant>();
  grants.set(contract, known);
  const grant = known.get(caller) ?? requireGrant(access, caller);
  known.set(caller, grant);
  return grant;
}

/** Finds out who calls. */
async function identify({ tokens, limits }: Serving, { headers, address = '' }: Incoming): Promise<Caller> {
  try {
    const caller = await tokens.verify(headers.authorization);
    const person = headers[actingForHeader];
    const acting = withActingFor(caller, typeof person === 'string' ? person : undefined);
    if (!acting) throw malformedRequest(`${actingForHeader} is not a person, as base64url of JSON.`);
    return acting;
  } catch (error) {
    if (error instanceof Problem && error.kind.status === 401) limits.noteRefusedToken(address);
    throw error;
  }
}

const parseJson: (message: IncomingMessage, response: ServerResponse, next: (error?: Error) => void) => void =
  express.json({ limit: bodyLimit, type: jsonTypes, strict: false });

/** Undefined where there is none, or none that is JSON. */
function readBody(message: IncomingMessage, response: ServerResponse): Promise<unknown> {
  return new Promise((resolve, reject) => {
    parseJson(message, response, (error?: Error) => {
      if (error) reject(error);
      else resolve('body' in message ? message.body : undefined);
    });
  });
}

/** A known path with another method is answered 405, and OPTIONS 204; both with Allow. */
function respondWithoutOperation({ operations }: Route, { method, carried }: Incoming, response: ServerResponse): void {
  const allow = [...operations.keys(), ...(operations.has('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  if (method !== 'OPTIONS') throw methodNotAllowed(method, allow);
  response.writeHead(204, { ...carried, allow, ...allowedByPreflight((name) => name in carried, allow) }).end();
}
