import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import type { Audit } from './audit';
import { auditRequest } from './audited-request';
import { actingForHeader, withActingFor, type Caller } from './caller';
import { allowedByPreflight } from './cors';
import type { Database } from './database';
import { Replay, startCommand } from './idempotency';
import type { Incoming, OperationRequest } from './incoming';
import { grantOf } from './grants';
import { readBody, readInput } from './input';
import { hide, narrow } from './narrow';
import { isList, type Operation, type OperationInput } from './operation';
import type { Limits } from './limits';
import { malformedRequest, methodNotAllowed, Problem, problemResponse } from './problem';
import { page, tagged, type FileResponse, type HttpResponse } from './response';
import type { Restrictions } from './restrictions';
import type { Found, Route } from './route-map';
import { send } from './send';
import type { Tokens } from './tokens';
import { watchOver } from './veil';

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
  /** Does a part of a request; see `serve-parts.ts`. */
  doPart(whole: Incoming, ...part: Parameters<DoPart>): ReturnType<DoPart>;
}

type DoPart = OperationInput<unknown, unknown, unknown>['doPart'];

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
  const query = incoming.search === '' ? {} : { ...parseQuery(incoming.search.slice(1)) };
  const sent: OperationRequest = { ...incoming, params, query, body: undefined };
  // before the body is read
  if (contract.access !== 'anybody') {
    const caller = identify(serving, sent);
    context.caller = caller instanceof Promise ? await caller : caller;
    Object.assign(carried, limits.admit(context.caller));
  }
  if (contract.method !== 'get' && contract.method !== 'delete')
    sent.body = await readBody(contract, message, response);
  const request = contract.translation?.request?.(sent) ?? sent;
  const record = audit && auditRequest(audit, db, contract, request);
  const answer = await answerTo(contract, serving, request);
  limits.noteFailure(context.caller, answer.status);
  await record?.(answer);
  send(request, response, asSent(contract, answer, sent));
}

/** A list gets its ETag last, when all is left out and masked that this caller does not see. */
export function asSent(
  contract: Operation,
  answer: HttpResponse | FileResponse,
  request: OperationRequest,
): HttpResponse | FileResponse {
  const { translation, method } = contract;
  const isText = (one: HttpResponse | FileResponse): one is HttpResponse => typeof one.body === 'string';
  if (!isText(answer)) return answer;
  if (translation) return translation.answer(answer, request);
  return method === 'get' && answer.status === 200 && isList(contract) ? tagged(answer) : answer;
}

/** Returns a refusal as an answer, too. Throws what a fault throws. */
export async function answerTo(
  contract: Operation,
  serving: Serving,
  request: OperationRequest,
): Promise<HttpResponse | FileResponse> {
  try {
    return await allowedAnswer(contract, serving, request);
  } catch (error) {
    if (isRefusal(error)) return problemResponse(error, request.path);
    throw error;
  }
}

/**
 * Throws problems, and what a fault throws. What is known already is not awaited: each promise of the way of every request costs it
 * a hundredth of its time.
 */
async function allowedAnswer(
  contract: Operation,
  { db, restrictions, doPart }: Serving,
  request: OperationRequest,
): Promise<HttpResponse | FileResponse> {
  const { caller } = request.context;
  const grant = grantOf(contract, caller);
  const { input, key } = readInput(contract, request);
  const asked: [string, ...unknown[]] = [
    contract.id,
    input.params,
    input.query,
    input.body,
    ...judgedBy(contract, caller),
  ];
  const command = startCommand(db, contract.method === 'post' ? key : undefined, asked, request.path);
  const url = request.path + request.search;
  const { 'if-match': ifMatch, accept } = request.headers;
  const narrowed = narrow(db, contract, grant, input);
  if ((narrowed instanceof Promise ? await narrowed : narrowed) === 'nothing')
    return page({ records: [], nextCursor: null }, url);
  // what is one's own is never hidden; a program of the staff may be kept to a patient who is not
  const isOwn = grant.patientId !== undefined && grant.patientId === caller?.patientId;
  const watching = restrictions && !isOwn ? watchOver(restrictions, db, contract, request) : undefined;
  const watch = watching instanceof Promise ? await watching : watching;
  await watch?.requireSight();
  const part: DoPart = (tx, asked) => doPart(request, tx, asked);
  const answered = handled(contract, { ...input, url, ifMatch, accept, command, doPart: part }, request.path);
  const answer = hide(await answered, grant);
  // who restricts a patient, or breaks the glass, finds it so at once
  if (contract.despiteRestriction && contract.method !== 'get') restrictions?.changed();
  return watch ? watch.veil(answer) : answer;
}

/** A replay and a refusal are answers like others: they, too, may show what is not for this caller. */
async function handled(
  contract: Operation,
  input: Parameters<Operation['handle']>[0],
  path: string,
): ReturnType<Operation['handle']> {
  try {
    return await contract.handle(input);
  } catch (error) {
    if (error instanceof Replay) return error.answer;
    if (isRefusal(error)) return problemResponse(error, path);
    throw error;
  }
}

/** What each part was judged by: who may less since is not given the answer of that time. */
function judgedBy({ scope }: Operation, caller: Caller | undefined): unknown[] {
  if (scope !== 'of-parts' || !caller) return [];
  const { roles, patientId, doctorId, scopes } = caller;
  return [roles, patientId, doctorId, scopes];
}

const isRefusal = (error: unknown): error is Problem => error instanceof Problem && error.kind.status < 500;

/** Finds out who calls; at once where the token is known. */
function identify({ tokens, limits }: Serving, { headers, address = '' }: Incoming): Caller | Promise<Caller> {
  const person = headers[actingForHeader];
  const acting = (caller: Caller): Caller => {
    const found = withActingFor(caller, typeof person === 'string' ? person : undefined);
    if (!found) throw malformedRequest(`${actingForHeader} is not a person, as base64url of JSON.`);
    return found;
  };
  const refused = (error: unknown): never => {
    if (error instanceof Problem && error.kind.status === 401) limits.noteRefusedToken(address);
    throw error;
  };
  try {
    const caller = tokens.verify(headers.authorization);
    return caller instanceof Promise ? caller.then(acting).catch(refused) : acting(caller);
  } catch (error) {
    return refused(error);
  }
}

/** A known path with another method is answered 405, and OPTIONS 204; both with Allow. */
function respondWithoutOperation({ operations }: Route, { method, carried }: Incoming, response: ServerResponse): void {
  const allow = [...operations.keys(), ...(operations.has('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  if (method !== 'OPTIONS') throw methodNotAllowed(method, allow);
  response.writeHead(204, { ...carried, allow, ...allowedByPreflight((name) => name in carried, allow) }).end();
}
