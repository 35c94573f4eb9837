import { formatOf, requireJsonTaken } from '@hms/fhir/by-http';
import { outcomeOf } from '@hms/fhir/outcome';
import { allowedByPreflight } from '@hms/service-kit/cors';
import { sendProblem } from '@hms/service-kit/error-response';
import type { Logger } from '@hms/service-kit/logger';
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import { malformedBody } from '@hms/service-kit/problem';
import { isDeeperThan, parsePart } from '@hms/service-kit/validation';
import { capabilityOf } from './capability';
import { fhirTypes, sharedFhirTypes } from './collections';
import { askFor, askServicesFor, baseOf, servedTypes, serviceFor, type FhirAnswer } from './fhir-ask';
import { asksMore, isLenient, searchIn, searchWithMore } from './fhir-search';
import { Batch, batchOf } from './fhir-batch';
import { askingMore } from './fhir-entry';
import { everythingOf, requireOnly, typesIn } from './fhir-everything';
import { exportsOf, type ExportAnswer } from './fhir-export';
import { transactionBy } from './fhir-transaction';
import { summaryOf } from './fhir-summary';
import type { Authority, Forward, Upstream } from './forward';
import type { IssuerClient } from './issuer-client';
import { unknownFhirType } from './problems';
import { smartConfiguration, withSecurity } from './smart';

export interface FhirParts {
  forward: Forward;
  /** The services that are configured, by name. */
  upstreams: ReadonlyMap<string, Upstream>;
  /** Where programs get their tokens. */
  issuer: Pick<IssuerClient, 'describe'>;
  log: Logger;
}

/** A Bundle around what services take. */
const deepest = 28;

/** `/fhir/R4`: one base for the resources of all services. Each request goes to the service that has its type. */
export function fhirRoutes(
  { forward, upstreams, issuer, log }: FhirParts,
  authorityOf: (request: Request) => Promise<Authority>,
): RequestHandler {
  const router = express.Router();
  const capability = capabilityOf([...upstreams.values()]);
  const described = async () => withSecurity(await capability(), issuer.describe);

  const pass: RequestHandler = async (request, response) => {
    const path = request.path.slice('/fhir/R4'.length);
    const upstream = upstreams.get(serviceFor(path));
    if (!upstream) throw unknownFhirType(path.slice(1), servedTypes);
    await forward(request, response, {
      upstream,
      path: request.path + request.originalUrl.replace(/^[^?]*/, ''),
      ...(await authorityOf(request)),
      // its links are to the one base
      host: request.headers.host,
      addressHere: (path) => path,
    });
  };

  const withMore: RequestHandler = async (request, response, next) => {
    const search = searchIn(request);
    const { query, byForm } = search;
    // what comes by POST and is no form, the service refuses
    if (!byForm && !(request.method === 'GET' && asksMore(query))) {
      next();
      return;
    }
    const ask = askFor(upstreams, request, await authorityOf(request));
    const asked = { ...search, isLenient: isLenient(request), base: baseOf(request) };
    tell(response, await searchWithMore(asked, { capability, ask }));
  };

  /** A search for what several services have. */
  const shared: RequestHandler = async (request, response) => {
    const { type, query } = searchIn(request);
    const ask = askFor(upstreams, request, await authorityOf(request));
    tell(response, await ask(`/${type}?${query.toString()}`));
  };

  const everything: RequestHandler<{ id: string }> = async (request, response) => {
    const ask = askFor(upstreams, request as Request, await authorityOf(request as Request));
    requireOnly(Object.keys(request.query), ['_type', '_format']);
    const types = typesIn(request.query['_type']);
    tell(response, await everythingOf(request.params.id, types, await capability(), ask, baseOf(request as Request)));
  };

  const exports = async (request: Request) =>
    exportsOf(
      [...new Set(fhirTypes.values())].filter((name) => upstreams.has(name)),
      askServicesFor(upstreams, request, await authorityOf(request)),
      baseOf(request),
    );
  const exporting =
    (answer: (request: Request, asked: Awaited<ReturnType<typeof exports>>) => Promise<ExportAnswer>): RequestHandler =>
    async (request, response) => {
      const { status, headers, body } = await answer(request, await exports(request));
      response.status(status).set({ 'cache-control': 'no-store', 'content-type': 'application/json', ...headers });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    };
  const beginning = exporting((request, { begin }) =>
    begin(
      request.path.slice('/fhir/R4'.length),
      new URLSearchParams(request.originalUrl.replace(/^[^?]*/, '')),
      request.get('prefer'),
    ),
  );
  const idIn = ({ path }: Request) => path.replace(/^.*\//, '');

  const summary: RequestHandler<{ id: string }> = async (request, response) => {
    const ask = askFor(upstreams, request as Request, await authorityOf(request as Request));
    requireOnly(Object.keys(request.query), ['_format']);
    tell(response, await summaryOf(request.params.id, ask, baseOf(request as Request)));
  };

  const bundle: RequestHandler = async (request, response) => {
    const authority = await authorityOf(request);
    const body: unknown = request.body;
    if (isDeeperThan(body, deepest)) throw malformedBody(`It is nested more than ${deepest} deep.`);
    if (isTransaction(body)) {
      const key = request.get('idempotency-key');
      const headers = { 'content-type': 'application/fhir+json', ...(key !== undefined && { 'idempotency-key': key }) };
      tell(
        response,
        await transactionBy(body, headers, askServicesFor(upstreams, request, authority), baseOf(request)),
      );
      return;
    }
    const ask = askFor(upstreams, request, authority);
    const asked = parsePart('body', Batch, body);
    const askEntry = askingMore({
      ...{ ask, capability, described },
      base: baseOf(request),
      isLenient: isLenient(request),
    });
    tellText(response, 200, await batchOf(asked, request.get('idempotency-key'), askEntry));
  };

  router.use('/fhir/R4', (request, _response, next) => {
    // what a page may send is asked by the browser, which accepts anything
    if (request.method !== 'OPTIONS') requireJsonTaken(formatOf(request.query['_format']), request.get('accept'));
    next();
  });
  router.post('/fhir/R4', express.json({ type: ['application/fhir+json', 'application/json'], limit: '1mb' }), bundle);
  router.get('/fhir/R4/Patient/:id/\\$everything', everything);
  router.options('/fhir/R4{/*rest}', preflight);
  router.get('/fhir/R4/.well-known/smart-configuration', smartConfiguration(issuer.describe));
  router.get('/fhir/R4/Patient/:id/\\$summary', summary);
  router.get(['/fhir/R4/\\$export', '/fhir/R4/Patient/\\$export'], beginning);
  router.get(
    '/fhir/R4/\\$export-status/:id',
    exporting((request, { status }) => status(idIn(request))),
  );
  router.delete(
    '/fhir/R4/\\$export-status/:id',
    exporting((request, { end }) => end(idIn(request))),
  );
  router.get('/fhir/R4/metadata', async (_request, response) => {
    tell(response, { status: 200, resource: await described() });
  });
  const form = express.text({ type: 'application/x-www-form-urlencoded' });
  for (const type of servedTypes) {
    router.get(`/fhir/R4/${type}`, withMore);
    router.post(`/fhir/R4/${type}/_search`, form, withMore);
    if (sharedFhirTypes.has(type)) router.get(`/fhir/R4/${type}`, shared);
    router.all(`/fhir/R4/${type}{/*rest}`, pass);
  }
  router.all('/fhir/R4{/*rest}', pass);
  const refuse: ErrorRequestHandler = (error: unknown, { method, path, headers }, response, _next) =>
    sendProblem(error, { method, path, headers, carried: {} }, response, log, (problem) =>
      outcomeOf(problem, path === '/' ? { type: 'Bundle' } : undefined),
    );
  router.use('/fhir/R4', refuse);
  return router;
}

/** A page of an origin that CORS_ORIGINS names asks what it may send; what is allowed the service says to the request itself. */
const preflight: RequestHandler = (_request, response, next) => {
  const allowed = allowedByPreflight((name) => response.hasHeader(name), 'GET, HEAD, POST, PUT, PATCH, DELETE');
  if ('access-control-allow-methods' in allowed) response.writeHead(204, allowed).end();
  else next();
};

function isTransaction(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'type' in body && body.type === 'transaction';
}

function tell(response: Response, { status, resource, headers }: FhirAnswer): void {
  for (const name of ['www-authenticate', 'retry-after', 'idempotent-replayed']) {
    const value = headers?.get(name);
    if (value != null) response.set(name, value);
  }
  tellText(response, status, JSON.stringify(resource));
}

function tellText(response: Response, status: number, text: string): void {
  response.status(status).set('cache-control', 'no-store').type('application/fhir+json').send(text);
}
