import { outcomeOf } from '@hms/fhir/outcome';
import { sendProblem } from '@hms/service-kit/error-response';
import type { Logger } from '@hms/service-kit/logger';
import express, { type ErrorRequestHandler, type Request, type RequestHandler } from 'express';
import { capabilityOf } from './capability';
import { fhirTypes } from './collections';
import type { Authority, Forward, Upstream } from './forward';
import { unknownFhirType } from './problems';

export interface FhirParts {
  forward: Forward;
  /** The services that are configured, by name. */
  upstreams: ReadonlyMap<string, Upstream>;
  log: Logger;
}

/** `/fhir/R4`: one base for the resources of all services. Each request goes to the service that has its type. */
export function fhirRoutes(
  { forward, upstreams, log }: FhirParts,
  authorityOf: (request: Request) => Promise<Authority>,
): RequestHandler {
  const router = express.Router();
  const capability = capabilityOf([...upstreams.values()]);

  const pass: RequestHandler = async (request, response) => {
    const [type = ''] = request.path.slice('/fhir/R4/'.length).split('/');
    const upstream = upstreams.get(fhirTypes.get(type) ?? '');
    if (!upstream) throw unknownFhirType(type, [...fhirTypes.keys()]);
    await forward(request, response, {
      upstream,
      path: request.path + request.originalUrl.replace(/^[^?]*/, ''),
      ...(await authorityOf(request)),
      // its links are to the one base
      host: request.headers.host,
      addressHere: (path) => path,
    });
  };

  router.get('/fhir/R4/metadata', async (_request, response) => {
    response.type('application/fhir+json').send(JSON.stringify(await capability()));
  });
  for (const type of fhirTypes.keys()) router.all(`/fhir/R4/${type}{/*rest}`, pass);
  router.all('/fhir/R4{/*rest}', pass);
  const refuse: ErrorRequestHandler = (error: unknown, { method, path, headers }, response, _next) =>
    sendProblem(error, { method, path, headers, carried: {} }, response, log, outcomeOf);
  router.use('/fhir/R4', refuse);
  return router;
}
