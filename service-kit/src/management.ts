import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Metrics } from './metrics';
import { Problem, internalError, methodNotAllowed, problemResponse, unknownRoute } from './problem';

/** Returns the port for whoever runs a service that answers on `port`, where MANAGEMENT_PORT names no other. */
export function managementPortOf(port: number): number {
  return port + 100;
}

/**
 * Makes the server for whoever runs the service: `GET /metrics`, and nothing else. It asks for no token, because monitoring has
 * none; who reaches it is for the network to say, which is why it has a port of its own.
 */
export function createManagementServer(metrics: Metrics): Server {
  return createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const allowed = ['GET', 'HEAD'].includes(request.method ?? '');
    if (path !== '/metrics') {
      refuse(
        response,
        new Problem(unknownRoute.kind, 'Here is only GET /metrics; operations have a port of their own.'),
      );
    } else if (!allowed) refuse(response, methodNotAllowed(request.method ?? '', 'GET, HEAD'));
    else
      metrics.text().then(
        (text) => respond(response, 200, { 'content-type': metrics.contentType }, text),
        () => refuse(response, internalError()),
      );
  });
}

function refuse(response: ServerResponse, problem: Problem): void {
  const { status, headers, body } = problemResponse(problem);
  respond(response, status, headers, body);
}

function respond(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
  response.writeHead(status, {
    ...headers,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
