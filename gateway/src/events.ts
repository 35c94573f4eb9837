import { streamOnly } from '@hms/service-kit/event-routes';
import type { Lifecycle } from '@hms/service-kit/health';
import { tooManyRequests } from '@hms/service-kit/limits';
import { overloaded } from '@hms/service-kit/problem';
import { outsideRequest } from '@hms/service-kit/request-context';
import type { Tokens } from '@hms/service-kit/tokens';
import type { Request, RequestHandler, Response } from 'express';
import { followService } from './event-source';
import type { Authority, Upstream } from './forward';
import { headersFor } from './forwarded-headers';

export interface EventParts {
  /** The services that are configured, by name. */
  upstreams: ReadonlyMap<string, Upstream>;
  /** Tells who a caller without a session is. */
  tokens: Tokens;
  lifecycle: Readonly<Lifecycle>;
}

const lookMs = 500;
const heartbeatMs = 15_000;
/** A stream that no service takes for so long is ended: it has a place that others need. */
const takenWithinMs = 10_000;
const mostStreams = 1000;
/** Pages of one person; the services count as well, by themselves. */
const mostOfPerson = 50;
/** Who has so many bytes still to take is not reading. */
const mostUnread = 256 * 1024;

/**
 * `GET /api/events`: the events of all services on one connection, of which a browser has six. Each is passed on as it came;
 * `event: lost` names a service whose events are missing now, and its next `ready` says that they are here again.
 */
export function mergedEvents(
  { upstreams, tokens, lifecycle }: EventParts,
  authorityOf: (request: Request) => Promise<Authority>,
): RequestHandler {
  const open = new Map<Response, string>();

  /** Whose place it is. Places are few, so a token is verified before it has one; that of a session was when it was given. */
  async function personOf({ authorization = '', person }: Authority): Promise<string> {
    const { issuer = '', subject = authorization } = person ?? (await tokens.verify(authorization));
    return `${issuer} ${subject}`;
  }

  function requirePlace(person: string): void {
    if (open.size >= mostStreams) throw overloaded();
    if ([...open.values()].filter((one) => one === person).length >= mostOfPerson)
      throw tooManyRequests(`One person may follow ${mostOfPerson} streams at a time.`, { 'retry-after': '5' });
  }

  return async (request, response) => {
    if (request.headers.accept?.includes('text/event-stream') !== true) throw streamOnly();
    const authority = await authorityOf(request);
    const { authorization, until = Infinity } = authority;
    const person = await personOf(authority);
    requirePlace(person);
    if (response.closed) return;
    open.set(response, person);
    const leaving = new AbortController();
    const since = performance.now();
    let writtenAt = since;
    let isTaken = false;

    function write(text: string): void {
      writtenAt = performance.now();
      response.write(text);
      if (response.writableLength > mostUnread) response.destroy();
    }
    const looking = setInterval(() => {
      const isNobodys = !isTaken && performance.now() - since > takenWithinMs;
      if (lifecycle.stopping || performance.now() > until || isNobodys) response.end();
      else if (performance.now() - writtenAt > heartbeatMs) write(':\n\n');
    }, lookMs);
    response.once('close', () => {
      open.delete(response);
      clearInterval(looking);
      leaving.abort();
    });

    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).flushHeaders();
    const follow = (upstream: Upstream) =>
      followService(upstream, {
        headers: () => headersFor(request, authorization, heartbeatMs),
        taken: () => (isTaken = true),
        take: write,
        lost: () => write(`event: lost\ndata: ${JSON.stringify({ service: upstream.name })}\n\n`),
        signal: leaving.signal,
      });
    // none is left to follow where no service takes the token any more
    void outsideRequest(() => Promise.all([...upstreams.values()].map(follow))).then(() => response.end());
  };
}
