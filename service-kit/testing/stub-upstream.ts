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

/** Says at once that it cannot answer, so that no test waits for a time limit to hear of it. */
export const isUnavailable = answers(503, { type: '/problems/unavailable', detail: 'Try again later.' });
/** Never answers: whoever asks waits as long as they may. */
export const isSilent: Behaviour = () => {};
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
  /** Behaves so from now on, but holds every answer back; gives what lets them go. */
  holdBack(behaviour: Behaviour): () => void;
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
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    behave: (next) => void (current = next),
    holdBack: (next) => {
      let release: () => void = () => {};
      const released = new Promise<void>((resolve) => (release = resolve));
      current = (request, response) => void released.then(() => next(request, response));
      return release;
    },
  };
};

/** Where nobody listens. */
export const nobody = 'http://127.0.0.1:1';
