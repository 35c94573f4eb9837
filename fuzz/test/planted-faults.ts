import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serviceOf, type Service } from '../operations';
import type { OpenApiDocument } from '../../service-kit/testing/contract';

const problem = { content: { 'application/problem+json': { schema: { type: 'object' } } } };
const responses = { 400: problem, 500: problem, 501: problem, 502: problem };
const noteSchema = {
  type: 'object',
  required: ['text'],
  properties: {
    text: { type: 'string', maxLength: 80 },
    amount: { type: 'integer', minimum: 0, maximum: 1_000_000 },
    tags: { type: 'array', items: { type: 'string' } },
    remark: { type: 'string' },
  },
};
const search = { name: 'search', in: 'query', schema: { type: 'string' } };
const limit = { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 200 } };
const content = { 'application/json': { schema: noteSchema } };
const document = {
  openapi: '3.1.0',
  paths: {
    '/notes': {
      post: { operationId: 'createNote', parameters: [], requestBody: { content }, responses },
      get: { operationId: 'listNotes', parameters: [search, limit], responses },
    },
  },
  components: { schemas: {}, headers: {} },
} as unknown as OpenApiDocument;

/** Refuses everything, but for three faults: a text with `%` in it, an amount above 1,000, and a search for 30 characters. */
const statusFor = ({ method, url = '', headers }: IncomingMessage, body: string): number => {
  if (method === 'GET') {
    const characters = Array.from(new URL(url, 'http://x').searchParams.get('search') ?? '');
    return characters.length >= 30 ? 502 : 400;
  }
  if (method !== 'POST' || url !== '/notes' || headers['content-type'] !== 'application/json') return 400;
  const { text, amount } = JSON.parse(body) as { text?: unknown; amount?: unknown };
  if (typeof text === 'string' && text.includes('%')) return 500;
  return typeof amount === 'number' && amount > 1000 ? 501 : 400;
};

const headers = { 'Content-Type': 'application/problem+json' };
const toldOf = (status: number) =>
  JSON.stringify({
    type: 'about:blank',
    title: 'Planted',
    status,
    detail: 'planted',
    instance: '/notes',
    requestId: '1',
  });

/** A service with planted faults; `close` ends it. */
export async function startPlantedFaults(): Promise<{ service: Service; close: () => Promise<void> }> {
  const server = createServer({ maxHeaderSize: 1_000_000 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      let status = 400;
      try {
        status = statusFor(request, Buffer.concat(chunks).toString());
      } catch {
        // what is no JSON is refused
      }
      response.writeHead(status, { ...headers, 'X-Request-Id': '1' });
      response.end(toldOf(status));
    });
  });
  server.on('clientError', (_error, socket) => {
    const head = `HTTP/1.1 400 Bad Request\r\nContent-Type: ${headers['Content-Type']}\r\nX-Request-Id: 1\r\n\r\n`;
    if (socket.writable) socket.end(head + toldOf(400));
  });
  server.on('connect', (_request, socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    service: serviceOf('patient', url, document),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
