// Writes what the services' OpenAPI documents say, as types of their messages.
import { mkdirSync, readFileSync, writeFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';

const documents = path.resolve(import.meta.dirname, '../../openapi/documents');
const target = path.resolve(import.meta.dirname, '../src/api/generated');

mkdirSync(target, { recursive: true });
for (const file of readdirSync(documents).filter((name) => name.endsWith('.json'))) {
  const document = JSON.parse(readFileSync(path.join(documents, file), 'utf8'));
  // a field with a default may be left out of a request
  const types = astToString(await openapiTS(document, { defaultNonNullable: false }));
  writeFileSync(path.join(target, file.replace('.json', '.d.ts')), types);
}
