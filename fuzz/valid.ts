import fc, { type Arbitrary } from 'fast-check';
import type { Known } from './known';
import { resolve, type JsonSchema, type Operation, type Service } from './operations';

const day = 86_400_000;
const midnight = Math.floor(Date.now() / day) * day;
const instantBetween = (fromDay: number, toDay: number): Arbitrary<string> =>
  fc.integer({ min: fromDay * 288, max: toDay * 288 }).map((n) => new Date(midnight + n * 300_000).toISOString());

/** What the schema does not say, and without which most requests would end at the first check. */
const likely: Record<string, string[]> = {
  timeZone: ['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'UTC'],
  currency: [...Array<string>(9).fill('USD'), 'JPY', 'KWD', 'EUR'],
  phone: ['+442079460018', '(415) 555-0132', '+919876543210'],
  email: ['a@example.org', 'b.c+d@example.com'],
  birthDate: ['1984', '1984-07', '1984-07-23', '2001-02-28'],
  system: ['urn:example:national-id', 'ssn'],
  identifier: ['ssn|1', 'urn:example:national-id|2'],
  medication: ['Paracetamol 500 mg', 'Ibuprofen', 'Warfarin', 'Amoxicillin'],
  substance: ['Penicillin', 'Aspirin', 'Latex', 'Ibuprofen'],
  start: ['08:00', '09:30'],
  end: ['12:00', '24:00'],
};
const words = ['Ada', 'Lovelace', 'Núñez', '李小龍', "O'Brien", 'Zoë van der Berg', 'Straße', 'نور', 'x'];

const numbers = ({ minimum, exclusiveMinimum, maximum = 1000 }: JsonSchema, step: number): Arbitrary<number> => {
  const least = Math.ceil((minimum ?? exclusiveMinimum ?? -5) * step);
  const min = exclusiveMinimum === undefined ? least : least + 1;
  return fc.integer({ min, max: Math.min(Math.floor(maximum * step), min + 100 * step) }).map((n) => n / step);
};

const strings = (name: string, { format, pattern, minLength = 0, maxLength = 40 }: JsonSchema): Arbitrary<string> => {
  // unique, and so never one of a few
  if (name === 'licenseNumber') return fc.uuid();
  const form = pattern === undefined ? undefined : new RegExp(pattern);
  const fitting = (likely[name] ?? []).filter((text) => form?.test(text) ?? true);
  if (fitting.length > 0) return fc.constantFrom(...fitting);
  const late = /^(to|end|validTo|expiresOn|dueDate)$/.test(name);
  if (format === 'date-time') return late ? instantBetween(6, 20) : instantBetween(name === 'time' ? 1 : 0, 5);
  if (format === 'date') return instantBetween(late ? 40 : 0, late ? 80 : 30).map((time) => time.slice(0, 10));
  if (format === 'uuid') return fc.uuid();
  if (form) return fc.stringMatching(form);
  const free = fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 30) });
  return fc.oneof({ arbitrary: fc.constantFrom(...words), weight: 4 }, { arbitrary: free, weight: 1 });
};

const typed = (service: Service, known: Known, name: string, schema: JsonSchema): Arbitrary<unknown> => {
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object': {
      const fields = Object.entries(schema.properties ?? {}).map(([field, inner]) => {
        return [field, valuesOf(service, known, field, inner)] as const;
      });
      const { required = [] } = schema;
      const optional = fields.filter(([field]) => !required.includes(field));
      // rules between fields refuse most requests that have very many of them
      const few = fc.subarray(optional, { maxLength: Math.min(3, optional.length) }).chain((chosen) => {
        return fc.record(Object.fromEntries([...fields.filter(([field]) => required.includes(field)), ...chosen]));
      });
      const many = fc.record(Object.fromEntries(fields), { requiredKeys: required });
      return fc.oneof({ arbitrary: few, weight: 3 }, { arbitrary: many, weight: 1 });
    }
    case 'array': {
      const most = Math.min(schema.maxItems ?? 3, 3);
      return fc.array(valuesOf(service, known, name, schema.items ?? {}), { maxLength: most });
    }
    case 'integer':
      return numbers(schema, 1);
    case 'number':
      return fc.oneof(numbers(schema, 1), numbers(schema, 100));
    case 'boolean':
      // nothing can be done with what is not active
      return name === 'active' ? fc.constantFrom(true, true, true, true, false) : fc.boolean();
    default:
      return strings(name, schema);
  }
};

/** An object with "one of the two", once for each; what the one rules out is left out. */
const alternativesOf = ({ anyOf, oneOf, ...schema }: JsonSchema): JsonSchema[] => {
  const { properties, required = [] } = schema;
  if (!properties) return [];
  return (anyOf ?? oneOf ?? []).map((one) => {
    const ruledOut = [one.not, ...(one.not?.anyOf ?? [])].flatMap((other) => other?.required ?? []);
    const fields = Object.entries(properties)
      .filter(([field]) => !ruledOut.includes(field))
      .map(([field, form]) => [field, narrowed(form, one.properties?.[field])]);
    const wanted = [...required, ...(one.required ?? [])];
    return { ...schema, required: wanted, properties: Object.fromEntries(fields) as Record<string, JsonSchema> };
  });
};

const narrowed = (form: JsonSchema, to: JsonSchema | undefined): JsonSchema => {
  if (to?.const !== undefined) return { enum: [to.const] };
  return (to && form.anyOf?.find(({ type }) => type === to.type)) ?? form;
};

/** Values that `schema` allows; ids and cursors are mostly of records that are there. */
const valuesOf = (service: Service, known: Known, name: string, given: JsonSchema): Arbitrary<unknown> => {
  const schema = resolve(service, given);
  const alternatives = alternativesOf(schema);
  if (alternatives.length > 0) return fc.oneof(...alternatives.map((one) => valuesOf(service, known, name, one)));
  // what is changed later is a copy
  if (schema.enum) return fc.constantFrom(...schema.enum).map((one) => structuredClone(one));
  if (schema.anyOf) {
    const branches = schema.anyOf.map((one) => ({
      arbitrary: valuesOf(service, known, name, one),
      weight: one.type === 'null' ? 1 : 4,
    }));
    return fc.oneof(...branches);
  }
  if (schema.type === 'null') return fc.constant(null);
  const fresh = typed(service, known, name, schema);
  const isReference = schema.format === 'uuid' || name === 'cursor';
  if (schema.type !== 'string' || (!isReference && (schema.format || likely[name]))) return fresh;
  const seen = fc.tuple(fc.nat(1_000_000), fresh).map(([slot, other]) => known.value(name, slot) ?? other);
  return fc.oneof({ arbitrary: seen, weight: isReference ? 5 : 1 }, { arbitrary: fresh, weight: isReference ? 1 : 4 });
};

export interface ValidRequest {
  parameters: Record<string, string>;
  query: [string, string][];
  body: unknown;
}

/** Requests that the operation's contract allows, as far as its schemas tell. */
export const validRequests = (operation: Operation, known: Known): Arbitrary<ValidRequest> => {
  const { service, template, body } = operation;
  const parameters = fc.tuple(fc.nat(1_000_000), fc.uuid()).map(([slot, other]) => {
    const found = known.parametersOf(template, slot);
    return Object.fromEntries(operation.path.map((name) => [name, found[name] ?? known.value(name, slot) ?? other]));
  });
  const fields = Object.entries(operation.query).map(
    ([name, schema]) => [name, valuesOf(service, known, name, schema)] as const,
  );
  const query = fc
    .record(Object.fromEntries(fields), { requiredKeys: [] })
    .map((chosen) => Object.entries(chosen).map(([name, value]): [string, string] => [name, String(value)]));
  return fc.record({
    parameters,
    query,
    body: body ? valuesOf(service, known, '', body.schema) : fc.constant(undefined),
  });
};
