import { evaluate } from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import type { OperationOutcome, Resource } from 'fhir/r4';
import { othersAt, placesOf, withoutPlaces, type Place } from './places';

export type Sends = (resource: Resource) => Promise<{ status: number; resource: unknown }>;

interface BroughtIn {
  /** The elements that were refused, in FHIRPath. */
  refused: string[];
  /** What is told by the answers and names no element of the resource. */
  unnamed: string[];
  /** What was sent at last, and what is told of it; absent where nothing of it was stored. */
  stored?: { sent: Resource; told: Resource };
}

interface Refusal {
  text: string;
  expression: string;
}

const refusalsIn = (outcome: unknown): Refusal[] =>
  (outcome as OperationOutcome).issue
    .filter(({ severity }) => severity === 'error')
    .flatMap(({ details, expression = ['nothing'] }) =>
      expression.map((each) => ({ text: details?.text ?? '', expression: each })),
    );

/** By HL7's own language, so that others find by it what is meant. */
const isNamedIn = (resource: Resource, { text, expression }: Refusal): boolean => {
  const found = evaluate(resource, expression, {}, r4) as unknown[];
  // what is missing cannot be found
  return found.length > 0 || text.includes(' is required');
};

const placesToLeaveOut = (resource: Resource, { text, expression }: Refusal): Place[] => {
  // what lacks something is left out with it
  if (text.includes(' is required')) return placesOf(resource, expression.replace(/\.[^.]*$/, ''));
  // a code is none without its system
  const places = placesOf(resource, expression.replace(/(\.coding\[\d+\])\.system$/, '$1'));
  return text.includes('send one') ? places.flatMap((place) => othersAt(resource, place)) : places;
};

/** Sends a resource; where elements of it are refused, sends it again without them, until it is stored or refused for good. */
export const bringIn = async (example: Resource, send: Sends): Promise<BroughtIn> => {
  const refused: string[] = [];
  const unnamed: string[] = [];
  let sent = example;
  for (;;) {
    const { status, resource: told } = await send(sent);
    if (status === 200 || status === 201) return { refused, unnamed, stored: { sent, told: told as Resource } };
    const refusals = refusalsIn(told);
    const current = sent;
    const isNamed = (refusal: Refusal) => isNamedIn(current, refusal) || isNamedIn(example, refusal);
    unnamed.push(...refusals.filter((each) => !isNamed(each)).map(({ text }) => `${status}: ${text}`));
    refused.push(...refusals.map(({ expression }) => expression));
    const places = refusals.flatMap((refusal) => placesToLeaveOut(current, refusal));
    // a business rule is not got round by saying less
    if (status !== 400 || places.length === 0 || unnamed.length > 0) return { refused, unnamed };
    sent = withoutPlaces(sent, places);
  }
};
