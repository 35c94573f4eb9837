import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { DatabaseSettings } from '@hms/service-kit/database-connection';
import { openIssuer } from '@hms/service-kit/issuer';
import { openTokens } from '@hms/service-kit/tokens';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { createTestDatabase } from '@hms/service-kit/testing/database';
import { signInIntegration, signInPerson, signInService } from '../../fleet/src/sign-in';

const root = path.resolve(__dirname, '..');
const port = 7310;
const url = `http://127.0.0.1:${port}`;
const password = 'of-the-sample-people';

const makeKey = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    own: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    shown: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  };
};
const [first, second, stranger] = [makeKey(), makeKey(), makeKey()];
const name = 'appointment-service';

const variables = ({ database, user, password: secret, port: databasePort }: DatabaseSettings) => ({
  HOST: '127.0.0.1',
  PORT: String(port),
  DB_HOST: '127.0.0.1',
  DB_PORT: String(databasePort),
  DB_NAME: database,
  DB_USER: user,
  DB_PASSWORD: secret,
  AUTH_ISSUER: url,
  SAMPLE_STAFF_PASSWORD: password,
  INTEGRATION_CLIENT_SECRET: 'of-the-integration',
  SERVICE_PUBLIC_KEYS: `${name}=${first.shown},${name}=${second.shown}`,
});

/** identity as it is deployed. */
const start = async (database: DatabaseSettings, program = 'main.js', more: Record<string, string> = {}) => {
  const child = spawn(process.execPath, [path.join('dist', program)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...variables(database), ...more },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  atEnd(stop);
  if (program === 'main.js') {
    const isReady = () =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
    while (child.exitCode === null && !(await isReady())) await pause(50);
  }
  return { ended, output: () => output, stop };
};

const keyOf = (token: string) => decodeProtectedHeader(token).kid;
const publishedKeys = async () =>
  ((await (await fetch(`${url}/jwks`)).json()) as { keys: { kid: string; d?: string }[] }).keys;

let database: DatabaseSettings;
let running: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  database = await createTestDatabase('identity');
  running = await start(database);
});

it('signs a person in by code with PKCE, and its token is one that services take', async () => {
  const { accessToken } = await signInPerson(url, 'doctor', password);
  const tokens = openTokens(
    { issuer: url, audience: 'hospital', rolesClaim: 'roles' },
    openIssuer(url, `${url}/.well-known/openid-configuration`),
  );
  expect(await tokens.verify(`Bearer ${accessToken}`)).toMatchObject({
    subject: 'doctor',
    name: 'Amina Yusuf',
    client: 'cli',
    roles: ['doctor'],
    doctorId: '01900000-0000-7001-8000-000000000001',
  });
  expect(decodeProtectedHeader(accessToken)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
  for (const key of await publishedKeys()) expect(key.d).toBeUndefined();
});

it('makes any doctor of an id, and nobody of another name', async () => {
  const id = '01a2186a-905c-7d3f-a83e-52b342df7e53';
  const { accessToken } = await signInPerson(url, `doctor:${id}`, password);
  expect(decodeJwt(accessToken)).toMatchObject({ doctor_id: id, roles: ['doctor'] });
  for (const wrong of [`manager:${id}`, 'doctor:1', 'nobody', `as:doctor`])
    await expect(signInPerson(url, wrong, password)).rejects.toThrow('identity knows no');
});

it('refuses a wrong password, and after ten of them waits', async () => {
  for (let i = 0; i < 10; i++) await expect(signInPerson(url, 'auditor', 'x')).rejects.toThrow('identity knows no');
  await expect(signInPerson(url, 'auditor', password)).rejects.toThrow('Too many wrong passwords');
});

it('says after how long to try again, once there were too many', async () => {
  const jar = new Map<string, string>();
  const { location } = await step(begin({ prompt: 'login' }), jar);
  const attempt = () => step(location, jar, { name: 'auditor', password });
  for (let i = 0; i < 10; i++) await step(location, jar, { name: 'auditor', password: 'x' });
  const { status, headers } = await attempt();
  expect(status).toBe(429);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(590 - 60);
  expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(600);
});

/** Where a sign-in begins. */
const begin = (more: Record<string, string> = {}) => {
  const query = new URLSearchParams({
    client_id: 'cli',
    response_type: 'code',
    scope: 'openid',
    redirect_uri: 'http://127.0.0.1/callback',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    ...more,
  });
  return `${url}/auth?${query.toString()}`;
};

/** One step of a browser, which keeps cookies and asks for HTML. */
const step = async (address: string, jar: Map<string, string>, form?: Record<string, string>) => {
  const response = await fetch(address, {
    redirect: 'manual',
    headers: { accept: 'text/html', cookie: [...jar].map(([key, value]) => `${key}=${value}`).join('; ') },
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  });
  for (const cookie of response.headers.getSetCookie()) {
    const [, key = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    jar.set(key, value);
  }
  const location = response.headers.get('location');
  return {
    status: response.status,
    headers: response.headers,
    location: location === null ? '' : new URL(location, url).href,
    text: await response.text(),
  };
};

const expectOwnPage = ({ headers, text }: { headers: Headers; text: string }, title: string) => {
  expect(text).toContain(`<h1>${title}</h1>`);
  expect(text).not.toMatch(/(src|href|url|import)[^>]{0,20}https?:/);
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
};

it('shows errors and the end of a session on pages of its own, with nothing from elsewhere', async () => {
  const jar = new Map<string, string>();
  const wrong = await step(begin({ client_id: '<script>' }), jar);
  expect(wrong.status).toBe(400);
  expectOwnPage(wrong, 'This cannot be done');
  expect(wrong.text).toContain('invalid_client');
  expect(wrong.text).not.toContain('<script>');

  const { location: interaction } = await step(begin(), jar);
  const { location: resumed } = await step(interaction, jar, { name: 'nurse', password });
  expect((await step(resumed, jar)).location).toContain('http://127.0.0.1/callback?code=');
  const asked = await step(`${url}/session/end`, jar);
  expectOwnPage(asked, 'Sign out?');
  const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(asked.text) ?? [];
  const { location: after } = await step(`${url}/session/end/confirm`, jar, { xsrf, logout: 'yes' });
  expectOwnPage(await step(after, jar), 'You are signed out');
  // who was signed in has to sign in again
  expect((await step(begin(), jar)).location).toContain('/interaction/');
});

it('lets the one script run that sends a form by itself', async () => {
  const page = await step(`${url}/session/end`, new Map());
  expect(page.text).toContain('document.forms[0].submit()');
  expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self' 'sha256-[^']+'/);
});

it('asks for consent where the program wants it, and takes a no', async () => {
  const consent = async (answer: string) => {
    const jar = new Map<string, string>();
    const { location: interaction } = await step(begin({ prompt: 'consent' }), jar);
    const { location: resumed } = await step(interaction, jar, { name: 'nurse', password });
    const { location: asking } = await step(resumed, jar);
    const page = await step(asking, jar);
    expectOwnPage(page, 'Go on?');
    const { location: onward } = await step(asking, jar, { consent: answer });
    return new URL((await step(onward, jar)).location).searchParams;
  };
  expect((await consent('yes')).get('code')).toMatch(/.+/);
  expect((await consent('no')).get('error')).toBe('access_denied');
  const { location } = await step(begin(), new Map());
  expect(location).toContain('/interaction/');
});

it('refuses a prompt that it does not know', async () => {
  const { location } = await step(begin({ prompt: 'select_account' }), new Map());
  expect(new URL(location).searchParams.get('error')).toBe('invalid_request');
});

it('gives tokens for the hospital, and for nothing else', async () => {
  const ask = async (resource: string) => {
    const body = new URLSearchParams({
      ...{ grant_type: 'client_credentials', client_id: 'as:cashier', client_secret: password, resource },
    });
    return (await (await fetch(`${url}/token`, { method: 'POST', body })).json()) as Record<string, string>;
  };
  expect(decodeJwt((await ask('urn:hms:hospital'))['access_token'] ?? '')).toMatchObject({ aud: 'hospital' });
  for (const foreign of ['https://bank.example', 'urn:hms:hospital:more'])
    expect(await ask(foreign)).toMatchObject({ error: 'invalid_target' });
  const { location } = await step(begin({ resource: 'https://bank.example' }), new Map());
  expect(new URL(location).searchParams.get('error')).toBe('invalid_target');
});

const metadata = async (headers: Record<string, string> = {}) =>
  (await fetch(`${url}/.well-known/openid-configuration`, { headers })).json();

it('names addresses by https behind a proxy that it is told of, and believes no other', async () => {
  const sent = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'login.example.org' };
  const here = { token_endpoint: `${url}/token` };
  expect(await metadata(sent)).toMatchObject(here);
  await running.stop();
  running = await start(database, 'main.js', { TRUST_PROXY: '10.0.0.0/8' });
  expect(await metadata(sent)).toMatchObject(here);
  await running.stop();
  running = await start(database, 'main.js', { TRUST_PROXY: 'loopback' });
  expect(await metadata(sent)).toMatchObject({ token_endpoint: 'https://login.example.org/token' });
  expect(await metadata()).toMatchObject(here);
  await running.stop();
  running = await start(database);
});

it('refuses to begin without PKCE, and to send a code elsewhere', async () => {
  const begin = (more: Record<string, string>) =>
    fetch(
      `${url}/auth?${new URLSearchParams({ client_id: 'cli', response_type: 'code', scope: 'openid', ...more }).toString()}`,
      {
        redirect: 'manual',
      },
    );
  const without = await begin({ redirect_uri: 'http://127.0.0.1/callback' });
  expect(without.headers.get('location')).toContain('error=invalid_request');
  const challenge = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' };
  expect((await begin({ redirect_uri: 'http://evil.example/callback', ...challenge })).status).toBe(400);
});

it('knows a service by either of its two keys, and by no other', async () => {
  for (const key of [first, second]) {
    const { accessToken } = await signInService(url, name, key.own);
    expect(decodeJwt(accessToken)).toMatchObject({ sub: name, client_id: name, roles: ['service'], aud: 'hospital' });
  }
  await expect(signInService(url, name, stranger.own)).rejects.toThrow('identity gives no token');
  await expect(signInService(url, 'billing-service', first.own)).rejects.toThrow('identity gives no token');
});

it('knows the integration by its secret', async () => {
  const { accessToken } = await signInIntegration(url, 'of-the-integration');
  expect(decodeJwt(accessToken)).toMatchObject({ sub: 'integration', roles: ['integration'] });
  await expect(signInIntegration(url, 'x')).rejects.toThrow('identity gives no token');
});

it('lets a program act as a sample person', async () => {
  const ask = async (client_id: string, client_secret: string) => {
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret });
    return (await (await fetch(`${url}/token`, { method: 'POST', body })).json()) as { access_token?: string };
  };
  const { access_token: token = '' } = await ask('as:cashier', password);
  expect(decodeJwt(token)).toMatchObject({ sub: 'cashier', roles: ['cashier'], name: 'Carlos Mendes' });
  expect((await ask('as:cashier', 'x')).access_token).toBeUndefined();
  expect((await ask('as:appointment-service', password)).access_token).toBeUndefined();
});

it('refuses a secret after ten wrong ones, also the right one, and counts them with the wrong passwords', async () => {
  const ask = (client_id: string, client_secret: string) => {
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret });
    return fetch(`${url}/token`, { method: 'POST', body });
  };
  // at the same moment, as a program guesses
  const guesses = await Promise.all(Array.from({ length: 30 }, () => ask('as:pharmacist', 'x')));
  const statuses = guesses.map(({ status }) => status);
  expect([statuses.filter((status) => status === 401).length, new Set(statuses)]).toEqual([10, new Set([401, 429])]);
  const refused = await ask('as:pharmacist', password);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(500);
  expect(await refused.json()).toEqual({
    error: 'temporarily_unavailable',
    error_description: 'Too many wrong secrets. Wait ten minutes.',
  });
  await expect(signInPerson(url, 'pharmacist', password)).rejects.toThrow('Too many wrong passwords');
  expect((await ask('as:cashier', password)).status).toBe(200);

  // a right one has the wrong ones of before forgotten
  await signInIntegration(url, 'of-the-integration');
  for (let i = 0; i < 10; i++) await expect(signInIntegration(url, 'x')).rejects.toThrow('invalid_client');
  await expect(signInIntegration(url, 'of-the-integration')).rejects.toThrow('Too many wrong secrets');
});

it('counts guesses at any patients as guesses at one, for they share the password', async () => {
  const anybody = () => `patient:${randomUUID()}`;
  for (let i = 0; i < 10; i++) await expect(signInPerson(url, anybody(), 'x')).rejects.toThrow('identity knows no');
  await expect(signInPerson(url, anybody(), password)).rejects.toThrow('Too many wrong passwords');
  await signInPerson(url, 'patient', password);
});

it('changes its signing key without a stop, and goes on publishing the one before', async () => {
  const before = await signInService(url, name, first.own);
  const rotation = await start(database, 'rotate-keys.js');
  expect(await rotation.ended).toBe(0);
  // published first, so that services know it by the time it signs
  await pause(5500);
  expect(await publishedKeys()).toHaveLength(2);
  expect(keyOf((await signInService(url, name, first.own)).accessToken)).toBe(keyOf(before.accessToken));
  const { host, port: databasePort, database: on, user, password: secret } = database;
  const client = new pg.Client({ host, port: databasePort, database: on, user, password: secret });
  await client.connect();
  await client.query(`update signing_keys set created_at = created_at - interval '61 s'`);
  await client.end();
  await pause(5500);
  const after = await signInService(url, name, first.own);
  expect(keyOf(after.accessToken)).not.toBe(keyOf(before.accessToken));
  const published = (await publishedKeys()).map(({ kid }) => kid);
  expect(published).toEqual(expect.arrayContaining([keyOf(before.accessToken), keyOf(after.accessToken)]));
});

it('signs by the same key after a restart', async () => {
  const before = await signInService(url, name, first.own);
  await running.stop();
  running = await start(database);
  expect(keyOf((await signInService(url, name, first.own)).accessToken)).toBe(keyOf(before.accessToken));
});

it('does not start in production, unless it is told so in words', async () => {
  await running.stop();
  const refused = await start(database, 'main.js', { NODE_ENV: 'production' });
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toContain('identity is a development provider');
  const words = 'i-know-that-this-is-no-production-issuer';
  running = await start(database, 'main.js', { NODE_ENV: 'production', IDENTITY_IN_PRODUCTION: words });
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
});
