import { Validator } from '@seriousme/openapi-schema-validator';
import type { OpenApiDocument, Operation } from './contract';
import type { ServedApp } from './service';

/** What holds of every service's OpenAPI document; `npm run lint:openapi` asks more of it. */
export function itDescribesItself(served: () => ServedApp): void {
  it('has a valid OpenAPI 3.1 document', async () => {
    const validator = new Validator();
    const copy = structuredClone(served().document) as unknown as Record<string, unknown>;
    expect(await validator.validate(copy)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('describes every operation and parameter', () => {
    for (const { operationId, summary, description, parameters } of operationsOf(served().document)) {
      const bare = parameters.filter((parameter) => !parameter.description).map(({ name }) => name);
      expect({ operationId, bare }).toEqual({ operationId, bare: [] });
      expect(summary).toMatch(/^[A-Z][^.;]+$/);
      expect(description).toMatch(/^.+\.$/s);
    }
  });

  it('has no default in the body of a PATCH, which a generated client would send and so erase what is there', () => {
    const { document } = served();
    for (const { operationId, requestBody } of operationsOf(document, 'patch')) {
      const schemas = Object.values(requestBody?.content ?? {}).map(({ schema }) => schema);
      expect(schemas).toHaveLength(1);
      expect({ operationId, defaults: defaultsIn(schemas[0], document) }).toEqual({ operationId, defaults: [] });
    }
  });
}

/** Returns the operations of a document, all or those of one method. */
function operationsOf({ paths }: OpenApiDocument, method?: string): Operation[] {
  const all = Object.values(paths).flatMap((operations) => Object.entries(operations));
  return all.filter(([name]) => method === undefined || name === method).map(([, operation]) => operation);
}

/** Returns where a schema has defaults, at any depth, as JSON Pointers. Schemas that it names are looked into, too. */
function defaultsIn(schema: unknown, document: OpenApiDocument, at = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) => {
    if (key === 'default' && !at.endsWith('/properties')) return [`${at}/default`];
    if (key !== '$ref') return defaultsIn(value, document, `${at}/${key}`);
    const name = String(value).split('/').at(-1) ?? '';
    // a schema that names itself would be looked into for ever
    return at.includes(`#${name}`) ? [] : defaultsIn(document.components.schemas[name], document, `${at}/#${name}`);
  });
}
