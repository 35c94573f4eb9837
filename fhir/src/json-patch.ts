import { isDeepStrictEqual } from 'node:util';

// Own code, because of what the two libraries that are in use do: rfc6902 5.4 takes /__proto__/name for /name, and an index of 01
// for one that does nothing; fast-json-patch 3.1 finds a /toString to replace and to copy in any object, and breaks down where
// something is moved into itself.

/** A change that cannot be made; `index` is its place in the patch. */
export class DoesNotApply extends Error {
  constructor(
    readonly index: number,
    message: string,
  ) {
    super(message);
  }
}

/** One change (RFC 6902), its pointers read. */
export type Change =
  | { op: 'add' | 'replace' | 'test'; path: string[]; value: unknown }
  | { op: 'remove'; path: string[] }
  | { op: 'move' | 'copy'; path: string[]; from: string[] };

/** So many characters of JSON may be copied: a copy of a copy doubles each time. */
const mostCopied = 100_000;

/** Returns the document with all changes made, in their order; the document itself stays as it is. Throws `DoesNotApply`. */
export function applyJsonPatch(document: unknown, changes: Change[]): unknown {
  let copied = 0;
  return changes.reduce((current, change, index) => {
    const fail = (message: string): never => {
      throw new DoesNotApply(index, message);
    };
    switch (change.op) {
      case 'add':
        return put(current, change.path, change.value, fail);
      case 'replace':
        valueAt(current, change.path, fail);
        return replaced(current, change.path, change.value, fail);
      case 'remove':
        return removed(current, change.path, fail);
      case 'test':
        if (!isDeepStrictEqual(valueAt(current, change.path, fail), change.value))
          fail(`the test of ${written(change.path)} fails: it has another value`);
        return current;
      case 'copy': {
        const value = valueAt(current, change.from, fail);
        copied += JSON.stringify(value).length;
        if (copied > mostCopied) fail(`more than ${mostCopied} characters would be copied`);
        return put(current, change.path, value, fail);
      }
      case 'move': {
        const value = valueAt(current, change.from, fail);
        if (startsWith(change.path, change.from)) {
          if (change.path.length > change.from.length) fail('nothing can be moved into itself');
          return current;
        }
        return put(removed(current, change.from, fail), change.path, value, fail);
      }
    }
  }, document);
}

type Fail = (message: string) => never;
/** Makes of the place that has the last step of a path what it is after the change. */
type Edit = (place: unknown, last: string) => unknown;

function edit(document: unknown, path: string[], make: Edit, fail: Fail, done = 0): unknown {
  const [step = '', ...rest] = path.slice(done);
  if (rest.length === 0) return make(document, step);
  const inside = edit(
    member(document, step, () => missing(path.slice(0, done + 1), fail)),
    path,
    make,
    fail,
    done + 1,
  );
  return withMember(document, step, inside);
}

function put(document: unknown, path: string[], value: unknown, fail: Fail): unknown {
  if (path.length === 0) return value;
  const make: Edit = (place, last) => {
    if (!Array.isArray(place))
      return isObject(place) ? withMember(place, last, value) : missing(path.slice(0, -1), fail);
    const at = last === '-' ? place.length : indexOf(last);
    if (at === undefined || at > place.length) return fail(`${written(path)} is no place in a list of ${place.length}`);
    return place.toSpliced(at, 0, value) as unknown;
  };
  return edit(document, path, make, fail);
}

function replaced(document: unknown, path: string[], value: unknown, fail: Fail): unknown {
  return path.length === 0 ? value : edit(document, path, (place, last) => withMember(place, last, value), fail);
}

function removed(document: unknown, path: string[], fail: Fail): unknown {
  if (path.length === 0) return fail('the whole resource cannot be removed');
  valueAt(document, path, fail);
  const make: Edit = (place, last) =>
    Array.isArray(place)
      ? (place.toSpliced(Number(last), 1) as unknown)
      : Object.fromEntries(Object.entries(place as object).filter(([name]) => name !== last));
  return edit(document, path, make, fail);
}

function valueAt(document: unknown, path: string[], fail: Fail): unknown {
  return path.reduce((place, step, i) => member(place, step, () => missing(path.slice(0, i + 1), fail)), document);
}

/** Only what the document itself has: every object has a toString from elsewhere. */
function member(place: unknown, step: string, otherwise: () => never): unknown {
  if (Array.isArray(place)) {
    const at = indexOf(step);
    return at !== undefined && at < place.length ? (place[at] as unknown) : otherwise();
  }
  return isObject(place) && Object.hasOwn(place, step) ? place[step] : otherwise();
}

function withMember(place: unknown, step: string, value: unknown): unknown {
  if (Array.isArray(place)) return place.with(Number(step), value) as unknown;
  return { ...(place as object), [step]: value };
}

function indexOf(step: string): number | undefined {
  return /^(0|[1-9]\d{0,6})$/.test(step) ? Number(step) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function startsWith(path: string[], beginning: string[]): boolean {
  return beginning.every((step, i) => path[i] === step);
}

function missing(path: string[], fail: Fail): never {
  return fail(`there is nothing at ${written(path)}`);
}

function written(path: string[]): string {
  return path.length === 0
    ? 'the whole resource'
    : path.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
