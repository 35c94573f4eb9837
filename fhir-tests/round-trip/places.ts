type Step = string | number;
/** Where an element stands in the JSON of a resource: `['name', 0, 'family']`. */
export type Place = Step[];

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const memberOf = (parent: unknown, step: Step): unknown =>
  isObject(parent) && Object.hasOwn(parent, step) ? (parent as Record<Step, unknown>)[step] : undefined;

const valueAt = (resource: unknown, place: Place): unknown => place.reduce(memberOf, resource);

const entriesOf = (list: unknown): [number, unknown][] => (Array.isArray(list) ? [...list.entries()] : []);

/** An extension of a primitive stands beside it in JSON: `birthDate.extension` is `_birthDate`. */
const childOf = (resource: unknown, place: Place, name: string): Place => {
  const last = place.at(-1);
  const isOfPrimitive = typeof last === 'string' && !isObject(valueAt(resource, place));
  return name === 'extension' && isOfPrimitive ? [...place.slice(0, -1), `_${last}`, name] : [...place, name];
};

const steps =
  /\.(?<name>\w+)\b(?!\()|\[(?<index>\d+)\]|\.where\((?<member>[\w.]+)(?: = '(?<same>[^']*)'|\.contains\('(?<part>[^']*)'\))\)/g;

/** The places of a resource that an expression of an OperationOutcome names; none, where the resource has nothing there. */
export const placesOf = (resource: unknown, expression: string): Place[] => {
  let places: Place[] = [[]];
  for (const { groups = {} } of expression.matchAll(steps)) {
    const { name, index, member = '', same, part = '' } = groups;
    places = places.flatMap((place): Place[] => {
      if (name !== undefined) return [childOf(resource, place, name)];
      if (index !== undefined) return [[...place, Number(index)]];
      return entriesOf(valueAt(resource, place)).flatMap(([at, entry]) => {
        const told = String(valueAt(entry, member.split('.')));
        return (same === undefined ? told.includes(part) : told === same) ? [[...place, at]] : [];
      });
    });
  }
  return places.filter((place) => place.length > 0 && valueAt(resource, place) !== undefined);
};

/** Where a list has others than its first. */
export const othersAt = (resource: unknown, list: Place): Place[] =>
  entriesOf(valueAt(resource, list)).flatMap(([at]) => (at === 0 ? [] : [[...list, at]]));

const isEmpty = (value: unknown): boolean => isObject(value) && Object.keys(value).length === 0;

const without = (value: unknown, place: Place): unknown => {
  const [step, ...rest] = place;
  if (step === undefined || !isObject(value)) return undefined;
  const child = without(memberOf(value, step), rest);
  const isGone = child === undefined || isEmpty(child);
  if (Array.isArray(value)) return isGone ? value.toSpliced(Number(step), 1) : value.with(Number(step), child);
  const { [step]: _gone, ...others } = value;
  return isGone ? others : { ...value, [step]: child };
};

/** Returns the resource without what stands at these places, and without what is empty then. */
export const withoutPlaces = <R>(resource: R, places: Place[]): R =>
  // the last of a list first, since the others keep their place so
  places
    .toSorted((a, b) => compare(b, a))
    .reduce<R>((left, place) => (valueAt(left, place) === undefined ? left : (without(left, place) as R)), resource);

const compare = (a: Place, b: Place): number => {
  const at = a.findIndex((step, i) => step !== b[i]);
  const [one, other] = [a[at], b[at]];
  if (one === undefined || other === undefined) return a.length - b.length;
  return typeof one === 'number' && typeof other === 'number' ? one - other : String(one).localeCompare(String(other));
};
