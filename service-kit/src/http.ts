import express, { type Express, type RequestHandler } from 'express';
import type { Audit } from './audit';
import { cors } from './cors';
import { mountDocs } from './docs';
import { respondWithProblem, toProblem } from './error-response';
import { forEverybody, mountHealth, type Lifecycle } from './health';
import type { Limits } from './limits';
import type { Logger } from './logger';
import type { Metrics } from './metrics';
import { openApiDocument, type ServiceDescription } from './openapi';
import type { Database } from './database';
import { malformedRequest, overloaded, problemResponse, unavailable, unknownRoute } from './problem';
import { strictTransport } from './proxy';
import { readRequestContext, withRequest } from './request-context';
import type { Restrictions } from './restrictions';
import type { Tokens } from './tokens';
import type { Operation } from './operation';
import { send } from './send';
import { mountOperations } from './serve-operations';

/** What any service's app rests on. */
interface Runtime {
  db: Database;
  log: Logger;
  lifecycle: Lifecycle;
}

export interface AppParts extends Runtime {
  description: ServiceDescription;
  routes: Operation[];
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

/** Before anything else, because under load what this costs decides how much is left for those who are let in. */
const turnAway =
  (db: Database): RequestHandler =>
  (request, response, next) => {
    if (!quiet.has(request.path)) {
      try {
        db.requireRoom();
      } catch (error) {
        const context = readRequestContext((name) => request.get(name));
        response.setHeader('x-request-id', context.id);
        withRequest(context, () => send(request, response, problemResponse(toProblem(error), request.path)));
        return;
      }
    }
    next();
  };

/** One log line and one observation per request; on `close`, because an aborted one never finishes. */
const observe =
  (log: Logger, metrics: Metrics): RequestHandler =>
  (request, response, next) => {
    const start = performance.now();
    const context = readRequestContext((name) => request.get(name));
    response.setHeader('x-request-id', context.id);
    if (quiet.has(request.path)) {
      withRequest(context, next);
      return;
    }
    response.on('close', () => {
      const milliseconds = performance.now() - start;
      // the template and never the address: a query can hold a patient's name
      const route = (request.route as { path: string } | undefined)?.path ?? 'unmatched';
      const status = response.writableEnded ? response.statusCode : 499;
      context.gone = true;
      metrics.observeRequest(request.method, route, status, milliseconds / 1000);
      log.info(
        {
          requestId: context.id,
          sub: context.caller?.subject,
          method: request.method,
          route,
          status,
          ms: Math.round(milliseconds * 10) / 10,
        },
        'request',
      );
    });
    withRequest(context, next);
  };

const notPrepared = () => unavailable('The database has not been prepared yet; try again shortly.');

/** What is being answered at one time; each holds its body in memory. Health does not count. */
const mostAtOnce = 2500;

/** The way to every operation: only what can be answered comes in; the rest is told so before its body is read. */
const gateOf = (lifecycle: Lifecycle): RequestHandler => {
  let inside = 0;
  return (_request, response, next) => {
    if (!lifecycle.schemaInPlace) throw notPrepared();
    if (lifecycle.stopping) response.setHeader('connection', 'close');
    if (inside >= mostAtOnce) throw overloaded();
    inside++;
    response.once('close', () => inside--);
    next();
  };
};

/** The service's HTTP side: health, API page, then its routes. Does no I/O until a request comes. */
export const createHttpApp = (parts: AppParts): Express => {
  const {
    description,
    routes,
    tokens,
    audit,
    restrictions,
    limits,
    pages,
    corsOrigins = [],
    proxies = [],
    metrics,
    db,
    log,
    lifecycle,
  } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');

  if (proxies.length > 0) {
    app.set('trust proxy', proxies);
    app.use(strictTransport);
  }
  if (corsOrigins.length > 0) app.use(cors(corsOrigins));
  app.use(turnAway(db));
  app.use(observe(log, metrics));
  app.use((request, _response, next) => {
    if (request.httpVersion === '1.1' && request.headers.host === undefined)
      throw malformedRequest('HTTP/1.1 requires a Host header.');
    next();
  });
  if (pages)
    app.use((request, response, next) => {
      if (!lifecycle.schemaInPlace && !quiet.has(request.path)) throw notPrepared();
      pages(request, response, next);
    });
  app.get('/', forEverybody, (_request, response) => response.redirect('/docs'));
  mountHealth(app, db, lifecycle);
  let document: string | undefined;
  app.get('/openapi.json', forEverybody, (_request, response) => {
    document ??= JSON.stringify(openApiDocument(description, routes));
    response.type('json').send(document);
  });
  mountDocs(app, description.name);

  mountOperations(app, routes, gateOf(lifecycle), { db, tokens, limits, audit, restrictions });
  app.use((request) => {
    throw unknownRoute(request.method);
  });
  app.use(respondWithProblem(log));
  return app;
};
