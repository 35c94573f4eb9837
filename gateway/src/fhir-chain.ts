import type { CapabilityStatement, CapabilityStatementRestResource, Resource } from 'fhir/r4';
import { searchAll, type AskFhir, type FhirAnswer } from './fhir-ask';
import { targets } from './fhir-include';
import { chainRefused, chainTooWide } from './problems';

/** So many may be found on the other side; their ids are then asked for. */
const mostFound = 1000;
/** So many are in one search: each is up to five requests of a service. */
const mostChains = 10;
/** Finds nothing, and has the rest of the search checked all the same. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** A condition on what a resource refers to, or on what refers to it, and the search that answers it. */
interface Chain {
  /** As it was asked: `patient.name`. */
  name: string;
  path: string;
  /** The parameter of the search itself that takes what is found, and how. */
  parameter: string;
  valueOf: (found: Resource[]) => string[];
}

const chained = /^([a-z-]+)(?::([A-Z][A-Za-z]+))?\.(.+)$/;
const reverse = /^_has:([A-Za-z]+):([a-z-]+):(.+)$/;

export const hasChain = (query: URLSearchParams): boolean =>
  [...query.keys()].some((name) => name.startsWith('_has') || name.includes('.'));

/**
 * Returns the query with ids in place of each chain (`patient.name=`) and of each `_has`, by one more search for each, in the name of
 * the caller: who may not search for the one may not search by it. A refusal of that search is returned in its place. Throws a 400 problem for
 * what is no such condition, unless the caller is lenient: then the service ignores it, and says so.
 */
export async function withoutChains(
  query: URLSearchParams,
  type: string,
  { capability, ask, isLenient }: { capability: CapabilityStatement; ask: AskFhir; isLenient: boolean },
): Promise<{ query: URLSearchParams } | { refusal: FhirAnswer }> {
  const resources = capability.rest?.[0]?.resource ?? [];
  // what the other search ignored would have it find all
  const strictly: AskFhir = (path) =>
    ask(path, { method: 'GET', headers: { prefer: 'handling=strict' }, body: undefined });
  const resolved = new URLSearchParams();
  let chains = 0;
  for (const [name, value] of query) {
    const chain = chainFrom(name, value, type, resources);
    if (chain === undefined || (chain instanceof Error && isLenient)) {
      resolved.append(name, value);
      continue;
    }
    if (chain instanceof Error) throw chain;
    if (++chains > mostChains)
      throw chainRefused(`One search has at most ${mostChains} conditions of other resources.`);
    const { found, isAll, refused } = await searchAll(strictly, `${chain.path}&_count=200`, mostFound);
    if (refused) return { refusal: refused };
    if (!isAll || found.length > mostFound) throw chainTooWide(name, mostFound);
    const values = chain.valueOf(found);
    resolved.append(chain.parameter, values.length > 0 ? values.join(',') : nobody);
  }
  return { query: resolved };
}

/** Undefined for what is no chain. */
function chainFrom(
  name: string,
  value: string,
  type: string,
  resources: CapabilityStatementRestResource[],
): Chain | Error | undefined {
  const [, by, of, conditionOf] = reverse.exec(name) ?? [];
  if (name.startsWith('_has')) {
    const known = referencesOf(by, resources).filter((one) => targetsOf(one, resources).includes(type));
    if (by === undefined || of === undefined || !known.includes(of))
      return chainRefused(`${name}: what refers to ${type} is asked for as ${hasOf(type, resources)}.`);
    const fault = faultIn(name, by, conditionOf, resources);
    if (fault) return fault;
    const path = `/${by}?${asQuery(conditionOf, value)}`;
    return { name, path, parameter: '_id', valueOf: (found) => idsReferredTo(found, type) };
  }
  const [, parameter, only, condition] = chained.exec(name) ?? [];
  if (parameter === undefined) return undefined;
  const known = referencesOf(type, resources);
  const all = known.includes(parameter) ? targetsOf(parameter, resources) : [];
  const [target, another] = all.filter((one) => only === undefined || one === only);
  if (target === undefined)
    return chainRefused(`${name} is not known. ${type} refers to others by: ${known.join(', ') || 'nothing'}.`);
  if (another !== undefined)
    return chainRefused(
      `${name} may be of several types; write ${all.map((one) => `${parameter}:${one}.`).join(' or ')}`,
    );
  const fault = faultIn(name, target, condition, resources);
  if (fault) return fault;
  const path = `/${target}?${asQuery(condition, value)}&_elements=id`;
  return { name, path, parameter, valueOf: (found) => found.map(({ id }) => `${target}/${id}`) };
}

function faultIn(
  name: string,
  type: string,
  condition = '',
  resources: CapabilityStatementRestResource[],
): Error | undefined {
  if (condition.includes('.') || condition.startsWith('_has'))
    return chainRefused(`${name} goes on more than one step; one is what there is.`);
  const known = (resources.find((one) => one.type === type)?.searchParam ?? []).map((one) => one.name);
  if (known.includes(condition.split(':')[0] ?? '')) return undefined;
  return chainRefused(`${name}: ${type} is searched by ${known.join(', ')}.`);
}

function referencesOf(type: string | undefined, resources: CapabilityStatementRestResource[]): string[] {
  const { searchParam = [] } = resources.find((one) => one.type === type) ?? {};
  return searchParam.filter((one) => one.type === 'reference' && one.name in targets).map((one) => one.name);
}

/** Returns the types that a parameter leads to, as far as they are served. */
function targetsOf(parameter: string, resources: CapabilityStatementRestResource[]): string[] {
  return (targets[parameter] ?? []).filter((one) => resources.some(({ type }) => type === one));
}

function hasOf(type: string, resources: CapabilityStatementRestResource[]): string {
  const all = resources.flatMap((one) =>
    referencesOf(one.type, resources)
      .filter((parameter) => targetsOf(parameter, resources).includes(type))
      .map((parameter) => `_has:${one.type}:${parameter}:…`),
  );
  return all.join(', ') || 'nothing';
}

/** Of the resource itself: what it contains may refer to others of the same type. */
function idsReferredTo(found: Resource[], type: string): string[] {
  const own = found.map((resource) => ({ ...resource, contained: undefined }));
  const pattern = new RegExp(`"reference":"${type}/([^"/]+)"`, 'g');
  return [...new Set([...JSON.stringify(own).matchAll(pattern)].map(([, id = '']) => id))];
}

function asQuery(name = '', value: string): string {
  return new URLSearchParams({ [name]: value }).toString();
}
