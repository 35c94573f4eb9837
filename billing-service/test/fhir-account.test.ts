import { randomUUID } from 'node:crypto';
import type { Account, Bundle, CapabilityStatement } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { startBillingService, type Fixture } from './fixtures';

let hospital: Fixture;
let fhir: FhirClient;
beforeAll(async () => {
  hospital = await startBillingService();
  fhir = fhirClient(hospital.served.url);
});

const [owing, other] = [randomUUID(), randomUUID()];
beforeAll(async () => {
  await hospital.issue({ patientId: owing, amount: 0.1, currency: 'USD' });
  await hospital.issue({ patientId: owing, amount: 0.2, currency: 'USD' });
  await hospital.issue({ patientId: owing, amount: 1.003, currency: 'KWD' });
  await hospital.issue({ patientId: owing, amount: 12_345, currency: 'JPY' });
  await hospital.deposit({ patientId: owing, amount: 40.1, currency: 'USD' }).expect(200);
});

const balancesOf = ({ extension = [] }: Account) =>
  extension.map(({ extension: [aggregate, amount] = [] }) => [
    aggregate?.valueCodeableConcept?.text,
    amount?.valueMoney?.value,
    amount?.valueMoney?.currency,
  ]);
const found = async (query: string, client = fhir): Promise<(string | undefined)[]> => {
  const { status, resource } = await client.get(`/Account${query}`);
  expect({ status, resource }).toMatchObject({ status: 200 });
  return ((resource as Bundle).entry ?? []).map((entry) => entry.resource?.id);
};

test('a patient’s account has what is owed and held in each currency, exactly', async () => {
  const { status, resource } = await fhir.get(`/Account/${owing}`);
  expect({ status, resource }).toMatchObject({
    status: 200,
    resource: {
      resourceType: 'Account',
      id: owing,
      status: 'active',
      type: { coding: [{ code: 'PBILLACCT' }] },
      subject: [{ reference: `Patient/${owing}` }],
    },
  });
  expect(balancesOf(resource as Account)).toEqual([
    ['owed', 12_345, 'JPY'],
    ['deposit', 0, 'JPY'],
    ['owed', 1.003, 'KWD'],
    ['deposit', 0, 'KWD'],
    ['owed', 0.3, 'USD'],
    ['deposit', 40.1, 'USD'],
  ]);
});

test('that of a patient for whom nothing was billed has no balance', async () => {
  const { status, resource } = await fhir.get(`/Account/${other}`);
  expect(status).toBe(200);
  expect(resource).not.toHaveProperty('extension');
});

test.each([
  [`?patient=${owing}`, [owing]],
  [`?patient=Patient/${owing}&_count=200`, [owing]],
  [`?subject:Patient=${owing}`, [owing]],
  [`?_id=${owing},${other},${owing}`, [owing, other]],
  [`?_id=${owing},${other}&subject=Patient/${other}`, [other]],
  [`?patient=${owing}&subject=${other}`, []],
  ['?_id=none', []],
])('%s finds what it names', async (query, expected) => {
  expect(await found(query)).toEqual(expected);
});

test.each([
  ['', 'patient'],
  ['?owner=1', 'owner'],
  [`?subject=Group/${owing}`, 'subject'],
  [`?_id=${owing},${other}&_count=1`, '_count'],
  [`?_id=${Array.from({ length: 51 }, () => randomUUID()).join(',')}`, '_id'],
])('a search %s is refused, and says why', async (query, what) => {
  const { status, resource } = await fhir.get(`/Account${query}`);
  expect({ status, resource }).toMatchObject({ status: 400, resource: { resourceType: 'OperationOutcome' } });
  expect(JSON.stringify(resource)).toContain(what);
});

test('a patient reads and finds their own, and no other; a nurse none', async () => {
  const patient = fhirClient(hospital.served.url, { roles: ['patient'], patient_id: owing });
  expect((await patient.get(`/Account/${owing}`)).status).toBe(200);
  expect((await patient.get(`/Account/${other}`)).status).toBe(404);
  for (const query of ['', `?patient=${owing}`, `?_id=${owing},${other}`])
    expect(await found(query, patient)).toEqual([owing]);
  for (const query of [`?subject=Patient/${other}`, `?_id=${other}`]) expect(await found(query, patient)).toEqual([]);
  const nurse = fhirClient(hospital.served.url, { roles: ['nurse'] });
  expect((await nurse.get(`/Account/${owing}`)).status).toBe(403);
  expect((await nurse.get(`/Account?patient=${owing}`)).status).toBe(403);
});

test('the statement tells of it, and of no history', async () => {
  const { resource } = await fhir.get('/metadata');
  const account = (resource as CapabilityStatement).rest?.[0]?.resource?.find(({ type }) => type === 'Account');
  expect(account).toMatchObject({
    interaction: [{ code: 'read' }, { code: 'search-type' }],
    readHistory: false,
  });
  expect((await fhir.get(`/Account/${owing}/_history`)).status).toBe(404);
});
