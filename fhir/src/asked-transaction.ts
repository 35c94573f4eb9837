import { parse as parseQuery } from 'node:querystring';
import type { PartAsked } from '@hms/service-kit/operation';
import { invalidRequest, malformedBody, type Fault } from '@hms/service-kit/problem';
import { z } from 'zod';
import { bundleOfRequests, conditionsOf, entryWith, pathIn } from './asked-bundle';
import { prefix } from './translate';

const Entry = entryWith(['DELETE', 'POST', 'PUT', 'PATCH', 'GET']);

/** One request of a transaction. */
export type AskedEntry = z.output<typeof Entry>;

/** Where a new resource will be, or one that is there already, by the fullUrl of its entry. */
export type Places = Map<string, string>;

/** What a transaction asks for. */
export const Transaction = z
  .strictObject({
    ...bundleOfRequests(Entry),
    type: z.literal('transaction', 'must be transaction; a batch is for the gateway'),
  })
  .superRefine(({ entry: entries }, context) => {
    const fault = (message: string, ...path: (string | number)[]) =>
      context.addIssue({ code: 'custom', path: ['entry', ...path], message });
    for (const [index, { request, fullUrl }] of entries.entries()) {
      const wrong = formOf(request.method, request.url);
      if (wrong !== undefined) fault(wrong, index, 'request', 'url');
      const before = entries.slice(0, index);
      const twin = before.findIndex((one) => changedBy(one) !== undefined && changedBy(one) === changedBy({ request }));
      if (twin >= 0) fault(`is changed by entry[${twin}] as well; a transaction changes each resource once`, index);
      const namesake = before.findIndex((one) => one.fullUrl !== undefined && one.fullUrl === fullUrl);
      if (namesake >= 0) fault(`is that of entry[${namesake}] as well`, index, 'fullUrl');
    }
  });

function formOf(method: string, url: string): string | undefined {
  const [path = ''] = pathIn(url).split('?', 1);
  if (path.includes('$')) return 'is an operation, and those are no part of a transaction here';
  if (path === '/metadata') return 'is of the whole server, and no part of a transaction';
  if (method === 'GET') return undefined;
  if (method === 'POST')
    return /^\/\w+$/.test(pathIn(url))
      ? undefined
      : 'must be a type alone, such as Patient: operations, and searches by POST, are no part of a transaction here';
  return /^\/\w+\/[\w.-]+$/.test(pathIn(url))
    ? undefined
    : 'must be a type and an id, such as Patient/0192f3c4-5b6a-7cde-8f01-23456789abcd; which it is cannot be said by a search here';
}

/** The resource that an entry changes; undefined where it creates one, or changes nothing. */
function changedBy({ request: { method, url } }: Pick<AskedEntry, 'request'>): string | undefined {
  return method === 'GET' || method === 'POST' ? undefined : pathIn(url).toLowerCase();
}

const ranks: Record<AskedEntry['request']['method'], number> = { DELETE: 0, POST: 1, PUT: 2, PATCH: 2, GET: 3 };

/**
 * Returns the entries, each with its place, in the order in which they are done: what is deleted, created, changed, read (FHIR R4, 3.1.0.11.2);
 * of what is created first what others refer to; what is changed by its address, so that two transactions wait for each other less often in a circle. Throws a 400 problem for references that nothing here resolves.
 */
export function orderOf(entries: AskedEntry[]): [number, AskedEntry][] {
  requireResolvable(entries);
  const of = (rank: number) => [...entries.entries()].filter(([, { request }]) => ranks[request.method] === rank);
  const changed = of(2).sort(([, a], [, b]) => (a.request.url < b.request.url ? -1 : 1));
  return [...of(0), ...whatIsReferredToFirst(of(1)), ...changed, ...of(3)];
}

function whatIsReferredToFirst(created: [number, AskedEntry][]): [number, AskedEntry][] {
  const waiting = new Set(created.map(([, { fullUrl }]) => fullUrl));
  const names = new Map(created.map(([index, entry]) => [index, namesIn(entry)]));
  const ordered: [number, AskedEntry][] = [];
  for (let left = created; left.length > 0;) {
    const next = left.filter(([index]) => !names.get(index)?.some((name) => waiting.has(name)));
    if (next.length === 0) throw invalidRequest(left.map(([index]) => faultAt(index, inACircle)));
    ordered.push(...next);
    for (const [, { fullUrl }] of next) waiting.delete(fullUrl);
    left = left.filter((one) => !next.includes(one));
  }
  return ordered;
}

const inACircle = 'refers in a circle to what is created with it, so that none can be created first';

function requireResolvable(entries: AskedEntry[]): void {
  const known = new Set(entries.map(({ fullUrl }) => fullUrl));
  const faults = entries.flatMap(({ resource }, index) =>
    [...new Set(referencesIn(resource))]
      .filter((one) => one.startsWith('urn:') && !known.has(one))
      .map((one) => faultAt(index, `refers to ${one.slice(0, 100)}, which is the fullUrl of no entry`)),
  );
  if (faults.length > 0) throw invalidRequest(faults);
}

function faultAt(index: number, detail: string): Fault {
  return { in: 'body', pointer: `/entry/${index}/resource`, detail };
}

const urns = /urn:(?:uuid|oid):[\w.-]+/g;

/** All by which an entry may name another. */
function namesIn({ resource, request }: AskedEntry): string[] {
  return [...referencesIn(resource), ...(request.ifNoneExist?.match(urns) ?? [])];
}

function referencesIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([name, inside]) =>
    name === 'reference' && typeof inside === 'string' ? [inside] : referencesIn(inside),
  );
}

/** Returns where the resources are that entries name and do not create. */
export function placesIn(entries: AskedEntry[]): Places {
  const named = entries.flatMap(({ fullUrl, request: { method, url } }) =>
    fullUrl === undefined || method === 'POST' ? [] : [[fullUrl, pathIn(url).slice(1)] as const],
  );
  return new Map(named);
}

/** Returns the request of an entry, in which what it refers to has its place. Throws a 400 problem for a patch that is no JSON. */
export function partOf({ request, contentType, resource, patch }: AskedEntry, places: Places): PartAsked {
  const placed = (text: string) => text.replaceAll(urns, (name) => places.get(name) ?? name);
  const ifNoneExist = request.ifNoneExist === undefined ? undefined : placed(request.ifNoneExist);
  const [path = '', search] = pathIn(placed(request.url)).split(/\?(.*)/s);
  const body = patch === undefined ? withPlaces(resource, places) : parsed(patch);
  return {
    method: request.method,
    path: `${prefix}${path}`,
    search: search === undefined ? '' : `?${search}`,
    query: search === undefined ? {} : { ...parseQuery(search) },
    headers: {
      ...conditionsOf({ ...request, ifNoneExist }),
      ...(body !== undefined && { 'content-type': contentType }),
    },
    body,
  };
}

function withPlaces(part: unknown, places: Places): unknown {
  if (Array.isArray(part)) return part.map((one) => withPlaces(one, places));
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, inside]: [string, unknown]) => [
      name,
      name === 'reference' && typeof inside === 'string' ? (places.get(inside) ?? inside) : withPlaces(inside, places),
    ]),
  );
}

function parsed(patch: string): unknown {
  try {
    return JSON.parse(patch);
  } catch {
    throw malformedBody('The patch is not JSON.');
  }
}
