import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { actingForHeader, personBehind, writePerson, type Caller, type Person } from './caller';

export interface RequestContext {
  /** `X-Request-Id` as it came, or a new UUID; absent for what a job does. */
  id?: string;
  /** The 32 hex digits that join one request's spans across services (W3C Trace Context). */
  traceId: string;
  /** Who sent it, or asked at first for what a job does; absent until the token is verified. */
  caller?: Caller;
  /** When the caller stops waiting, on the clock of `performance.now()`; absent where it did not say. */
  deadline?: number;
  /** Since when its answer is a stream, on the same clock. */
  streamsSince?: number;
  /** The connection to the caller is closed. */
  gone?: boolean;
  /** When it has waited for upstreams as long as it may, on the same clock; set by the first call. */
  asksUntil?: number;
  /** It has had a place at the database; see `admission`. */
  admitted?: boolean;
  /** What its caller may see of patients whose record is restricted; absent: all. */
  sight?: Sight;
  /** Whether this record, in JSON, is of such a patient; absent: none is. */
  isHiddenRecord?: (json: string) => boolean;
  /** Throws a 403 problem where this patient is not for the caller; for what a request is about and does not name. Absent: all are. */
  requireSightOf?: (patientId: string) => Promise<void>;
  /** What a transaction of it commits with its own work, from what that work returned. */
  atCommit?: (result: unknown) => AtCommit | undefined;
}

/** What one caller may see of patients whose record is restricted. */
export interface Sight {
  isHidden(patientId: string): boolean;
  /** All who are hidden, for what is counted and not shown. */
  hidden(): string[];
  /** Why the glass was broken, where the caller sees one of these by that alone. */
  reasonFor(patientIds: string[]): string | undefined;
}

export interface AtCommit {
  /** A statement without parameters, with a semicolon at its end. */
  sql: string;
  /** Called once it is committed. */
  done(): void;
}

const storage = new AsyncLocalStorage<RequestContext | undefined>();

export const currentRequest = (): RequestContext | undefined => storage.getStore();

/** Who asks for what is done now. Throws outside of what somebody has asked for. */
export const whoAsks = (): Person => {
  const caller = currentRequest()?.caller;
  if (!caller) throw new Error('nobody asks for this');
  return personBehind(caller);
};

/** For what serves many requests at once, and so belongs to none. */
// `storage.exit` would switch off and on what follows every promise of the process
export const outsideRequest = <T>(work: () => T): T => storage.run(undefined, work);

export const withRequest = <T>(context: RequestContext, work: () => T): T => storage.run(context, work);

/** Whether nobody waits for the answer any more. */
export const hasGivenUp = ({ gone, deadline }: RequestContext): boolean =>
  gone === true || (deadline !== undefined && performance.now() > deadline);

/** Until the caller stops waiting, or at most `limitMs`. */
export const msLeft = (limitMs: number): number =>
  Math.min(limitMs, (currentRequest()?.deadline ?? Infinity) - performance.now());

/** How long the caller waits, in milliseconds; Envoy and meshes made of it send it by themselves. */
const patienceHeader = 'x-envoy-expected-rq-timeout-ms';

const safeId = /^[\w.:-]{1,128}$/;
const traceparent = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Takes what the caller sent where it is well-formed, and makes the rest. */
export const readRequestContext = (headers: IncomingHttpHeaders): RequestContext & { id: string } => {
  const { 'x-request-id': id, traceparent: parent, [patienceHeader]: patience } = headers;
  const context: RequestContext & { id: string } = {
    id: typeof id === 'string' && safeId.test(id) ? id : randomUUID(),
    traceId: (typeof parent === 'string' ? traceparent.exec(parent)?.[1] : undefined) ?? newTraceId(),
  };
  if (typeof patience === 'string' && /^\d{1,7}$/.test(patience))
    context.deadline = performance.now() + Number(patience);
  return context;
};

// a UUID is random but for six bits, and Node has many of them ready; bytes for each request took a tenth of its time
const newTraceId = () => randomUUID().replaceAll('-', '');

/**
 * The headers that carry this request on to an upstream.
 * @param patienceMs how long its answer is waited for
 */
export const outgoingHeaders = (patienceMs: number): Record<string, string> => {
  const request = currentRequest();
  return {
    [patienceHeader]: String(Math.max(1, Math.floor(patienceMs))),
    ...(request?.id !== undefined && { 'x-request-id': request.id }),
    ...(request?.caller && {
      [actingForHeader]: Buffer.from(writePerson(personBehind(request.caller))).toString('base64url'),
    }),
    ...(request && {
      traceparent: `00-${request.traceId}-${newTraceId().slice(0, 16)}-01`,
    }),
  };
};
