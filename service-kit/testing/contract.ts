import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

export interface Operation {
  operationId: string;
  summary: string;
  description: string;
  /** The roles that may, one in each; none: anybody. */
  security?: { token: string[] }[];
  parameters: { name: string; in: string; description: string; schema: object }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, Response>;
}

interface Response {
  headers?: Record<string, { $ref: string }>;
  content?: Record<string, { schema: object }>;
}

export interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
}

export interface OpenApiDocument {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; headers: Record<string, { required: boolean }> };
}

interface Received {
  method: string;
  path: string;
  status: number;
  contentType: string;
  /** By their names in lower case. */
  headers: Record<string, unknown>;
  body: unknown;
}

/** Tells what of an answer the OpenAPI document does not allow; undefined when all of it is allowed. */
export const contractOf = (document: OpenApiDocument) => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema(document, 'openapi');
  const templates = Object.keys(document.paths).map((template) => ({
    template,
    pattern: new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`),
  }));

  const missingHeaders = ({ headers: promised = {} }: Response, headers: Record<string, unknown>): string[] =>
    Object.keys(promised).filter(
      (name) => document.components.headers[name]?.required && headers[name.toLowerCase()] === undefined,
    );

  return ({ method, path, status, contentType, headers, body }: Received): string | undefined => {
    const template = templates.find(({ pattern }) => pattern.test(path))?.template;
    const operation = document.paths[template ?? '']?.[method.toLowerCase()];
    // what no operation answers is a problem all the same
    const where = operation ? `${operation.operationId} ${status}` : `${method} ${path} ${status}`;
    if (operation && !operation.responses[status]) return `${where} is not in the OpenAPI document`;
    const missing = missingHeaders(operation?.responses[status] ?? {}, headers);
    if (missing.length > 0) return `${where} is without ${missing.join(', ')}`;
    if (status === 304 || status === 204 || method === 'HEAD') return undefined;
    const mediaType = contentType.split(';')[0] ?? '';
    if (!operation && mediaType !== 'application/problem+json') return `${where} is no problem document`;
    if (operation && !operation.responses[status]?.content?.[mediaType])
      return `${where} has the content type ${mediaType}`;
    const pointer = operation
      ? ['paths', template ?? '', method.toLowerCase(), 'responses', String(status), 'content', mediaType, 'schema']
      : ['components', 'schemas', 'Problem'];
    const fragment = pointer
      .map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/');
    const validate = ajv.getSchema(`openapi#/${fragment}`);
    if (!validate) return `${where} has no schema`;
    return validate(body) ? undefined : `${where} breaks its schema: ${ajv.errorsText(validate.errors)}`;
  };
};
