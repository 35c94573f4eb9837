import type { IncomingMessage, ServerResponse } from 'node:http';

// What is used of it. Its own types bring in those of a browser, and with them a fetch that answers `any`.

interface Client {
  request(request: string | { url: string; method?: string; headers?: object; body?: string }): Promise<unknown>;
  create(resource: object, options: { headers: object }): Promise<unknown>;
}

declare function smart(
  request: IncomingMessage,
  response: ServerResponse,
  storage: Record<'get' | 'set' | 'unset', () => never>,
): { client(state: { serverUrl: string; tokenResponse: { access_token: string } }): Client };

export = smart;
