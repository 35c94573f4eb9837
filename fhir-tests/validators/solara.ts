import * as schemas from '@solarahealth/fhir-r4';

interface Issue {
  code: string;
  message: string;
  path: (string | number)[];
}
interface Schema {
  safeParse: (value: unknown) => { error?: { issues: Issue[] } };
}

const schemaOf = (type: string): Schema | undefined =>
  (schemas as unknown as Record<string, (() => Schema) | undefined>)[`create${type}Schema`]?.();

const valueAt = (resource: unknown, path: (string | number)[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | undefined)?.[key], resource);

// Measured on the official examples: a URL may be relative, and is called none ("Binary/f016" as the photo of Patient
// f201, "127.0.0.1" as the address of an Endpoint).
const isFalseAlarm = ({ message, path }: Issue, resource: object): boolean =>
  message === 'Invalid URL' && /^[^\s:]+$/.test(String(valueAt(resource, path)));

/** It looks at one resource, and not at what is within. */
export const faultsBySolara = (resource: { resourceType: string }): string[] => {
  const schema = schemaOf(resource.resourceType);
  if (!schema) return [`knows no ${resource.resourceType}`];
  return (schema.safeParse(resource).error?.issues ?? [])
    .filter((issue) => !isFalseAlarm(issue, resource))
    .map(({ message, path }) => `${message} at ${path.join('.')}`);
};
