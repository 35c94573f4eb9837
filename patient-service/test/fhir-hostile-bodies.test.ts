import { bearer } from '@hms/service-kit/testing/issuer';
import { startForTest } from '@hms/service-kit/testing/service';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { service } from '../src/service';

let fhir: FhirClient;
let url: string;
beforeAll(async () => {
  const { served } = await startForTest(service);
  url = served.url;
  fhir = fhirClient(url);
});

test.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty'])(
  'refuses the element %s by its name',
  async (name) => {
    const { status, resource } = await fhir.send('POST', '/Patient', {
      resourceType: 'Patient',
      [name]: { [name]: 1 },
    });
    expect(status).toBe(400);
    expect(resource).toMatchObject({
      issue: expect.arrayContaining([expect.objectContaining({ expression: [`Patient.${name}`] })]),
    });
  },
);

test.each([
  ['POST', '', 'application/fhir+json'],
  ['PUT', '/01900000-0000-7002-8000-000000000001', 'application/fhir+json'],
  ['PATCH', '/01900000-0000-7002-8000-000000000001', 'application/merge-patch+json'],
  ['PATCH', '/01900000-0000-7002-8000-000000000001', 'application/json-patch+json'],
])('%s %s as %s refuses what is nested without end', async (method, path, type) => {
  const response = await fetch(`${url}/fhir/R4/Patient${path}`, {
    method,
    headers: { ...bearer(), 'content-type': type },
    body: `{"resourceType":"Patient","name":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
  });
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { resourceType: 'OperationOutcome', issue: [{ details: { coding: [{ code: 'malformed-body' }] } }] },
  ]);
});
