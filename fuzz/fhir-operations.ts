import type { Bundle, CapabilityStatement, Resource } from 'fhir/r4';
import { loadServices } from '../fleet/src/topology';
import { authorizationFor } from '../proofs/credentials';
import { serviceOf, type JsonSchema, type Operation, type Service } from './operations';

const prefix = '/fhir/R4';
/** Which roles may is told natively; here nobody but who has no good token is an intruder. */
const everyRole = [
  'receptionist',
  'nurse',
  'doctor',
  'pharmacist',
  'cashier',
  'billing-manager',
  'manager',
  'auditor',
].concat(['patient', 'integration', 'service']);

type Read = (path: string) => Promise<Resource | undefined>;

/** Adds what each service that speaks FHIR has, as its CapabilityStatement says; bodies are made of what is stored. */
export async function addFhir(services: Service[]): Promise<void> {
  const inFhir = loadServices().flatMap(({ name, facade }) => (facade.length > 0 ? [name] : []));
  for (const service of services)
    if (inFhir.includes(`${service.name}-service`)) service.operations.push(...(await fhirOperationsOf(service)));
}

/** The gateway, by what it does itself: includes, everything of a patient, and batches. */
export async function gatewayInFhir(url: string): Promise<Service> {
  const document = {
    openapi: '3.1.0',
    paths: {},
    components: { schemas: {}, headers: {} },
  };
  const service = serviceOf('gateway', url, document, authorizationFor);
  const patients = await samplesOf(readerOf(url), 'Patient');
  const ids = patients.map(({ id = '' }) => id);
  const include = {
    _include: oneOf(...includes),
    _revinclude: oneOf(...includes),
    _count: oneOf('1', '5', '0', '-1', 'x'),
  };
  const batches = patients.map((patient, i) => ({
    resourceType: 'Bundle',
    type: i % 5 === 4 ? 'transaction' : 'batch',
    entry: [
      { request: { method: 'GET', url: `Patient/${patient.id}` } },
      { request: { method: 'GET', url: 'Appointment?date=ge2026&_count=2' } },
      { request: { method: 'PUT', url: `Patient/${patient.id}`, ifMatch: 'W/"1"' }, resource: patient },
      { request: { method: 'POST', url: 'Patient' }, resource: asNew(patient) },
    ],
  }));
  service.operations.push(
    inFhir(service, 'GET', '/Patient', 'gatewaySearchPatient', { query: { ...include, family: oneOf('a', 'Wh', '') } }),
    inFhir(service, 'GET', '/Appointment', 'gatewaySearchAppointment', { query: include }),
    ...ids.slice(0, 3).map((id) =>
      inFhir(service, 'GET', `/Patient/${id}/$everything`, 'gatewayEverything', {
        query: { _type: oneOf('Appointment', 'Invoice,Account', 'Observation', ',') },
      }),
    ),
    inFhir(service, 'POST', '', 'gatewayBatch', { bodies: batches }),
  );
  // it knows nobody: each service that it asks refuses for itself, which a Bundle tells of at each entry
  service.operations = service.operations.map((operation) => ({ ...operation, roles: [] }));
  return service;
}

async function fhirOperationsOf(service: Service): Promise<Operation[]> {
  const read = readerOf(service.url);
  const statement = (await read('/metadata')) as CapabilityStatement;
  const operations: Operation[] = [{ ...inFhir(service, 'GET', '/metadata', 'fhirMetadata', {}), roles: [] }];
  for (const { type, searchParam = [], interaction = [], operation = [] } of statement.rest?.[0]?.resource ?? []) {
    const stored = await samplesOf(read, type);
    const can = (code: string) => interaction.some((one) => one.code === code);
    const query = Object.fromEntries(
      [...searchParam, ...ofResult].flatMap(({ name, type: kind }) => {
        const values = oneOf(...(good[kind] ?? []), ...valuesIn(stored, name), ...bad);
        return [[name, values] as const, ...(modifiers[kind] ?? []).map((one) => [`${name}:${one}`, values] as const)];
      }),
    );
    const add = (method: string, path: string, does: string, more: Parameters<typeof inFhir>[4]) =>
      operations.push(inFhir(service, method, `/${type}${path}`, `fhir${does}${type}`, more));
    if (can('search-type')) add('GET', '', 'Search', { query });
    for (const { id = '' } of stored.slice(0, 4)) {
      if (can('read')) add('GET', `/${id}`, 'Read', { query: { _elements: oneOf('id', 'name,', 'status') } });
      if (can('history-instance')) {
        add('GET', `/${id}/_history`, 'History', { query: { _count: oneOf('1', '0', '201', 'x') } });
        add('GET', `/${id}/_history/1`, 'ReadVersion', {});
      }
      const same = stored.filter((one) => one.id === id);
      if (can('update')) add('PUT', `/${id}`, 'Update', { bodies: same });
      if (can('patch')) {
        add('PATCH', `/${id}`, 'Merge', { bodies: same.map(asNew), contentType: 'application/merge-patch+json' });
        add('PATCH', `/${id}`, 'Patch', { bodies: patches, contentType: 'application/json-patch+json' });
      }
    }
    if (can('create')) add('POST', '', 'Create', { bodies: stored.map(asNew) });
    for (const { name } of operation) {
      add('GET', `/$${name}`, `Get${name}`, { query });
      add('POST', `/$${name}`, `Post${name}`, { bodies: parametersOf(stored) });
    }
  }
  return operations;
}

interface More {
  query?: Record<string, JsonSchema>;
  bodies?: object[];
  contentType?: string;
}

function inFhir(service: Service, method: string, path: string, id: string, more: More): Operation {
  const { query = {}, bodies = [], contentType = 'application/fhir+json' } = more;
  const body = bodies.length > 0 && { body: { contentType, schema: { enum: bodies }, pointer: '' } };
  return {
    ...{ service, id, method, template: `${prefix}${path}`, path: [], takesKey: false, roles: everyRole, query },
    ...{ inFhir: true, ...body },
  };
}

const oneOf = (...values: string[]): JsonSchema => ({ enum: values });

const includes = ['Appointment:patient', 'Patient:link', 'Appointment:actor:Patient', 'Invoice:subject', 'x', ''];
const ofResult = [
  '_count',
  '_cursor',
  '_sort',
  '_total',
  '_elements',
  '_summary',
  '_format',
  '_has:Appointment:patient:date',
].map((name) => ({ name, type: 'special' as const }));
/** Values that a parameter of the type may have. */
const good: Record<string, string[]> = {
  date: [
    '2026',
    'ge2026-11',
    'lt2027-01-01T00:00:00Z',
    'ap2026',
    'sa1984-07',
    'ne2026-12-01',
    'eb2026-01-01T10:00+02:00',
  ],
  token: ['true', 'active', 'booked', 'http://unitsofmeasure.org|mg', '|x', 'x|', 'a,b', 'male'],
  string: ['a', 'Whit', 'van der', 'Núñez', 'a,b', '\\,'],
  reference: ['Patient/01900000-0000-7002-8000-000000000001', '01900000-0000-7002-8000-000000000001', 'Group/1'],
  quantity: ['5', 'gt1.50|urn:iso:std:iso:4217|USD', 'le0', '1e3'],
  special: ['1', '10', '0', '_id', '-_lastUpdated', 'accurate', 'count', 'id,status', 'json'],
};
const modifiers: Record<string, string[]> = {
  token: ['not', 'text', 'in'],
  string: ['exact', 'contains'],
  reference: ['Patient', 'identifier', 'Patient.name'],
};
const bad = [
  '',
  ',',
  '2026-02-30',
  '2026-13',
  'ge',
  '1e999',
  '\u0000',
  "'",
  '%',
  '9999-12-31T23:59:60Z',
  'x'.repeat(300),
  '-1',
];

const patches = [
  [{ op: 'replace', path: '/active', value: true }],
  [{ op: 'test', path: '/id', value: 'x' }],
  [{ op: 'remove', path: '/telecom/0' }],
  [{ op: 'add', path: '/name/-', value: { family: 'Other' } }],
  [{ op: 'move', from: '/name/0', path: '/contact/0/name' }],
  [{ op: 'copy', from: '', path: '/contained' }],
];

/** Values of what is stored that a search for them could have. */
function valuesIn(stored: Resource[], name: string): string[] {
  if (name === '_id') return stored.map(({ id = '' }) => id);
  if (name === '_lastUpdated') return stored.map(({ meta }) => meta?.lastUpdated ?? '2026');
  const references = [...JSON.stringify(stored).matchAll(/"reference":"([^"]+)"/g)].map(
    ([, reference = '']) => reference,
  );
  return references.filter((reference) => reference.toLowerCase().startsWith(`${name}/`)).slice(0, 10);
}

function asNew(resource: Resource): Resource {
  const { id: _id, meta: _meta, ...rest } = resource;
  const { identifier: _identifier, ...bare } = rest as Resource & { identifier?: unknown };
  return bare;
}

/** What operations take, and what they do not. */
function parametersOf(stored: Resource[]): object[] {
  const of = (...parameter: object[]) => ({ resourceType: 'Parameters', parameter });
  const patient = { name: 'patient', valueReference: { reference: 'Patient/01900000-0000-7002-8000-000000000001' } };
  const found = stored.slice(0, 5).map(asNew);
  return [
    of(),
    of(
      { name: 'practitioner', valueReference: { reference: 'Practitioner/01900000-0000-7001-8000-000000000001' } },
      patient,
    ),
    of({ name: 'specialty', valueString: 'cardiology' }, { name: 'start', valueDateTime: '2026-12-01T09:00:00Z' }),
    of({ name: 'slot', valueReference: { reference: 'Slot/1' } }, patient),
    ...found.map((resource) => of({ name: 'appt-resource', resource }, patient)),
    ...found.map((resource) => of({ name: 'resource', resource }, { name: 'count', valueInteger: 3 })),
  ];
}

function readerOf(url: string): Read {
  return async (path) => {
    const headers = { authorization: await authorizationFor('GET', path) };
    const response = await fetch(`${url}${prefix}${path}`, { headers });
    return response.ok ? ((await response.json()) as Resource) : undefined;
  };
}

async function samplesOf(read: Read, type: string): Promise<Resource[]> {
  const schedule = type === 'Slot' ? '&schedule=Schedule/01900000-0000-7001-8000-000000000001' : '';
  const bundle = (await read(`/${type}?_count=20${schedule}`)) as Bundle | undefined;
  return (bundle?.entry ?? []).flatMap(({ resource }) => (resource ? [resource] : []));
}
