import type { OpenApiDocument, Operation, Schema } from './contract';

export interface MalformedRequest {
  title: string;
  method: string;
  path: string;
  body?: string;
  contentType?: string;
  headers?: Record<string, string>;
  /** The pointers its problem must name; undefined where the whole request is at fault. */
  pointers?: string[];
}

const withId = (path: string, id: string) => path.replace(/\{\w+\}/g, id);

const wrongValueFor = (schema: Schema): unknown => (schema.type === 'object' ? 'not an object' : { not: 'this' });

const bodiesFor = (operation: Operation): Omit<MalformedRequest, 'method' | 'path'>[] => {
  const [contentType, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const another = { title: 'a body of another content type', body: 'a=1', contentType: 'text/plain' };
  if (!contentType || !content) return [another];
  const { properties = {}, required = [] } = content.schema;
  const nothingRight = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, wrongValueFor(schema)]),
  );
  const cases: Omit<MalformedRequest, 'method' | 'path'>[] = [
    { title: 'a body that breaks off', body: '{"a":' },
    another,
    { title: 'a list for a body', body: '[]', pointers: [''] },
    { title: 'null for a body', body: 'null', pointers: [''] },
    { title: 'a body nested too deep', body: '{"a":'.repeat(5000) + '1' + '}'.repeat(5000) },
    {
      title: 'an unknown field',
      body: '{"noSuchField":1}',
      pointers: ['/noSuchField', ...required.map((name) => `/${name}`)],
    },
    { title: 'a body over the limit', body: JSON.stringify({ a: 'x'.repeat(200_000) }) },
  ];
  if (Object.keys(properties).length > 0) {
    cases.push(
      {
        title: 'U+0000 in every field',
        body: JSON.stringify(Object.fromEntries(Object.keys(properties).map((p) => [p, 'a\u0000']))),
      },
      {
        title: 'every field of a wrong type',
        body: JSON.stringify(nothingRight),
        pointers: Object.keys(properties).map((name) => `/${name}`),
      },
    );
  }
  return cases.map((one) => ({ contentType, ...one }));
};

/** For each operation of the document, requests that are wrong in one way each; `id` is of a record that is there. */
export const malformedRequests = (document: OpenApiDocument, id: string): MalformedRequest[] =>
  Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) => {
      const at = { method, path: withId(path, id) };
      const ids = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `/${name}`);
      const inPath =
        ids.length > 0 ? [{ ...at, title: 'an id that is none', path: withId(path, 'abc'), pointers: ids }] : [];
      const query = operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
      const inQuery: MalformedRequest[] = [
        {
          ...at,
          title: 'an unknown query parameter',
          path: `${at.path}?noSuchParameter=1`,
          pointers: ['/noSuchParameter'],
        },
        ...query.map((name) => ({
          ...at,
          title: `${name} given twice and empty`,
          path: `${at.path}?${name}=&${name}=`,
          pointers: [`/${name}`],
        })),
        ...query.map((name) => ({
          ...at,
          title: `U+0000 in ${name}`,
          path: `${at.path}?${name}=%00`,
          pointers: [`/${name}`],
        })),
      ];
      const bodies = bodiesFor(operation).map((body) => ({ ...at, ...body }));
      return [...inPath, ...inQuery, ...bodies].map((one) => ({
        ...one,
        title: `${operation.operationId}: ${one.title}`,
      }));
    }),
  );
