import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';

/** `CORS_ORIGINS`: the pages of which origins may call, separated by commas. Empty: of none. */
export const corsOrigins = z
  .string()
  .default('')
  .transform((text) => text.split(',').map((origin) => origin.trim()))
  .transform((origins) => origins.filter((origin) => origin !== ''))
  .superRefine((origins, context) => {
    for (const origin of origins) {
      if (!isOrigin(origin)) context.addIssue({ code: 'custom', message: `has ${origin}: ${howToWriteOne(origin)}` });
    }
  });

const requestHeaders =
  'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id, traceparent';
const responseHeaders =
  'ETag, Location, Link, Retry-After, RateLimit, RateLimit-Policy, Idempotent-Replayed, WWW-Authenticate, X-Request-Id';

/**
 * Lets pages of these origins call (WHATWG Fetch, "CORS protocol"); any other is answered without a word about it, which its
 * browser takes for a no. Cookies are never meant: who calls is in `Authorization`. The methods of a path are for what serves it
 * to say; see `allowedByPreflight`.
 */
export function corsHeaders(
  origins: ReadonlySet<string>,
  method: string,
  { origin, 'access-control-request-method': asksFor }: IncomingHttpHeaders,
): Record<string, string> {
  if (origin === undefined || !origins.has(origin)) return { vary: 'Origin' };
  const always = { vary: 'Origin', 'access-control-allow-origin': origin };
  return method === 'OPTIONS' && asksFor !== undefined
    ? { ...always, 'access-control-allow-headers': requestHeaders, 'access-control-max-age': '600' }
    : { ...always, 'access-control-expose-headers': responseHeaders };
}

/** Returns what the answer to OPTIONS says of a path's methods, where a page of a named origin asks. */
export function allowedByPreflight(hasHeader: (name: string) => boolean, methods: string): Record<string, string> {
  return hasHeader('access-control-allow-headers') ? { 'access-control-allow-methods': methods } : {};
}

/** As a browser writes it: scheme, host and, if it is not the usual one, port. */
function isOrigin(text: string): boolean {
  return /^https?:[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

function howToWriteOne(text: string): string {
  if (text.includes('*')) return 'name each origin, such as https://hospital.example.org';
  const likely = /^https?:/.test(text) && URL.canParse(text) ? new URL(text).origin : 'https://hospital.example.org';
  return `write an origin as browsers do, such as ${likely}`;
}
