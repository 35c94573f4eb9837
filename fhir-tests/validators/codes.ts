import { codeLists, type CodeSystem, type Concept, type ValueSet } from './definitions';
import { isObject, type Node } from './walk';

const everything = codeLists.flatMap((bundle) => bundle.entry.map(({ resource }) => resource));
const byUrl = <Kind>(resourceType: string): ReadonlyMap<string, Kind> =>
  new Map(everything.filter((each) => each.resourceType === resourceType).map((each) => [each.url, each as Kind]));

const valueSets = byUrl<ValueSet>('ValueSet');

const codesOf = (concepts: Concept[]): string[] =>
  concepts.flatMap(({ code, concept = [] }) => [code, ...codesOf(concept)]);

/** The codes of each code system of which HL7 publishes all. */
const codeSystems: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [...byUrl<CodeSystem>('CodeSystem')]
    .filter(([, { content, concept = [] }]) => content === 'complete' && concept.length > 0)
    .map(([url, { concept = [] }]) => [url, new Set(codesOf(concept))]),
);

/** All codes of a value set; undefined where some of them are not known here, or are chosen by a rule. */
const codesOfSet = (url: string): ReadonlySet<string> | undefined => {
  const included = valueSets.get(url)?.compose?.include;
  if (!included) return undefined;
  const codes = new Set<string>();
  for (const { system = '', concept, filter, valueSet } of included) {
    const known = concept?.map(({ code }) => code) ?? codeSystems.get(system);
    if (!known || filter || valueSet) return undefined;
    for (const code of known) codes.add(code);
  }
  return codes;
};

const sets = new Map<string, ReadonlySet<string> | undefined>();
const codesOfBinding = (valueSet: string): ReadonlySet<string> | undefined => {
  const url = valueSet.replace(/\|.*/, '');
  if (!sets.has(url)) sets.set(url, codesOfSet(url));
  return sets.get(url);
};

const asText = (code: unknown): string => (typeof code === 'string' ? code : JSON.stringify(code));

const isMediaType = (code: unknown): boolean => /^([\w.+-]+\/[\w.+*-]+.*|xml|json|ttl)$/.test(asText(code));

/** Codes that must come of a value set and do not, and codes of HL7's own systems that these do not have. */
export const codeFaults = ({ type, value, elements, at }: Node): string[] => {
  const told = JSON.stringify(value);
  if (isObject(value)) {
    const { system, code } = value;
    if (type !== 'Coding' || typeof system !== 'string' || code === undefined) return [];
    if (!/^[a-z][a-z\d+.-]*:/.test(system)) return [`${system} is no absolute system at ${at}`];
    return codeSystems.get(system)?.has(asText(code)) === false ? [`${told} is no code of its system at ${at}`] : [];
  }
  const { strength, valueSet = '' } = elements[0]?.binding ?? {};
  if (type !== 'code' || strength !== 'required' || value === null) return [];
  if (valueSet.startsWith('http://hl7.org/fhir/ValueSet/mimetypes')) {
    return isMediaType(value) ? [] : [`${told} is no media type at ${at}`];
  }
  return codesOfBinding(valueSet)?.has(asText(value)) === false ? [`${told} is not in ${valueSet} at ${at}`] : [];
};
