import { fhirTypes } from '../src/collections';
import { startGateway, type Program } from './programs';
import { serviceNames, startStubServices, type StubService } from './stub-service';

let gateway: Program;
let services: Awaited<ReturnType<typeof startStubServices>>;
let patients: StubService;

beforeAll(async () => {
  services = await startStubServices(serviceNames);
  patients = services.get('patient-service');
  gateway = await startGateway(services.environment);
});
afterEach(() => services.all.forEach((service) => service.behave(undefined)));

const ask = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${gateway.url}/fhir/R4${path}`, { headers });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    json: await response.json(),
  };
};

it.each([...fhirTypes])('leads to %s at %s', async (type, service) => {
  const { json } = await ask(`/${type}/1/_history?_count=2`);
  expect(json).toEqual({ service, url: `/fhir/R4/${type}/1/_history?_count=2` });
});

it('passes the host on, by which the service makes its links, and the token', async () => {
  await ask('/Patient?name=a', { authorization: 'Bearer abc' });
  const { host, authorization } = patients.seen.at(-1)?.headers ?? {};
  expect(host).toBe(new URL(gateway.url).host);
  expect(authorization).toBe('Bearer abc');
});

it.each(['', '/', '/Encounter', '/patient', '/constructor'])(
  'says as an OperationOutcome that there is no %s',
  async (path) => {
    const { status, type, json } = await ask(path);
    expect({ status, type }).toEqual({ status: 404, type: 'application/fhir+json; charset=utf-8' });
    expect(json).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ code: 'not-found' }] });
  },
);

it('says so too where a service does not respond', async () => {
  patients.behave((request) => request.socket.destroy());
  expect(await ask('/Patient/1')).toMatchObject({ status: 502, json: { resourceType: 'OperationOutcome' } });
});

it.each([
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'name=kaya', 'gender=male&name=kaya'],
  ['nothing', {}, undefined, 'gender=male'],
])('passes a search by POST of %s on as a form, and the refusal back', async (_what, headers, body, sent) => {
  const forms: string[] = [];
  patients.behave((request, response) => {
    request.on('data', (chunk: Buffer) => forms.push(chunk.toString()));
    request.on('end', () => {
      response.writeHead(401, { 'www-authenticate': 'Bearer', 'content-type': 'application/fhir+json' });
      response.end(JSON.stringify({ resourceType: 'OperationOutcome', issue: [] }));
    });
  });
  const url = `${gateway.url}/fhir/R4/Patient/_search?gender=male`;
  const response = await fetch(url, { method: 'POST', headers, ...(body !== undefined && { body }) });
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  expect(patients.seen.at(-1)).toMatchObject({ method: 'POST', url: '/fhir/R4/Patient/_search' });
  expect(forms.join('')).toBe(sent);
});

describe('metadata', () => {
  const statement = (type: string) => ({
    resourceType: 'CapabilityStatement',
    date: '2026-11-27T00:00:00Z',
    software: { name: 'Hospital fleet' },
    rest: [{ mode: 'server', security: { cors: true }, resource: [{ type }] }],
  });
  const has = (service: string, type: string) =>
    services.get(service).behave((_request, response) => response.end(JSON.stringify(statement(type))));

  it('is one of what the services say, and of no more', async () => {
    services.all.forEach((service) => service.behave((_request, response) => response.writeHead(404).end('{}')));
    has('patient-service', 'Patient');
    const first = await ask('/metadata');
    expect(first).toMatchObject({
      status: 200,
      json: { fhirVersion: '4.0.1', rest: [{ resource: [{ type: 'Patient' }] }] },
    });
    expect(JSON.stringify(first.json)).toContain('Without those of appointment-service');

    has('appointment-service', 'Appointment');
    patients.behave((request) => request.socket.destroy());
    const then = await ask('/metadata');
    // what it said before still holds
    expect(then.json).toMatchObject({ rest: [{ resource: [{ type: 'Appointment' }, { type: 'Patient' }] }] });
  });

  it('is asked for once for all who come at the same moment', async () => {
    const asked = patients.seen.length;
    patients.behave((_request, response) => {
      setTimeout(() => response.end(JSON.stringify(statement('Patient'))), 1000);
    });
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('/metadata')));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(patients.seen.length - asked).toBeLessThanOrEqual(2);
  });
});
