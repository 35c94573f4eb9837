import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
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

/** Whether the word of this address is taken, which is so many hops from us. Express makes one of TRUST_PROXY. */
export type Trusts = (address: string, hops: number) => boolean;

/** Returns the address that the trusted proxies say a request came from: the last that is none of theirs. */
export function forwardedBy(trusts: Trusts, { headers, socket }: IncomingMessage): string | undefined {
  const said = headers['x-forwarded-for'];
  const before = (Array.isArray(said) ? said.join(',') : (said ?? '')).split(',').map((one) => one.trim());
  const ways = [socket.remoteAddress ?? '', ...before.filter((one) => one !== '').reverse()];
  return ways.find((address, hops) => !trusts(address, hops)) ?? ways.at(-1);
}

/** Tells browsers to come by https from now on (RFC 6797), where they came so: a trusted proxy says that. */
export function strictTransport(trusts: Trusts, { headers, socket }: IncomingMessage): Record<string, string> {
  const said = headers['x-forwarded-proto'];
  const [protocol = ''] = (Array.isArray(said) ? said.join(',') : (said ?? '')).split(',');
  const isSecure = protocol.trim() === 'https' && trusts(socket.remoteAddress ?? '', 0);
  return isSecure ? { 'strict-transport-security': 'max-age=31536000' } : {};
}

function isNetwork(text: string): boolean {
  if (names.includes(text)) return true;
  const [address = '', bits = '32', ...rest] = text.split('/');
  const most = { 4: 32, 6: 128 }[isIP(address)];
  return most !== undefined && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
}
