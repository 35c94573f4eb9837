import { Verbatim } from '../draft';
import { resolve, type JsonSchema, type Service } from '../operations';

/** A place in a JSON document, and what may stand there. */
export interface Site {
  parent: Record<string, unknown> | unknown[];
  key: string;
  schema: JsonSchema;
}

const typeOf = (value: unknown) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

const fits = (schema: JsonSchema, value: unknown): boolean => {
  const type = typeOf(value);
  return [schema.type].flat().some((one) => one === type || (one === 'integer' && type === 'number'));
};

export const at = ({ parent, key }: Site): unknown => (parent as Record<string, unknown>)[key];

export const put = ({ parent, key }: Site, value: unknown): void => {
  // an assignment to __proto__ would be another thing
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
};

export const remove = ({ parent, key }: Site): void => {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
};

/** Every place in `value`, however deep. */
export const sitesOf = (service: Service, value: unknown, given: JsonSchema): Site[] => {
  if (typeof value !== 'object' || value === null || value instanceof Verbatim) return [];
  const whole = resolve(service, given);
  const alternatives = whole.properties ? undefined : whole.anyOf;
  const schema = alternatives?.map((one) => resolve(service, one)).find((one) => fits(one, value)) ?? whole;
  const parent = value as Site['parent'];
  return Object.entries(value).flatMap(([key, inner]) => {
    const below = (Array.isArray(value) ? schema.items : schema.properties?.[key]) ?? {};
    return [{ parent, key, schema: below }, ...sitesOf(service, inner, below)];
  });
};

/** The values just inside and just outside of what the schema allows. */
export const boundariesOf = (service: Service, given: JsonSchema): unknown[] => {
  const whole = resolve(service, given);
  return [whole, ...(whole.anyOf ?? [])].flatMap((one) => {
    const { minimum, exclusiveMinimum, maximum, minLength, maxLength, maxItems, items } = resolve(service, one);
    const around = (limit: number | undefined, step: number) =>
      limit === undefined ? [] : [limit - step, limit, limit + step];
    const lengths = [...around(minLength, 1), ...around(maxLength, 1)].filter((length) => length >= 0);
    return [
      ...around(minimum ?? exclusiveMinimum, 1),
      ...around(exclusiveMinimum, 0.001),
      ...around(maximum, 1),
      ...around(maximum, 0.01),
      ...lengths.map((length) => 'a'.repeat(length)),
      ...lengths.map((length) => '𝒜'.repeat(length)),
      ...(maxItems === undefined ? [] : [Array<unknown>(maxItems + 1).fill(items?.properties ? {} : 'a')]),
    ];
  });
};
