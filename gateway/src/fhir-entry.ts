import type { Bundle, CapabilityStatement, Resource } from 'fhir/r4';
import type { AskFhir } from './fhir-ask';
import { everythingOf, typesIn } from './fhir-everything';
import { asksMore, basedAt, searchWithMore } from './fhir-search';

interface Parts {
  ask: AskFhir;
  capability: () => Promise<CapabilityStatement>;
  base: string;
  /** Whether the caller lets a search ignore what it does not know. */
  isLenient: boolean;
}

/** Asks for what stands in an entry of a batch, which may need several services, as at its own address: chains, includes, `$everything`. */
export function askingMore({ ask, capability, base, isLenient }: Parts): AskFhir {
  return async (path, change) => {
    if (change && change.method !== 'GET') return ask(path, change);
    const [address = '', search = ''] = path.split(/\?(.*)/s);
    const query = new URLSearchParams(search);
    const [, id] = /^\/Patient\/([^/]+)\/\$everything$/.exec(decodeURIComponent(address)) ?? [];
    if (id !== undefined)
      return everythingOf(id, typesIn(query.get('_type') ?? undefined), await capability(), ask, base);
    const type = address.slice(1);
    if (type.includes('/') || !asksMore(query)) {
      const { resource, ...answer } = await ask(path, change);
      return { ...answer, resource: isBundle(resource) ? basedAt(base, resource) : resource };
    }
    return searchWithMore({ type, query, byForm: false, isLenient, base }, { capability, ask });
  };
}

const isBundle = (resource: Resource | undefined): resource is Bundle => resource?.resourceType === 'Bundle';
