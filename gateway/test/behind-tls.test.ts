import { startGateway, type Program } from './programs';
import { serviceNames, startStubServices } from './stub-service';

// the Ingress of a hospital ends TLS in front of the gateway
const publicUrl = 'https://desk.hospital.example';

let gateway: Program;
let services: Awaited<ReturnType<typeof startStubServices>>;
beforeAll(async () => {
  services = await startStubServices(serviceNames);
  gateway = await startGateway({
    PUBLIC_URL: publicUrl,
    TRUST_PROXY: 'loopback',
    ...services.environment,
  });
});

it('tells the services from where a request came, as the proxy says', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.9, 198.51.100.7', 'x-forwarded-proto': 'https' };
  const response = await fetch(`${gateway.url}/api/patients`, { headers });
  expect(response.headers.get('strict-transport-security')).toBe('max-age=31536000');
  expect(services.get('patient-service').seen.at(-1)?.headers).toMatchObject({
    'x-forwarded-for': '198.51.100.7',
    'x-forwarded-proto': 'https',
  });
});

it('knows a session by a cookie that only https brings, and takes changes from its own origin alone', async () => {
  const change = (headers: Record<string, string>) =>
    fetch(`${gateway.url}/api/patients`, { method: 'POST', headers }).then(({ status }) => status);
  // it has no CSRF token; without the right name it is no session's cookie at all
  expect(await change({ cookie: '__Host-hms-session=x', origin: publicUrl })).toBe(403);
  expect(await change({ cookie: 'hms-session=x', origin: publicUrl })).toBe(200);
});

it('shows a page where nobody can sign in, because the issuer does not respond', async () => {
  const response = await fetch(`${gateway.url}/sign-in?to=/bills`);
  expect(response.status).toBe(503);
  expect(await response.text()).toContain('href="/sign-in?to=%2Fbills"');
});
