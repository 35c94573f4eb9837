import type { Bundle, BundleEntry, OperationOutcome, Resource } from 'fhir/r4';
import type { Request } from 'express';
import { fhirTypes, sharedFhirTypes } from './collections';
import { searchShared } from './fhir-shared';
import type { Authority, Upstream } from './forward';
import { headersFor } from './forwarded-headers';
import { noResponse, unknownFhirType } from './problems';

const patienceMs = 10_000;

/** What a service answered in FHIR. */
export interface FhirAnswer {
  status: number;
  /** Undefined where there is no body. */
  resource: Resource | undefined;
  headers?: Headers;
}

/** A request that changes something; a read where there is none. */
interface Change {
  method: string;
  headers: Record<string, string>;
  body: string | undefined;
}

/** Asks the service that has a type, in the name of the caller. Throws a 404 problem for another type, and 502 where it does not respond. */
export type AskFhir = (path: string, change?: Change) => Promise<FhirAnswer>;

/** All types that are served, as far as the services are configured. */
export const servedTypes = [...fhirTypes.keys(), ...sharedFhirTypes.keys()].sort();

/** The service that has what the path leads to: by its type, or by the id where several have the type. Throws a 404 problem. */
export function serviceFor(path: string): string {
  const [first = '', ...more] = path.slice(1).split(/[/?]/);
  // $export-file/<export>/<Type>/<number>
  const [type = '', id = ''] = first === '$export-file' ? more.slice(1) : [first, ...more];
  const services = sharedFhirTypes.get(type);
  // AuditEvent/patient-service.17, Provenance/Patient.<id>.2; what is nobody's the first one refuses
  const [of = ''] = decodeURIComponent(id).split('.');
  const found = services
    ? (services.find((one) => one === (fhirTypes.get(of) ?? of)) ?? services[0])
    : fhirTypes.get(type);
  if (found === undefined) throw unknownFhirType(type, servedTypes);
  return found;
}

/** Asks one service by its name, in the name of the caller. */
export type AskService = (service: string, path: string, change?: Change) => Promise<FhirAnswer>;

/** @param authority in whose name; @param request whose request id and proxies go along */
export function askServicesFor(
  upstreams: ReadonlyMap<string, Upstream>,
  request: Request,
  authority: Authority,
): AskService {
  const carried = Object.entries(headersFor(request, authority.authorization, patienceMs)).filter(
    // of a body that is not sent, and of what the caller holds already
    ([name]) => !/^(content-|transfer-|if-|accept-encoding|idempotency-key)/.test(name),
  );
  const read: Change = { method: 'GET', headers: {}, body: undefined };

  return async (name, path, { method, headers, body } = read) => {
    const upstream = upstreams.get(name);
    if (!upstream) throw unknownFhirType(path.slice(1).replace(/[/?].*/, ''), servedTypes);
    const sent = {
      ...(Object.fromEntries(carried) as Record<string, string>),
      accept: 'application/fhir+json',
      ...headers,
    };
    try {
      const response = await fetch(`${upstream.url}/fhir/R4${path}`, {
        method,
        headers: sent,
        ...(body !== undefined && { body }),
        signal: AbortSignal.timeout(patienceMs),
      });
      const text = await response.text();
      const resource = text === '' ? undefined : (JSON.parse(text) as Resource);
      return { status: response.status, headers: response.headers, resource };
    } catch {
      // half of an answer, and what is no JSON, such as a proxy's page, are no answer of a service
      throw noResponse(upstream.name);
    }
  };
}

/** The same by the type, or by the id where several services have the type. */
export function askFor(upstreams: ReadonlyMap<string, Upstream>, request: Request, authority: Authority): AskFhir {
  const askService = askServicesFor(upstreams, request, authority);
  // what it throws is told of at an entry of a batch
  return async (path, change) => {
    const [, type = '', form, search = ''] = /^\/(\w+)(\/_search)?(?:\?(.*))?$/.exec(path) ?? [];
    const services = sharedFhirTypes.get(type)?.filter((name) => upstreams.has(name));
    if (services && (change?.method ?? 'GET') === (form ? 'POST' : 'GET')) {
      const query = new URLSearchParams(`${search}&${change?.body ?? ''}`);
      return searchShared({ type, query, services, base: baseOf(request) }, askService);
    }
    return askService(serviceFor(path), path, change);
  };
}

/** Returns all that a search finds, page by page, up to `most`; `isAll` tells whether that was all. */
export async function searchAll(ask: AskFhir, path: string, most: number) {
  const found: Resource[] = [];
  let next: string | undefined = path;
  while (next !== undefined && found.length < most) {
    const answer: FhirAnswer = await ask(next);
    if (answer.status !== 200)
      return { found, isAll: false, refused: answer, refusal: answer.resource as OperationOutcome };
    const { entry = [], link = [] } = answer.resource as Bundle;
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
