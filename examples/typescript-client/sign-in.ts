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

function tokenOf(person: string): Promise<string> {
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
  const body = (await response.json()) as { access_token?: string; error_description?: string };
  if (body.access_token === undefined) throw new Error(`no token for ${person}: ${body.error_description}`);
  return body.access_token;
}
