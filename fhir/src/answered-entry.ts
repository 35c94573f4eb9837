import type { BundleEntry, Resource } from 'fhir/r4';

/** Returns what came of a request, as an entry of a Bundle of responses. @param header of its response, by its name in lower case */
export function answeredEntry(
  status: number,
  header: (name: string) => string | undefined,
  resource: Resource | undefined,
): BundleEntry {
  const [location, etag, modified] = [header('location'), header('etag'), header('last-modified')];
  const response = {
    status: String(status),
    ...(location !== undefined && { location: location.replace(/^\/fhir\/R4\//, '') }),
    ...(etag !== undefined && { etag }),
    ...(modified !== undefined && { lastModified: new Date(modified).toISOString() }),
  };
  if (!resource) return { response };
  if (status >= 400) return { response: { ...response, outcome: resource } };
  return { resource, response };
}
