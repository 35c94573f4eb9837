import { createHash, createPrivateKey, randomBytes, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { z } from 'zod';
import { Fault, messageOf } from './fault';

export interface Token {
  accessToken: string;
  /** In milliseconds since 1970. */
  endsAt: number;
}

const TokenResponse = z.looseObject({ access_token: z.string(), expires_in: z.number() });
const redirect = 'http://127.0.0.1/callback';
const client = 'cli';

/**
 * Signs a sample person in at `identity` as a browser would: code with PKCE, and its page's form. Throws a Fault that names the
 * fix.
 */
export async function signInPerson(issuer: string, name: string, password: string): Promise<Token> {
  const cookies = new Map<string, string>();
  const verifier = randomBytes(32).toString('base64url');
  const begin = new URL(`${issuer}/auth`);
  begin.search = new URLSearchParams({
    client_id: client,
    response_type: 'code',
    scope: 'openid',
    redirect_uri: redirect,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  const page = await step(begin, cookies);
  const interaction = locationOf(page, issuer);
  const signedIn = await step(interaction, cookies, { name, password });
  if (signedIn.status === 429) throw new Fault('Too many wrong passwords: wait ten minutes.');
  if (signedIn.status === 401) {
    throw new Fault(`identity knows no ${name} with this password. See who there is: npm run -s token`);
  }
  let next = locationOf(signedIn, issuer);
  // back to where it began, and from there with the code to the client
  while (!next.href.startsWith(redirect)) next = locationOf(await step(next, cookies), issuer);
  const code = next.searchParams.get('code') ?? '';
  return requestToken(issuer, {
    grant_type: 'authorization_code',
    client_id: client,
    code,
    redirect_uri: redirect,
    code_verifier: verifier,
  });
}

/** Gets the token of a service of the fleet, by its own key. */
export async function signInService(issuer: string, name: string, key: string): Promise<Token> {
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer(name)
    .setSubject(name)
    .setAudience(issuer)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(createPrivateKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'pkcs8' }));
  return requestToken(issuer, {
    grant_type: 'client_credentials',
    client_id: name,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  });
}

/** Gets the token of the sample integration, by its secret. */
export function signInIntegration(issuer: string, secret: string): Promise<Token> {
  const basic = Buffer.from(`integration:${secret}`).toString('base64');
  return requestToken(issuer, { grant_type: 'client_credentials' }, { authorization: `Basic ${basic}` });
}

async function requestToken(
  issuer: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Token> {
  const response = await send(new URL(`${issuer}/token`), { method: 'POST', headers, body: new URLSearchParams(form) });
  if (!response.ok) throw new Fault(`identity gives no token: ${await response.text()}`);
  const { access_token: accessToken, expires_in: seconds } = TokenResponse.parse(await response.json());
  return { accessToken, endsAt: Date.now() + seconds * 1000 };
}

async function step(url: URL, cookies: Map<string, string>, form?: Record<string, string>): Promise<Response> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await send(url, {
    redirect: 'manual',
    headers: { cookie },
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  });
  for (const header of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
    cookies.set(name, value);
  }
  return response;
}

function locationOf(response: Response, issuer: string): URL {
  const location = response.headers.get('location');
  if (location === null) throw new Fault(`identity does not go on with the sign-in: status ${response.status}`);
  return new URL(location, issuer);
}

interface Init extends Omit<RequestInit, 'headers'> {
  headers: Record<string, string>;
}

async function send(url: URL, init: Init): Promise<Response> {
  try {
    // a connection that is kept may be closed by the other side while this process was busy, and what is sent next is lost
    const headers = { ...init.headers, connection: 'close' };
    return await fetch(url, { ...init, headers, signal: AbortSignal.timeout(10_000) });
  } catch (error) {
    throw new Fault(`${url.origin} does not respond (${messageOf(error)}). Start the fleet: npm start`);
  }
}
