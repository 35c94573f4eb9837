import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
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
