import type { Request } from 'express';
import type { Bundle, CapabilityStatement } from 'fhir/r4';
import { baseOf, type AskFhir, type FhirAnswer } from './fhir-ask';
import { withoutChains } from './fhir-chain';
import { includesOf, withIncluded } from './fhir-include';

/** A longer query is sent as a form: some servers and proxies take no longer address. */
const longestQuery = 4000;

/** A search by GET that needs more than one service, or more than one request: by chains, and with includes. */
export async function searchWithMore(
  request: Request,
  { capability, ask }: { capability: CapabilityStatement; ask: AskFhir },
): Promise<FhirAnswer> {
  const asked = includesOf(request, capability);
  const type = request.path.slice('/fhir/R4/'.length);
  const isLenient = /\bhandling\s*=\s*lenient\b/i.test(request.get('prefer') ?? '');
  const plain = asked?.query ?? new URLSearchParams(request.originalUrl.replace(/^[^?]*/, ''));
  const resolved = await withoutChains(plain, type, { capability, ask, isLenient });
  if ('refusal' in resolved) return resolved.refusal;
  const query = resolved.query.toString();
  const found =
    query.length > longestQuery ? await ask(`/${type}/_search`, asForm(query)) : await ask(`/${type}?${query}`);
  if (found.status !== 200) return found;
  const base = baseOf(request);
  const bundle = linkedHere(found.resource as Bundle, request, base);
  return { ...found, resource: asked ? await withIncluded(bundle, asked, ask, base) : bundle };
}

function asForm(body: string) {
  return { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body };
}

/** The next page is the next of what was asked here: with its chains, and what it includes. */
function linkedHere(bundle: Bundle, request: Request, base: string): Bundle {
  const asked = new URLSearchParams(request.originalUrl.replace(/^[^?]*/, ''));
  const path = `${base}${request.path.slice('/fhir/R4'.length)}`;
  const link = (bundle.link ?? []).map(({ relation, url }) => {
    const cursor = new URL(url).searchParams.get('_cursor');
    if (relation === 'next' && cursor !== null) asked.set('_cursor', cursor);
    return { relation, url: `${path}?${asked.toString()}` };
  });
  const entry = bundle.entry?.map((one) => ({
    ...one,
    ...(one.fullUrl !== undefined && { fullUrl: here(one.fullUrl) }),
  }));
  return { ...bundle, link, ...(entry && { entry }) };

  function here(url: string): string {
    return url.replace(/^.*\/fhir\/R4/, base);
  }
}
