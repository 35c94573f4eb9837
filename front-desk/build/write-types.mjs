// Writes what the services' OpenAPI documents say, as types of their messages and as which role may ask what.
import { mkdirSync, readFileSync, writeFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';

const documents = path.resolve(import.meta.dirname, '../../openapi/documents');
const target = path.resolve(import.meta.dirname, '../src/api/generated');
const methods = ['get', 'post', 'put', 'patch', 'delete'];

mkdirSync(target, { recursive: true });
const roles = {};
for (const file of readdirSync(documents).filter((name) => name.endsWith('.json'))) {
  const document = JSON.parse(readFileSync(path.join(documents, file), 'utf8'));
  // a field with a default may be left out of a request
  const types = astToString(await openapiTS(document, { defaultNonNullable: false }));
  writeFileSync(path.join(target, file.replace('.json', '.d.ts')), types);
  for (const item of Object.values(document.paths))
    for (const method of methods)
      if (item[method]?.operationId) roles[item[method].operationId] = rolesOf(item[method]);
}
writeFileSync(
  path.join(target, 'roles.ts'),
  `/** Which roles an operation lists; several services have one of these names only where the roles are the same. */\nexport const roles = ${JSON.stringify(roles, null, 2)} as const;\n`,
);

function rolesOf({ security = [] }) {
  return security.flatMap((way) => Object.values(way).flat());
}
