import { connect } from 'node:net';
import { z } from 'zod';
import { page } from '@hms/service-kit/response';
import { createHttpApp } from '@hms/service-kit/http';
import { createMetrics } from '@hms/service-kit/metrics';
import { pagingParameters } from '@hms/service-kit/paging';
import { operation } from '@hms/service-kit/operation';
import { openTestDatabase } from '@hms/service-kit/testing/database';
import { noLimits, noTokens } from '@hms/service-kit/testing/issuer';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { serve, type ServedApp } from '@hms/service-kit/testing/service';

const listThings = operation({
  id: 'listThings',
  access: 'anybody',
  method: 'get',
  path: '/things',
  summary: 'List things',
  description: 'Lists nothing.',
  query: z.strictObject(pagingParameters),
  responses: { 200: { description: 'A page' } },
  handle: async ({ url }) => page({ records: [], nextCursor: 'a' }, url),
});

let served: ServedApp;
beforeAll(async () => {
  const { log } = captureLogs();
  const db = await openTestDatabase('doctor-service', log);
  const description = { name: 'test-service', version: '1', port: 1, summary: 'Tests.', description: '', tags: {} };
  const metrics = createMetrics('test-service');
  const lifecycle = { schemaInPlace: true, stopping: false };
  served = await serve(
    createHttpApp({
      description,
      routes: [listThings],
      tokens: noTokens,
      limits: noLimits,
      db,
      log,
      lifecycle,
      metrics,
    }),
  );
});

/** What comes back for these bytes until the connection is closed. */
const sendBytes = (bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(Number(new URL(served.url).port), '127.0.0.1');
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
    socket.write(bytes, 'latin1');
  });

const problemOf = (answer: string) => {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  expect(head.toLowerCase()).toContain('content-type: application/problem+json');
  return JSON.parse(body) as object;
};

it.each([
  ['has no Host', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
  ['wants a tunnel', 'CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n', 400],
  ['is no HTTP', '\u0016\u0003\u0001\u0002\u0000\r\n\r\n', 400],
  ['has too many headers', `GET / HTTP/1.1\r\nHost: x\r\n${'X-A: 12345678\r\n'.repeat(2000)}\r\n`, 431],
])('answers with a problem what %s', async (_what, bytes, status) => {
  const answer = await sendBytes(bytes);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(problemOf(answer)).toMatchObject({ type: '/problems/malformed-request', status, title: expect.any(String) });
});

it('leaves out of account what it does not know to expect', async () => {
  const head = 'Host: x\r\nConnection: close\r\n';
  expect(await sendBytes(`GET /healthz HTTP/1.1\r\n${head}Expect: the-impossible\r\n\r\n`)).toMatch(/^HTTP\/1.1 200 /);
});

it('takes a request of HTTP/1.0, which needs no Host', async () => {
  expect(await sendBytes('GET /healthz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 200 /);
});

it.each(['http://elsewhere.example', 'https://[::1]:99999'])('takes an address that begins with %s', async (origin) => {
  const answer = await sendBytes(`GET ${origin}/things?limit=3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1.1 200 /);
  expect(answer).toContain('link: </things?limit=3&cursor=a>; rel="next"');
});
