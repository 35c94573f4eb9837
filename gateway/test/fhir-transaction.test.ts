import type { CapabilityStatement, OperationOutcome } from 'fhir/r4';
import { startGateway, type Program } from './programs';
import { serviceNames, startStubServices, type StubService } from './stub-service';

let gateway: Program;
let services: StubService[];
let patients: StubService;
let bodies: unknown[] = [];
beforeAll(async () => {
  const started = await startStubServices(serviceNames);
  services = started.all;
  patients = started.get('patient-service');
  gateway = await startGateway(started.environment);
});
beforeEach(() => {
  bodies = [];
  for (const { seen } of services) seen.length = 0;
  patients.behave((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(JSON.parse(Buffer.concat(chunks).toString()));
      const searchset = {
        resourceType: 'Bundle',
        type: 'searchset',
        link: [{ relation: 'self', url: 'http://service:3004/fhir/R4/Patient?name=kaya' }],
        entry: [{ fullUrl: 'http://service:3004/fhir/R4/Patient/1', resource: { resourceType: 'Patient', id: '1' } }],
      };
      const entry = [{ resource: searchset, response: { status: '200' } }];
      response.writeHead(200, { 'content-type': 'application/fhir+json', 'idempotent-replayed': 'true' });
      response.end(JSON.stringify({ resourceType: 'Bundle', type: 'transaction-response', entry }));
    });
  });
});

const send = async (entry: object[], headers: Record<string, string> = {}) => {
  const response = await fetch(`${gateway.url}/fhir/R4`, {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json', authorization: 'Bearer abc', ...headers },
    body: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }),
  });
  return { status: response.status, headers: response.headers, json: (await response.json()) as object };
};
const get = (url: string) => ({ request: { method: 'GET', url } });
const seen = () => services.flatMap((one) => one.seen.map(({ method, url }) => [method, url]));
const told = (json: object) => (json as OperationOutcome).issue.map(({ details }) => details?.text).join(' ');

it('has the one service do it, in the name of the caller, with its Idempotency-Key', async () => {
  const entries = [
    { fullUrl: 'urn:uuid:a', resource: { resourceType: 'Patient' }, request: { method: 'POST', url: 'Patient' } },
    get('AllergyIntolerance?patient=1'),
    get('AuditEvent/patient-service.17'),
    get('Observation/1'),
  ];
  const { status, headers, json } = await send(entries, { 'idempotency-key': 'k', 'if-match': 'W/"1"' });
  expect([status, headers.get('idempotent-replayed')]).toEqual([200, 'true']);
  expect(seen()).toEqual([['POST', '/fhir/R4']]);
  const [request] = patients.seen;
  expect(request?.headers).toMatchObject({ authorization: 'Bearer abc', 'idempotency-key': 'k' });
  expect(request?.headers['if-match']).toBeUndefined();
  expect(bodies).toEqual([{ resourceType: 'Bundle', type: 'transaction', entry: entries }]);
  expect(json).toMatchObject({
    type: 'transaction-response',
    entry: [
      {
        resource: {
          link: [{ url: `${gateway.url}/fhir/R4/Patient?name=kaya` }],
          entry: [{ fullUrl: `${gateway.url}/fhir/R4/Patient/1` }],
        },
      },
    ],
  });
});

it.each([
  [
    'entries of several services',
    [get('Patient/1'), get('Practitioner/1'), get('AllergyIntolerance/1')],
    'Bundle.entry[0] and Bundle.entry[2] belong to patient-service, Bundle.entry[1] belongs to doctor-service.',
  ],
  ['a search across services', [get('AuditEvent?date=gt2026-01-01')], 'Bundle.entry[0] belongs to several services'],
  [
    'a search by a chain',
    [get('Patient/1'), get('Appointment?patient.name=kaya')],
    'Bundle.entry[1] belongs to several',
  ],
  ['a search with includes', [get('Appointment?_include=Appointment:patient')], 'belongs to several services at once'],
])('%s are refused with a sentence that says which', async (_what, entries, sentence) => {
  const { status, json } = await send(entries);
  expect({ status, told: told(json) }).toEqual({ status: 422, told: expect.stringContaining(sentence) });
  expect(told(json)).toContain('Send a transaction for each service, or a batch. Nothing was done.');
  expect(seen()).toEqual([]);
});

it('refuses what no service has, and what is wrong, by the entry', async () => {
  expect(await send([get('Observation/1')])).toMatchObject({ status: 404 });
  const { status, json } = await send([get('Patient/1'), get('http://elsewhere.example/Patient/1')]);
  expect({ status, json }).toMatchObject({
    status: 400,
    json: { issue: [{ expression: ['Bundle.entry[1].request.url'] }] },
  });
  expect(seen()).toEqual([]);
});

it('passes a refusal on', async () => {
  patients.behave((_request, response) => {
    response.writeHead(412, { 'content-type': 'application/fhir+json' });
    response.end(JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ expression: ['Bundle.entry[0]'] }] }));
  });
  expect(await send([get('Patient/1')])).toMatchObject({
    status: 412,
    json: { resourceType: 'OperationOutcome', issue: [{ expression: ['Bundle.entry[0]'] }] },
  });
  patients.behave((request) => request.socket.destroy());
  expect(await send([get('Patient/1')])).toMatchObject({ status: 502, json: { resourceType: 'OperationOutcome' } });
});

it('promises transactions where a service does', async () => {
  const interactions = async () => {
    const response = await fetch(`${gateway.url}/fhir/R4/metadata`);
    return ((await response.json()) as CapabilityStatement).rest?.[0]?.interaction;
  };
  const promise = (interaction: object[]) =>
    patients.behave((_request, response) => {
      response.end(JSON.stringify({ resourceType: 'CapabilityStatement', rest: [{ mode: 'server', interaction }] }));
    });
  promise([]);
  expect(await interactions()).toEqual([{ code: 'batch' }]);
  promise([{ code: 'transaction' }]);
  expect(await interactions()).toEqual([{ code: 'batch' }, { code: 'transaction' }]);
});
