import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from 'fhir-kit-client';
import { exampleOf } from './examples';
import { faultsOf } from './validators';

// Proves the client, so that a way that fails in another test fails by the server's fault.

const patients = ['Patient-f001', 'Patient-f201'].map(exampleOf);

/** A page has one patient. */
const searchset = (base: string, page: number) => {
  const url = (relation: string, number: number) => ({ relation, url: `${base}/Patient?page=${number}` });
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: patients.length,
    link: [url('self', page), ...(page < patients.length ? [url('next', page + 1)] : [])],
    entry: patients.slice(page - 1, page).map((resource) => ({ fullUrl: `${base}/Patient/${resource.id}`, resource })),
  };
};

const outcome = (code: string) => ({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code }] });

type Page = Awaited<ReturnType<Client['nextPage']>>;

interface Received {
  line: string;
  headers: IncomingMessage['headers'];
  body: string;
}

const received: Received[] = [];

const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const chunks = await request.toArray();
  const line = `${request.method} ${request.url}`;
  received.push({ line, headers: request.headers, body: Buffer.concat(chunks as Buffer[]).toString() });
  const send = (status: number, body: unknown, headers = {}): void => {
    response.writeHead(status, { 'Content-Type': 'application/fhir+json', ...headers }).end(JSON.stringify(body));
  };
  const base = `http://${request.headers.host}/fhir/R4`;
  const known = patients.find(({ id }) => request.url === `/fhir/R4/Patient/${id}`);
  if (line === 'GET /fhir/R4/metadata') send(200, exampleOf('CapabilityStatement-example'));
  else if (request.url?.startsWith('/fhir/R4/Patient?') || request.url === '/fhir/R4/Patient/_search')
    send(200, searchset(base, Number(/page=(\d+)/.exec(request.url)?.[1] ?? 1)));
  else if (line === 'POST /fhir/R4/Patient') send(201, patients[0], { ETag: 'W/"1"' });
  else if (request.method === 'PUT') send(412, outcome('conflict'));
  else if (known) send(200, known, { ETag: 'W/"3"' });
  else send(404, outcome('not-found'));
};

describe('fhir-kit-client', () => {
  let server: Server;
  let client: Client;

  beforeAll(async () => {
    server = createServer((request, response) => void respond(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    client = new Client({ baseUrl: `http://127.0.0.1:${port}/fhir/R4`, bearerToken: 'a-token' });
  });
  beforeEach(() => received.splice(0));
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('reads, with its token, and shows the version', async () => {
    const patient = await client.read({ resourceType: 'Patient', id: 'f001' });
    expect(patient).toEqual(patients[0]);
    expect(Client.httpFor(patient).response?.headers.get('ETag')).toBe('W/"3"');
    expect(received[0]).toMatchObject({
      line: 'GET /fhir/R4/Patient/f001',
      headers: { authorization: 'Bearer a-token', accept: 'application/fhir+json' },
    });
  });

  it('searches, and follows the links to the last page', async () => {
    const found = [];
    let page: Page | undefined = await client.search({
      resourceType: 'Patient',
      searchParams: { name: 'van de Heuvel', _count: 1 },
    });
    while (page) {
      expect(await faultsOf(page)).toEqual([]);
      found.push(...(page['entry'] as { resource: { id: string } }[]).map(({ resource }) => resource.id));
      page = await client.nextPage({ bundle: page as never });
    }
    expect(found).toEqual(['f001', 'f201']);
    expect(received.map(({ line }) => line)).toEqual([
      'GET /fhir/R4/Patient?name=van+de+Heuvel&_count=1',
      'GET /fhir/R4/Patient?page=2',
    ]);
  });

  it('searches by POST', async () => {
    const options = { postSearch: true };
    await client.search({ resourceType: 'Patient', searchParams: { name: 'x' }, options });
    expect(received[0]).toMatchObject({ line: 'POST /fhir/R4/Patient/_search', body: 'name=x' });
  });

  it('creates with If-None-Exist, and updates with If-Match', async () => {
    const body = patients[0] as never;
    const headers = { 'If-None-Exist': 'identifier=738472983' };
    expect(await client.create({ resourceType: 'Patient', body, options: { headers } })).toEqual(patients[0]);
    expect(received[0]).toMatchObject({
      line: 'POST /fhir/R4/Patient',
      headers: { 'if-none-exist': 'identifier=738472983', 'content-type': 'application/fhir+json' },
    });
    expect(JSON.parse(received[0]?.body ?? '')).toEqual(patients[0]);

    const update = client.update({
      resourceType: 'Patient',
      id: 'f001',
      body,
      options: { headers: { 'If-Match': 'W/"2"' } },
    });
    await expect(update).rejects.toMatchObject({ response: { status: 412, data: outcome('conflict') } });
    expect(received[1]).toMatchObject({ line: 'PUT /fhir/R4/Patient/f001', headers: { 'if-match': 'W/"2"' } });
  });

  it('reads the CapabilityStatement, and gives refusals with their OperationOutcome', async () => {
    expect(await client.capabilityStatement()).toMatchObject({ fhirVersion: '4.0.1' });
    const missing = client.read({ resourceType: 'Patient', id: 'nobody' });
    await expect(missing).rejects.toMatchObject({ response: { status: 404, data: outcome('not-found') } });
  });
});
