import { Problem, problemResponse } from '@hms/service-kit/problem';
import { outcomeOf } from '@hms/fhir/outcome';
import type { Bundle, BundleEntry, OperationOutcome } from 'fhir/r4';
import { z } from 'zod';
import type { AskFhir, FhirAnswer } from './fhir-ask';

const address = z
  .string()
  .max(4000, 'has at most 4000 characters here')
  .refine(isRelative, 'must be a relative address such as Patient/0192f3c4-5b6a-7cde-8f01-23456789abcd');

/**
 * Whether it leads to a type under the base. What a URL makes another path of, such as `..`, `%2e%2e` or a backslash, leads elsewhere.
 * By steps, and by no expression that looks ahead: of a long address that takes minutes.
 */
function isRelative(url: string): boolean {
  const [path = ''] = pathOf(url).split('?', 1);
  const [, type = ''] = path.split('/', 2);
  const whole = `${base}${path}`;
  return /^[A-Z][A-Za-z]+$/.test(type) && isDecodable(path) && URL.canParse(whole) && new URL(whole).href === whole;
}

/** What follows a % is two hex digits, and all of it is UTF-8. */
function isDecodable(path: string): boolean {
  try {
    return decodeURIComponent(path) !== '';
  } catch {
    return false;
  }
}

const base = 'http://this.invalid/fhir/R4';

const pathOf = (url: string) => (url.startsWith('/') ? url : `/${url}`);

/** What stands in a header; a line end would begin another. */
const headerValue = z
  .string()
  .max(2000, 'has at most 2000 characters here')
  .regex(/^[ -~\u0080-\u00ff]*$/, 'must be one line of Latin characters')
  .optional();

/** A patch is no resource, so that it comes in a Binary (http://hl7.org/fhir/R4/http.html#patch). */
const Patch = z.strictObject({
  resourceType: z.literal('Binary'),
  id: z.string().optional(),
  contentType: z.enum(['application/json-patch+json', 'application/merge-patch+json']),
  data: z.base64('must be the patch in base64'),
});

const Entry = z
  .strictObject({
    fullUrl: z.string().optional(),
    resource: z.record(z.string(), z.unknown()).optional(),
    request: z.strictObject({
      method: z.enum(['GET', 'POST', 'PUT', 'PATCH']),
      url: address,
      ifMatch: headerValue,
      ifNoneMatch: headerValue,
      ifNoneExist: headerValue,
    }),
  })
  .transform(({ resource, request }, context) => {
    if (request.method === 'GET' && resource)
      context.addIssue({ code: 'custom', path: ['resource'], message: 'must be left out of a GET' });
    if (request.method !== 'PATCH')
      return { request, contentType: 'application/fhir+json', body: resource && JSON.stringify(resource) };
    const { data: patch, error } = Patch.safeParse(resource ?? {});
    for (const { path, message } of error?.issues ?? [])
      context.addIssue({ code: 'custom', path: ['resource', ...path], message });
    return {
      request,
      contentType: patch?.contentType ?? '',
      body: patch && Buffer.from(patch.data, 'base64').toString(),
    };
  });

/** What a batch asks for; each entry is a request of its own. */
export const Batch = z.strictObject({
  resourceType: z.literal('Bundle'),
  id: z.string().optional(),
  meta: z.unknown().optional(),
  type: z.enum(['batch'], {
    error: ({ input }) =>
      input === 'transaction'
        ? 'must be batch: the entries of a transaction would be in several databases, which cannot store all or nothing; send a batch, and look at each answer'
        : 'must be batch',
  }),
  entry: z.array(Entry).min(1, 'must have at least one entry').max(100, 'has at most 100 entries here'),
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
    const { method, url, ifMatch, ifNoneMatch, ifNoneExist } = one.request;
    const change = {
      method,
      headers: {
        ...(one.body !== undefined && { 'content-type': one.contentType }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        ...(ifNoneMatch !== undefined && { 'if-none-match': ifNoneMatch }),
        ...(ifNoneExist !== undefined && { 'if-none-exist': ifNoneExist }),
        ...(key !== undefined && method === 'POST' && { 'idempotency-key': `${key}-${index}` }),
      },
      body: one.body,
    };
    const answer = await ask(pathOf(url), change).catch(refusalOf);
    entries.push(entryOf(answer));
  }
  return { resourceType: 'Bundle', type: 'batch-response', entry: entries };
}

/** A service that does not respond is told of at its entry: what the others did is done. */
function refusalOf(error: unknown): FhirAnswer {
  if (!(error instanceof Problem)) throw error;
  const { status, body } = outcomeOf(problemResponse(error));
  return { status, resource: JSON.parse(body) as OperationOutcome };
}

function entryOf({ status, resource, headers }: FhirAnswer): BundleEntry {
  const header = (name: string) => headers?.get(name) ?? undefined;
  const [location, etag, modified] = [header('location'), header('etag'), header('last-modified')];
  const response = {
    status: String(status),
    ...(location !== undefined && { location: location.replace(/^\/fhir\/R4\//, '') }),
    ...(etag !== undefined && { etag }),
    ...(modified !== undefined && { lastModified: new Date(modified).toISOString() }),
  };
  if (!resource) return { response };
  if (status >= 400) return { response: { ...response, outcome: resource } };
  return { resource: resource, response };
}
