import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type RequestHandler } from 'express';
import { z } from 'zod';
import type { Incoming, OperationRequest } from './incoming';
import type { Operation } from './operation';
import { invalidRequest, malformedBody, unsupportedMediaType } from './problem';
import { check, isDeeperThan } from './validation';

export const bodyLimit = 100 * 1024;
const jsonTypes = ['application/json', 'application/merge-patch+json'];
const formType = 'application/x-www-form-urlencoded';
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

/** What an operation is asked, as its contract types it. */
interface Input {
  params: unknown;
  query: unknown;
  body: unknown;
}

/** A part that is not there; to check nothing would cost a read as much as to check its path. */
const absent: { value?: undefined; faults: [] } = { faults: [] };

/**
 * Returns what is asked, checked against the contract, and the Idempotency-Key of a POST. Throws 415, and a 400 problem with every
 * fault.
 */
export function readInput(contract: Operation, request: OperationRequest): { input: Input; key: string | undefined } {
  const types = typesTakenBy(contract);
  if (hasBody(request) && !types.includes(typeOf(request))) throw unsupportedMediaType(types.join(', '));
  // a command without a body is one with nothing to say; a null is something else
  const body = request.body === undefined && contract.method === 'post' ? {} : request.body;
  if (contract.body && isDeeperThan(body, 20)) throw malformedBody('It is nested more than 20 deep.');
  const params = check('path', contract.params ?? nothing, request.params);
  const query = check('query', contract.query ?? nothing, request.query);
  const parsedBody = contract.body
    ? check('body', contract.body, body)
    : request.body === undefined
      ? absent
      : check('body', noBody, request.body);
  const key = contract.method === 'post' ? check('header', keyHeader, request.headers) : absent;
  const faults = [...params.faults, ...query.faults, ...parsedBody.faults, ...key.faults];
  if (faults.length > 0) throw invalidRequest(faults);
  const input = { params: params.value, query: query.value, body: parsedBody.value };
  return { input, key: key.value?.['idempotency-key'] };
}

/** Returns the body; undefined where there is none, or none of a type that the contract takes. */
export function readBody(contract: Operation, message: IncomingMessage, response: ServerResponse): Promise<unknown> {
  const types = typesTakenBy(contract);
  return new Promise((resolve, reject) => {
    const parse = types.includes(formType) ? parseForm : parserOf(types, contract.bodyLimit ?? bodyLimit);
    // it needs no more of Express than Node has
    parse(message as Parameters<RequestHandler>[0], response as Parameters<RequestHandler>[1], (error?: unknown) => {
      if (error) reject(error instanceof Error ? error : new Error('the body cannot be read'));
      else resolve('body' in message ? message.body : undefined);
    });
  });
}

/** What takes a form takes nothing else: a search in JSON would be read as one for all. */
function typesTakenBy({ translation }: Operation): string[] {
  const own = translation?.bodyTypes ?? [];
  return own.includes(formType) ? [...own] : [...jsonTypes, ...own];
}

// a form of that size has fewer parameters
const parseForm = express.urlencoded({ limit: bodyLimit, parameterLimit: bodyLimit, extended: false });

const parsers = new Map<string, RequestHandler>();

function parserOf(types: string[], limit: number): RequestHandler {
  const name = `${limit} ${types.join()}`;
  const parser = parsers.get(name) ?? express.json({ limit, type: types, strict: false });
  parsers.set(name, parser);
  return parser;
}

/** What was read of it is not there where its type is not taken. */
function hasBody({ headers, body }: OperationRequest): boolean {
  return body !== undefined || headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function typeOf({ headers }: Incoming): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
