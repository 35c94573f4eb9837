import { bearer } from '@hms/service-kit/testing/issuer';
import { faultsOf } from './validators';

/** What a service answered in FHIR. */
interface Answer {
  status: number;
  headers: Headers;
  /** Undefined where there is no body. */
  resource: unknown;
}

export interface FhirClient {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  send(
    method: 'POST' | 'PUT' | 'PATCH',
    path: string,
    resource: object,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  search(type: string, form: Record<string, string>): Promise<Answer>;
}

/**
 * Returns a client of the service at `url`, who is staff of every role unless `claims` says otherwise. Throws where an answer is
 * not what all validators hold for right.
 */
export function fhirClient(url: string, claims?: Record<string, unknown>): FhirClient {
  const ask = async (method: string, path: string, headers: Record<string, string>, body?: string): Promise<Answer> => {
    const sent = { ...bearer(claims), ...headers };
    const response = await fetch(`${url}/fhir/R4${path}`, {
      method,
      headers: sent,
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    const resource: unknown = text === '' ? undefined : JSON.parse(text);
    if (resource !== undefined) await requireValid(resource, `${method} ${path}`);
    return { status: response.status, headers: response.headers, resource };
  };
  const json = { 'content-type': 'application/fhir+json' };
  return {
    get: (path, headers = {}) => ask('GET', path, headers),
    send: (method, path, resource, headers = {}) =>
      ask(method, path, { ...json, ...headers }, JSON.stringify(resource)),
    search: (type, form) =>
      ask(
        'POST',
        `/${type}/_search`,
        { 'content-type': 'application/x-www-form-urlencoded' },
        new URLSearchParams(form).toString(),
      ),
  };
}

async function requireValid(resource: unknown, asked: string): Promise<void> {
  const faults = await faultsOf(resource);
  if (faults.length > 0) throw new Error(`the answer to ${asked} is not valid:\n${faults.join('\n')}`);
}
