import type { ServerResponse } from 'node:http';
import { startGateway, type Program } from './programs';
import { serviceNames, startStubServices, type StubService } from './stub-service';

let gateway: Program;
let patients: StubService;
beforeAll(async () => {
  const services = await startStubServices(serviceNames);
  patients = services.get('patient-service');
  gateway = await startGateway(services.environment);
});
beforeEach(() => {
  patients.seen.length = 0;
  patients.behave((request, response) => {
    const isKnown = !request.url?.endsWith('/2');
    const headers = {
      'content-type': 'application/fhir+json',
      ...(isKnown && { etag: 'W/"3"', location: '/fhir/R4/Patient/1/_history/3' }),
    };
    response.writeHead(isKnown ? (request.method === 'POST' ? 201 : 200) : 404, headers);
    response.end(
      JSON.stringify(isKnown ? { resourceType: 'Patient', id: '1' } : { resourceType: 'OperationOutcome', issue: [] }),
    );
  });
});

const send = async (bundle: object, headers: Record<string, string> = {}) => {
  const response = await fetch(`${gateway.url}/fhir/R4`, {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json', authorization: 'Bearer abc', ...headers },
    body: JSON.stringify(bundle),
  });
  return { status: response.status, json: (await response.json()) as { entry?: { response: { status: string } }[] } };
};
const get = (url: string) => ({ request: { method: 'GET', url } });
const batch = (...entry: object[]) => ({ resourceType: 'Bundle', type: 'batch', entry });

it('passes the conditions of each request on', async () => {
  const patient = { resourceType: 'Patient', name: [{ family: 'Kaya' }] };
  const condition = 'identifier=urn:oid:1.2.3|7';
  await send(
    batch(
      { resource: patient, request: { method: 'POST', url: 'Patient', ifNoneExist: condition } },
      { request: { method: 'GET', url: 'Patient/1', ifNoneMatch: 'W/"3"' } },
    ),
  );
  expect(patients.seen.map(({ headers }) => [headers['if-none-exist'], headers['if-none-match']])).toEqual([
    [condition, undefined],
    [undefined, 'W/"3"'],
  ]);
});

it('does each request in the name of the caller, and goes on after a refusal', async () => {
  const patient = { resourceType: 'Patient', name: [{ family: 'Kaya' }] };
  const { status, json } = await send(
    batch(
      get('Patient/2'),
      { resource: patient, request: { method: 'POST', url: 'Patient' } },
      { resource: patient, request: { method: 'PUT', url: 'Patient/1', ifMatch: 'W/"2"' } },
      get('Encounter/1'),
      get('/Patient?name=kaya'),
    ),
    { 'idempotency-key': 'k' },
  );
  expect(status).toBe(200);
  expect(json).toMatchObject({ type: 'batch-response' });
  expect(json.entry?.map(({ response }) => response.status)).toEqual(['404', '201', '200', '404', '200']);
  expect(json.entry?.[1]?.response).toEqual({ status: '201', location: 'Patient/1/_history/3', etag: 'W/"3"' });
  expect(json.entry?.[3]?.response).toMatchObject({ outcome: { issue: [{ code: 'not-found' }] } });
  const seen = patients.seen.map(({ method, url, headers }) => [
    method,
    url,
    headers.authorization,
    headers['idempotency-key'],
    headers['if-match'],
  ]);
  expect(seen).toEqual([
    ['GET', '/fhir/R4/Patient/2', 'Bearer abc', undefined, undefined],
    ['POST', '/fhir/R4/Patient', 'Bearer abc', 'k-1', undefined],
    ['PUT', '/fhir/R4/Patient/1', 'Bearer abc', undefined, 'W/"2"'],
    ['GET', '/fhir/R4/Patient?name=kaya', 'Bearer abc', undefined, undefined],
  ]);
});

const patch = (contentType: string, text: string) => ({
  resource: { resourceType: 'Binary', contentType, data: Buffer.from(text).toString('base64') },
  request: { method: 'PATCH', url: 'Patient/1', ifMatch: 'W/"2"' },
});

it('sends a patch as what its Binary has', async () => {
  const bodies: string[] = [];
  patients.behave((request, response) => {
    request.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
    request.on('end', () => response.end(JSON.stringify({ resourceType: 'Patient', id: '1' })));
  });
  const types = ['application/json-patch+json', 'application/merge-patch+json'];
  await send(batch(...types.map((type, i) => patch(type, `{"é":${i}}`))));
  expect(bodies).toEqual(['{"é":0}', '{"é":1}']);
  expect(patients.seen.map(({ method, headers }) => [method, headers['content-type'], headers['if-match']])).toEqual(
    types.map((type) => ['PATCH', type, 'W/"2"']),
  );
});

it('tells at its entry that a service does not respond', async () => {
  patients.behave((request) => request.socket.destroy());
  const { json } = await send(batch(get('Patient/1')));
  expect(json.entry).toMatchObject([{ response: { status: '502', outcome: { resourceType: 'OperationOutcome' } } }]);
});

describe('the bound of four million characters', () => {
  const long = 'x'.repeat(1_500_000);
  const created = { resource: { resourceType: 'Patient' }, request: { method: 'POST', url: 'Patient' } };
  beforeEach(() =>
    patients.behave((request, response) => {
      const isSmall = request.url?.endsWith('/small') ?? false;
      response.writeHead(request.method === 'POST' ? 201 : 200, {
        'content-type': 'application/fhir+json',
        etag: 'W/"1"',
      });
      response.end(JSON.stringify({ resourceType: 'Patient', id: '1', language: isSmall ? '' : long }));
    }),
  );

  it('refuses the read that does not fit, and asks for no read after it', async () => {
    const { status, json } = await send(
      batch(get('Patient/1'), get('Patient/1'), get('Patient/1'), get('Patient/small'), get('Patient?name=kaya')),
    );
    expect(status).toBe(200);
    expect(JSON.stringify(json).length).toBeLessThan(4_010_000);
    const entries = json.entry ?? [];
    expect(entries.map(({ response }) => response.status)).toEqual(['200', '200', '422', '422', '422']);
    expect(JSON.stringify(entries[2])).toContain('in several batches');
    expect(entries[2]).toMatchObject({
      response: { outcome: { issue: [{ details: { coding: [{ code: 'told-too-much' }] } }] } },
    });
    expect(patients.seen).toHaveLength(3);
  });

  it('does and tells what changes something beyond it', async () => {
    const { json } = await send(batch(...Array.from({ length: 3 }, () => get('Patient/1')), created, created));
    const entries = json.entry ?? [];
    expect(entries.map(({ response }) => response.status)).toEqual(['200', '200', '422', '201', '201']);
    expect(entries[4]).toMatchObject({ resource: { id: '1', language: long }, response: { etag: 'W/"1"' } });
    expect(patients.seen.filter(({ method }) => method === 'POST')).toHaveLength(2);
  });

  it('refuses even a small read once what was changed has filled it', async () => {
    const { json } = await send(batch(created, created, created, get('Patient/small')));
    expect(json.entry?.map(({ response }) => response.status)).toEqual(['201', '201', '201', '422']);
  });
});

it.each(['$export', 'Patient/$export?_type=Patient', '$export-status/1'])(
  'refuses %s at its entry, for its answer has no place there',
  async (url) => {
    const { status, json } = await send(batch(get(url), get('Patient/1')));
    expect(status).toBe(200);
    expect(json.entry?.map(({ response }) => response.status)).toEqual(['422', '200']);
    expect(JSON.stringify(json.entry?.[0])).toContain('by a request of its own');
    expect(patients.seen.map(({ url: seen }) => seen)).toEqual(['/fhir/R4/Patient/1']);
  },
);

it('tells a summary as at its own address, and refuses what it does not know', async () => {
  patients.behave((_request, response) =>
    response.end(JSON.stringify({ resourceType: 'Patient', id: '1', meta: { versionId: '1' } })),
  );
  const { json } = await send(batch(get('Patient/1/$summary'), get('Patient/1/$summary?_type=Patient')));
  expect(json.entry).toMatchObject([
    { resource: { resourceType: 'Bundle', type: 'document' }, response: { status: '200' } },
    { response: { status: '400' } },
  ]);
});

it.each(['Patient/1/$everything?_count=1', 'Patient/1/$everything?start=2026-01-01', 'metadata?_format=xml'])(
  '%s is refused by its own address too, and not ignored',
  async (path) => {
    const response = await fetch(`${gateway.url}/fhir/R4/${path}`, { headers: { authorization: 'Bearer abc' } });
    expect(response.status).toBe(path.includes('xml') ? 406 : 400);
    expect(await response.json()).toMatchObject({ resourceType: 'OperationOutcome' });
    expect(patients.seen).toEqual([]);
    if (path.startsWith('Patient'))
      expect((await send(batch(get(path)))).json.entry).toMatchObject([{ response: { status: '400' } }]);
  },
);

it('tells no XML, whatever is asked for', async () => {
  for (const accept of ['application/fhir+xml', 'text/turtle']) {
    const response = await fetch(`${gateway.url}/fhir/R4/Patient/1`, {
      headers: { authorization: 'Bearer abc', accept },
    });
    expect([response.status, await response.json()]).toMatchObject([406, { resourceType: 'OperationOutcome' }]);
  }
  expect(patients.seen).toEqual([]);
});

it('searches by POST as by GET, with what it includes', async () => {
  patients.behave((_request, response) =>
    response.end(JSON.stringify({ resourceType: 'Bundle', type: 'searchset', link: [], entry: [] })),
  );
  const { json } = await send(batch({ request: { method: 'POST', url: 'Patient/_search?name=kaya' } }));
  expect(json.entry).toMatchObject([{ resource: { type: 'searchset' }, response: { status: '200' } }]);
});

it.each([
  [
    'ends in the middle of its answer',
    (response: ServerResponse) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"resourceType":');
      setTimeout(() => response.destroy(), 50);
    },
  ],
  [
    'answers with the page of a proxy',
    (response: ServerResponse) => response.writeHead(200).end('<html>Sign in</html>'),
  ],
])('tells the same of one that %s', async (_what, answer) => {
  patients.behave((request, response) => (request.url?.endsWith('/2') ? answer(response) : response.end('{}')));
  const { status, json } = await send(batch(get('Patient/2'), get('Patient/1')));
  expect(status).toBe(200);
  expect(json.entry?.map(({ response }) => response.status)).toEqual(['502', '200']);
});

it.each([
  ['a Bundle of another type', { ...batch(get('Patient/1')), type: 'message' }, 'must be batch or transaction'],
  ['no entry', batch(), 'at least one entry'],
  ['an absolute address', batch(get('http://elsewhere.example/Patient/1')), 'relative address'],
  ['a way out of the base', batch(get('../Patient/1')), 'relative address'],
  ['another way out', batch(get('Patient/../../../patients/1')), 'relative address'],
  ['a way out that is encoded', batch(get('Patient/%2e%2E/%2e%2e/%2e%2e/patients/1')), 'relative address'],
  ['a way out by backslashes', batch(get('Patient\\..\\..\\..\\patients\\1')), 'relative address'],
  ['a type and more than a type', batch(get('Patient!/1')), 'relative address'],
  ['an endless address', batch(get(`${'A'.repeat(500_000)}!`)), 'at most 4000'],
  ['many long addresses', batch(...Array.from({ length: 100 }, () => get(`${'A'.repeat(3990)}!`))), 'relative address'],
  ['a condition of two lines', batch({ request: { ...get('Patient/1').request, ifMatch: 'W/"3"\nx: y' } }), 'one line'],
  ['an address that cannot be decoded', batch(get('Patient/1'), get('Patient/%zz')), 'relative address'],
  ['a delete', batch({ request: { method: 'DELETE', url: 'Patient/1' } }), 'GET, POST, PUT'],
  [
    'a read with a resource',
    batch({ ...get('Patient/1'), resource: { resourceType: 'Patient' } }),
    'left out of a GET',
  ],
  ['a patch of another kind', batch(patch('application/fhir+json', '{}')), 'contentType'],
  ['a patch without a patch', batch({ request: { method: 'PATCH', url: 'Patient/1' } }), 'Binary'],
  ['an element that is not known', batch({ ...get('Patient/1'), search: { mode: 'match' } }), 'search'],
])('%s is refused, and nothing is done', async (_what, bundle, said) => {
  const { status, json } = await send(bundle);
  expect(status).toBe(400);
  expect(JSON.stringify(json)).toContain(said);
  expect(patients.seen).toEqual([]);
});

it.each([
  ['is named as what every object has', '{"toString":1,"valueOf":null,"constructor":{}}'],
  [
    'is nested without end',
    `{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"POST","url":"Patient"},"resource":{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}}]}`,
  ],
])('refuses what %s', async (_what, body) => {
  const headers = { 'content-type': 'application/fhir+json' };
  const response = await fetch(`${gateway.url}/fhir/R4`, { method: 'POST', headers, body });
  expect([response.status, await response.json()]).toMatchObject([400, { resourceType: 'OperationOutcome' }]);
});
