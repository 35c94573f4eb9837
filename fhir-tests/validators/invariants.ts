import { compile } from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { nodesOf, type Node } from './walk';

type Evaluate = (value: unknown, environment: Record<string, unknown>) => unknown[];

// txt-1 and txt-2 ask htmlChecks() of a server; narrative.ts asks the same
const options = { userInvocationTable: { htmlChecks: { fn: () => [true], arity: { 0: [] } } } };

const compiled = new Map<string, Evaluate>();
const evaluatorOf = (base: string, expression: string): Evaluate => {
  const key = `${base} ${expression}`;
  const found = compiled.get(key) ?? (compile({ base, expression }, r4, options as never) as Evaluate);
  compiled.set(key, found);
  return found;
};

const invariantsOf = ({ elements }: Node) => {
  const all = elements.flatMap(({ constraint = [] }) => constraint).filter(({ severity }) => severity === 'error');
  return [...new Map(all.map((each) => [each.key, each])).values()];
};

const faultsAt = (node: Node): string[] =>
  invariantsOf(node).flatMap(({ key, human, expression }) => {
    if (!expression) return [];
    const { resource, rootResource } = node;
    const [holds] = evaluatorOf(node.base, expression)(node.value, { resource, rootResource });
    return holds === false ? [`${key}: ${human} at ${node.at}`] : [];
  });

/** Evaluates the official invariants of each element and data type, which are written in FHIRPath. */
export const faultsByInvariants = (resource: { resourceType: string }): string[] =>
  // a primitive has one invariant only, ele-1, and empty.ts asks the same
  nodesOf(resource)
    .filter(({ value }) => typeof value === 'object' && value !== null)
    .flatMap(faultsAt);
