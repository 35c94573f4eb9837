import { invalidRequest } from '@hms/service-kit/problem';
import type { Bundle, BundleEntry, OperationOutcome, Resource } from 'fhir/r4';
import { entryOf, noteOf, type AskService, type FhirAnswer } from './fhir-ask';

/** Where each service goes on: after the entry with this key; null where it has no more. A service that is absent begins. */
type Places = Record<string, string[] | null>;

interface Asked {
  type: string;
  /** As it was sent, with the cursor of a page before. */
  query: URLSearchParams;
  services: readonly string[];
  base: string;
}

/**
 * Searches a type that several services have, each its own, and merges what they find, newest first. A page takes from each
 * service what is newer than what the others have, and its cursor says after which entry each goes on: so pages neither repeat
 * nor skip. Who is refused by some services is told so in the Bundle; who is refused by all, by the first.
 */
export async function searchShared({ type, query, services, base }: Asked, ask: AskService): Promise<FhirAnswer> {
  const places = placesIn(query.get('_cursor'), services);
  const open = services.filter((service) => places[service] !== null);
  const answers = await Promise.all(
    open.map(async (service) => ({ service, ...(await ask(service, pathFor(type, query, places[service]))) })),
  );
  const wrong = answers.find(({ status }) => status !== 200 && status !== 403);
  const allowed = answers.filter(({ status }) => status === 200);
  const [first] = answers;
  if (wrong ?? allowed.length === 0) return wrong ?? first ?? { status: 200, resource: bundleFor([], []) };

  const found = allowed.map(({ service, resource }) => pageOf(service, resource as Bundle));
  const count = query.get('_count') === null ? 50 : Number(query.get('_count'));
  const merged = newestOf(found, count);
  for (const { service, status } of answers) if (status === 403) places[service] = null;
  for (const { service, rest, taken, hasNext } of found) {
    const last = taken.at(-1);
    if (rest.length === 0 && !hasNext) places[service] = null;
    else if (last) places[service] = keyOf(last);
  }
  const isAll = count === 0 || services.every((service) => places[service] === null);
  const refusals = answers.filter(({ status }) => status === 403).map(noteOn(type));
  const ignored = found.flatMap(({ notes }) => notes);
  const entries = [...merged.map((one) => entryOf(base, one, 'match')), ...noteOf(refusals), ...ignored.slice(0, 1)];
  const bundle = bundleFor(linksOf(`${base}/${type}`, query, isAll ? undefined : places), entries);
  if (found.every(({ total }) => total !== undefined))
    bundle.total = found.reduce((sum, { total = 0 }) => sum + total, 0);
  return { status: 200, resource: bundle };
}

interface Page {
  service: string;
  /** What no page has yet, in order. */
  rest: Resource[];
  taken: Resource[];
  hasNext: boolean;
  total: number | undefined;
  /** What the service says beside what it found. */
  notes: BundleEntry[];
}

function pageOf(service: string, { entry = [], link = [], total }: Bundle): Page {
  return {
    service,
    rest: entry.flatMap(({ resource, search }) => (resource && search?.mode === 'match' ? [resource] : [])),
    taken: [],
    hasNext: link.some(({ relation }) => relation === 'next'),
    total,
    notes: entry.filter(({ search }) => search?.mode === 'outcome'),
  };
}

/** Takes from the pages as many as one has. */
function newestOf(pages: Page[], count: number): Resource[] {
  const merged: Resource[] = [];
  while (merged.length < count) {
    const [newest] = pages
      .filter(({ rest }) => rest.length > 0)
      .sort((a, b) => timeOf(b.rest[0]).localeCompare(timeOf(a.rest[0])));
    const next = newest?.rest.shift();
    if (!newest || !next) break;
    newest.taken.push(next);
    merged.push(next);
  }
  return merged;
}

/** When it was recorded, in UTC: all services write it alike, so that the text tells which is newer. */
function timeOf(resource: Resource | undefined): string {
  return resource?.meta?.lastUpdated?.replace(/(\+00:00|Z)$/, '') ?? '';
}

/** The key by which the service orders them: an event has its place in the chain, a Provenance its time and its id. */
function keyOf(resource: Resource): string[] {
  const { resourceType, id = '' } = resource as Resource & { resourceType: string };
  return resourceType === 'AuditEvent' ? [id.replace(/^.*\./, '')] : [`${timeOf(resource).replace('T', ' ')}+00`, id];
}

function pathFor(type: string, query: URLSearchParams, place: string[] | null | undefined): string {
  const own = new URLSearchParams(query);
  own.delete('_cursor');
  if (place) own.set('_cursor', encode(place));
  return `/${type}?${own.toString()}`;
}

function placesIn(cursor: string | null, services: readonly string[]): Places {
  if (cursor === null) return {};
  const places = read(cursor);
  const isPlace = ([service, key]: [string, unknown]) =>
    services.includes(service) &&
    (key === null || (Array.isArray(key) && key.every((part) => typeof part === 'string')));
  if (typeof places !== 'object' || places === null || !Object.entries(places).every(isPlace))
    throw invalidRequest([{ in: 'query', pointer: '/_cursor', detail: 'is not of this search; follow its next link' }]);
  return places as Places;
}

function read(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function linksOf(url: string, query: URLSearchParams, next: Places | undefined): NonNullable<Bundle['link']> {
  const withQuery = (asked: URLSearchParams) => (asked.size > 0 ? `${url}?${asked.toString()}` : url);
  const links = [{ relation: 'self', url: withQuery(query) }];
  if (!next) return links;
  const after = new URLSearchParams(query);
  after.set('_cursor', encode(next));
  return [...links, { relation: 'next', url: withQuery(after) }];
}

function bundleFor(link: NonNullable<Bundle['link']>, entry: BundleEntry[]): Bundle {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    ...(link.length > 0 && { link }),
    ...(entry.length > 0 && { entry }),
  };
}

function noteOn(type: string) {
  return ({ service, resource }: { service: string; resource: Resource | undefined }): string => {
    const why = (resource as OperationOutcome | undefined)?.issue[0]?.details?.text ?? 'It was refused.';
    return `${type} of ${service} is left out: ${why}`;
  };
}
