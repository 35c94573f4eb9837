import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { bodyOf, type Draft } from './draft';
import type { Service } from './operations';

const validators = new Map<Service, { body: Ajv2020; query: Ajv2020 }>();

const validatorsOf = (service: Service) => {
  const known = validators.get(service);
  if (known) return known;
  const make = (coerceTypes: boolean) => {
    // 0.07 / 0.01 is not quite 7
    const ajv = new Ajv2020({ strict: false, coerceTypes, multipleOfPrecision: 2 });
    addFormats(ajv);
    return ajv.addSchema(service.document, 'openapi');
  };
  const made = { body: make(false), query: make(true) };
  validators.set(service, made);
  return made;
};

/** Texts as the services take them: without the blanks around them. */
const trimmed = (value: unknown): unknown => {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value)) return value.map(trimmed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, trimmed(inner)]));
};

const bodyFault = (draft: Draft): string | undefined => {
  const { service, body } = draft.operation;
  const bytes = bodyOf(draft);
  if (!body || !bytes || bytes.length === 0) return undefined;
  const validate = validatorsOf(service).body.getSchema(`openapi#/${body.pointer}`);
  const value = trimmed(JSON.parse(bytes.toString()));
  return validate?.(value) === false ? validatorsOf(service).body.errorsText(validate.errors) : undefined;
};

const queryFault = ({ query, operation }: Draft): string | undefined => {
  const ajv = validatorsOf(operation.service).query;
  for (const [name, text] of query) {
    const schema = operation.query[name];
    if (!schema) return `${name} is not a parameter`;
    const value = decodeURIComponent(text).trim();
    // an unescaped + in a time comes as a blank, and is taken as it was meant
    if (schema.format === 'date-time') continue;
    if (!ajv.validate(schema, value)) return `${name}: ${ajv.errorsText()}`;
  }
  return undefined;
};

/** Why the OpenAPI document does not allow what is asked; undefined where it does, or cannot tell. */
export const isForbidden = (draft: Draft): string | undefined => bodyFault(draft) ?? queryFault(draft);
