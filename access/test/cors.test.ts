import { startForTest, type TestedService } from '@hms/service-kit/testing/service';
import { service } from '../../doctor-service/src/service';

const origin = 'https://hospital.example.org';
let named: TestedService;
let unnamed: TestedService;
beforeAll(async () => {
  named = await startForTest(service, { environment: { CORS_ORIGINS: `${origin}, http://localhost:5173` } });
  unnamed = await startForTest(service);
});

const preflight = (of: TestedService, from: string, path = '/doctors') =>
  of.served.api
    .options(path)
    .set({ origin: from, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' });

it('lets a page of a named origin call, and see what it needs of the answer', async () => {
  const { status, headers } = await preflight(named, origin);
  expect({ status, headers }).toMatchObject({
    status: 204,
    headers: {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'POST, GET, HEAD, OPTIONS',
      'access-control-max-age': '600',
      vary: 'Origin',
    },
  });
  for (const name of ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match', 'If-None-Match'])
    expect(headers['access-control-allow-headers']).toContain(name);
  const read = await named.served.api.get('/doctors').set('origin', origin);
  expect(read).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': origin, vary: 'Origin' } });
  for (const name of ['ETag', 'Location', 'Link', 'Retry-After', 'RateLimit', 'X-Request-Id', 'WWW-Authenticate'])
    expect(read.headers['access-control-expose-headers']).toContain(name);
  expect(read.headers['access-control-allow-credentials']).toBeUndefined();
});

it('lets it see why it was refused', async () => {
  const refused = await fetch(`${named.served.url}/doctors`, { headers: { origin } });
  expect(refused.status).toBe(401);
  expect(refused.headers.get('access-control-allow-origin')).toBe(origin);
});

it.each([`${origin}.evil.example`, 'http://hospital.example.org', `${origin}:8443`, 'null', origin.toUpperCase()])(
  'says nothing of it to %s',
  async (other) => {
    for (const response of [
      await preflight(named, other),
      await named.served.api.get('/doctors').set('origin', other),
    ]) {
      expect(Object.keys(response.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(response.headers['vary']).toBe('Origin');
    }
  },
);

it('lets no page call where none is named', async () => {
  const { status, headers } = await preflight(unnamed, origin);
  expect(status).toBe(204);
  expect(Object.keys(headers).filter((name) => /^(access-control|vary)/.test(name))).toEqual([]);
});

it.each([
  ['*', 'CORS_ORIGINS has *: name each origin, such as https://hospital.example.org'],
  [
    'https://a.example/',
    'CORS_ORIGINS has https://a.example/: write an origin as browsers do, such as https://a.example',
  ],
  ['https://b.example,hospital.example.org', 'has hospital.example.org: write an origin as browsers do'],
  ['https://*.example.org', 'has https://*.example.org'],
  ['null', 'has null'],
])('does not start with %s', (text, message) => {
  expect(() => service.readSettings({ CORS_ORIGINS: text })).toThrow(message);
});
