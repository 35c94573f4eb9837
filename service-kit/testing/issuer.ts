import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportPKCS8, generateKeyPair, type JWTPayload } from 'jose';
import type { OwnToken } from '../src/own-token';
import { openLimits, type Limits } from '../src/limits';
import { tokenRequired, type Tokens } from '../src/tokens';

/** How tests reach the issuer of their run, and sign in its name. */
export interface TestIssuer {
  url: string;
  /** PKCS#8, PEM: signs tokens, and what services sign to get theirs. */
  privateKey: string;
}

const audience = 'hospital';
const keyId = 'of-the-test-run';

export const setTestIssuer = (issuer: TestIssuer): void => {
  process.env['HMS_TEST_ISSUER'] = JSON.stringify(issuer);
};

export const getTestIssuer = (): TestIssuer => JSON.parse(process.env['HMS_TEST_ISSUER'] ?? '') as TestIssuer;

/** Starts an issuer with one key, which gives any service its token. */
export const startTestIssuer = async (): Promise<{ issuer: TestIssuer; server: Server }> => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: keyId, use: 'sig', alg: 'ES256' }] };
  const issuer = { url: '', privateKey: await exportPKCS8(privateKey) };
  const server = createServer((request, response) => {
    const respond = (body: object) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    if (request.url === '/.well-known/openid-configuration') {
      return void respond({
        issuer: issuer.url,
        jwks_uri: `${issuer.url}/jwks`,
        token_endpoint: `${issuer.url}/token`,
      });
    }
    if (request.url === '/jwks') return void respond(jwks);
    let form = '';
    request.on('data', (chunk: Buffer) => (form += chunk.toString()));
    request.on('end', () => {
      const client = new URLSearchParams(form).get('client_id') ?? '';
      const token = signBy(issuer, { sub: client, client_id: client, roles: ['service'] });
      respond({ access_token: token, token_type: 'Bearer', expires_in: 3600 });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { issuer, server };
};

/** Every role but `patient`: a test says who asks only where that matters. */
export const everyRole = [
  ...['receptionist', 'nurse', 'doctor', 'pharmacist', 'cashier', 'billing-manager'],
  ...['manager', 'auditor', 'integration', 'service'],
];

/** Who asks, where no other doctor is named. */
export const someDoctor = '01900000-0000-7000-8000-00000000d0c7';

/** Returns an access token of the run's issuer; what `claims` says goes before what is usual. */
const signToken = (claims: JWTPayload = {}): string => signBy(getTestIssuer(), claims);

/** Returns the header that sends such a token. */
export const bearer = (claims: JWTPayload = {}): { authorization: string } => ({
  authorization: `Bearer ${signToken(claims)}`,
});

const signBy = ({ url, privateKey }: TestIssuer, claims: JWTPayload): string => {
  const now = Math.floor(Date.now() / 1000);
  const usual = {
    iss: url,
    aud: audience,
    sub: 'tester',
    // what billing-service lets nobody else do
    client_id: 'payment-service',
    roles: everyRole,
    doctor_id: someDoctor,
    iat: now,
    exp: now + 3600,
    jti: randomUUID(),
  };
  return signJwt({ alg: 'ES256', typ: 'at+jwt', kid: keyId }, { ...usual, ...claims }, privateKey);
};

/** Signs any header and claims, also those that no library would; at once, for what cannot wait. */
export const signJwt = (header: object, claims: object, privateKey = getTestIssuer().privateKey): string => {
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = sign('sha256', Buffer.from(signed), {
    key: createPrivateKey(privateKey),
    dsaEncoding: 'ieee-p1363',
  });
  return `${signed}.${signature.toString('base64url')}`;
};

/** A token for calls to stubs, which look at none. */
export const anyToken: OwnToken = { get: () => Promise.resolve('any'), forget: () => {} };

/** For an app whose operations are for anybody. */
export const noLimits: Limits = openLimits({ REQUESTS_A_MINUTE: Infinity, FAILURES_A_MINUTE: Infinity });

/** The same. */
export const noTokens: Tokens = {
  verify: () => {
    throw tokenRequired();
  },
};
