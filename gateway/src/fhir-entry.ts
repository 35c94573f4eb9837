import type { Bundle, CapabilityStatement, Resource } from 'fhir/r4';
import type { AskFhir } from './fhir-ask';
import { everythingOf, requireOnly, typesIn } from './fhir-everything';
import { asksMore, basedAt, searchWithMore } from './fhir-search';
import { summaryOf } from './fhir-summary';
import { asynchronousInBatch } from './problems';

interface Parts {
  ask: AskFhir;
  capability: () => Promise<CapabilityStatement>;
  /** What `metadata` answers. */
  described: () => Promise<CapabilityStatement>;
  base: string;
  /** Whether the caller lets a search ignore what it does not know. */
  isLenient: boolean;
}

/**
 * Asks for what stands in an entry of a batch, which may need several services, as at its own address: chains, includes, `$everything`,
 * `$summary`, `metadata`. Throws a 422 problem for an export.
 */
export function askingMore({ ask, capability, described, base, isLenient }: Parts): AskFhir {
  return async (path, change) => {
    const [address = '', search = ''] = path.split(/\?(.*)/s);
    const [, operation] = /(\$export[a-z-]*)(?:\/|$)/.exec(decodeURIComponent(address)) ?? [];
    if (operation !== undefined) throw asynchronousInBatch(operation);
    const [, form] = /^\/(\w+)\/_search$/.exec(address) ?? [];
    const isForm = form !== undefined && change?.method === 'POST' && change.body === undefined;
    if (change && change.method !== 'GET' && !isForm) return ask(path, change);
    const query = new URLSearchParams(search);
    const [, id, name] = /^\/Patient\/([^/]+)\/\$(everything|summary)$/.exec(decodeURIComponent(address)) ?? [];
    if (id !== undefined && name === 'summary') {
      requireOnly([...query.keys()], ['_format']);
      return summaryOf(id, ask, base);
    }
    if (id !== undefined) {
      requireOnly([...query.keys()], ['_type', '_format']);
      return everythingOf(id, typesIn(query.get('_type') ?? undefined), await capability(), ask, base);
    }
    if (address === '/metadata') return { status: 200, resource: await described() };
    const type = form ?? address.slice(1);
    if (type.includes('/') || !asksMore(query)) {
      const { resource, ...answer } = await ask(path, change);
      return { ...answer, resource: isBundle(resource) ? basedAt(base, resource) : resource };
    }
    return searchWithMore({ type, query, byForm: isForm, isLenient, base }, { capability, ask });
  };
}

const isBundle = (resource: Resource | undefined): resource is Bundle => resource?.resourceType === 'Bundle';
