import { randomUUID } from 'node:crypto';
import type { AllergyIntolerance, Bundle, CapabilityStatement, OperationOutcome, Patient } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { startPatientService, type Fixture } from './fixtures';

let hospital: Fixture;
let fhir: FhirClient;
beforeAll(async () => {
  hospital = await startPatientService();
  fhir = fhirClient(hospital.served.url);
});

/** So unlike each other that none is taken for a duplicate. */
const somebody = (family: string, year: number): Patient => ({
  resourceType: 'Patient',
  name: [{ family, given: [`G${randomUUID().slice(0, 8)}`] }],
  birthDate: `${year}-03-04`,
});
const create = (resource: object, ifNoneExist: string, more = {}, client = fhir) =>
  client.send('POST', `/${(resource as Patient).resourceType}`, resource, { 'if-none-exist': ifNoneExist, ...more });
const count = async (query: string) => {
  const { resource } = await fhir.get(`/Patient?${query}&_summary=count`);
  return (resource as Bundle).total;
};
const told = (resource: unknown) =>
  (resource as OperationOutcome).issue.map(({ details }) => details?.text ?? '').join(' ');

test('none is created, one is the answer, and of more it is not known which', async () => {
  const numbered = { ...somebody('Once', 1950), identifier: [{ system: 'urn:oid:1.2.3', value: 'A-7' }] };
  const condition = 'identifier=urn:oid:1.2.3%7CA-7';
  const first = await create(numbered, condition);
  expect(first).toMatchObject({ status: 201 });
  const again = await create(numbered, condition);
  expect(again).toMatchObject({ status: 200, resource: first.resource as object });
  for (const name of ['etag', 'location']) expect(again.headers.get(name)).toBe(first.headers.get(name));
  expect(await create(somebody('Other', 1951), `?${condition}`)).toMatchObject({ status: 200 });
  expect(await count('family=Other')).toBe(0);

  await hospital.register({ givenName: 'One', familyName: 'Several', birthDate: '1950-01-01' });
  await hospital.register({ givenName: 'Two', familyName: 'Several', birthDate: '1980-02-02' });
  const many = await create(somebody('Several', 1999), 'family=Several');
  expect(many).toMatchObject({ status: 412, resource: { issue: [{ code: 'conflict' }] } });
  expect(told(many.resource)).toContain('more than one Patient');
  expect(await count('family=Several')).toBe(2);
});

test('of many at the same moment one is created, also where they search otherwise', async () => {
  const family = `Racer${randomUUID().slice(0, 6)}`;
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      create(somebody(family, 1900 + 11 * i), i % 2 === 0 ? `family=${family}` : `name:exact=${family}&active=true`),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(9).fill(200), 201]);
  expect(new Set(answers.map(({ resource }) => (resource as Patient).id)).size).toBe(1);
  expect(await count(`family=${family}`)).toBe(1);
});

test('a repeat with its Idempotency-Key is answered as the first was; with another condition it is another request', async () => {
  const key = { 'idempotency-key': randomUUID() };
  const asked = somebody('Keyed', 1950);
  const first = await create(asked, 'family=Keyed', key);
  expect(first.status).toBe(201);
  const again = await create(asked, 'family=Keyed', key);
  expect([200, 201]).toContain(again.status);
  expect(again.resource).toEqual(first.resource);
  expect(await create(asked, 'family=Keyed&given=x', key)).toMatchObject({ status: 422 });
});

test.each([
  ['a parameter that is not known', 'shoe-size=43', 'shoe-size: is not known here'],
  ['a value that is none', 'gender=m', 'gender: must be one of'],
  ['what says how, and not which', 'family=A&_count=1', '_count: does not say which'],
  ['no search', '', 'must be a search'],
])('%s is refused, and nothing is created', async (_what, condition, sentence) => {
  const family = `Nobody${randomUUID().slice(0, 6)}`;
  const { status, resource } = await create(somebody(family, 1950), condition);
  expect({ status, told: told(resource) }).toEqual({ status: 400, told: expect.stringContaining(sentence) });
  expect(await count(`family=${family}`)).toBe(0);
});

test('a condition in the address is none', async () => {
  const { status, resource } = await fhir.send('POST', '/Patient?ifNoneExist=family%3DA', somebody('A', 1950));
  expect({ status, told: told(resource) }).toEqual({ status: 400, told: expect.stringContaining('is not known here') });
});

test('an allergy that is there already is the answer, and no refusal', async () => {
  const { id } = await hospital.register({ givenName: 'Al', familyName: 'Lergic' });
  const latex: AllergyIntolerance = {
    resourceType: 'AllergyIntolerance',
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
    },
    code: { text: 'Latex' },
    patient: { reference: `Patient/${id}` },
  };
  const condition = `patient=${id}&code:text=latex`;
  const both = await Promise.all([create(latex, condition), create(latex, condition)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 201]);
  expect(both[0]?.resource).toEqual(both[1]?.resource);
});

test('the capability statement says so', async () => {
  const { resource } = await fhir.get('/metadata');
  const types = (resource as CapabilityStatement).rest?.[0]?.resource ?? [];
  expect(types.map(({ type, conditionalCreate }) => [type, conditionalCreate])).toEqual([
    ['Patient', true],
    ['AllergyIntolerance', true],
    ['AuditEvent', false],
    ['Provenance', false],
  ]);
});
