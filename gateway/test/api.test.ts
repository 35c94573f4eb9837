import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { collections } from '../src/collections';
import { startGateway, type Program } from './programs';
import { beginSession, type TestSession } from './sessions';
import { serviceNames, startStubServices, type StubService } from './stub-service';

let gateway: Program;
let services: Awaited<ReturnType<typeof startStubServices>>;
let patients: StubService;
let session: TestSession;

beforeAll(async () => {
  services = await startStubServices(serviceNames);
  patients = services.get('patient-service');
  gateway = await startGateway({
    CORS_ORIGINS: 'https://partner.example',
    ...services.environment,
  });
  session = await beginSession(gateway);
});
afterEach(() => patients.behave(undefined));

const send = async (address: string, init: RequestInit = {}) => {
  const response = await fetch(gateway.url + address, { redirect: 'manual', ...init });
  const text = await response.text();
  const json = (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, text, json };
};
const lastHeaders = () => patients.seen.at(-1)?.headers;

describe('the way of a request', () => {
  it.each([...collections])('leads /api/%s to %s', async (collection, service) => {
    const { json } = await send(`/api/${collection}/a%2Fb?c=d%20e&c=f`);
    expect(json).toEqual({ service, url: `/${collection}/a%2Fb?c=d%20e&c=f` });
  });

  it('knows every record of every service, and one service for each', () => {
    const all = serviceNames.flatMap((service) => {
      const source = path.resolve(__dirname, '../..', service, 'src');
      const contracts = readdirSync(source, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.startsWith('fhir'))
        .map((file) => readFileSync(path.join(source, file), 'utf8'));
      return [...contracts.join('\n').matchAll(/path: '\/([a-z-]+)/g)].map(([, first = '']) => [first, service]);
    });
    expect(all.length).toBeGreaterThan(80);
    for (const [first = '', service] of all) expect([first, collections.get(first)]).toEqual([first, service]);
    const [source = ''] = readFileSync(path.resolve(__dirname, '../src/collections.ts'), 'utf8').split('fhirTypes');
    expect(source.match(/^ {2}\['/gm)).toHaveLength(collections.size);
  });

  it.each(serviceNames)('leads to what several services have by the name of %s', async (service) => {
    expect((await send(`/api/${service}/audit?refused=true`)).json).toEqual({ service, url: '/audit?refused=true' });
    expect((await send(`/api/${service}`)).json).toEqual({ service, url: '/' });
  });

  it.each(['/api', '/api/', '/api/audit', '/api/constructor', '/api//patients'])(
    'says what there is in place of %s',
    async (address) => {
      const { status, json } = await send(address);
      expect({ status, json }).toMatchObject({ status: 404, json: { type: '/problems/unknown-collection' } });
      expect(json['collections']).toEqual([...collections.keys()]);
      expect(json['services']).toEqual(serviceNames);
    },
  );

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('passes the body of a %s on, untouched', async (method) => {
    let body = '';
    patients.behave((request, response) => {
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => response.writeHead(204).end());
    });
    const text = ' {"not": "read", ';
    const headers = { 'content-type': 'application/merge-patch+json', 'if-match': '"3"', 'idempotency-key': 'k' };
    expect((await send('/api/patients/1', { method, body: text, headers })).status).toBe(204);
    expect(body).toBe(text);
    expect(lastHeaders()).toMatchObject({ ...headers, 'content-length': String(text.length) });
  });
});

describe('who asks', () => {
  it('is the session where there is a cookie, which stays here', async () => {
    await send('/api/patients', { headers: { ...session.cookie, authorization: 'Bearer of-another' } });
    expect(lastHeaders()).toMatchObject({ authorization: `Bearer ${session.accessToken}` });
    expect(lastHeaders()).not.toHaveProperty('cookie');
  });

  it('is the caller of a token of their own, or nobody', async () => {
    await send('/api/patients', { method: 'POST', headers: { authorization: 'Bearer of-a-program' } });
    expect(lastHeaders()).toMatchObject({ authorization: 'Bearer of-a-program' });
    await send('/api/patients', { headers: { cookie: 'other=1' } });
    expect(lastHeaders()).not.toHaveProperty('authorization');
    expect(lastHeaders()).not.toHaveProperty('cookie');
  });

  it('is nobody any more with the cookie of a session that is over', async () => {
    const asked = patients.seen.length;
    const headers = { cookie: `hms-session-${new URL(gateway.url).port}=none` };
    const { status, json } = await send('/api/patients', { headers });
    expect({ status, json }).toMatchObject({ status: 401, json: { type: '/problems/session-ended' } });
    expect((await send('/session', { headers })).json['type']).toBe('/problems/session-ended');
    expect((await send('/session')).json['type']).toBe('/problems/not-signed-in');
    expect(patients.seen).toHaveLength(asked);
  });

  it('passes on what a service says of the token', async () => {
    patients.behave((_request, response) => {
      response.writeHead(401, { 'www-authenticate': 'Bearer', 'content-type': 'application/problem+json' }).end('{}');
    });
    const { status, headers } = await send('/api/patients', { headers: session.cookie });
    expect({ status, authenticate: headers.get('www-authenticate') }).toEqual({ status: 401, authenticate: 'Bearer' });
  });
});

describe('a change with the cookie of a session', () => {
  const change = (more: Record<string, string>, address = '/api/patients') =>
    send(address, { method: 'POST', headers: { ...session.cookie, ...more } });

  it('needs the CSRF token of the session', async () => {
    const asked = patients.seen.length;
    const other = await beginSession(gateway);
    for (const more of [{}, { 'x-csrf-token': 'wrong' }, other.csrf]) {
      for (const address of ['/api/patients', '/api/patient-service/patients', '/sign-out']) {
        const { status, json } = await change(more, address);
        expect({ status, json }).toMatchObject({ status: 403, json: { type: '/problems/csrf-token-required' } });
        expect(json['detail']).toContain('GET /session');
      }
    }
    for (const method of ['PUT', 'PATCH', 'DELETE'])
      expect((await send('/api/patients/1', { method, headers: session.cookie })).status).toBe(403);
    expect(patients.seen).toHaveLength(asked);
    expect((await change(session.csrf)).status).toBe(200);
    expect(lastHeaders()).not.toHaveProperty('x-csrf-token');
  });

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ origin: 'https://elsewhere.example' }],
    [{ origin: 'http://127.0.0.1:1' }],
    [{ origin: 'null' }],
  ])('is refused from a page of another origin: %j', async (from) => {
    const { status, json } = await change({ ...session.csrf, ...from });
    expect({ status, json }).toMatchObject({ status: 403, json: { type: '/problems/from-elsewhere' } });
  });

  it('is taken from a page of its own', async () => {
    const own = { 'sec-fetch-site': 'same-origin', origin: gateway.url };
    expect((await change({ ...session.csrf, ...own })).status).toBe(200);
  });

  it('is only that with a cookie: a program needs its own token alone', async () => {
    const headers = { authorization: 'Bearer of-a-program', origin: 'https://elsewhere.example' };
    expect((await send('/api/patients', { method: 'POST', headers })).status).toBe(200);
  });
});

describe('a page of an origin that CORS_ORIGINS names', () => {
  const ask = (origin: string) =>
    send('/api/patients/1', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'authorization' },
    });

  it('may call with a token of its own, and with no cookie', async () => {
    const { status, headers } = await ask('https://partner.example');
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe('https://partner.example');
    expect(headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(headers.get('access-control-allow-headers')).toContain('Authorization');
    expect(headers.has('access-control-allow-credentials')).toBe(false);
  });

  it('is told apart from every other', async () => {
    expect((await ask('https://elsewhere.example')).headers.has('access-control-allow-origin')).toBe(false);
  });
});

describe('headers', () => {
  it('that would be believed from here come from here alone', async () => {
    const headers = {
      'x-acting-for': 'eyJpc3N1ZXIiOiJpIn0',
      'x-forwarded-for': '198.51.100.7',
      'x-forwarded-host': 'elsewhere.example',
      'x-forwarded-proto': 'https',
      forwarded: 'for=198.51.100.7',
      'x-real-ip': '198.51.100.7',
      'x-envoy-expected-rq-timeout-ms': '5000',
      referer: `${gateway.url}/patients?name=Lovelace`,
      te: 'trailers',
      'accept-language': 'ar',
    };
    await send('/api/patients', { headers });
    const seen = lastHeaders();
    expect(seen).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'accept-language': 'ar',
      host: new URL(patients.url).host,
    });
    for (const name of ['x-acting-for', 'x-forwarded-host', 'forwarded', 'x-real-ip', 'referer', 'te'])
      expect(seen).not.toHaveProperty(name);
    const patience = Number(seen?.['x-envoy-expected-rq-timeout-ms']);
    expect(patience).toBeGreaterThan(0);
    expect(patience).toBeLessThanOrEqual(5000);
  });

  it('join what is logged here and there', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { headers } = await send('/api/patients', { headers: { 'x-request-id': 'one.of-mine', traceparent } });
    expect(lastHeaders()).toMatchObject({ 'x-request-id': 'one.of-mine' });
    expect(lastHeaders()?.['traceparent']).toMatch(
      /^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01$/,
    );
    expect(headers.get('x-request-id')).toBe('one.of-mine');
    await send('/api/patients');
    expect(lastHeaders()?.['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(lastHeaders()?.['x-envoy-expected-rq-timeout-ms']).toMatch(/^1[45]\d{3}$/);
  });

  it('of a response come back, with the paths of a service as they are here, and no cookie', async () => {
    patients.behave((_request, response) => {
      response
        .writeHead(201, {
          location: '/patients/1',
          link: '</patients?cursor=x>; rel="next", </audit?a=1>; rel="up", <https://elsewhere.example/>; rel="help"',
          etag: '"3"',
          'retry-after': '2',
          ratelimit: '"requests";r=1;t=2',
          'idempotent-replayed': 'true',
          'content-disposition': 'inline; filename="x.pdf"',
          'set-cookie': 'a=b',
          'x-request-id': 'another',
          'access-control-allow-origin': '*',
          'content-security-policy': "script-src 'unsafe-inline'",
        })
        .end('{}');
    });
    const { headers } = await send('/api/patients', { method: 'POST' });
    expect(Object.fromEntries(headers)).toMatchObject({
      location: '/api/patients/1',
      link: '</api/patients?cursor=x>; rel="next", </api/patient-service/audit?a=1>; rel="up", <https://elsewhere.example/>; rel="help"',
      etag: '"3"',
      'retry-after': '2',
      ratelimit: '"requests";r=1;t=2',
      'idempotent-replayed': 'true',
      'content-disposition': 'inline; filename="x.pdf"',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/^default-src 'none'; script-src 'self';/) as unknown,
    });
    for (const name of ['set-cookie', 'access-control-allow-origin']) expect(headers.has(name)).toBe(false);
    expect(headers.get('x-request-id')).not.toBe('another');
  });

  it('of a 304 come back without a body', async () => {
    patients.behave((request, response) => {
      response.writeHead(request.headers['if-none-match'] === '"3"' ? 304 : 200, { etag: '"3"' }).end();
    });
    const { status, headers } = await send('/api/patients/1', { headers: { 'if-none-match': '"3"' } });
    expect({ status, etag: headers.get('etag') }).toEqual({ status: 304, etag: '"3"' });
  });
});
