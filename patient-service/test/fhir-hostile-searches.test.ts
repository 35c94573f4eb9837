import { bearer } from '@hms/service-kit/testing/issuer';
import { startForTest } from '@hms/service-kit/testing/service';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { service } from '../src/service';

let fhir: FhirClient;
let url = '';
beforeAll(async () => {
  const { served } = await startForTest(service);
  url = served.url;
  fhir = fhirClient(served.url);
});

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
  'refuses %s where a word of a list is asked for',
  async (name) => {
    const refused = await Promise.all(
      [
        `/Patient?gender=${name}`,
        `/Patient?active:not=${name}`,
        `/Patient?_sort=${name}`,
        `/Patient?_sort=-${name}`,
        `/AllergyIntolerance?clinical-status=${name}`,
      ].map(async (search) => ({ search, status: (await fhir.get(search)).status })),
    );
    expect(refused.filter(({ status }) => status !== 400)).toEqual([]);
    const { status, resource } = await fhir.get(`/AllergyIntolerance?code=${name}`);
    expect([status, resource]).toMatchObject([200, { resourceType: 'Bundle' }]);
  },
);

test('takes so many values that the statement has an end', async () => {
  const { status, resource } = await fhir.search('Patient', { 'name:contains': Array(24_000).fill('a').join(',') });
  expect([status, JSON.stringify(resource)]).toEqual([400, expect.stringContaining('more than 2000 values')]);
});

test('takes a form of so many parameters as it takes so many values', async () => {
  const { status, resource } = await postSearch('application/x-www-form-urlencoded', 'phone=1&'.repeat(3000));
  expect([status, JSON.stringify(resource)]).toEqual([400, expect.stringContaining('more than 2000 values')]);
});

test('a search in JSON is refused, and not read as one for all', async () => {
  expect(await postSearch('application/json', '{"family":"Kaya"}')).toMatchObject({
    status: 415,
    resource: { resourceType: 'OperationOutcome' },
  });
});

async function postSearch(type: string, body: string) {
  const headers = { ...bearer(), 'content-type': type };
  const response = await fetch(`${url}/fhir/R4/Patient/_search`, { method: 'POST', headers, body });
  return { status: response.status, resource: await response.json() };
}
