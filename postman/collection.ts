import { getToken } from './get-token';
import { inFhir, isStream, operationsOf, type Found, type OpenApi } from './operations';
import type { Step } from './step';

interface Item {
  name: string;
  event: { listen: 'prerequest' | 'test'; script: { type: string; exec: string[] } }[];
  request: object;
  /** Examples, as they were answered. */
  response: object[];
}

/** `patient-service` is reached at `{{patientUrl}}`. */
const urlVariable = (service: string) => `${service.replace('-service', '')}Url`;

const valueAt = (path: string) =>
  path.split('.').reduce((object, name) => `${object}[${JSON.stringify(name)}]`, 'body');

const tests = (step: Step, { responses }: Found): string[] => {
  const { status, expect = {}, keep = {} } = step;
  const sentence = valueAt('fhir' in step ? 'issue.0.details.text' : 'detail');
  return [
    `pm.test('is answered ${status}', () => pm.response.to.have.status(${status}));`,
    ...(Object.keys(responses[status]?.content ?? {}).some((type) => type.endsWith('json'))
      ? ['const body = pm.response.json();']
      : []),
    ...(status >= 400
      ? [`pm.test('says what is wrong', () => pm.expect(${sentence}).to.be.a('string').and.not.be.empty);`]
      : []),
    ...Object.entries(expect).map(([path, value]) => {
      const json = JSON.stringify(value);
      const wanted = typeof value === 'string' ? `pm.variables.replaceIn(${json})` : json;
      return `pm.test(${JSON.stringify(`${path} is ${json}`)}, () => pm.expect(${valueAt(path)}).to.eql(${wanted}));`;
    }),
    ...Object.entries(keep).map(
      ([variable, path]) => `pm.collectionVariables.set(${JSON.stringify(variable)}, ${valueAt(path)});`,
    ),
  ];
};

/** By whom a step is done where it does not say so: the first of these that may. */
const usual = ['receptionist', 'nurse', 'pharmacist', 'cashier', 'manager', 'billing-manager', 'doctor', 'auditor'];

const personFor = ({ as }: Step, { security = [] }: Found): string | undefined => {
  const roles = security.flatMap((one) => one['token'] ?? []);
  const person = as ?? usual.find((role) => roles.includes(role));
  if (security.length === 0 || person === 'nobody') return undefined;
  // a doctor prescribes in their own name
  return person === 'doctor' ? 'doctor:{{doctorId}}' : person;
};

const requestOf = (step: Step, operation: Found): object => {
  const { service, method, path, description, requestBody } = operation;
  const segments = path
    .slice(1)
    .replace(/\{(\w+)\}/g, ':$1')
    .split('/')
    // Postman knows a variable only where it is the whole of a segment
    .map((segment) => segment.replace(/^:(\w+)(?=\.)/, (whole, name: string) => step.path?.[name] ?? whole));
  const query = Object.entries(step.query ?? {}).map(([key, value]) => ({ key, value }));
  const contentType = Object.keys(requestBody?.content ?? {})[0];
  const person = personFor(step, operation);
  const headers = {
    ...(person && { Authorization: `Bearer {{token ${person}}}` }),
    ...(step.body && contentType ? { 'Content-Type': contentType } : {}),
    ...step.headers,
  };
  const suffix = query.length > 0 ? `?${query.map(({ key, value }) => `${key}=${value}`).join('&')}` : '';
  return {
    method: method.toUpperCase(),
    description,
    header: Object.entries(headers).map(([key, value]) => ({ key, value })),
    ...(step.body
      ? { body: { mode: 'raw', raw: JSON.stringify(step.body, null, 2), options: { raw: { language: 'json' } } } }
      : {}),
    url: {
      raw: `{{${urlVariable(service)}}}/${segments.join('/')}${suffix}`,
      host: [`{{${urlVariable(service)}}}`],
      path: segments,
      query,
      variable: Object.entries(step.path ?? {}).map(([key, value]) => ({ key, value })),
    },
  };
};

const itemOf = (step: Step, operation: Found): Item => ({
  name: step.name ?? operation.summary,
  event: [
    ...(step.before ? [{ listen: 'prerequest' as const, script: { type: 'text/javascript', exec: step.before } }] : []),
    { listen: 'test', script: { type: 'text/javascript', exec: tests(step, operation) } },
  ],
  request: requestOf(step, operation),
  response: [],
});

export interface Collection {
  info: object;
  event: Item['event'];
  item: { name: string; item: Item[] }[];
  variable: { key: string; value: string }[];
}

/**
 * The Postman collection (v2.1) of these steps, one folder after another. Throws an error that lists the operations that
 * no step calls, and the steps that call none.
 */
export const collectionOf = (steps: Step[], documents: OpenApi[]): Collection => {
  const operations = operationsOf(documents);
  const called = new Set(steps.flatMap((step) => ('fhir' in step ? [] : step.operation)));
  // a stream of events has no end, which Postman waits for
  const uncalled = [...operations].filter(([id, one]) => !called.has(id) && !isStream(one)).map(([id]) => id);
  if (uncalled.length > 0) throw new Error(`postman/steps/ calls not yet: ${uncalled.join(', ')}`);
  const documented = (id: string): Found => {
    const operation = operations.get(id);
    if (!operation) throw new Error(`no service has an operation ${id}`);
    return operation;
  };
  const folders = new Map<string, Item[]>();
  for (const step of steps) {
    const folder = folders.get(step.folder) ?? [];
    folders.set(step.folder, [...folder, itemOf(step, 'fhir' in step ? inFhir(step) : documented(step.operation))]);
  }
  return {
    info: {
      name: 'Hospital fleet',
      description:
        'Every operation of the six services, and the same records in FHIR, chained by variables: choose an environment, set samplePassword in it, and run the whole collection, or a request by itself once those before it have run. Each request gets the token of whoever does it.',
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    event: [{ listen: 'prerequest', script: { type: 'text/javascript', exec: getToken } }],
    item: [...folders].map(([name, item]) => ({ name, item })),
    variable: ['tokens', ...steps.flatMap(({ keep = {} }) => Object.keys(keep))].map((key) => ({ key, value: '' })),
  };
};
