import type { OperationRequest } from '@hms/service-kit/incoming';
import type { FhirResource } from './resource';
import { knownTo, resultParameters } from './search';

/** Returns what of a search is not known, where the caller says `Prefer: handling=lenient`; else it is refused, and nothing is ignored. */
export function unknownIn({ headers, query }: OperationRequest, resource: FhirResource): string[] {
  if (!/\bhandling\s*=\s*lenient\b/i.test(String(headers['prefer'] ?? ''))) return [];
  const { parameters } = knownTo(resource);
  return Object.keys(query).filter((name) => {
    const [plain = '', modifier] = name.split(':');
    if (resultParameters.includes(name)) return false;
    const parameter = parameters.get(plain);
    return !parameter || (modifier !== undefined && !parameter.modifiers.includes(modifier));
  });
}

/** Returns the search without that. */
export function withoutUnknown(request: OperationRequest, resource: FhirResource): OperationRequest {
  const ignored = unknownIn(request, resource);
  if (ignored.length === 0) return request;
  const kept = Object.entries(request.query).filter(([name]) => !ignored.includes(name));
  return { ...request, query: Object.fromEntries(kept) };
}
