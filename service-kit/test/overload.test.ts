import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { createTestDatabase } from '@hms/service-kit/testing/database';
import { noLimits, noTokens } from '@hms/service-kit/testing/issuer';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { serve, serveMetrics } from '@hms/service-kit/testing/service';
import { z } from 'zod';
import { computed } from '../src/response';
import { createHttpApp } from '../src/http';
import { createMetrics } from '../src/metrics';
import { openDatabase } from '../src/database';
import { operation } from '../src/operation';

const { log } = captureLogs();
let url: string;
let managementUrl: string;
let countBegun: () => Promise<number>;
beforeAll(async () => {
  const db = openDatabase({ ...(await createTestDatabase('doctor-service')), poolSize: 2 }, log);
  atEnd(() => db.close());
  const Nap = z.object({ seconds: z.number() });
  const nap = operation({
    id: 'nap',
    access: 'anybody',
    method: 'post',
    path: '/naps',
    summary: 'Hold a place for a while',
    description: 'Waits in the database.',
    body: Nap,
    responses: { 200: { description: 'Awake', schema: Nap } },
    handle: async ({ body: { seconds } }) => {
      await db.query('select nextval($1), pg_sleep($2)', ['naps', seconds]);
      return computed(JSON.stringify({ seconds }));
    },
  });
  await db.query('create sequence naps');
  const metrics = createMetrics('test-service', db.gauges);
  managementUrl = await serveMetrics(metrics);
  const lifecycle = { schemaInPlace: true, stopping: false };
  const description = { name: 'test-service', version: '0', port: 1, summary: 'Naps.', description: '', tags: {} };
  ({ url } = await serve(
    createHttpApp({ description, routes: [nap], tokens: noTokens, limits: noLimits, db, log, lifecycle, metrics }),
  ));
  countBegun = async () => Number((await db.query<{ n: bigint }>('select last_value as n from naps'))[0]?.n);
});

const post = (body: string, headers: Record<string, string> = {}, signal?: AbortSignal) =>
  fetch(`${url}/naps`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    ...(signal && { signal }),
  });
const nap = (seconds: number) => post(JSON.stringify({ seconds }));
const get = (path: string) => fetch(url + path);

/** Sends text, and gives what comes back until the connection ends or a second has passed. */
const sendRaw = (text: string): Promise<string> =>
  new Promise((resolve) => {
    const { port } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    const end = () => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('error', () => {});
    socket.on('close', end);
    setTimeout(end, 1000);
  });

it('turns away at once what it cannot serve soon, and still says that it is well', async () => {
  const first = Array.from({ length: 60 }, () => nap(0.1));
  await pause(1500);
  const then = Array.from({ length: 100 }, () => nap(0.1));
  expect(await Promise.all(['/healthz', '/readyz'].map(async (path) => (await get(path)).status))).toEqual([200, 200]);
  const answers = await Promise.all([...first, ...then]);
  const refused = answers.filter(({ status }) => status === 503);
  expect(refused.length).toBeGreaterThan(0);
  // those that it lets in are served
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(160 - refused.length);
  expect(refused.every(({ headers }) => /^[123]$/.test(headers.get('retry-after') ?? ''))).toBe(true);
  const bodies = (await Promise.all(refused.map((answer) => answer.json()))) as { type: string }[];
  expect(new Set(bodies.map(({ type }) => type))).toEqual(new Set(['/problems/overloaded']));
  expect(await (await fetch(`${managementUrl}/metrics`)).text()).toContain(
    `\ndatabase_refused{service="test-service"} ${refused.length}\n`,
  );
  expect((await nap(0)).status).toBe(200);
});

it('does not begin what its caller no longer waits for', async () => {
  const before = await countBegun();
  const holding = [nap(1), nap(1)];
  await pause(200);
  const aborted = post('{"seconds":0}', {}, AbortSignal.timeout(200));
  const late = post('{"seconds":0}', { 'x-envoy-expected-rq-timeout-ms': '200' });
  await expect(aborted).rejects.toThrow();
  expect((await late).status).toBe(503);
  await Promise.all(holding);
  expect((await nap(0)).status).toBe(200);
  expect((await countBegun()) - before).toBe(3);
});

it('is not held up by those who send slowly, too much, or nothing', async () => {
  const head = 'POST /naps HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n';
  const slow = Array.from({ length: 50 }, (_, i) => sendRaw([head, `${head}\r\n{"sec`, ''][i % 3] ?? ''));
  await pause(100);
  expect((await nap(0)).status).toBe(200);
  expect(await sendRaw(`GET /naps HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`)).toContain(' 431 ');
  expect((await post(`"${'x'.repeat(200_000)}"`)).status).toBe(413);
  await Promise.all(slow);
});
