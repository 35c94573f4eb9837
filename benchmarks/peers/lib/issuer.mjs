// An issuer of tokens: the key by which services verify them, and a token for a role.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const port = Number(process.env.BENCH_ISSUER_PORT ?? 4890);
const issuer = `http://127.0.0.1:${port}`;
const { publicKey, privateKey } = await generateKeyPair('ES256');
const jwk = { ...(await exportJWK(publicKey)), kid: 'bench', alg: 'ES256', use: 'sig' };

export const tokenFor = (role, claims = {}) =>
  new SignJWT({ sub: `bench-${role}`, name: 'Bench', client_id: 'bench', roles: [role], ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'bench' })
    .setIssuer(issuer)
    .setAudience('hospital')
    .setIssuedAt()
    .setExpirationTime('8h')
    .sign(privateKey);

/** A service's own token: whose key signs the assertion is not looked at. */
const tokenOfService = async (request) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const assertion = new URLSearchParams(Buffer.concat(chunks).toString()).get('client_assertion') ?? '';
  const { sub } = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString());
  return {
    access_token: await tokenFor('service', { client_id: sub, sub }),
    token_type: 'Bearer',
    expires_in: 3600,
  };
};

const respond = async (request) => {
  if (request.url === '/jwks') return { keys: [jwk] };
  if (request.url === '/token') return tokenOfService(request);
  return { issuer, jwks_uri: `${issuer}/jwks`, token_endpoint: `${issuer}/token` };
};

let started;
export const startIssuer = () =>
  (started ??= new Promise((resolve) => {
    createServer((request, response) => {
      respond(request).then(
        (body) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body)),
        () => response.writeHead(400).end(),
      );
    })
      .listen(port, '127.0.0.1', resolve)
      .unref();
  }));

/** What a service reads of it. No limit of a minute is met. */
export const accessVariables = () => ({
  AUTH_ISSUER: issuer,
  AUTH_CLIENT_KEY: generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    .privateKey.export({ format: 'der', type: 'pkcs8' })
    .toString('base64'),
  REQUESTS_A_MINUTE: '1000000000',
  FAILURES_A_MINUTE: '1000000000',
});
