import { pathIn } from '@hms/fhir/asked-bundle';
import { Transaction, type AskedEntry } from '@hms/fhir/asked-transaction';
import { parsePart } from '@hms/service-kit/validation';
import type { Bundle, FhirResource } from 'fhir/r4';
import { fhirTypes, sharedFhirTypes } from './collections';
import { serviceFor, type AskService, type FhirAnswer } from './fhir-ask';
import { asksMore, basedAt } from './fhir-search';
import { severalServices } from './problems';

/**
 * Has the one service that all entries belong to do the transaction. Throws a 422 problem where they belong to several.
 * @param bundle as it was sent; @param headers that it goes with
 */
export async function transactionBy(
  bundle: unknown,
  headers: Record<string, string>,
  ask: AskService,
  base: string,
): Promise<FhirAnswer> {
  const { entry } = parsePart('body', Transaction, bundle);
  const answer = await ask(ownerOf(entry), '', { method: 'POST', headers, body: JSON.stringify(bundle) });
  return answer.status === 200
    ? { ...answer, resource: basedHere(answer.resource as Bundle<FhirResource>, base) }
    : answer;
}

const several = 'several services at once, by its search';

function ownerOf(entries: AskedEntry[]): string {
  const places = new Map<string, number[]>();
  for (const [index, { request }] of entries.entries()) {
    const owner = whose(request);
    if (owner !== undefined) places.set(owner, [...(places.get(owner) ?? []), index]);
  }
  const [first] = places.keys();
  if (places.size > 1 || first === several) throw severalServices(places);
  // no service has any of these types: serviceFor() refuses the first
  return first ?? serviceFor(pathIn(entries[0]?.request.url ?? ''));
}

/** Undefined for a type that nobody has, which the service of the others refuses. */
function whose({ method, url }: AskedEntry['request']): string | undefined {
  const path = pathIn(url);
  const [, type = '', isById, search] = /^\/(\w+)(\/)?[^?]*(?:\?(.*))?$/s.exec(path) ?? [];
  if (!fhirTypes.has(type) && !sharedFhirTypes.has(type)) return undefined;
  const isSearch = method === 'GET' && isById === undefined;
  if (isSearch && (sharedFhirTypes.has(type) || asksMore(new URLSearchParams(search ?? '')))) return several;
  return serviceFor(path);
}

/** What a search among them found has its addresses here. */
function basedHere(bundle: Bundle<FhirResource>, base: string): Bundle {
  const entry = (bundle.entry ?? []).map((one) =>
    one.resource?.resourceType === 'Bundle' ? { ...one, resource: basedAt(base, one.resource) } : one,
  );
  return { ...bundle, entry };
}
