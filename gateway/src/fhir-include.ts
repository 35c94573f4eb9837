import type { Bundle, BundleEntry, CapabilityStatement, CapabilityStatementRestResource, Resource } from 'fhir/r4';
import { entryOf, noteOf, searchAll, type AskFhir } from './fhir-ask';
import { includeRefused } from './problems';

/** So many are added for one parameter; a search that would need more is told so. */
const mostIncluded = 1000;
/** So many are asked for in one search: each is up to twenty requests of the services. */
const mostAsked = 10;
/** So many ids stand in one address. */
const idsAtOnce = 50;

/** The types that the reference parameters of FHIR lead to, as far as they are served here. */
export const targets: Record<string, string[]> = {
  patient: ['Patient'],
  subject: ['Patient'],
  recipient: ['Patient'],
  practitioner: ['Practitioner'],
  requester: ['Practitioner'],
  performer: ['Practitioner'],
  actor: ['Patient', 'Practitioner', 'PractitionerRole'],
  prescription: ['MedicationRequest'],
  schedule: ['Schedule'],
  slot: ['Slot'],
  account: ['Account'],
  request: ['Invoice'],
  entity: ['Patient'],
  target: ['Patient', 'Appointment', 'MedicationRequest'],
};

interface Include {
  type: string;
  parameter: string;
  /** The types that are asked for. */
  targets: string[];
}

interface Asked {
  /** The search without them. */
  query: URLSearchParams;
  include: Include[];
  revinclude: Include[];
}

/** Returns what of a search `_include` and `_revinclude` ask for; undefined where it has neither. */
export function includesOf(type: string, search: URLSearchParams, capability: CapabilityStatement): Asked | undefined {
  const query = new URLSearchParams(search);
  const names = [...new Set(query.keys())].filter((name) => /^_(rev)?include/.test(name));
  if (names.length === 0) return undefined;
  const resources = capability.rest?.[0]?.resource ?? [];
  const read = (name: string) => query.getAll(name).map((value) => includeFrom(value, resources));
  const asked = { query, include: read('_include'), revinclude: read('_revinclude') };
  if (asked.include.length + asked.revinclude.length > mostAsked)
    throw includeRefused(`One search includes by at most ${mostAsked} parameters.`);
  for (const name of names) {
    if (name.includes(':')) throw includeRefused(`${name} is not supported; send it without :${name.split(':')[1]}.`);
    query.delete(name);
  }
  const wrong = asked.include.find((one) => one.type !== type);
  if (wrong)
    throw includeRefused(`_include of a search for ${type} begins with ${type}:, and not with ${wrong.type}:.`);
  return asked;
}

function includeFrom(value: string, resources: CapabilityStatementRestResource[]): Include {
  const [type = '', parameter = '', target] = value.split(':');
  const known = resources.find((one) => one.type === type)?.searchParam ?? [];
  const references = known.filter((one) => one.type === 'reference' && one.name in targets).map(({ name }) => name);
  if (!references.includes(parameter))
    throw includeRefused(
      `${value} is not known. ${references.length > 0 ? `For ${type} there are: ${references.map((one) => `${type}:${one}`).join(', ')}.` : `${type} has none.`}`,
    );
  const served = (targets[parameter] ?? []).filter((one) => resources.some((resource) => resource.type === one));
  return { type, parameter, targets: target === undefined ? served : served.filter((one) => one === target) };
}

/** Returns the Bundle with what its matches refer to, and what refers to them. What cannot be added is said in it. */
export async function withIncluded(bundle: Bundle, asked: Asked, ask: AskFhir, base: string): Promise<Bundle> {
  const entries = bundle.entry ?? [];
  const matches = entries.flatMap(({ resource, search }) => (search?.mode === 'match' && resource ? [resource] : []));
  const notes: string[] = [];
  const added = new Map<string, BundleEntry>();
  const add = async (path: string, what: string) => {
    const { found, isAll, refusal } = await searchAll(ask, path, mostIncluded);
    for (const one of found) added.set(keyOf(one), entryOf(base, one, 'include'));
    if (refusal) notes.push(`${what} is not included: ${refusal.issue[0]?.details?.text ?? 'it was refused.'}`);
    else if (!isAll) notes.push(`Of ${what} only the first ${found.length} are included.`);
  };
  for (const { parameter, type, targets: types } of asked.include)
    for (const target of types)
      for (const ids of inGroups(referencesIn(matches, target)))
        await add(`/${target}?_id=${ids.join(',')}&_count=200`, `${target} of ${type}:${parameter}`);
  for (const { parameter, type } of asked.revinclude)
    for (const keys of inGroups(matches.map(keyOf)))
      await add(`/${type}?${parameter}=${keys.join(',')}&_count=200`, `${type}:${parameter}`);
  for (const match of matches) added.delete(keyOf(match));
  const all = [...entries, ...added.values(), ...noteOf(notes)];
  return all.length > 0 ? { ...bundle, entry: all } : bundle;
}

/** Returns the ids of all that a resource refers to with that type. */
function referencesIn(resources: Resource[], type: string): string[] {
  const pattern = new RegExp(`"reference":"${type}/([0-9a-f-]{36})(?:/_history/\\d+)?"`, 'g');
  return [...new Set([...JSON.stringify(resources).matchAll(pattern)].map(([, id = '']) => id))];
}

function keyOf(resource: Resource): string {
  const { resourceType, id } = resource as Resource & { resourceType: string };
  return `${resourceType}/${id}`;
}

function inGroups<T>(all: T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / idsAtOnce) }, (_, i) =>
    all.slice(i * idsAtOnce, (i + 1) * idsAtOnce),
  );
}
