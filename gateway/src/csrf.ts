import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { fromElsewhere, wrongCsrfToken } from './problems';
import type { Seal } from './seal';

const safeMethods = ['GET', 'HEAD', 'OPTIONS'];

/** Returns what a page has to send with every change, to show that it was the session's own page that made it. */
export function csrfTokenOf(sessionValue: string, seal: Seal): string {
  return seal.sign(sessionValue);
}

/** Throws a 403 problem where a request that a browser adds the session's cookie to was not made by a page of `publicUrl`. */
export function requireOwnPage(request: Request, sessionValue: string, seal: Seal, publicUrl: string): void {
  if (safeMethods.includes(request.method)) return;
  const { origin } = request.headers;
  const isElsewhere = request.get('sec-fetch-site') === 'cross-site' || (origin !== undefined && origin !== publicUrl);
  if (isElsewhere) throw fromElsewhere(publicUrl);
  if (!isSame(request.get('x-csrf-token') ?? '', csrfTokenOf(sessionValue, seal))) throw wrongCsrfToken();
}

/** Compares in a time that tells nothing of either. */
function isSame(given: string, right: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(right));
}
