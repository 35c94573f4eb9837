import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { Line } from './access';
import type { Transaction } from './database';
import type { Command } from './idempotency';
import type { OperationRequest } from './incoming';
import type { Job } from './jobs';
import type { Whose } from './narrow';
import type { ProblemFactory } from './problem';
import type { Records } from './records';
import type { FileResponse, HttpResponse } from './response';
import type { Need } from './scopes';

export interface OperationInput<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  /** The request's path and query. */
  url: string;
  ifMatch: string | undefined;
  accept: string | undefined;
  /** How a POST writes, so that its Idempotency-Key holds. */
  command: Command;
  /**
   * Does another request of the same service, for the same caller, as a part of a transaction. Throws problems where there is no such
   * operation, or one that asks another service before it is done.
   */
  doPart(tx: Transaction, asked: PartAsked): Promise<PartDone>;
}

/** A request that is a part of another. */
export interface PartAsked {
  /** In capitals. */
  method: string;
  path: string;
  /** The query as it was written, with its question mark; and as it was read. */
  search: string;
  query: Record<string, unknown>;
  headers: IncomingHttpHeaders;
  body: unknown;
}

export interface PartDone {
  /** A refusal is a problem document, and the whole has to be rolled back. */
  answer: HttpResponse | FileResponse;
  /** The same, as its operation tells it. */
  told: HttpResponse | FileResponse;
  /** Leaves its event, as far as the transaction has not; to be called when that has ended. */
  record(): Promise<void>;
}

export type HeaderName =
  | 'Allow'
  | 'Content-Disposition'
  | 'ETag'
  | 'Idempotent-Replayed'
  | 'Link'
  | 'Location'
  | 'RateLimit'
  | 'RateLimit-Policy'
  | 'Retry-After'
  | 'WWW-Authenticate'
  | 'X-Request-Id';

interface SuccessContract {
  description: string;
  schema?: z.ZodType;
  contentType?: string;
  /** The headers that it always has, where they are others than those that follow from its status. */
  headers?: HeaderName[];
}

/** How an operation is asked and answered in another language; what it checks and decides is the same. */
export interface Translation {
  /** What its body may be, beside JSON. */
  bodyTypes: readonly string[];
  /** Returns what is asked before it is checked. Throws problems. */
  request?(request: OperationRequest): OperationRequest;
  /** Returns what is told, of a refusal as well, after all that reads the operation's own answer: what is masked, the audit. */
  answer(answer: HttpResponse, request: OperationRequest): HttpResponse;
}

/** One operation: what goes in, what comes out, and the handler. Validation and the OpenAPI document come from it. */
export interface OperationContract<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  /** OpenAPI's operationId, a verb phrase in camelCase. */
  id: string;
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As Express writes it: `/patients/:id`. */
  path: string;
  /** An imperative: "Book an appointment". */
  summary: string;
  /** Who may use it: its line in the service's `access.ts`. */
  access: Line;
  /** What a token with scopes must allow; without it, no such token does. `of-parts`: each part says so for itself. */
  scope?: Need | 'of-parts';
  /** Whose data it is about, where it is about one patient's. */
  patient?: Whose;
  /** The records of which it shows one: their changes are announced to who may use it; see `event-routes.ts`. */
  shows?: Records;
  /** The audit leaves it out: machines ask it every few seconds, and it shows nothing that is in a patient's record. */
  isUnrecorded?: true;
  /** A POST that changes nothing, such as a search by form. */
  readsOnly?: true;
  /** It is there for those who do not see a restricted patient: to break the glass, and to look after the restriction. */
  despiteRestriction?: true;
  /** In whose name it is done, where a doctor does it. */
  doctor?: Whose;
  /** One to three sentences: what it does, what it refuses or waits for, and what a repeat does. */
  description: string;
  params?: P;
  query?: Q;
  body?: B;
  /** So many bytes the body may have; `bodyLimit` of `input.ts` where it does not say. */
  bodyLimit?: number;
  /** The successful answers by status; 204 has no schema, and neither has what is not JSON. */
  responses: Record<number, SuccessContract>;
  /** The refusals of this operation, beside those that any operation may give. */
  problems?: ProblemFactory<never>[];
  /** Completes what waits for an upstream that did not respond in time; listed and tried at `/pending-operations`. */
  job?: Job;
  /** The same in another language, such as FHIR. */
  translation?: Translation;
  handle(input: OperationInput<z.output<P>, z.output<Q>, z.output<B>>): Promise<HttpResponse | FileResponse>;
}

export type Operation = OperationContract<z.ZodType, z.ZodType, z.ZodType>;

/** Types a contract's handler by its schemas. */
export const operation = <
  P extends z.ZodType = z.ZodObject<Record<never, never>>,
  Q extends z.ZodType = z.ZodObject<Record<never, never>>,
  B extends z.ZodType = z.ZodUndefined,
>(
  contract: OperationContract<P, Q, B>,
): Operation => contract;

/** A list, wherever it stands, is what pages. */
export const isList = ({ query }: Operation): boolean => query instanceof z.ZodObject && 'cursor' in query.shape;
