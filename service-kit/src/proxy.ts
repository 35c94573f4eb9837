import { isIP } from 'node:net';
import type { RequestHandler } from 'express';
import { z } from 'zod';

const names = ['loopback', 'linklocal', 'uniquelocal'];

/**
 * `TRUST_PROXY`: the addresses, networks (10.0.0.0/8) or kinds of network (loopback, linklocal, uniquelocal) of the proxies that
 * end TLS, separated by commas. What they say in `X-Forwarded-For` and `X-Forwarded-Proto` is believed; nobody else's word is.
 */
export const trustProxy = z
  .string()
  .default('')
  .transform((text) => text.split(',').map((entry) => entry.trim()))
  .transform((entries) => entries.filter((entry) => entry !== ''))
  .superRefine((entries, context) => {
    for (const entry of entries) {
      if (!isNetwork(entry)) {
        const message = `has ${entry}: write an address, a network such as 10.0.0.0/8, or one of ${names.join(', ')}`;
        context.addIssue({ code: 'custom', message });
      }
    }
  });

/** Tells browsers to come by https from now on (RFC 6797), where they came so: a trusted proxy says that. */
export const strictTransport: RequestHandler = (request, response, next) => {
  if (request.secure) response.setHeader('strict-transport-security', 'max-age=31536000');
  next();
};

function isNetwork(text: string): boolean {
  if (names.includes(text)) return true;
  const [address = '', bits = '32', ...rest] = text.split('/');
  const most = { 4: 32, 6: 128 }[isIP(address)];
  return most !== undefined && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
}
