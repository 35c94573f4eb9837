import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream';
import type { Lifecycle } from '@hms/service-kit/health';
import { msLeft } from '@hms/service-kit/request-context';
import type { Request, Response } from 'express';
import { headersBack, headersFor } from './forwarded-headers';
import { noResponse, tooSlow } from './problems';
import type { Person } from './session-store';

/** A service, as this process reaches it. */
export interface Upstream {
  name: string;
  url: string;
}

/** In whose name a request is passed on. */
export interface Authority {
  authorization: string | undefined;
  /** When that ends, on the clock of `performance.now()`: what is still being told then breaks off. Undefined: it is for the service to say. */
  until: number | undefined;
  /** Whose session it is; undefined: the caller speaks for themselves, and nobody has looked at their token yet. */
  person?: Person;
}

interface Forwarding extends Authority {
  upstream: Upstream;
  /** At the service, with the query. */
  path: string;
  /** The host that the service is to take itself for, where its response has links to itself; by default its own. */
  host?: string | undefined;
  /** Where a path of the service is found from outside. */
  addressHere: (path: string) => string;
}

/**
 * Passes a request on and its response back, neither held whole. Throws a 502 problem where the service cannot be reached, and a
 * 504 where it has not begun to respond in time; a response that breaks off ends broken off. When the caller goes away, the service is told.
 */
export type Forward = (request: Request, response: Response, forwarding: Forwarding) => Promise<void>;

/** @param deadlineMs until a response begins */
export function openForward(deadlineMs: number, lifecycle: Readonly<Lifecycle>): Forward {
  const settings = { keepAlive: true, maxFreeSockets: 32 };
  const plain = new http.Agent(settings);
  const secure = new https.Agent(settings);

  function send(forwarding: Forwarding, request: Request, patienceMs: number): ClientRequest {
    const { isSecure, ...target } = targetOf(forwarding.upstream, forwarding.path);
    return (isSecure ? https : http).request({
      ...target,
      agent: isSecure ? secure : plain,
      method: request.method,
      headers: {
        ...headersFor(request, forwarding.authorization, patienceMs),
        ...(forwarding.host !== undefined && { host: forwarding.host }),
      },
    });
  }

  return async (request, response, forwarding) => {
    const { upstream, addressHere } = forwarding;
    const patienceMs = msLeft(deadlineMs);
    const until = performance.now() + patienceMs;
    for (;;) {
      const sent = send(forwarding, request, Math.max(1, until - performance.now()));
      const onGone = () => void sent.destroy();
      response.once('close', onGone);
      try {
        const answer = await answerTo(sent, request, until - performance.now());
        response.writeHead(answer.statusCode ?? 502, headersBack(answer.headers, addressHere)).flushHeaders();
        await passBack(answer, response, () => isOver(answer, forwarding.until, lifecycle));
        return;
      } catch (error) {
        if (response.closed || response.headersSent) return;
        if (error instanceof Late) throw tooSlow(upstream.name, patienceMs);
        // a connection that was closed while it idled is no fault of anybody's
        if (sent.reusedSocket && ['GET', 'HEAD'].includes(request.method) && isLost(error)) continue;
        throw noResponse(upstream.name);
      } finally {
        response.off('close', onGone);
        // what the service did not read must not stand before the caller's next request
        request.unpipe(sent);
        request.resume();
      }
    }
  };
}

/** Returns where a path of the service is reached. */
export function targetOf({ url: base }: Upstream, path: string) {
  const url = new URL(base);
  return {
    isSecure: url.protocol === 'https:',
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port,
    path: url.pathname.replace(/\/$/, '') + path,
  };
}

class Late extends Error {}

/** Sends the body; resolves once the response begins. */
function answerTo(sent: ClientRequest, request: Request, limitMs: number): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Late());
      sent.destroy();
    }, limitMs);
    sent.once('response', (answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
    sent.once('close', () => {
      clearTimeout(timer);
      reject(new Error('the connection was closed'));
    });
    // after the response has begun as well: then it is the response that ends broken off
    sent.on('error', reject);
    if (!hasBody(request)) sent.end();
    // not a pipeline, which would close the caller's connection with the service's
    else request.pipe(sent);
  });
}

const lookMs = 500;

/** Resolves when all has been passed back, or one side is gone, or it is over. */
function passBack(answer: IncomingMessage, response: Response, over: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const looking = setInterval(() => {
      if (over()) answer.destroy();
    }, lookMs);
    pipeline(answer, response, () => {
      clearInterval(looking);
      resolve();
    });
  });
}

/** Who is told has no token any more; or this process stops, and what is told has no end. */
function isOver({ headers }: IncomingMessage, until: number | undefined, { stopping }: Readonly<Lifecycle>): boolean {
  const isEndless = headers['content-type']?.startsWith('text/event-stream') === true;
  return (stopping && isEndless) || (until !== undefined && until < performance.now());
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function isLost(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ECONNRESET', 'EPIPE'].includes(String(error.code));
}
