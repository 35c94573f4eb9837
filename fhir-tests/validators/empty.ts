import { isObject } from './walk';

/** A primitive of a list may be null where its extension stands beside it, in the list of the same name with "_". */
const isHeldBy = (other: unknown, index: number): boolean => Array.isArray(other) && isObject(other[index]);

const sister = (name: string): string => (name.startsWith('_') ? name.slice(1) : `_${name}`);

const emptyWithin = (value: unknown, at: string): string[] => {
  if (value === null) return [`null at ${at}`];
  if (typeof value === 'string') return value.trim() === '' ? [`an empty text at ${at}`] : [];
  if (Array.isArray(value)) {
    if (value.length === 0) return [`an empty list at ${at}`];
    return value.flatMap((each, index) => emptyWithin(each, `${at}[${index}]`));
  }
  if (!isObject(value)) return [];
  const parts = Object.entries(value);
  if (parts.length === 0) return [`an empty object at ${at}`];
  return parts.flatMap(([name, part]) => {
    if (!Array.isArray(part) || part.length === 0) return emptyWithin(part, `${at}.${name}`);
    const other = value[sister(name)];
    return part.flatMap((each: unknown, index) => {
      const held = each === null && (isHeldBy(other, index) || (Array.isArray(other) && name.startsWith('_')));
      return held ? [] : emptyWithin(each, `${at}.${name}[${index}]`);
    });
  });
};

/** FHIR has no empty values: what is not known is left out, or is an extension that says why. */
export const emptyValues = (resource: { resourceType: string }): string[] =>
  emptyWithin(resource, resource.resourceType);
