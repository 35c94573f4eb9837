import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes, randomUUID } from 'node:crypto';

export interface RequestContext {
  /** `X-Request-Id` as it came, or a new UUID. */
  id: string;
  /** The 32 hex digits that join one request's spans across services (W3C Trace Context). */
  traceId: string;
}

const storage = new AsyncLocalStorage<RequestContext>();

export const currentRequest = (): RequestContext | undefined => storage.getStore();

export const withRequest = <T>(context: RequestContext, work: () => T): T => storage.run(context, work);

const safeId = /^[\w.:-]{1,128}$/;
const traceparent = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Takes what the caller sent where it is well-formed, and makes the rest. */
export const readRequestContext = (header: (name: string) => string | undefined): RequestContext => {
  const id = header('x-request-id');
  const trace = traceparent.exec(header('traceparent') ?? '')?.[1];
  return {
    id: id !== undefined && safeId.test(id) ? id : randomUUID(),
    traceId: trace ?? randomBytes(16).toString('hex'),
  };
};

/** The headers that carry this request on to a neighbour. */
export const outgoingHeaders = (): Record<string, string> => {
  const request = currentRequest();
  if (!request) return {};
  return {
    'x-request-id': request.id,
    traceparent: `00-${request.traceId}-${randomBytes(8).toString('hex')}-01`,
  };
};
