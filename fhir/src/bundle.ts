import type { OperationRequest } from '@hms/service-kit/incoming';
import type { HttpResponse, Page } from '@hms/service-kit/response';
import type { Bundle, BundleEntry, OperationOutcome } from 'fhir/r4';
import { fhirJson } from './outcome';
import type { Told } from './told';

/** Where FHIR is found by who asks: all its types have one base, at the gateway as at a service. */
export function baseOf({ headers }: OperationRequest): string {
  const scheme = headers['x-forwarded-proto'] === 'https' ? 'https' : 'http';
  return `${scheme}://${headers.host ?? 'localhost'}/fhir/R4`;
}

/** Returns a native page as a Bundle, with links to itself and to the next page. @param ignored what of the search was */
export function bundleOf(
  answer: HttpResponse,
  request: OperationRequest,
  type: 'searchset' | 'history',
  ignored: string[],
  entryOf: (item: unknown, base: string) => BundleEntry,
): HttpResponse {
  return bundleOfTexts(answer, request, type, ignored, (json, base) =>
    JSON.stringify(entryOf(JSON.parse(json) as unknown, base)),
  );
}

/** Returns what a search has found as a Bundle. @param tell what is told of a record, by its text */
export function searchsetOf(
  answer: HttpResponse,
  request: OperationRequest,
  type: string,
  ignored: string[],
  tell: (json: string) => Told,
): HttpResponse {
  const places = JSON.stringify(`${baseOf(request)}/${type}/`).slice(0, -1);
  return bundleOfTexts(answer, request, 'searchset', ignored, (json) => {
    const { id, text } = tell(json);
    return `{"fullUrl":${places}${id}","resource":${text},"search":{"mode":"match"}}`;
  });
}

/** By the texts of its entries: what PostgreSQL made, and what was told before, is not read again. */
function bundleOfTexts(
  answer: HttpResponse,
  request: OperationRequest,
  type: 'searchset' | 'history',
  ignored: string[],
  entryOf: (json: string, base: string) => string,
): HttpResponse {
  const { records, nextCursor, count } = answer.page ?? pageIn(answer.body);
  const base = baseOf(request);
  const self = `${base}${request.path.replace(/^\/fhir\/R4/i, '').replace(/\/_search$/i, '')}`;
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type,
    ...(count !== undefined && { total: count }),
    link: [
      { relation: 'self', url: withQuery(self, request.query) },
      ...(nextCursor === null
        ? []
        : [{ relation: 'next', url: withQuery(self, { ...request.query, _cursor: nextCursor }) }]),
    ],
  };
  const entries = records.map((json) => entryOf(json, base));
  if (ignored.length > 0) entries.push(JSON.stringify(noted(ignored)));
  const head = JSON.stringify(bundle);
  const body = entries.length > 0 ? `${head.slice(0, -1)},"entry":[${entries.join(',')}]}` : head;
  const { page: _, ...rest } = answer;
  return { ...rest, headers: { 'content-type': fhirJson }, body };
}

/** An answer that is sent a second time is a text alone. */
function pageIn(body: string): Page {
  const { data, ...rest } = JSON.parse(body) as Omit<Page, 'records'> & { data: unknown[] };
  return { ...rest, records: data.map((record) => JSON.stringify(record)) };
}

/** What a search says of itself beside what it found. */
function noted(ignored: string[]): BundleEntry {
  const text = `Ignored, because it is not known here: ${ignored.join(', ')}.`;
  const outcome: OperationOutcome = {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'warning', code: 'not-supported', details: { text } }],
  };
  return { resource: outcome, search: { mode: 'outcome' } };
}

function withQuery(url: string, query: Record<string, unknown>): string {
  const search = new URLSearchParams();
  for (const [name, given] of Object.entries(query))
    for (const value of Array.isArray(given) ? given : [given]) search.append(name, String(value));
  const text = search.toString();
  return text === '' ? url : `${url}?${text}`;
}
