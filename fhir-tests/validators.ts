import { doubleChoices } from './validators/choice';
import { codeFaults } from './validators/codes';
import { currencyFaults } from './validators/currency';
import { emptyValues } from './validators/empty';
import { faultsByFhirJs } from './validators/fhir-js';
import { faultsByInvariants } from './validators/invariants';
import { faultsByMedplum } from './validators/medplum';
import { faultsByMx } from './validators/mx';
import { narrativeFaults } from './validators/narrative';
import { referenceFaults } from './validators/references';
import { faultsBySolara } from './validators/solara';
import { timeFaults } from './validators/times';
import { isObject, nodesOf } from './validators/walk';

interface Resource {
  resourceType: string;
}
type FaultsBy = (resource: Resource) => string[] | Promise<string[]>;

const isResource = (value: unknown): value is Resource => isObject(value) && typeof value['resourceType'] === 'string';

// Some write into what they are given. Not structuredClone(): under jest its arrays are no instances of Array.
const copyOf = (resource: Resource): Resource => JSON.parse(JSON.stringify(resource)) as Resource;

/** The resource and all that is within: entries of bundles and contained resources. */
const eachOf =
  (faultsBy: FaultsBy): FaultsBy =>
  async (resource) => {
    const found = [];
    for (const { value, at } of nodesOf(resource)) {
      if (isResource(value)) found.push(...(await faultsBy(value)).map((fault) => `${fault} (${at})`));
    }
    return found;
  };

/** What all the validators miss. */
const ours =
  (absolute: boolean): FaultsBy =>
  (resource) => [
    ...emptyValues(resource),
    ...nodesOf(resource).flatMap((node) => [
      ...narrativeFaults(node),
      ...doubleChoices(node),
      ...codeFaults(node),
      ...timeFaults(node),
      ...currencyFaults(node),
      ...referenceFaults(node, absolute),
    ]),
  ];

/**
 * Holds a resource, or a bundle with its entries, against all validators. Returns one line for each fault, which begins
 * with the name of the validator that found it; none, where all hold it for right. References must be relative, unless
 * it was `madeElsewhere`.
 */
export const faultsOf = async (resource: unknown, { madeElsewhere = false } = {}): Promise<string[]> => {
  if (!isResource(resource)) return ['ours: it has no resourceType'];
  const validators: Record<string, FaultsBy> = {
    medplum: faultsByMedplum,
    fhir: faultsByFhirJs,
    solara: eachOf(faultsBySolara),
    mx: eachOf(faultsByMx),
    invariants: faultsByInvariants,
    ours: ours(madeElsewhere),
  };
  const found = [];
  for (const [name, faultsBy] of Object.entries(validators)) {
    try {
      found.push(...(await faultsBy(copyOf(resource))).map((fault) => `${name}: ${fault}`));
    } catch (error) {
      // some break on what they do not expect
      found.push(`${name}: ${String(error)}`);
    }
  }
  return [...new Set(found)];
};
