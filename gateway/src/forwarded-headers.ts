import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { outgoingHeaders } from '@hms/service-kit/request-context';
import type { Request } from 'express';

/** What belongs to one connection, and not to the message (RFC 9110, section 7.6.1). */
const hopByHop = [
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade'],
];
/** What is between the browser and this process, or would be believed if it came from here. */
const notPassedOn = new Set([
  ...hopByHop,
  ...['authorization', 'cookie', 'expect', 'forwarded', 'host', 'origin', 'referer'],
  ...['x-acting-for', 'x-csrf-token', 'x-real-ip', 'x-unattended'],
]);
const notPassedOnPrefix = /^(access-control-|sec-|x-envoy-|x-forwarded-)/;

/**
 * Returns the headers of a request for a service.
 * @param patienceMs how long its response is waited for
 */
export function headersFor(
  request: Request,
  authorization: string | undefined,
  patienceMs: number,
): OutgoingHttpHeaders {
  const { headers, ip, protocol } = request;
  return {
    ...withoutOwn(headers, (name) => notPassedOn.has(name) || notPassedOnPrefix.test(name)),
    // a body of unknown length
    ...(headers['transfer-encoding'] !== undefined && { 'transfer-encoding': 'chunked' }),
    ...(authorization !== undefined && { authorization }),
    ...(ip !== undefined && { 'x-forwarded-for': ip }),
    'x-forwarded-proto': protocol,
    ...outgoingHeaders(patienceMs),
  };
}

/** What this server says itself, or no service says to a browser of this origin. */
const notPassedBack = new Set([
  ...hopByHop,
  ...['date', 'vary', 'x-request-id', 'set-cookie'],
  ...['content-security-policy', 'referrer-policy', 'strict-transport-security'],
]);

/** Returns the headers of a service's response for the caller. @param addressHere of a path of the service */
export function headersBack(
  headers: IncomingHttpHeaders,
  addressHere: (path: string) => string,
): Record<string, string | string[]> {
  const kept = withoutOwn(headers, (name) => notPassedBack.has(name) || name.startsWith('access-control-'));
  const { location, link } = headers;
  return {
    ...kept,
    ...(location !== undefined && { location: isPath(location) ? addressHere(location) : location }),
    ...(link !== undefined && { link: relink(link, addressHere) }),
  };
}

function withoutOwn(
  headers: IncomingHttpHeaders,
  isLeftOut: (name: string) => boolean,
): Record<string, string | string[]> {
  const named = new Set((headers.connection ?? '').toLowerCase().split(/ *, */));
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !isLeftOut(name) && !named.has(name)) kept[name] = value;
  return kept;
}

function relink(link: string | string[], addressHere: (path: string) => string): string {
  return [link]
    .flat()
    .join(', ')
    .replaceAll(/<(\/[^>]*)>/g, (_, path: string) => `<${isPath(path) ? addressHere(path) : path}>`);
}

function isPath(address: string): boolean {
  return /^\/(?!\/)/.test(address);
}
