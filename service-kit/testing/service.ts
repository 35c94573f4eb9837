import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import supertest from 'supertest';
import { createAppServer } from '../src/app-server';
import { atEnd } from './cleanup';
import { contractOf, type OpenApiDocument } from './contract';

export type Api = ReturnType<typeof supertest.agent>;

export interface ServedApp {
  /** Sends requests; every answer is held against the service's OpenAPI document. */
  api: Api;
  url: string;
  document: OpenApiDocument;
}

/** Serves the app on a port of its own until the test file ends. */
export const serve = async (app: Express): Promise<ServedApp> => {
  const server = createAppServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApiDocument;
  const breach = contractOf(document);
  const api = supertest.agent(url);
  api.use((request: supertest.Test) => {
    const { method, url: address } = request;
    request.expect((response) => {
      const fault = breach({
        method,
        path: new URL(address).pathname,
        status: response.status,
        contentType: response.headers['content-type'] ?? '',
        headers: response.headers,
        body: response.body as unknown,
      });
      if (fault) throw new Error(fault);
    });
  });
  return { api, url, document };
};

/** Repeats `look` until `done` holds of what it gives; for what settles by itself. */
export const eventually = async <T>(
  look: () => Promise<T>,
  done: (seen: T) => boolean,
  withinMs = 15_000,
): Promise<T> => {
  const until = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (done(seen) || Date.now() > until) return seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
