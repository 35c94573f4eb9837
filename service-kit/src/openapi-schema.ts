import { z } from 'zod';

export type Json = Record<string, unknown>;

/** Converts a zod schema as callers send it (`input`) or receive it (`output`). */
export type Converter = (schema: z.ZodType, io: 'input' | 'output') => Json;

/**
 * Returns a converter from zod to JSON Schema. Schemas with `.meta({ id })` are written once each, into `components`.
 */
export function converterInto(components: Json): Converter {
  return (schema, io) => {
    const { $schema: _dialect, $defs, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
    const text = JSON.stringify({ ...json, $defs }).replaceAll('"#/$defs/', '"#/components/schemas/');
    const { $defs: definitions, ...result } = JSON.parse(text) as Json;
    Object.assign(components, definitions);
    return result;
  };
}

/**
 * Returns what a merge patch of a record may hold: any part of it; null clears what may be null. It has no defaults at
 * any depth: a generated client would fill them in, and so erase what it does not name.
 */
export function patchForm(schema: Json): Json {
  return withoutDefaults(partial(schema)) as Json;
}

/** Returns a query as what its text means: a number, a boolean, an instant. */
export function queryForm(input: Json, output: Json): Json {
  const meant = propertiesOf(output);
  const shown = Object.entries(propertiesOf(input)).map(([name, form]) => [
    name,
    // a default makes no type of its own
    meant[name]?.['type'] ? meant[name] : form,
  ]);
  return { required: input['required'] ?? [], properties: Object.fromEntries(shown) as Json };
}

export function propertiesOf(schema: Json): Record<string, Json> {
  return (schema['properties'] ?? {}) as Record<string, Json>;
}

function partial(schema: Json): Json {
  if (!('properties' in schema)) return schema;
  // rules between fields hold of the record, and not of what is changed of it
  const { required: _required, oneOf: _oneOf, anyOf: _anyOf, properties: _properties, ...rest } = schema;
  const inner = (property: Json) =>
    Array.isArray(property['anyOf']) ? { ...property, anyOf: property['anyOf'].map(partial) } : partial(property);
  const properties = Object.entries(propertiesOf(schema)).map(([name, property]) => [name, inner(property)]);
  return { ...rest, properties: Object.fromEntries(properties) as Json };
}

function withoutDefaults(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutDefaults);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { default: _default, properties, ...rest } = schema as Json;
  const kept = Object.entries(rest).map(([keyword, value]) => [keyword, withoutDefaults(value)]);
  // below `properties` a default is a field of that name
  const fields = Object.entries(properties ?? {}).map(([name, value]) => [name, withoutDefaults(value)]);
  return { ...Object.fromEntries(kept), ...(properties ? { properties: Object.fromEntries(fields) as Json } : {}) };
}
