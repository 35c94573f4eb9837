import type { Resource } from 'fhir/r4';
import { examplesOf } from '../examples';
import { bringIn, type Sends } from './bring-in';
import { differences } from './differences';

/** What became of HL7's examples of a type. */
interface Result {
  /** Names of those that were stored as they are. */
  whole: string[];
  /** Of those that were stored without what was refused, these elements. */
  inPart: Record<string, string[]>;
  /** Of those of which nothing was stored, why. */
  refused: Record<string, string[]>;
  /** What must not be: a refusal that names no element of the example, and what came out otherwise than it went in. */
  faults: string[];
}

/** HL7's examples refer to each other by names such as `Patient/example`; here each is known by the id that it got here. */
const referringTo = <R extends Resource>(example: R, idOf: (type: string, id: string) => string | undefined): R =>
  JSON.parse(
    JSON.stringify(example, (name, value: unknown) => {
      const [, type, id] = name === 'reference' ? (/^(\w+)\/([^/]+)$/.exec(String(value)) ?? []) : [];
      return type === undefined || id === undefined ? value : `${type}/${idOf(type, id) ?? id}`;
    }),
  ) as R;

/**
 * Brings HL7's examples of a type in, one after another.
 * @param idOf the id that stands here for what an example refers to
 */
export const examplesInto = async (
  type: string,
  send: Sends,
  idOf: (type: string, id: string) => string | undefined = () => undefined,
): Promise<Result> => {
  const result: Result = { whole: [], inPart: {}, refused: {}, faults: [] };
  for (const { name, resource } of examplesOf(type)) {
    const { refused, unnamed, stored } = await bringIn(referringTo(resource as Resource, idOf), send);
    const otherwise = stored ? differences(stored.sent, stored.told) : [];
    result.faults.push(...[...unnamed, ...otherwise].map((fault) => `${name}: ${fault}`));
    if (!stored) result.refused[name] = refused;
    else if (refused.length > 0) result.inPart[name] = refused;
    else result.whole.push(name);
  }
  return result;
};

/** How many there are of each. */
export const countsOf = ({ whole, inPart, refused }: Result) => ({
  whole: whole.length,
  inPart: Object.keys(inPart).length,
  refused: Object.keys(refused).length,
});
