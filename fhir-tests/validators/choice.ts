import { children, isObject, type Node } from './walk';

/** An element that may be of several types, value[x], is there as one of them only. */
export const doubleChoices = ({ value, base, at }: Node): string[] => {
  if (!isObject(value)) return [];
  const kinds = new Map<string, Set<string>>();
  for (const name of Object.keys(value)) {
    const plain = name.replace(/^_/, '');
    const path = children.get(`${base}.${plain}`)?.element.path ?? '';
    if (path.endsWith('[x]')) kinds.set(path, (kinds.get(path) ?? new Set()).add(plain));
  }
  return [...kinds.values()]
    .filter((names) => names.size > 1)
    .map((names) => `${[...names].join(' and ')} at once at ${at}`);
};
