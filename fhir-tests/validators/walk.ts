import { definitionsByType, type ElementDefinition } from './definitions';

export interface Node {
  value: unknown;
  /** The FHIR type: "Patient", "HumanName", "dateTime", "BackboneElement". */
  type: string;
  /** The path in the definitions, "Patient.contact"; a data type begins its own, "HumanName". */
  base: string;
  /** Where it is: "Patient.contact[0].name". */
  at: string;
  /** Its element in the definition of what it is within, and that of its own type: none for a resource. */
  elements: ElementDefinition[];
  resource: object;
  rootResource: object;
}

interface Child {
  element: ElementDefinition;
  type: string;
}

const systemType = 'http://hl7.org/fhirpath/System.';
const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** All children of all paths, "Patient.deceasedBoolean", each with its type. */
export const children: ReadonlyMap<string, Child> = new Map(
  [...definitionsByType.values()].flatMap(({ snapshot }) =>
    (snapshot?.element ?? []).flatMap((element): [string, Child][] => {
      if (element.contentReference) return [[element.path, { element, type: element.contentReference }]];
      return (element.type ?? []).map(({ code }): [string, Child] => {
        const type = code.startsWith(systemType) ? 'string' : code;
        return [element.path.replace('[x]', capitalised(type)), { element, type }];
      });
    }),
  ),
);

/** Where the path of a type's own children begins. */
const pathOf = (parent: string, { element, type }: Child): string => {
  if (element.contentReference) return element.contentReference.replace(/^.*#/, '');
  return type === 'BackboneElement' || type === 'Element' ? parent : type;
};

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const rootElement = (type: string): ElementDefinition[] =>
  definitionsByType.get(type)?.snapshot?.element.slice(0, 1) ?? [];

const childrenOf = (node: Node): Node[] => {
  if (!isObject(node.value)) return [];
  return Object.entries(node.value).flatMap(([name, value]): Node[] => {
    const child = name.startsWith('_')
      ? { element: { path: '' }, type: 'Element' }
      : children.get(`${node.base}.${name}`);
    if (!child) return [];
    return (Array.isArray(value) ? value : [value]).flatMap((each: unknown, index) => {
      const at = `${node.at}.${name}${Array.isArray(value) ? `[${index}]` : ''}`;
      if (isObject(each) && typeof each['resourceType'] === 'string') {
        return nodeOf(each, at, name === 'contained' ? node.rootResource : each);
      }
      const base = name.startsWith('_') ? 'Element' : pathOf(`${node.base}.${name}`, child);
      const elements = [child.element, ...(base === child.type ? rootElement(base) : [])];
      return { ...node, value: each, type: child.type, base, at, elements };
    });
  });
};

const nodeOf = (resource: { resourceType?: unknown }, at: string, rootResource: object): Node => {
  const type = String(resource.resourceType);
  return { value: resource, type, base: type, at, elements: rootElement(type), resource, rootResource };
};

/**
 * Each value of a resource with its type, entries and contained resources among them, parents before children.
 * What no definition knows is left out.
 */
export const nodesOf = (resource: { resourceType: string }): Node[] => {
  const found = [nodeOf(resource, resource.resourceType, resource)];
  // grows as it is gone through
  for (const node of found) found.push(...childrenOf(node));
  return found;
};
