import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { atEnd } from './cleanup';

interface StubRequest {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: unknown;
}

export type Behaviour = (request: StubRequest, response: ServerResponse) => void;

export const answers =
  (status: number, body: object, headers: Record<string, string> = {}): Behaviour =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

export const isUnavailable: Behaviour = () => {};
export const resetsConnection: Behaviour = (_request, response) => void response.destroy();
export const answersText =
  (text: string): Behaviour =>
  (_request, response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(text);

export interface StubUpstream {
  url: string;
  requests: StubRequest[];
  /** How it answers from now on. */
  behave(behaviour: Behaviour): void;
}

/** A real server that stands for an upstream; closed at the end of the test file. */
export const startStubUpstream = async (behaviour: Behaviour): Promise<StubUpstream> => {
  let current = behaviour;
  const requests: StubRequest[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const received = { method, url, headers, body: text ? (JSON.parse(text) as unknown) : undefined };
      requests.push(received);
      current(received, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, behave: (next) => void (current = next) };
};

/** Where nobody listens. */
export const nobody = 'http://127.0.0.1:1';
