import type { Resource } from 'fhir/r4';
import { added, normalised, withConcept } from './normalised';
import { placesOf, withoutPlaces } from './places';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const differing = (element: string, sent: unknown, told: unknown): string[] => {
  if (JSON.stringify(sent) === JSON.stringify(told)) return [];
  if (normalised.some((each) => each.element.test(element) && each.isSame(sent, told))) return [];
  if (isObject(sent) && isObject(told) && Array.isArray(sent) === Array.isArray(told)) {
    const names = new Set([...Object.keys(sent), ...Object.keys(told)]);
    return [...names].flatMap((name) =>
      differing(Array.isArray(sent) ? element : `${element}.${name}`, sent[name], told[name]),
    );
  }
  return [`${element}: sent ${JSON.stringify(sent)}, told ${JSON.stringify(told)}`];
};

/** Returns what is told otherwise than it was sent and is not in `normalised`, one line for each element. */
export const differences = (sent: Resource, told: Resource): string[] => {
  const places = added.flatMap((expression) =>
    expression.startsWith(`${sent.resourceType}.`) ? placesOf(told, expression) : [],
  );
  return differing(sent.resourceType, withConcept(sent), withoutPlaces(told, places));
};
