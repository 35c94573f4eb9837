import { Problem, problemResponse } from '@hms/service-kit/problem';
import { answeredEntry } from '@hms/fhir/answered-entry';
import { bundleOfRequests, conditionsOf, entryWith, pathIn } from '@hms/fhir/asked-bundle';
import { outcomeOf } from '@hms/fhir/outcome';
import type { Bundle, BundleEntry, OperationOutcome } from 'fhir/r4';
import { z } from 'zod';
import type { AskFhir, FhirAnswer } from './fhir-ask';

/** What a batch asks for; each entry is a request of its own. */
export const Batch = z.strictObject({
  ...bundleOfRequests(entryWith(['GET', 'POST', 'PUT', 'PATCH'])),
  type: z.enum(['batch'], 'must be batch or transaction'),
});

/**
 * Does each of the requests, one after another, in the name of the caller. One that is refused does not stop the others.
 * @param key of idempotency, by which a batch that is sent again does nothing twice
 */
export async function batchOf(
  { entry }: z.output<typeof Batch>,
  key: string | undefined,
  ask: AskFhir,
): Promise<Bundle> {
  const entries: BundleEntry[] = [];
  for (const [index, one] of entry.entries()) {
    const { method, url } = one.request;
    const body = one.resource ? JSON.stringify(one.resource) : one.patch;
    const change = {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': one.contentType }),
        ...conditionsOf(one.request),
        ...(key !== undefined && method === 'POST' && { 'idempotency-key': `${key}-${index}` }),
      },
      body,
    };
    const { status, headers, resource } = await ask(pathIn(url), change).catch(refusalOf);
    entries.push(answeredEntry(status, (name) => headers?.get(name) ?? undefined, resource));
  }
  return { resourceType: 'Bundle', type: 'batch-response', entry: entries };
}

/** A service that does not respond is told of at its entry: what the others did is done. */
function refusalOf(error: unknown): FhirAnswer {
  if (!(error instanceof Problem)) throw error;
  const { status, body } = outcomeOf(problemResponse(error));
  return { status, resource: JSON.parse(body) as OperationOutcome };
}
