import { definitionsByType } from './definitions';
import { isObject, type Node } from './walk';

const relative = /^([A-Z][A-Za-z]+)\/[A-Za-z0-9.-]{1,64}(\/_history\/[A-Za-z0-9.-]{1,64})?$/;
const withinBundle = /^urn:(uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|oid:[0-2](\.(0|[1-9]\d*))+)$/;

/** The types that the element may refer to: all of them where it says Resource. */
const targetsOf = ({ elements }: Node): string[] =>
  elements
    .flatMap(({ type = [] }) => type)
    .flatMap(({ targetProfile = [] }) => targetProfile.map((url) => url.replace(/^.*\//, '')));

const faultOf = (reference: string, type: unknown, node: Node): string | undefined => {
  // ref-1 asks whether what is contained is there
  if (reference.startsWith('#') || withinBundle.test(reference)) return undefined;
  const target = relative.exec(reference)?.[1];
  if (!target) return 'is not of the form Type/id';
  if (definitionsByType.get(target)?.kind !== 'resource') return `refers to ${target}, which is no type`;
  if (type !== undefined && type !== target) return `says that it refers to a ${JSON.stringify(type)}`;
  const targets = targetsOf(node);
  const isAllowed = targets.length === 0 || targets.includes('Resource') || targets.includes(target);
  return isAllowed ? undefined : `refers to none of ${targets.join(', ')}`;
};

/** References that are not `Type/id`, or lead to a type that may not stand there. `absolute` says whether URLs may. */
export const referenceFaults = (node: Node, absolute: boolean): string[] => {
  if (node.type !== 'Reference' || !isObject(node.value) || typeof node.value['reference'] !== 'string') return [];
  const { reference, type } = node.value as { reference: string; type?: unknown };
  if (/^https?:\/\//.test(reference)) return absolute ? [] : [`${reference} is absolute at ${node.at}`];
  const fault = faultOf(reference, type, node);
  return fault ? [`${reference} ${fault} at ${node.at}`] : [];
};
