import { z } from 'zod';

/** A Bundle of requests may have so many. */
export const mostEntries = 100;

const address = z
  .string()
  .max(4000, 'has at most 4000 characters here')
  .refine(isRelative, 'must be a relative address such as Patient/0192f3c4-5b6a-7cde-8f01-23456789abcd');

/**
 * Whether it leads to a type, an operation or `metadata` under the base. What a URL makes another path of, such as `..`, `%2e%2e` or a backslash, leads elsewhere.
 * By steps, and by no expression that looks ahead: of a long address that takes minutes.
 */
function isRelative(url: string): boolean {
  const [path = ''] = pathIn(url).split('?', 1);
  const [, type = ''] = path.split('/', 2);
  const whole = `${base}${path}`;
  return (
    /^(?:[A-Z][A-Za-z]+|metadata|\$[a-z-]+)$/.test(type) &&
    isDecodable(path) &&
    URL.canParse(whole) &&
    new URL(whole).href === whole
  );
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

/** Returns the address of an entry, from the base on. */
export const pathIn = (url: string): string => (url.startsWith('/') ? url : `/${url}`);

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

/** A request, as an entry of a Bundle has it. @param methods that are taken */
export const entryWith = <M extends string>(methods: readonly M[]) =>
  z
    .strictObject({
      fullUrl: z.string().max(2000, 'has at most 2000 characters here').optional(),
      resource: z.record(z.string(), z.unknown()).optional(),
      request: z.strictObject({
        method: z.enum(methods),
        url: address,
        ifMatch: headerValue,
        ifNoneMatch: headerValue,
        ifNoneExist: headerValue,
      }),
    })
    .transform(({ fullUrl, resource, request }, context) => {
      const { method } = request;
      if (['GET', 'DELETE'].includes(method) && resource)
        context.addIssue({ code: 'custom', path: ['resource'], message: `must be left out of a ${method}` });
      if (method !== 'PATCH') return { fullUrl, request, contentType: 'application/fhir+json', resource };
      const { data: patch, error } = Patch.safeParse(resource ?? {});
      for (const { path, message } of error?.issues ?? [])
        context.addIssue({ code: 'custom', path: ['resource', ...path], message });
      return {
        fullUrl,
        request,
        contentType: patch?.contentType ?? '',
        /** In place of a resource. */
        patch: patch && Buffer.from(patch.data, 'base64').toString(),
      };
    });

/** What a Bundle of requests has beside its type. */
export const bundleOfRequests = <E extends z.ZodType>(entry: E) => ({
  resourceType: z.literal('Bundle'),
  id: z.string().optional(),
  meta: z.unknown().optional(),
  entry: z
    .array(entry)
    .min(1, 'must have at least one entry')
    .max(mostEntries, `has at most ${mostEntries} entries here`),
});

/** The headers by which an entry says on what it depends. */
export function conditionsOf({
  ifMatch,
  ifNoneMatch,
  ifNoneExist,
}: Partial<Record<'ifMatch' | 'ifNoneMatch' | 'ifNoneExist', string | undefined>>): Record<string, string> {
  return {
    ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    ...(ifNoneMatch !== undefined && { 'if-none-match': ifNoneMatch }),
    ...(ifNoneExist !== undefined && { 'if-none-exist': ifNoneExist }),
  };
}
