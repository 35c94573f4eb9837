import type { RequestListener, ServerResponse } from 'node:http';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Audit } from './audit';
import { mountDocs } from './docs';
import { sendProblem } from './error-response';
import { forEverybody, mountHealth, type Lifecycle } from './health';
import type { Limits } from './limits';
import type { Logger } from './logger';
import type { Metrics } from './metrics';
import { openApiDocument, type ServiceDescription } from './openapi';
import type { Database } from './database';
import { readIncoming, type Incoming } from './incoming';
import type { HttpResponse } from './response';
import { malformedRequest, overloaded, unavailable, unknownRoute } from './problem';
import type { Trusts } from './proxy';
import { withRequest } from './request-context';
import { mapRoutes } from './route-map';
import type { Restrictions } from './restrictions';
import type { Tokens } from './tokens';
import type { Operation } from './operation';
import { serveRoute, type Serving } from './serve-operations';
import { servePart } from './serve-parts';

/** What any service's app rests on. */
interface Runtime {
  db: Database;
  log: Logger;
  lifecycle: Lifecycle;
}

export interface AppParts extends Runtime {
  description: ServiceDescription;
  routes: Operation[];
  /** The same in another language. */
  facade?: { prefix: string; operations: Operation[]; problem: (problem: HttpResponse) => HttpResponse } | undefined;
  /** Tells who calls. */
  tokens: Tokens;
  /** Where it is recorded what is done; undefined for a service that has nothing of patients. */
  audit?: Audit | undefined;
  /** Which patients are not for everybody; undefined for the same. */
  restrictions?: Restrictions | undefined;
  limits: Limits;
  /** What is served beside the operations. */
  pages?: RequestHandler | undefined;
  /** The origins of the pages that may call. */
  corsOrigins?: string[];
  /** The proxies whose word is taken for where a request comes from; see `trustProxy`. */
  proxies?: string[];
  /** Where each request is counted. */
  metrics: Metrics;
}

/** Asked every few seconds by machines. */
const quiet = new Set(['/healthz', '/readyz']);

/** What is being answered at one time; each holds its body in memory. Health does not count. */
const mostAtOnce = 2500;

const notPrepared = () => unavailable('The database has not been prepared yet; try again shortly.');

/** One log line and one observation for each request; on `close`, because an aborted one never finishes. */
function observe(
  { context, method }: Incoming,
  response: ServerResponse,
  { log, metrics }: Pick<AppParts, 'log' | 'metrics'>,
  routeOf: () => string | undefined,
): void {
  const start = performance.now();
  response.on('close', () => {
    const milliseconds = (context.streamsSince ?? performance.now()) - start;
    // the template and never the address: a query can hold a patient's name
    const route = routeOf() ?? 'unmatched';
    const isAnswered = response.writableEnded || context.streamsSince !== undefined;
    const status = isAnswered ? response.statusCode : 499;
    context.gone = true;
    metrics.observeRequest(method, route, status, milliseconds / 1000);
    const ms = Math.round(milliseconds * 10) / 10;
    log.info({ requestId: context.id, sub: context.caller?.subject, method, route, status, ms }, 'request');
  });
}

/** The service's HTTP side: its operations, and beside them health, the API page and what `pages` serve. Does no I/O until a request comes. */
export const createHttpApp = (parts: AppParts): RequestListener => {
  const {
    routes,
    tokens,
    limits,
    audit,
    restrictions,
    lifecycle,
    db,
    log,
    facade,
    proxies = [],
    corsOrigins = [],
  } = parts;
  const findRoute = mapRoutes([...routes, ...(facade?.operations ?? [])]);
  const serving: Serving = {
    ...{ db, tokens, limits, audit, restrictions },
    doPart: (whole, tx, asked) => servePart(findRoute, serving, whole, tx, asked),
  };
  const origins = new Set(corsOrigins);
  const pages = pagesOf(parts);
  const trusts = proxies.length > 0 ? (pages.get('trust proxy fn') as Trusts) : undefined;
  let inside = 0;

  /** The way to every operation: only what can be answered comes in; the rest is told so before its body is read. Returns the way out. */
  function enter(response: ServerResponse): () => void {
    if (!lifecycle.schemaInPlace) throw notPrepared();
    if (inside >= mostAtOnce) throw overloaded();
    inside++;
    const leave = () => {
      response.off('close', leave);
      inside--;
    };
    response.on('close', leave);
    return leave;
  }

  return (message, response) => {
    const request = readIncoming(message, origins, trusts);
    const isOfFacade = facade && `${request.path}/`.startsWith(`${facade.prefix}/`);
    const isQuiet = quiet.has(request.path);
    let route: string | undefined;

    async function respond(): Promise<void> {
      // before anything else, because under load what this costs decides how much is left for those who are let in
      if (!isQuiet) {
        db.requireRoom();
        observe(request, response, parts, () => route ?? routeOfPage(message));
      }
      if (message.httpVersion === '1.1' && request.headers.host === undefined)
        throw malformedRequest('HTTP/1.1 requires a Host header.');
      const found = findRoute(request.path);
      if (found) {
        route = found.route.path;
        const leave = enter(response);
        if (lifecycle.stopping) request.carried['connection'] = 'close';
        await serveRoute(found, request, message, response, serving);
        if (response.writableEnded || response.closed) return;
        // a stream is answered with its head
        request.context.streamsSince = performance.now();
        leave();
        return;
      }
      if (isOfFacade) throw unknownRoute(request.method);
      for (const [name, value] of Object.entries(request.carried)) response.setHeader(name, value);
      pages(message, response);
    }

    withRequest(request.context, () => {
      respond().catch((error: unknown) =>
        sendProblem(error, request, response, log, isOfFacade ? facade.problem : undefined),
      );
    });
  };
};

function routeOfPage(message: object): string | undefined {
  return 'route' in message ? (message as { route?: { path: string } }).route?.path : undefined;
}

/** What is served beside the operations. */
function pagesOf({ description, routes, pages, proxies = [], db, log, lifecycle }: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  if (proxies.length > 0) app.set('trust proxy', proxies);
  if (pages) {
    const prepared: RequestHandler = (request, _response, next) => {
      if (!lifecycle.schemaInPlace && !quiet.has(request.path)) throw notPrepared();
      next();
    };
    app.use(prepared, pages);
  }
  app.get('/', forEverybody, (_request, response) => response.redirect('/docs'));
  mountHealth(app, db, lifecycle);
  let document: string | undefined;
  app.get('/openapi.json', forEverybody, (_request, response) => {
    document ??= JSON.stringify(openApiDocument(description, routes));
    response.type('json').send(document);
  });
  mountDocs(app, description.name);
  app.use((request) => {
    throw unknownRoute(request.method);
  });
  const refuse: ErrorRequestHandler = (error: unknown, { method, path, headers }, response, _next) =>
    // what it carries is set already
    sendProblem(error, { method, path, headers, carried: {} }, response, log);
  app.use(refuse);
  return app;
}
