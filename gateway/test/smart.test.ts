import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import { openBrowser, type Browser } from './browser';
import { freePort, password, startGateway, startIdentity, type Program } from './programs';
import { serviceNames, startStubServices } from './stub-service';

const page = 'http://127.0.0.1:3333/';
const patient = '01900000-0000-7002-8000-000000000003';
let base: string;
let identity: Program;

beforeAll(async () => {
  const port = await freePort();
  base = `http://127.0.0.1:${port}/fhir/R4`;
  identity = await startIdentity(`http://127.0.0.1:${port}`);
  const { environment, all } = await startStubServices(serviceNames);
  const rest = [{ mode: 'server', security: { cors: true }, resource: [] }];
  for (const service of all)
    service.behave((_request, response) => response.end(JSON.stringify({ resourceType: 'CapabilityStatement', rest })));
  await startGateway({ ...environment, AUTH_ISSUER: identity.url, CORS_ORIGINS: 'http://127.0.0.1:3333' }, { port });
});

const configuration = async () =>
  (await (await fetch(`${base}/.well-known/smart-configuration`)).json()) as Record<string, unknown>;

it('tells programs where they get tokens, and what is to be had', async () => {
  expect(await configuration()).toMatchObject({
    issuer: identity.url,
    authorization_endpoint: `${identity.url}/auth`,
    token_endpoint: `${identity.url}/token`,
    code_challenge_methods_supported: ['S256'],
    scopes_supported: expect.arrayContaining(['launch/patient', 'patient/*.rs', 'fhirUser', 'offline_access']),
    capabilities: expect.arrayContaining(['launch-standalone', 'client-public', 'permission-v2', 'permission-offline']),
  });
  const statement = await (await fetch(`${base}/metadata`)).json();
  expect(statement).toMatchObject({
    rest: [
      {
        security: {
          extension: [
            {
              url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
              extension: [
                { url: 'token', valueUri: `${identity.url}/token` },
                { url: 'authorize', valueUri: `${identity.url}/auth` },
              ],
            },
          ],
        },
      },
    ],
  });
});

it('lets a page of a named origin ask, and no other', async () => {
  const preflight = async (origin: string) => {
    const headers = {
      origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    };
    const response = await fetch(`${base}/Patient/1`, { method: 'OPTIONS', headers });
    return [response.status, response.headers.get('access-control-allow-origin')];
  };
  expect(await preflight('http://127.0.0.1:3333')).toEqual([204, 'http://127.0.0.1:3333']);
  expect((await preflight('http://evil.example'))[1]).toBeNull();
  const headers = { origin: 'http://127.0.0.1:3333' };
  const response = await fetch(`${base}/.well-known/smart-configuration`, { headers });
  expect(response.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:3333');
});

const verifier = randomBytes(32).toString('base64url');

const begin = (scope: string, more: Record<string, string> = {}) => {
  const query = new URLSearchParams({
    client_id: 'smart-app',
    response_type: 'code',
    redirect_uri: page,
    aud: base,
    state: 'of-the-page',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(scope !== '' && { scope }),
    ...more,
  });
  return `${identity.url}/auth?${query.toString()}`;
};

/** Goes through the pages as a person would. Returns where it ends, and the page of consent. */
const goThrough = async (browser: Browser, address: string, name: string, answer: Record<string, string>) => {
  let consent = '';
  let at = await browser.get(address);
  while (!at.location.startsWith(page)) {
    if (at.location === '') throw new Error(`it does not go on: ${at.status} ${at.text}`);
    if (!at.location.includes('/interaction/')) {
      at = await browser.get(at.location);
      continue;
    }
    const form = await browser.get(at.location);
    if (form.text.includes('name="consent"')) consent = form.text;
    const sent = consent === '' ? { name, password } : answer;
    at = await browser.send('POST', at.location, new URLSearchParams(sent).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
    });
  }
  return { end: new URL(at.location).searchParams, consent };
};

const redeem = async (form: Record<string, string>) => {
  const response = await fetch(`${identity.url}/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'smart-app', ...form }),
  });
  return (await response.json()) as Record<string, string>;
};
const tokensOf = (end: URLSearchParams) =>
  redeem({
    grant_type: 'authorization_code',
    code: end.get('code') ?? '',
    redirect_uri: page,
    code_verifier: verifier,
  });

const launch = async (scope: string, name: string, answer: Record<string, string> = { consent: 'yes' }) => {
  const { end, consent } = await goThrough(openBrowser(), begin(scope), name, answer);
  const answered = await tokensOf(end);
  return { consent, answered, claims: decodeJwt(answered['access_token'] ?? '') };
};

it('gives what a person lets a program have, with the patient whom they choose', async () => {
  const scope =
    'openid fhirUser launch/patient offline_access patient/Patient.rs patient/MedicationRequest.rs?status=active';
  const { consent, answered, claims } = await launch(scope, 'doctor', { consent: 'yes', patient });
  expect(consent).toContain('Patient of this one patient: read, search');
  expect(consent).not.toContain('MedicationRequest');
  const granted = 'openid fhirUser launch/patient offline_access patient/Patient.rs';
  expect(answered['scope']?.split(' ').sort()).toEqual(granted.split(' ').sort());
  expect(answered).toMatchObject({ patient, token_type: 'Bearer', refresh_token: expect.any(String) as string });
  expect(claims).toMatchObject({ patient, roles: ['doctor'], aud: 'hospital', scope: answered['scope'] });
  expect(decodeJwt(answered['id_token'] ?? '')).toMatchObject({
    fhirUser: `${base}/Practitioner/01900000-0000-7001-8000-000000000001`,
  });
  // what is renewed is for the same patient, and no more
  const renewed = await redeem({ grant_type: 'refresh_token', refresh_token: answered['refresh_token'] ?? '' });
  expect(renewed).toMatchObject({ patient, scope: answered['scope'] });
});

it('has a patient be their own, and asks them for none', async () => {
  const { consent, answered } = await launch('launch/patient patient/*.rs', 'patient');
  expect(consent).not.toContain('For which patient?');
  expect(answered).toMatchObject({ patient: '01900000-0000-7002-8000-000000000001' });
  expect(answered['refresh_token']).toBeUndefined();
});

it('takes another patient by id, and says what is no id', async () => {
  const { answered } = await launch('launch/patient patient/*.rs', 'nurse', { consent: 'yes', id: ` ${patient} ` });
  expect(answered).toMatchObject({ patient });
  const without = launch('launch/patient patient/*.rs', 'nurse', { consent: 'yes' });
  await expect(without).rejects.toThrow('Choose a patient.');
  await expect(launch('launch/patient', 'nurse', { consent: 'yes', id: '7' })).rejects.toThrow('no id of a patient');
});

it('takes a no, and two launches for two patients are two', async () => {
  const { end } = await goThrough(openBrowser(), begin('patient/*.rs'), 'nurse', { consent: 'no' });
  expect(end.get('error')).toBe('access_denied');
  const browser = openBrowser();
  const scope = 'launch/patient offline_access patient/*.rs';
  const another = '01900000-0000-7002-8000-000000000002';
  const first = await goThrough(browser, begin(scope), 'nurse', { consent: 'yes', patient });
  const second = await goThrough(browser, begin(scope), 'nurse', { consent: 'yes', patient: another });
  const [one, two] = [await tokensOf(first.end), await tokensOf(second.end)];
  expect([one['patient'], two['patient']]).toEqual([patient, another]);
  const renewed = await redeem({ grant_type: 'refresh_token', refresh_token: one['refresh_token'] ?? '' });
  expect(renewed['patient']).toBe(patient);
});

it.each([
  ['another server', { aud: 'https://evil.example/fhir' }],
  ['no server', { aud: '' }],
])('refuses a program that names %s', async (_what, more) => {
  const { location } = await openBrowser().get(begin('patient/*.rs', more));
  expect(new URL(location).searchParams.get('error')).toBe('invalid_target');
});

it('takes the base as resource, too, and limits no token that asks for nothing of SMART', async () => {
  const { end } = await goThrough(openBrowser(), begin('openid user/*.rs', { resource: base }), 'nurse', {
    consent: 'yes',
  });
  expect(decodeJwt((await tokensOf(end))['access_token'] ?? '')).toMatchObject({
    aud: 'hospital',
    scope: 'openid user/*.rs',
  });
  const ask = { grant_type: 'client_credentials', client_id: 'as:cashier', client_secret: password };
  expect(decodeJwt((await redeem(ask))['access_token'] ?? '')['scope']).toBeUndefined();
  const limited = await redeem({ ...ask, scope: 'user/Invoice.rs' });
  expect(decodeJwt(limited['access_token'] ?? '')).toMatchObject({ scope: 'user/Invoice.rs', roles: ['cashier'] });
});

it('says that the issuer does not respond', async () => {
  const alone = await startGateway({});
  const response = await fetch(`${alone.url}/fhir/R4/.well-known/smart-configuration`);
  expect([response.status, await response.json()]).toMatchObject([503, { resourceType: 'OperationOutcome' }]);
});
