import type { Bundle, BundleEntry, OperationOutcome, Resource } from 'fhir/r4';
import type { Request } from 'express';
import { fhirTypes } from './collections';
import type { Authority, Upstream } from './forward';
import { headersFor } from './forwarded-headers';
import { noResponse } from './problems';

const patienceMs = 10_000;

/** What a service answered in FHIR. */
export interface FhirAnswer {
  status: number;
  resource: Resource;
}

/** Asks the service that has a type, in the name of the caller. Throws a 502 problem where it does not respond. */
export type AskFhir = (path: string) => Promise<FhirAnswer>;

/** @param authority in whose name; @param request whose request id and proxies go along */
export function askFor(upstreams: ReadonlyMap<string, Upstream>, request: Request, authority: Authority): AskFhir {
  const headers = Object.entries(headersFor(request, authority.authorization, patienceMs)).filter(
    // of a body that is not sent, and of what the caller holds already
    ([name]) => !/^(content-|transfer-|if-|accept-encoding)/.test(name),
  );
  return async (path) => {
    const [type = ''] = path.slice(1).split(/[/?]/);
    const upstream = upstreams.get(fhirTypes.get(type) ?? '');
    if (!upstream) throw new Error(`no service has ${type}`);
    const sent = { ...(Object.fromEntries(headers) as Record<string, string>), accept: 'application/fhir+json' };
    const response = await fetch(`${upstream.url}/fhir/R4${path}`, {
      headers: sent,
      signal: AbortSignal.timeout(patienceMs),
    }).catch(() => {
      throw noResponse(upstream.name);
    });
    return { status: response.status, resource: (await response.json()) as Resource };
  };
}

/** Returns all that a search finds, page by page, up to `most`; `isAll` tells whether that was all. */
export async function searchAll(ask: AskFhir, path: string, most: number) {
  const found: Resource[] = [];
  let next: string | undefined = path;
  while (next !== undefined && found.length < most) {
    const { status, resource }: FhirAnswer = await ask(next);
    if (status !== 200) return { found, isAll: false, refusal: resource as OperationOutcome };
    const { entry = [], link = [] } = resource as Bundle;
    found.push(...entry.flatMap((one) => (one.search?.mode === 'match' && one.resource ? [one.resource] : [])));
    next = link.find(({ relation }) => relation === 'next')?.url.replace(/^.*\/fhir\/R4/, '');
  }
  return { found, isAll: next === undefined };
}

/** Returns where the one base is, by the address that the caller used. */
export function baseOf(request: Request): string {
  return `${request.protocol}://${request.get('host') ?? 'localhost'}/fhir/R4`;
}

export function entryOf(base: string, resource: Resource, mode: 'match' | 'include'): BundleEntry {
  const { resourceType, id } = resource as Resource & { resourceType: string };
  return {
    fullUrl: `${base}/${resourceType}/${id}`,
    resource: resource,
    search: { mode },
  };
}

/** Returns the entry by which a Bundle says what it could not do; undefined where there is nothing. */
export function noteOf(sentences: string[]): BundleEntry[] {
  if (sentences.length === 0) return [];
  const issue = sentences.map((text) => ({
    severity: 'warning' as const,
    code: 'incomplete' as const,
    details: { text },
  }));
  const outcome: OperationOutcome = { resourceType: 'OperationOutcome', issue };
  return [{ resource: outcome, search: { mode: 'outcome' } }];
}
