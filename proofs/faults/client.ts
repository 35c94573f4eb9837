import { authorizationFor } from '../credentials';
import { urlOf, type ServiceName } from '../fleet-client';
import type { Attempt } from './history';

/** Longer than any service may take with its database and its upstreams away. */
const patienceMs = 20_000;

export interface Answered extends Attempt {
  /** What Retry-After asks for; undefined: nothing. */
  retryAfterMs: number | undefined;
  body: Record<string, unknown>;
}

const parse = (text: string): Record<string, unknown> => {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
};
const textIn = (body: Record<string, unknown>, name: string) =>
  typeof body[name] === 'string' ? body[name] : undefined;

/** Sends one request and tells what came of it; never throws. */
export const send = async (
  service: ServiceName,
  what: string,
  path: string,
  post?: { key: string; body: object },
): Promise<Answered> => {
  const began = Date.now();
  const told = (
    status: Attempt['status'],
    body: Record<string, unknown> = {},
    retryAfter?: string | null,
  ): Answered => {
    const [type, id] = [textIn(body, 'type'), textIn(body, 'id')];
    const retryAfterMs = retryAfter ? Number(retryAfter) * 1000 : undefined;
    return { service, what, began, ended: Date.now(), status, type, id, body, retryAfterMs };
  };
  try {
    const authorization = await authorizationFor(post ? 'POST' : 'GET', path, post?.body);
    const response = await fetch(urlOf(service) + path, {
      headers: { authorization },
      ...(post && {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json', 'idempotency-key': post.key },
        body: JSON.stringify(post.body),
      }),
      signal: AbortSignal.timeout(patienceMs),
    });
    return told(response.status, parse(await response.text()), response.headers.get('retry-after'));
  } catch (error) {
    return told(error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'lost');
  }
};
