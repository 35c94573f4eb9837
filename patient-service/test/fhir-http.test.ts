import { randomUUID } from 'node:crypto';
import { bearer } from '@hms/service-kit/testing/issuer';
import type { OperationOutcome, Patient } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { startPatientService, type Fixture } from './fixtures';

let hospital: Fixture;
let fhir: FhirClient;
beforeAll(async () => {
  hospital = await startPatientService();
  fhir = fhirClient(hospital.served.url);
});

const somebody = (): Patient => ({
  resourceType: 'Patient',
  name: [{ family: `F${randomUUID().slice(0, 8)}`, given: [`G${randomUUID().slice(0, 8)}`] }],
});
const registered = async () => (await fhir.send('POST', '/Patient', somebody())).resource as Patient & { id: string };
const raw = (path: string, headers: Record<string, string>) =>
  fetch(`${hospital.served.url}/fhir/R4${path}`, { headers: { ...bearer(), ...headers } });

test('a resource of another id changes nothing', async () => {
  const [one, other] = [await registered(), await registered()];
  const answer = await fhir.send('PUT', `/Patient/${one.id}`, { ...other, meta: {} });
  expect(answer).toMatchObject({ status: 400 });
  expect((answer.resource as OperationOutcome).issue).toMatchObject([{ expression: ['Patient.id'] }]);
  expect((await fhir.get(`/Patient/${one.id}`)).resource).toEqual(one);
  const { id: _, ...nobody } = one;
  expect(await fhir.send('PUT', `/Patient/${one.id}`, nobody)).toMatchObject({ status: 200 });
});

test.each([
  ['Accept', '/Patient', { accept: 'application/fhir+xml' }, 406],
  ['Accept of a browser', '/Patient', { accept: 'text/html,*/*;q=0.8' }, 200],
  ['Accept of plain JSON', '/Patient', { accept: 'application/json' }, 200],
  ['_format=xml', '/Patient?_format=xml', {}, 406],
  ['_format, which comes first', '/Patient?_format=json', { accept: 'application/fhir+xml' }, 200],
  ['_format with a plus that is not encoded', '/Patient?_format=application/fhir+json', {}, 200],
  ['metadata', '/metadata?_format=application/fhir%2Bxml', {}, 406],
])('%s', async (_what, path, headers, status) => {
  const answer = await raw(path, headers);
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toContain('application/fhir+json');
  if (status === 406) expect(await answer.text()).toContain('application/fhir+json alone');
});

test('who prefers less is told less', async () => {
  const created = await fhir.send('POST', '/Patient', somebody(), { prefer: 'return=minimal' });
  expect(created).toMatchObject({ status: 201, resource: undefined });
  const [, id = ''] = /Patient\/(.*)\/_history\/1$/.exec(created.headers.get('location') ?? '') ?? [];
  const before = (await fhir.get(`/Patient/${id}`)).resource as Patient;
  const outcome = await fhir.send(
    'PUT',
    `/Patient/${id}`,
    { ...before, birthDate: '1990-05' },
    { prefer: 'return=OperationOutcome' },
  );
  expect(outcome).toMatchObject({
    status: 200,
    resource: { resourceType: 'OperationOutcome', issue: [{ severity: 'information' }] },
  });
  expect(outcome.headers.get('etag')).toBe('W/"2"');
  const whole = await fhir.send('PUT', `/Patient/${id}`, before, { prefer: 'return=representation' });
  expect(whole).toMatchObject({ status: 200, resource: { id } });
  expect(
    await fhir.send('PUT', `/Patient/${id}`, { resourceType: 'Patient', name: [] }, { prefer: 'return=minimal' }),
  ).toMatchObject({ status: 400, resource: { resourceType: 'OperationOutcome' } });
});
