import fc from 'fast-check';
import { Verbatim } from '../draft';

/** Yields shorter lists, those that lack most first, and then lists of the same length with one smaller item. */
export function* smallerLists<T>(items: readonly T[], smallerItems: (item: T) => Iterable<T>): Generator<T[]> {
  for (let size = items.length; size >= 1; size = Math.floor(size / 2))
    for (let from = 0; from < items.length; from += size) yield [...items.slice(0, from), ...items.slice(from + size)];
  for (const [i, item] of items.entries()) for (const smaller of smallerItems(item)) yield items.with(i, smaller);
}

/** Yields shorter texts, and then texts with the letter `a` in place of other characters, many at once first. */
export function* smallerTexts(text: string): Generator<string> {
  const characters = Array.from(text);
  for (const fewer of smallerLists(characters, () => [])) yield fewer.join('');
  for (const [from, to] of partsOf(characters.length)) {
    const part = characters.slice(from, to);
    if (part.some((character) => character !== 'a'))
      yield [...characters.slice(0, from), ...part.map(() => 'a'), ...characters.slice(to)].join('');
  }
}

/** Yields smaller values, those that lack most first. */
export function* smallerJson(value: unknown): Generator {
  if (typeof value === 'string') yield* smallerTexts(value);
  else if (typeof value === 'number') yield* smallerNumbers(value);
  else if (value === true) yield false;
  else if (value instanceof Verbatim) yield* withoutVerbatim(value);
  else if (Array.isArray(value)) yield* smallerLists<unknown>(value, smallerJson);
  else if (typeof value === 'object' && value !== null) yield* smallerObjects(value);
}

/** The whole, its halves, their halves, and so on; to single items only where these are not very many. */
function* partsOf(length: number): Generator<[from: number, to: number]> {
  for (let size = length; size >= Math.max(1, length / 256); size = Math.floor(size / 2))
    for (let from = 0; from < length; from += size) yield [from, Math.min(from + size, length)];
}

function* smallerNumbers(value: number): Generator<number> {
  if (!Number.isInteger(value)) yield Math.trunc(value);
  else if (Number.isSafeInteger(value))
    for (const smaller of fc.maxSafeInteger().shrink(value, undefined)) yield smaller.value;
  else yield* [0, Math.sign(value) * Number.MAX_SAFE_INTEGER, Math.trunc(value / 2)];
}

function* smallerObjects(value: object): Generator<object> {
  const fields: [string, unknown][] = Object.entries(value);
  const smallerFields = function* ([name, inner]: [string, unknown]): Iterable<[string, unknown]> {
    for (const smaller of smallerJson(inner)) yield [name, smaller];
  };
  // fromEntries, because an assignment to __proto__ would be another thing
  for (const fewer of smallerLists(fields, smallerFields)) yield Object.fromEntries(fewer);
}

function* withoutVerbatim({ text }: Verbatim): Generator {
  yield null;
  try {
    // what is nested 20,000 deep can be read, but not written again
    if (text.length < 5000) yield JSON.parse(text);
  } catch {
    return;
  }
}
