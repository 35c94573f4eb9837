import { limitsOf, wordsOf, type Line } from './access';
import { patchedSchema } from './merge-patch';
import { headerComponents, problemSchema, takesIfNoneMatch, responsesOf } from './openapi-responses';
import { converterInto, patchForm, propertiesOf, queryForm, type Converter, type Json } from './openapi-schema';
import { versionMismatch } from './problem';
import type { Operation } from './operation';

export interface ServiceDescription {
  /** `patient-service` */
  name: string;
  version: string;
  /** The port of the local fleet. */
  port: number;
  /** What the service owns, in a sentence. */
  summary: string;
  /** What it does, what it does not do, and which service to ask for that. */
  description: string;
  /** What each collection holds, by the first segment of its paths. */
  tags: Record<string, string>;
}

/** Returns the OpenAPI 3.1 document of a service, from the same schemas that validate its requests. */
export function openApiDocument(service: ServiceDescription, routes: Operation[]): Json {
  const { name: title, version, port, summary, description, tags } = service;
  const schemas: Json = { Problem: problemSchema };
  const convert = converterInto(schemas);
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method] = operationOf(route, convert);
  }
  for (const route of routes) allowHidden(schemas, route.access);
  const used = new Set(routes.map(tagOf));
  return {
    openapi: '3.1.0',
    info: {
      title,
      version,
      summary,
      description: `${description}\n\n${conventions}`,
      contact: { name: 'The maintainers of this installation', url: `http://127.0.0.1:${port}/docs` },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [
      { url: '/', description: 'The service that this document comes from' },
      { url: `http://127.0.0.1:${port}`, description: 'The local fleet, and Docker Compose' },
    ],
    tags: Object.entries({ ...kitTags, ...tags })
      .filter(([name]) => used.has(name))
      .map(([name, holds]) => ({ name, description: holds })),
    security: [{ token: [] }],
    paths,
    components: { schemas, headers: usedHeaders(paths), securitySchemes },
  };
}

const securitySchemes: Json = {
  token: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'An access token of the issuer that this installation trusts (RFC 9068). An operation names the roles that may use it.',
  },
};

const conventions = `What holds for every operation:

- Send an access token: \`Authorization: Bearer …\`. 401: it is missing or not valid; 403: your role does not allow this, and the problem names those that do.
- Errors are problem documents (RFC 9457). Switch on \`type\`; show \`detail\` to people.
- A POST that changes something may carry an \`Idempotency-Key\`. A repeat with the same key and body gets the first response, and nothing is done twice.
- Every record has a \`version\`, which is its \`ETag\`. A PATCH with \`If-Match\` is refused if the record has changed since.
- A PATCH is a JSON Merge Patch (RFC 7396): send only what changes; null clears a field.
- A list has pages. Pass \`nextCursor\` as \`cursor\` to get the next one, and \`countUpTo\` to learn how many there are, up to that number.
- 202 means: accepted, and another service has still to confirm it, or another person to approve it. Read the record at \`Location\` again.
- Times are RFC 3339 with an offset. A field that may be null may also be left out.`;

function usedHeaders(paths: Json): Json {
  const text = JSON.stringify(paths);
  return Object.fromEntries(
    Object.entries(headerComponents).filter(([name]) => text.includes(`"#/components/headers/${name}"`)),
  );
}

const kitTags = {
  'pending-operations': 'Records of this service that wait for another service',
  audit: 'Who did what with whose data in this service',
  events: 'That records of this service were changed, as it happens',
  patients: 'Who has seen the data that this service has of a patient',
};

function operationOf(route: Operation, convert: Converter): Json {
  return {
    operationId: route.id,
    summary: route.summary,
    description: `${route.description}\n\n${whoMay(route.access)}`,
    security: securityOf(route.access),
    tags: [tagOf(route)],
    parameters: [
      ...(route.params ? parameters(route, 'path', convert(route.params, 'input')) : []),
      ...(route.query
        ? parameters(route, 'query', queryForm(convert(route.query, 'input'), convert(route.query, 'output')))
        : []),
      ...headerParameters(route),
    ],
    ...requestBody(route, convert),
    responses: responsesOf(route, convert),
  };
}

/** What is left out for some roles is not required of the record that has it. */
function allowHidden(schemas: Json, access: Line): void {
  const cells = access === 'anybody' ? [] : Object.values(access);
  const hidden = cells.flatMap((cell = 'yes') => {
    const { without = [], withoutWhere } = limitsOf(cell);
    return [...without, ...(withoutWhere?.members ?? [])];
  });
  if (hidden.length === 0) return;
  for (const schema of Object.values(schemas) as Json[]) {
    const required = schema['required'];
    const has = hidden.every((name) => name in propertiesOf(schema));
    if (has && Array.isArray(required)) schema['required'] = required.filter((name) => !hidden.includes(String(name)));
  }
}

/** One of these is enough: OpenAPI has alternatives as a list, and the roles of a scheme beside its name. */
function securityOf(access: Line): Json[] {
  if (access === 'anybody') return [];
  return Object.keys(access).map((role) => ({ token: [role] }));
}

function whoMay(access: Line): string {
  if (access === 'anybody') return 'Anybody may use it, without a token.';
  const roles = Object.entries(access).map(([role, cell = 'yes']) => {
    const limits = wordsOf(cell);
    return limits === '' ? role : `${role} (${limits})`;
  });
  return `Roles: ${roles.join(', ')}.`;
}

function tagOf({ path }: Operation): string {
  return path.split('/')[1] ?? '';
}

function parameters(route: Operation, part: 'path' | 'query', schema: Json): Json[] {
  return Object.entries(propertiesOf(schema)).map(([name, { description, ...form }]) => ({
    name,
    in: part,
    required: part === 'path' || ((schema['required'] ?? []) as string[]).includes(name),
    description: description ?? whoseId(route, name),
    schema: form,
  }));
}

/** `/patients/:id/allergies/:allergyId`: the id of the allergy. Undefined for what is not in the path. */
function whoseId({ path }: Operation, name: string): string | undefined {
  const [, collection] = new RegExp(`/([^/]+)/:${name}\\b`).exec(path) ?? [];
  const record = collection?.replace('-', ' ').replace(/ies$/, 'y').replace(/s$/, '');
  return record && `The id of the ${record}`;
}

function headerParameters(route: Operation): Json[] {
  const changing = [
    ...(route.method === 'post' && !route.readsOnly ? [idempotencyKey] : []),
    ...(takesIfMatch(route) ? [ifMatchHeader] : []),
  ];
  if (changing.length > 0) return changing;
  if (!takesIfNoneMatch(route)) return [];
  return [header('If-None-Match', 'An ETag. If nothing has changed since, the response is 304.', '"3"')];
}

const idempotencyKey = header(
  'Idempotency-Key',
  'Repeats with the same key and body get the first response.',
  'a-key-of-your-own',
);
const ifMatchHeader = header(
  'If-Match',
  'The ETag that was read. If the record has another version, the request is refused.',
  '"3"',
);

function takesIfMatch({ method, problems = [] }: Operation): boolean {
  return method === 'patch' || problems.some(({ kind }) => kind === versionMismatch.kind);
}

function header(name: string, description: string, example: string): Json {
  return { name, in: 'header', description, schema: { type: 'string' }, example };
}

function requestBody({ body }: Operation, convert: Converter): Json {
  if (!body) return {};
  const patched = patchedSchema(body);
  const schema = patched ? patchForm(convert(patched, 'input')) : convert(body, 'input');
  // no body is read as {}
  const required = patched !== undefined || ['required', 'anyOf', 'oneOf'].some((keyword) => keyword in schema);
  const contentType = patched ? 'application/merge-patch+json' : 'application/json';
  return { requestBody: { required, content: { [contentType]: { schema } } } };
}
