import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadServices } from '../../fleet/src/topology';
import { atEnd } from '@hms/service-kit/testing/cleanup';

interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
}

export interface StubService {
  url: string;
  seen: Seen[];
  /** How it answers from now on; its own way is to tell what it has seen. */
  behave(listener: RequestListener | undefined): void;
  stop(): Promise<void>;
}

/** A server that stands for a service, and reads no body unless it is told to; closed at the end of the test file. */
async function startStubService(name: string): Promise<StubService> {
  const seen: Seen[] = [];
  let behaviour: RequestListener | undefined;
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    seen.push({ method, url, headers });
    if (behaviour) behaviour(request, response);
    else response.setHeader('content-type', 'application/json').end(JSON.stringify({ service: name, url }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  atEnd(stop);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, seen, behave: (listener) => (behaviour = listener), stop };
}

/** Starts one for each service. Returns them by name, and the variables by which the gateway finds them. */
export async function startStubServices(names: string[]) {
  const entries = await Promise.all(names.map(async (name) => [name, await startStubService(name)] as const));
  const environment = Object.fromEntries(
    entries.map(([name, { url }]) => [`${name.toUpperCase().replaceAll('-', '_')}_URL`, url]),
  );
  const byName = new Map(entries);
  const get = (name: string): StubService => {
    const found = byName.get(name);
    if (!found) throw new Error(`there is no stub of ${name}`);
    return found;
  };
  return { get, all: [...byName.values()], environment };
}

export const serviceNames = loadServices().map(({ name }) => name);
