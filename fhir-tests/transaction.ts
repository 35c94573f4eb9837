import type { Bundle, BundleEntry, FhirResource, OperationOutcome } from 'fhir/r4';
import type { FhirClient } from './client';

type Headers = Record<string, string>;

export const post = (resource: FhirResource, fullUrl?: string, more: object = {}): BundleEntry => ({
  ...(fullUrl !== undefined && { fullUrl }),
  resource,
  request: { method: 'POST', url: resource.resourceType, ...more },
});
export const put = (resource: FhirResource, more: object = {}): BundleEntry => ({
  resource,
  request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}`, ...more },
});
export const get = (url: string, more: object = {}): BundleEntry => ({ request: { method: 'GET', url, ...more } });

/** Sends a transaction. */
export const send = (client: FhirClient, entry: BundleEntry[], headers: Headers = {}) =>
  client.send('POST', '', { resourceType: 'Bundle', type: 'transaction', entry }, headers);

/** The same, which is to be done. Returns what came of each. */
export async function done(client: FhirClient, entry: BundleEntry[], headers: Headers = {}): Promise<BundleEntry[]> {
  const { status, resource } = await send(client, entry, headers);
  expect({ status, resource }).toMatchObject({ status: 200, resource: { type: 'transaction-response' } });
  return (resource as Bundle).entry ?? [];
}

/** The same, which is to be refused. Returns where, and what is said. */
export async function refused(client: FhirClient, entry: BundleEntry[], headers: Headers = {}) {
  const { status, resource } = await send(client, entry, headers);
  expect(resource).toMatchObject({ resourceType: 'OperationOutcome' });
  const { issue } = resource as OperationOutcome;
  return {
    status,
    at: issue.map(({ expression }) => expression?.[0]),
    told: issue.map(({ details, diagnostics }) => `${details?.text} ${diagnostics}`).join(' '),
  };
}

export const statusesOf = (entries: BundleEntry[]) => entries.map(({ response }) => response?.status);
