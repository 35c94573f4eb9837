import { Problem, problemResponse } from '@hms/service-kit/problem';
import { answeredEntry } from '@hms/fhir/answered-entry';
import { bundleOfRequests, conditionsOf, entryWith, pathIn } from '@hms/fhir/asked-bundle';
import { outcomeOf } from '@hms/fhir/outcome';
import type { OperationOutcome } from 'fhir/r4';
import { z } from 'zod';
import type { AskFhir, FhirAnswer } from './fhir-ask';
import { batchToldTooMuch } from './problems';

/** So many characters all answers have together, as those of a transaction; what was changed is told beyond it. */
const mostTold = 4_000_000;

/** What a batch asks for; each entry is a request of its own. */
export const Batch = z.strictObject({
  ...bundleOfRequests(entryWith(['GET', 'POST', 'PUT', 'PATCH'])),
  type: z.enum(['batch'], 'must be batch or transaction'),
});

/**
 * Does each of the requests, one after another, in the name of the caller, and returns the text of a Bundle. One that is refused does
 * not stop the others. The first read whose answer does not fit is refused, and no read after it is asked for.
 * @param key of idempotency, by which a batch that is sent again does nothing twice
 */
export async function batchOf(
  { entry }: z.output<typeof Batch>,
  key: string | undefined,
  ask: AskFhir,
): Promise<string> {
  const entries: string[] = [];
  let told = 0;
  let isFull = false;
  for (const [index, one] of entry.entries()) {
    const onlyReads = readsOnly(one.request);
    const answer = isFull && onlyReads ? toldTooMuch() : await answerTo(one, key && `${key}-${index}`, ask);
    let text = textOf(answer);
    if (onlyReads && told + text.length > mostTold) {
      isFull = true;
      text = textOf(toldTooMuch());
    }
    told += text.length;
    entries.push(text);
  }
  return `{"resourceType":"Bundle","type":"batch-response","entry":[${entries.join(',')}]}`;
}

type Asked = z.output<typeof Batch>['entry'][number];

function answerTo(
  { request, resource, patch, contentType }: Asked,
  key: string | undefined,
  ask: AskFhir,
): Promise<FhirAnswer> {
  const { method, url } = request;
  const body = resource ? JSON.stringify(resource) : patch;
  const headers = {
    ...(body !== undefined && { 'content-type': contentType }),
    ...conditionsOf(request),
    ...(key !== undefined && method === 'POST' && { 'idempotency-key': key }),
  };
  return ask(pathIn(url), { method, headers, body }).catch(refusalOf);
}

function readsOnly({ method, url }: Asked['request']): boolean {
  const [path = ''] = url.split('?', 1);
  return method === 'GET' || (method === 'POST' && path.endsWith('/_search'));
}

function textOf({ status, headers, resource }: FhirAnswer): string {
  return JSON.stringify(answeredEntry(status, (name) => headers?.get(name) ?? undefined, resource));
}

const toldTooMuch = (): FhirAnswer => refusalOf(batchToldTooMuch(mostTold));

/** A service that does not respond is told of at its entry: what the others did is done. */
function refusalOf(error: unknown): FhirAnswer {
  if (!(error instanceof Problem)) throw error;
  const { status, body } = outcomeOf(problemResponse(error));
  return { status, resource: JSON.parse(body) as OperationOutcome };
}
