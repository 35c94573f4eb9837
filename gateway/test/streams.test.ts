import http, { type RequestListener } from 'node:http';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { eventually } from '@hms/service-kit/testing/service';
import express from 'express';
import { openForward } from '../src/forward';
import { startGateway, type Program } from './programs';
import { serviceNames, startStubServices, type StubService } from './stub-service';

const deadlineMs = 1500;
let gateway: Program;
let bills: StubService;
let payments: StubService;

beforeAll(async () => {
  const services = await startStubServices(serviceNames);
  bills = services.get('billing-service');
  payments = services.get('payment-service');
  gateway = await startGateway({
    API_DEADLINE_MS: String(deadlineMs),
    ...services.environment,
  });
});
afterEach(() => bills.behave(undefined));

const textOf = async (response: http.IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return text;
};
const problem = async (address: string, init: RequestInit = {}) => {
  const response = await fetch(gateway.url + address, init);
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    json: (await response.json()) as object,
  };
};

it('passes the begin of a response on before its end is there', async () => {
  let finish: () => void = () => {};
  bills.behave((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/pdf' });
    response.write('%PDF');
    finish = () => void response.end('%%EOF');
  });
  const response = await fetch(`${gateway.url}/api/bills/1`);
  const reader = response.body?.getReader();
  const read = async () => Buffer.from((await reader?.read())?.value ?? []).toString();
  expect(await read()).toBe('%PDF');
  finish();
  expect(await read()).toBe('%%EOF');
});

it('passes the head of a response on before its body begins, and keeps no deadline from then on', async () => {
  let finish: () => void = () => {};
  bills.behave((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    finish = () => void response.end('data: 1\n\n');
  });
  const response = await fetch(`${gateway.url}/api/billing-service/events`);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  await new Promise((resolve) => setTimeout(resolve, deadlineMs + 200));
  finish();
  expect(await response.text()).toBe('data: 1\n\n');
});

it('passes the begin of a body on before its end is sent', async () => {
  let first: (text: string) => void = () => {};
  const arrived = new Promise<string>((resolve) => (first = resolve));
  bills.behave((request, response) => {
    request.once('data', (chunk: Buffer) => first(chunk.toString()));
    void textOf(request).then((text) => response.end(String(text.length)));
  });
  const request = http.request(`${gateway.url}/api/bills`, { method: 'POST' });
  request.write('begin');
  expect(await arrived).toBe('begin');
  request.end('-end');
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  expect(await textOf(response)).toBe('9');
});

it('passes on the refusal of a body that the service does not read to its end', async () => {
  bills.behave((_request, response) => void response.writeHead(413).end('too large'));
  const body = 'x'.repeat(3_000_000);
  const response = await fetch(`${gateway.url}/api/bills`, { method: 'POST', body });
  expect({ status: response.status, text: await response.text() }).toEqual({ status: 413, text: 'too large' });
  // the rest of it does not stand in the way of what comes next on the connection
  bills.behave(undefined);
  expect((await fetch(`${gateway.url}/api/bills`)).status).toBe(200);
});

it('tells the service when the caller has gone', async () => {
  let isGone = false;
  bills.behave((request) => request.on('close', () => (isGone = true)));
  const asked = bills.seen.length;
  const leaving = new AbortController();
  const left = fetch(`${gateway.url}/api/bills`, { signal: leaving.signal }).catch((error: unknown) => error);
  await eventually(
    async () => bills.seen.length,
    (seen) => seen > asked,
  );
  leaving.abort();
  await left;
  expect(await eventually(async () => isGone, Boolean)).toBe(true);
});

it('breaks a response off where the service breaks it off', async () => {
  bills.behave((_request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half');
    setTimeout(() => response.destroy(), 50);
  });
  const response = await fetch(`${gateway.url}/api/bills`);
  await expect(response.text()).rejects.toThrow();
});

it('answers 504 where the service does not begin to respond in time, and says how to go on', async () => {
  bills.behave(() => {});
  for (const init of [{}, { headers: { 'x-envoy-expected-rq-timeout-ms': '100' } }, { method: 'POST', body: '{}' }]) {
    const { status, type, json } = await problem('/api/bills', init);
    expect({ status, type, json }).toMatchObject({
      status: 504,
      type: 'application/problem+json',
      json: { type: '/problems/too-slow', detail: expect.stringContaining('Idempotency-Key') as unknown },
    });
  }
});

it('answers 502 where the service cannot be reached, or hangs up', async () => {
  bills.behave((request) => void request.socket.destroy());
  const hungUp = await problem('/api/bills', { method: 'POST', body: '{}' });
  expect(hungUp).toMatchObject({ status: 502, json: { type: '/problems/no-response' } });
  await payments.stop();
  const { status, json } = await problem('/api/payments', { method: 'POST', body: '{}' });
  expect({ status, json }).toMatchObject({
    status: 502,
    json: { type: '/problems/no-response', detail: expect.stringContaining('payment-service') as unknown },
  });
  expect(json).toMatchObject({ detail: expect.stringContaining('Idempotency-Key') as unknown });
});

it('keeps connections, and asks again where one was closed while it idled', async () => {
  const ports = new Set<number | undefined>();
  let requests = 0;
  bills.behave((request, response) => {
    ports.add(request.socket.remotePort);
    requests++;
    // as a service does whose patience with idle connections has just ended
    if (requests === 3) request.socket.destroy();
    else response.end('ok');
  });
  for (let i = 0; i < 3; i++) expect((await fetch(`${gateway.url}/api/bills`)).status).toBe(200);
  expect(requests).toBe(4);
  expect(ports.size).toBe(2);
});

const events: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
};

it('breaks off what is still being told when the token ends with which it was asked for', async () => {
  bills.behave(events);
  const forward = openForward(deadlineMs, { schemaInPlace: true, stopping: false });
  const app = express();
  app.use((request, response) => {
    const upstream = { name: 'billing-service', url: bills.url };
    const until = performance.now() + 300;
    return forward(request, response, { upstream, path: '/', addressHere: String, authorization: undefined, until });
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await expect(response.text()).rejects.toThrow();
  server.close();
});

it('ends what has no end when it stops, and lets the rest come to its end', async () => {
  const stopping = await startGateway({ BILLING_SERVICE_URL: bills.url, PAYMENT_SERVICE_URL: bills.url });
  let finish: () => void = () => {};
  bills.behave((request, response) => {
    if (request.url === '/bills') events(request, response);
    else {
      response.write('begin');
      finish = () => void response.end('-end');
    }
  });
  const [endless, slow] = await Promise.all(['/api/bills', '/api/payments'].map((path) => fetch(stopping.url + path)));
  const stopped = stopping.stop();
  await expect(endless?.text()).rejects.toThrow();
  finish();
  expect(await slow?.text()).toBe('begin-end');
  await stopped;
  expect(stopping.output()).toContain('"stopped"');
});

it('leads a path with dots where its first part says, and an absolute address nowhere else', async () => {
  const [dots, absolute] = [bills.seen.length, bills.seen.length + 1];
  await raw('GET /api/bills/../../patients HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  await raw('GET http://elsewhere.example/api/bills?a=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  expect(bills.seen[dots]?.url).toBe('/bills/../../patients');
  expect(bills.seen[absolute]?.url).toBe('/bills?a=1');
});

const raw = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
