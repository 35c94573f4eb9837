import { defineProblem } from '@hms/service-kit/problem';

const signInAgain = 'Sign in again at /sign-in?to=<the path to come back to>.';

export const notSignedIn = defineProblem({ type: 'not-signed-in', status: 401, title: 'Nobody is signed in' }, () => ({
  detail: `This browser has no session. ${signInAgain}`,
}));

export const sessionEnded = defineProblem(
  { type: 'session-ended', status: 401, title: 'The session has ended' },
  () => ({ detail: `The session is over, or was ended. ${signInAgain} Nothing was done.` }),
);

export const wrongCsrfToken = defineProblem(
  { type: 'csrf-token-required', status: 403, title: 'The CSRF token is missing or wrong' },
  () => ({
    detail:
      'A change that is sent with the cookie of a session needs the header X-CSRF-Token with the csrfToken of GET /session. Read it again, then repeat the request. Nothing was done.',
  }),
);

export const fromElsewhere = defineProblem(
  { type: 'from-elsewhere', status: 403, title: 'The request comes from a page of another origin' },
  (publicUrl: string) => ({
    detail: `With the cookie of a session, only pages of ${publicUrl} may change anything. A program of another origin sends a token of its own in Authorization, and no cookie. Nothing was done.`,
  }),
);

export const notALocalPath = defineProblem(
  { type: 'not-a-local-path', status: 400, title: 'The address to come back to is not a path here' },
  () => ({
    detail:
      'to must be a path of this application, such as /patients; it begins with one slash, and has at most 1000 characters.',
  }),
);

export const unknownFhirType = defineProblem(
  { type: 'unknown-resource-type', status: 404, title: 'There is no such resource type here' },
  (type: string, types: string[]) => ({
    detail: `${type === '' ? 'The base alone' : type} is not served here. There are: ${types.join(', ')}; GET /fhir/R4/metadata tells of each.`,
  }),
);

export const includeRefused = defineProblem(
  { type: 'include-refused', status: 400, title: 'This cannot be included' },
  (detail: string) => ({ detail }),
);

export const batchToldTooMuch = defineProblem(
  { type: 'told-too-much', status: 422, title: 'The answers are too long together' },
  (most: number) => ({
    detail: `With this, the answers have more than ${most} characters together. Ask for fewer at once, by _count or in several batches. This was not read; what was changed is told at its entry.`,
  }),
);

export const asynchronousInBatch = defineProblem(
  { type: 'not-in-a-batch', status: 422, title: 'This is no part of a batch' },
  (operation: string) => ({
    detail: `${operation} is asked for by a request of its own: it goes on after its answer, whose headers have no place in an entry.`,
  }),
);

/** Each service has a database of its own, and no two databases store all or nothing. */
export const severalServices = defineProblem(
  { type: 'several-services', status: 422, title: 'The entries belong to several services' },
  (places: ReadonlyMap<string, number[]>) => ({
    detail: `${[...places].map(belongs).join(', ')}. Each service has a database of its own, and only what is in one is stored all or nothing. Send a transaction for each service, or a batch. Nothing was done.`,
  }),
);

function belongs([service, entries]: [string, number[]]): string {
  const [first, ...more] = entries.map((index) => `Bundle.entry[${index}]`);
  const last = more.pop();
  return last === undefined
    ? `${first} belongs to ${service}`
    : `${[first, ...more].join(', ')} and ${last} belong to ${service}`;
}

export const chainRefused = defineProblem(
  { type: 'chain-refused', status: 400, title: 'This cannot be searched by' },
  (detail: string) => ({ detail }),
);

export const chainTooWide = defineProblem(
  { type: 'chain-too-wide', status: 422, title: 'The condition fits too many' },
  (name: string, most: number) => ({
    detail: `${name} fits more than ${most}, and only so many can be looked for in turn. Say more of them.`,
  }),
);

export const unknownCollection = defineProblem(
  { type: 'unknown-collection', status: 404, title: 'No service has this collection' },
  (collections: string[], services: string[]) => ({
    detail: `Write /api/<collection>, or /api/<service>/<path> for what several services have. See collections and services.`,
    members: { collections, services },
  }),
);

const again =
  'A read can be repeated. A change may have been done or not: with the same Idempotency-Key it can be repeated safely.';

export const noResponse = defineProblem(
  { type: 'no-response', status: 502, title: 'The service does not respond' },
  (service: string) => ({ detail: `${service} cannot be reached. ${again}`, headers: { 'retry-after': '2' } }),
);

export const tooSlow = defineProblem(
  { type: 'too-slow', status: 504, title: 'The service did not respond in time' },
  (service: string, ms: number) => ({
    detail: `${service} has not responded within ${Math.round(ms)} ms. ${again}`,
    headers: { 'retry-after': '2' },
  }),
);

export const issuerDown = defineProblem(
  { type: 'issuer-unavailable', status: 503, title: 'The issuer of tokens does not respond' },
  () => ({
    detail: 'The session goes on, and its token cannot be renewed now. Try again shortly. Nothing was done.',
    headers: { 'retry-after': '2' },
  }),
);
