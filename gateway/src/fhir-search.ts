import type { Request } from 'express';
import type { Bundle, CapabilityStatement } from 'fhir/r4';
import type { AskFhir, FhirAnswer } from './fhir-ask';
import { hasChain, withoutChains } from './fhir-chain';
import { includesOf, withIncluded } from './fhir-include';

/** A longer query is sent as a form: some servers and proxies take no longer address. */
const longestQuery = 4000;

/** A search by the parameters of its address and, by POST, of its form. */
interface Search {
  type: string;
  query: URLSearchParams;
  byForm: boolean;
}

export function searchIn(request: Request): Search {
  const [, type = ''] = request.path.slice('/fhir/R4'.length).split('/');
  const query = new URLSearchParams(request.originalUrl.replace(/^[^?]*/, ''));
  const form: unknown = request.body;
  if (typeof form === 'string') for (const [name, value] of new URLSearchParams(form)) query.append(name, value);
  const { 'content-length': length = '0', 'transfer-encoding': coding } = request.headers;
  const hasNoBody = length === '0' && coding === undefined;
  return { type, query, byForm: request.method === 'POST' && (typeof form === 'string' || hasNoBody) };
}

export const isLenient = (request: Request): boolean => /\bhandling\s*=\s*lenient\b/i.test(request.get('prefer') ?? '');

/** Whether it needs more than one service, or more than one request. */
export const asksMore = (query: URLSearchParams): boolean => hasInclude(query) || hasChain(query);

const hasInclude = (query: URLSearchParams): boolean => [...query.keys()].some((name) => /^_(rev)?include/.test(name));

/** Returns what a search finds, with its chains resolved and what it includes added. */
export async function searchWithMore(
  { type, query: search, byForm, isLenient, base }: Search & { isLenient: boolean; base: string },
  { capability, ask }: { capability: () => Promise<CapabilityStatement>; ask: AskFhir },
): Promise<FhirAnswer> {
  const asked = hasInclude(search) ? includesOf(type, search, await capability()) : undefined;
  const plain = asked?.query ?? search;
  const resolved = hasChain(plain)
    ? await withoutChains(plain, type, { capability: await capability(), ask, isLenient })
    : { query: plain };
  if ('refusal' in resolved) return resolved.refusal;
  const query = resolved.query.toString();
  const found =
    byForm || query.length > longestQuery
      ? await ask(`/${type}/_search`, asForm(query))
      : await ask(`/${type}?${query}`);
  if (found.status !== 200) return found;
  const bundle = linkedHere(found.resource as Bundle, type, search, base);
  return { ...found, resource: asked ? await withIncluded(bundle, asked, ask, base) : bundle };
}

function asForm(body: string) {
  return { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body };
}

/** The next page is the next of what was asked here: with its chains, and what it includes. */
function linkedHere(bundle: Bundle, type: string, search: URLSearchParams, base: string): Bundle {
  const asked = new URLSearchParams(search);
  const link = (bundle.link ?? []).map(({ relation, url }) => {
    const cursor = new URL(url).searchParams.get('_cursor');
    if (relation === 'next' && cursor !== null) asked.set('_cursor', cursor);
    return { relation, url: `${base}/${type}?${asked.toString()}` };
  });
  return basedAt(base, { ...bundle, link });
}

/** Returns a Bundle of a service with its addresses under the one base. */
export function basedAt(base: string, bundle: Bundle): Bundle {
  const here = (url: string) => url.replace(/^.*\/fhir\/R4/, base);
  const { link, entry } = bundle;
  return {
    ...bundle,
    ...(link && { link: link.map((one) => ({ ...one, url: here(one.url) })) }),
    ...(entry && {
      entry: entry.map((one) => ({ ...one, ...(one.fullUrl !== undefined && { fullUrl: here(one.fullUrl) }) })),
    }),
  };
}
