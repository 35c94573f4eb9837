import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openIssuer, type Issuer } from '@hms/service-kit/issuer';
import { Problem } from '@hms/service-kit/problem';
import { openTokens, type Tokens } from '@hms/service-kit/tokens';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { signJwt } from '@hms/service-kit/testing/issuer';
import { eventually } from '@hms/service-kit/testing/service';

interface Key {
  kid: string;
  pem: string;
  jwk: object;
}

const makeKey = (kid: string): Key => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  return { kid, pem, jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' } };
};

/** An issuer whose keys a test changes, and that can be down. */
const startIssuer = async (keys: Key[]) => {
  const state = { keys, isDown: false, keysRead: 0, url: '' };
  const server = createServer((request, response) => {
    if (state.isDown) return void response.destroy();
    if (request.url === '/jwks') state.keysRead++;
    const { url } = state;
    const body =
      request.url === '/jwks'
        ? { keys: state.keys.map(({ jwk }) => jwk) }
        : { issuer: url, jwks_uri: `${url}/jwks`, token_endpoint: `${url}/token` };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return state;
};

const key = makeKey('first');
let state: Awaited<ReturnType<typeof startIssuer>>;
let issuer: Issuer;
let tokens: Tokens;
beforeEach(async () => {
  state = await startIssuer([key]);
  issuer = openIssuer(state.url, `${state.url}/.well-known/openid-configuration`);
  tokens = openTokens({ issuer: state.url, audience: 'hospital', rolesClaim: 'roles' }, issuer);
});

const now = () => Math.floor(Date.now() / 1000);
const claims = (more: object = {}) => ({
  iss: state.url,
  aud: 'hospital',
  sub: 'someone',
  iat: now(),
  exp: now() + 60,
  roles: ['nurse'],
  ...more,
});
const header = (more: object = {}) => ({ alg: 'ES256', typ: 'at+jwt', kid: 'first', ...more });
const token = (claimed: object = {}, headed: object = {}, by = key.pem) => signJwt(header(headed), claims(claimed), by);
const verify = async (text: string) => tokens.verify(`Bearer ${text}`);
const refusal = async (work: () => unknown): Promise<string> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof Problem) return `${error.kind.status} ${error.message}`;
    throw error;
  }
  return 'no refusal';
};
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

it('knows who a good token speaks for, and asks for the keys once', async () => {
  const good = token({ name: 'N. Urse', client_id: 'cli', doctor_id: '01900000-0000-7001-8000-000000000001' });
  const expected = { subject: 'someone', name: 'N. Urse', client: 'cli', roles: ['nurse'] };
  expect(await verify(good)).toMatchObject(expected);
  expect(await Promise.all([verify(good), verify(token()), verify(token({ sub: 'other' }))])).toHaveLength(3);
  expect(state.keysRead).toBe(1);
});

it('reads the roles where another issuer has them, and takes its access tokens without at+jwt', async () => {
  const keycloak = openTokens({ issuer: state.url, audience: 'hospital', rolesClaim: 'realm_access.roles' }, issuer);
  const shaped = token(
    { typ: 'Bearer', azp: 'front', aud: ['hospital', 'account'], realm_access: { roles: ['cashier'] } },
    { typ: 'JWT' },
  );
  expect(await keycloak.verify(`Bearer ${shaped}`)).toMatchObject({ roles: ['cashier'], client: 'front' });
  expect(await keycloak.verify(`Bearer ${token({ realm_access: 'cashier' })}`)).toMatchObject({ roles: [] });
});

const attacks: [string, () => string, RegExp][] = [
  [
    'no signature, alg none',
    () => `${part(header({ alg: 'none' }))}.${part(claims())}.`,
    /algorithm that is not allowed/,
  ],
  [
    'HMAC by the public key',
    () => {
      const signed = `${part(header({ alg: 'HS256' }))}.${part(claims())}`;
      const secret = createPublicKey(key.pem).export({ format: 'pem', type: 'spki' });
      return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
    },
    /algorithm that is not allowed/,
  ],
  ['a key of the attacker under the known name', () => token({}, {}, makeKey('first').pem), /not signed by the issuer/],
  ['an embedded key', () => token({}, { jwk: makeKey('x').jwk }), /names a key of its own \(jwk\)/],
  ['the address of a key', () => token({}, { jku: 'http://127.0.0.1:1/' }), /names a key of its own \(jku\)/],
  ['the address of a certificate', () => token({}, { x5u: 'http://127.0.0.1:1/' }), /names a key of its own \(x5u\)/],
  ['an unknown key', () => token({}, { kid: 'other' }), /a key that the issuer does not publish/],
  ['another issuer', () => token({ iss: 'http://elsewhere' }), /of another issuer/],
  ['another audience', () => token({ aud: 'shop' }), /for another audience/],
  ['no audience', () => token({ aud: undefined }), /for another audience|no valid aud/],
  ['an end that is past', () => token({ exp: now() - 31 }), /has expired/],
  ['no end', () => token({ exp: undefined }), /no valid exp/],
  ['a beginning that is to come', () => token({ nbf: now() + 60 }), /not valid yet/],
  ['an issue that is to come', () => token({ iat: now() + 60 }), /not valid yet/],
  ['no subject', () => token({ sub: undefined }), /no valid sub/],
  ['an ID token', () => token({ nonce: 'n', at_hash: 'h' }, { typ: 'JWT' }), /no access token/],
  ["Keycloak's refresh token", () => token({ typ: 'Refresh' }, { typ: 'JWT' }), /no access token/],
  ['a logout token', () => token({}, { typ: 'logout+jwt' }), /of another type/],
  ['a critical extension', () => token({}, { crit: ['b64'], b64: false }), /not signed by the issuer/],
  [
    'claims that were changed',
    () => token().replace(/\.[^.]+\./, `.${part(claims({ roles: ['manager'] }))}.`),
    /not signed/,
  ],
  ['no JWT', () => 'abc', /is no JWT/],
  ['megabytes', () => 'a'.repeat(20_000), /longer than any/],
];

it.each(attacks)('refuses %s', async (_name, forge, expected) => {
  const told = await refusal(() => verify(forge()));
  expect(told).toMatch(/^401 /);
  expect(told).toMatch(expected);
});

it('takes a clock that is 20 seconds off', async () => {
  expect(await verify(token({ exp: now() - 20 }))).toMatchObject({ subject: 'someone' });
  expect(await verify(token({ iat: now() + 20 }))).toMatchObject({ subject: 'someone' });
});

it('asks for a token where there is none, and does not repeat a bad one', async () => {
  expect(await refusal(() => tokens.verify(undefined))).toMatch(/^401 Send an access token/);
  expect(await refusal(() => tokens.verify('Basic dXNlcjpwYXNz'))).not.toContain('dXNlcjpwYXNz');
  const forged = token({ aud: 'shop' });
  expect(await refusal(() => verify(forged))).not.toContain(forged);
});

it('reads the keys once for a storm of unknown ones', async () => {
  await verify(token());
  const storm = Array.from({ length: 200 }, (_, i) => refusal(() => verify(token({ sub: `s${i}` }, { kid: `k${i}` }))));
  expect(new Set(await Promise.all(storm))).toEqual(
    new Set([
      '401 The access token is signed by a key that the issuer does not publish. Get a new one from the issuer.',
    ]),
  );
  expect(state.keysRead).toBeLessThanOrEqual(2);
});

it('does not refuse the first token because the issuer was not there a moment before', async () => {
  state.isDown = true;
  await expect(issuer.tokenEndpoint()).rejects.toThrow();
  state.isDown = false;
  await expect(tokens.verify(`Bearer ${token()}`)).resolves.toMatchObject({ subject: expect.any(String) as string });
});

it('goes on by the known keys while the issuer is down, and says that it cannot know where it has none', async () => {
  await verify(token());
  state.isDown = true;
  expect(await verify(token({ sub: 'another' }))).toMatchObject({ subject: 'another' });
  const fresh = openIssuer(state.url, `${state.url}/.well-known/openid-configuration`);
  const other = openTokens({ issuer: state.url, audience: 'hospital', rolesClaim: 'roles' }, fresh);
  expect(await refusal(async () => other.verify(`Bearer ${token()}`))).toMatch(/^503 /);
  state.isDown = false;
  // it is not asked again within a second
  const verified = async () => {
    try {
      return await other.verify(`Bearer ${token()}`);
    } catch {
      return undefined;
    }
  };
  expect(await eventually(verified, Boolean, 5000)).toMatchObject({ subject: 'someone' });
});

it('takes two keys at a time, and forgets the tokens of one that is withdrawn', async () => {
  const second = makeKey('second');
  state.keys = [key, second];
  const old = token();
  expect(await verify(old)).toMatchObject({ subject: 'someone' });
  expect(await verify(token({}, { kid: 'second' }, second.pem))).toMatchObject({ subject: 'someone' });
  state.keys = [second];
  jest.useFakeTimers({
    now: Date.now() + 31_000,
    doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'performance'],
  });
  // an unknown key has the keys read again
  await refusal(() => verify(token({ exp: now() + 60, iat: now() }, { kid: 'third' })));
  expect(await refusal(() => verify(old))).toMatch(/^401 .*does not publish/);
  jest.useRealTimers();
});
