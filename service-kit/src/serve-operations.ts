import express, { type Express, type Request, type RequestHandler } from 'express';
import { z } from 'zod';
import type { Audit } from './audit';
import { auditRequest } from './audited-request';
import { requireGrant, unlimited, type Grant } from './access';
import { actingForHeader, withActingFor, type Caller } from './caller';
import { allowedByPreflight } from './cors';
import type { Database } from './database';
import { Replay, startCommand } from './idempotency';
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
import { currentRequest } from './request-context';
import { page, type FileResponse, type HttpResponse } from './response';
import type { Restrictions } from './restrictions';
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

const hasBody = (request: Request) =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

const readInput = (contract: Operation, request: Request) => {
  if (hasBody(request) && !request.is(jsonTypes)) throw unsupportedMediaType(jsonTypes.join(', '));
  // a command without a body is one with nothing to say; a null is something else
  const body: unknown = request.body === undefined && contract.method === 'post' ? {} : request.body;
  if (contract.body && isDeeperThan(body, 20)) throw malformedBody('It is nested more than 20 deep.');
  const params = check('path', contract.params ?? nothing, request.params);
  const query = check('query', contract.query ?? nothing, { ...request.query });
  const parsedBody = check('body', contract.body ?? noBody, contract.body ? body : request.body);
  const key = check('header', z.object({ 'idempotency-key': idempotencyKey }), request.headers);
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

const handlerOf =
  (contract: Operation, serving: Serving): RequestHandler =>
  async (request, response) => {
    const { audit, db, limits } = serving;
    const record = audit && auditRequest(audit, db, contract, request);
    const answer = await answerTo(contract, serving, request).catch((error: unknown) => {
      if (isRefusal(error)) return problemResponse(error, request.path);
      throw error;
    });
    limits.noteFailure(currentRequest()?.caller, answer.status);
    await record?.(answer);
    send(request, response, answer);
  };

/** Throws problems, and what a fault throws. */
const answerTo = async (
  contract: Operation,
  { db, restrictions }: Serving,
  request: Request,
): Promise<HttpResponse | FileResponse> => {
  const grant = grantOf(contract);
  const { key, ...input } = readInput(contract, request);
  const asked: [string, ...unknown[]] = [contract.id, input.params, input.query, input.body];
  const command = startCommand(db, contract.method === 'post' ? key : undefined, asked, request.path);
  // the address may be absolute, and its host anything at all (RFC 9112, section 3.2.2)
  const url = request.path + request.originalUrl.replace(/^[^?]*/, '');
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

const grantOf = ({ access }: Operation): Grant => {
  if (access === 'anybody') return unlimited;
  const caller = currentRequest()?.caller;
  // the way to it verifies the token
  if (!caller) throw new Error('an operation was reached without a caller');
  return requireGrant(access, caller);
};

/** Finds out who calls, before the body is read. */
const identify =
  ({ tokens, limits }: Serving): RequestHandler =>
  async (request, response, next) => {
    const caller = await verify(tokens, limits, request);
    const nearLimit = limits.admit(caller);
    if (nearLimit) response.set(nearLimit);
    const acting = withActingFor(caller, request.get(actingForHeader));
    if (!acting) throw malformedRequest(`${actingForHeader} is not a person, as base64url of JSON.`);
    const context = currentRequest();
    if (context) context.caller = acting;
    next();
  };

const verify = async (tokens: Tokens, limits: Limits, request: Request): Promise<Caller> => {
  try {
    return await tokens.verify(request.headers.authorization);
  } catch (error) {
    if (error instanceof Problem && error.kind.status === 401) limits.noteRefusedToken(request.ip ?? '');
    throw error;
  }
};

const allowedMethods = (routes: Operation[], path: string): string => {
  const methods = routes.filter((route) => route.path === path).map(({ method }) => method.toUpperCase());
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
};

/** Puts every route on the app; a known path with another method is answered 405 with Allow. */
export const mountOperations = (app: Express, routes: Operation[], gate: RequestHandler, serving: Serving): void => {
  const parseJson = express.json({ limit: bodyLimit, type: jsonTypes, strict: false });
  for (const contract of routes) {
    const reading = ['get', 'delete'].includes(contract.method) ? [] : [parseJson];
    const identifying = contract.access === 'anybody' ? [] : [identify(serving)];
    app[contract.method](contract.path, gate, ...identifying, ...reading, handlerOf(contract, serving));
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const allow = allowedMethods(routes, path);
    app.all(path, (request, response) => {
      if (request.method !== 'OPTIONS') throw methodNotAllowed(request.method, allow);
      response.writeHead(204, { allow, ...allowedByPreflight((name) => response.hasHeader(name), allow) }).end();
    });
  }
};
