import type { Middleware } from 'openapi-fetch';

/** Who does it, as a sample person's name: for each request, or always the same. */
type Who = string | ((request: Request) => string);

const issuer = (() => {
  const url = new URL(process.env['FLEET_URL'] ?? 'http://localhost:3000');
  url.port = String(Number(url.port) + 10);
  return url.origin;
})();
const tokens = new Map<string, Promise<string>>();

/** Returns what sends the token of the person with each request. */
export function as(who: Who): Middleware {
  return {
    async onRequest({ request }) {
      const token = await tokenOf(typeof who === 'string' ? who : who(request));
      request.headers.set('authorization', `Bearer ${token}`);
      return request;
    },
  };
}

/** Returns an access token of the person, by whom one asks without the middleware. */
export function tokenOf(person: string): Promise<string> {
  const token = tokens.get(person) ?? signIn(person);
  tokens.set(person, token);
  return token;
}

/** By client credentials, which a program of one's own has at the hospital's issuer. */
async function signIn(person: string): Promise<string> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: `as:${person}`,
      client_secret: process.env['SAMPLE_STAFF_PASSWORD'] ?? '',
    }),
  });
  const body: unknown = await response.json();
  const hasToken = typeof body === 'object' && body !== null && 'access_token' in body;
  if (!hasToken || typeof body.access_token !== 'string')
    throw new Error(`no token for ${person}: ${JSON.stringify(body)}`);
  return body.access_token;
}
