import { allowedByPreflight } from '@hms/service-kit/cors';
import type { Logger } from '@hms/service-kit/logger';
import express, { type Request, type RequestHandler } from 'express';
import { addressHere, routeOf } from './api-routes';
import { collections } from './collections';
import { requireOwnPage } from './csrf';
import { mergedEvents, type EventParts } from './events';
import { fhirRoutes } from './fhir';
import type { Authority, Forward } from './forward';
import type { IssuerClient } from './issuer-client';
import { unknownCollection } from './problems';
import type { Seal } from './seal';
import type { Cookie } from './session-cookie';
import type { Sessions } from './sessions';

const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

export interface ApiParts extends EventParts {
  forward: Forward;
  sessions: Sessions;
  sessionCookie: Cookie;
  seal: Seal;
  issuer: IssuerClient;
  publicUrl: string;
  log: Logger;
}

/** `/api/<collection>/…` and `/api/<service>/…`: passes a request on to the service that has it, with the token of the session. */
export function apiRoutes(parts: ApiParts): RequestHandler {
  const { forward, upstreams, sessions, sessionCookie, seal, publicUrl } = parts;
  const router = express.Router();
  const services = new Set(upstreams.keys());

  /** A browser's session speaks for it; a program speaks for itself, or as nobody. */
  async function authorityOf(request: Request): Promise<Authority> {
    const value = sessionCookie.read(request);
    if (value === undefined) return { authorization: request.headers.authorization, until: undefined };
    requireOwnPage(request, value, seal, publicUrl);
    const { accessToken, tokenEndsAt, person } = await sessions.use(value, !isUnattended(request));
    return { authorization: `Bearer ${accessToken}`, until: tokenEndsAt, person };
  }

  const pass: RequestHandler = async (request, response) => {
    // a browser asks for a page of an origin that CORS_ORIGINS names; what the service allows it says to the request itself
    const allowed = allowedByPreflight((name) => response.hasHeader(name), methods);
    if (request.method === 'OPTIONS' && 'access-control-allow-methods' in allowed) {
      response.writeHead(204, allowed).end();
      return;
    }
    const route = routeOf(request.path.slice('/api'.length), services);
    const upstream = route && upstreams.get(route.service);
    if (!upstream) throw unknownCollection([...collections.keys()], [...services]);
    await forward(request, response, {
      upstream,
      // the address may be absolute, and its host anything at all (RFC 9112, section 3.2.2)
      path: route.path + request.originalUrl.replace(/^[^?]*/, ''),
      ...(await authorityOf(request)),
      addressHere: (path) => addressHere(upstream.name, path),
    });
  };

  router.use(fhirRoutes(parts, authorityOf));
  router.get('/api/events', mergedEvents(parts, authorityOf));
  // a route for each, so that logs and metrics say which, and nothing of what follows
  for (const name of [...collections.keys(), ...services]) router.all(`/api/${name}{/*rest}`, pass);
  router.all('/api{/*rest}', pass);
  return router;
}

/** A page that follows events, or looks by itself whether there is something new, is no sign that a person is there. */
function isUnattended(request: Request): boolean {
  return request.headers.accept === 'text/event-stream' || request.headers['x-unattended'] !== undefined;
}
