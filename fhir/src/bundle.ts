import type { OperationRequest } from '@hms/service-kit/incoming';
import type { HttpResponse } from '@hms/service-kit/response';
import type { Bundle, BundleEntry, OperationOutcome } from 'fhir/r4';
import { fhirJson } from './outcome';

interface NativePage {
  data: unknown[];
  nextCursor: string | null;
  count?: number;
}

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
  const { data, nextCursor, count } = JSON.parse(answer.body) as NativePage;
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
  const entries = [...data.map((item) => entryOf(item, base)), ...(ignored.length > 0 ? [noted(ignored)] : [])];
  if (entries.length > 0) bundle.entry = entries;
  return { ...answer, headers: { 'content-type': fhirJson }, body: JSON.stringify(bundle) };
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
