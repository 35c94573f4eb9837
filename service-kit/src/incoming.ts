import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { corsHeaders } from './cors';
import { forwardedBy, strictTransport, type Trusts } from './proxy';
import { readRequestContext, type RequestContext } from './request-context';

/** A request as it arrives, before it is known what it asks for. */
export interface Incoming {
  context: RequestContext & { id: string };
  method: string;
  /** Not decoded, and without a host: the address may be absolute, and its host anything at all (RFC 9112, section 3.2.2). */
  path: string;
  /** The query with its question mark, not decoded; empty where there is none. */
  search: string;
  headers: IncomingHttpHeaders;
  /** Where the connection came from; where a trusted proxy passed it on, what that says. */
  address: string | undefined;
  /** What its response says whatever it is, such as `x-request-id`. */
  carried: Record<string, string>;
}

/** A request for an operation. `body` is undefined until it is read, and where there is none. */
export interface OperationRequest extends Incoming {
  params: Record<string, string>;
  query: Record<string, unknown>;
  body: unknown;
  /** The patients that it refers to, where it does so in another language than the operation's contract. */
  patientsNamed?: string[];
}

/** @param origins of the pages that may call; @param trusts whose word is taken for where a request comes from */
export function readIncoming(message: IncomingMessage, origins: ReadonlySet<string>, trusts?: Trusts): Incoming {
  const { headers, method = '', socket } = message;
  const context = readRequestContext(headers);
  const carried: Record<string, string> = { 'x-request-id': context.id };
  if (origins.size > 0) Object.assign(carried, corsHeaders(origins, method, headers));
  if (trusts) Object.assign(carried, strictTransport(trusts, message));
  const address = trusts ? forwardedBy(trusts, message) : socket.remoteAddress;
  return { context, method, ...targetOf(message.url ?? '/'), headers, address, carried };
}

function targetOf(url: string): { path: string; search: string } {
  const own = url.startsWith('/') ? url : url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  const end = own.search(/[?#]/);
  if (end < 0) return { path: own || '/', search: '' };
  const [search = ''] = own.slice(end).split('#');
  return { path: own.slice(0, end) || '/', search };
}
