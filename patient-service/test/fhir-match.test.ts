import type { Bundle, CapabilityStatement, OperationOutcome, Patient } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { startPatientService, type Fixture } from './fixtures';

let hospital: Fixture;
let fhir: FhirClient;
let known: { id: string; mrn: string };
beforeAll(async () => {
  hospital = await startPatientService();
  fhir = fhirClient(hospital.served.url);
  known = await hospital.register({
    ...{ givenName: 'Ada', familyName: 'Lovelace', birthDate: '1985-12-10', phone: '+442079460018', gender: 'female' },
    identifiers: [{ system: 'urn:oid:1.2.3', value: 'AL-7' }],
  });
  await hospital.register({ givenName: 'Charles', familyName: 'Babbage', birthDate: '1980-12-26' });
});

const ada: Patient = {
  resourceType: 'Patient',
  name: [{ family: 'Lovelace', given: ['Ada'] }],
  birthDate: '1985-12-10',
  telecom: [{ system: 'phone', value: '020 7946 0018' }],
};
const parameters = (resource: object, ...more: object[]) => ({
  resourceType: 'Parameters',
  parameter: [{ name: 'resource', resource }, ...more],
});
const match = async (resource: object, ...more: object[]) => {
  const answer = await fhir.send('POST', '/Patient/$match', parameters(resource, ...more));
  expect(answer).toMatchObject({ status: 200, resource: { resourceType: 'Bundle', type: 'searchset' } });
  const { entry = [], total } = answer.resource as Bundle<Patient>;
  expect(total).toBe(entry.length);
  return entry.map(({ resource: found, search }) => ({
    id: found?.id,
    grade: search?.extension?.[0]?.valueCode,
    score: search?.score,
  }));
};
const certainly = { name: 'onlyCertainMatches', valueBoolean: true };

test('who is alike is found, with a grade and a score; nobody is registered, and nobody else is told of', async () => {
  expect(await match(ada)).toEqual([{ id: known.id, grade: 'certain', score: 0.88 }]);
  const { telecom: _phone, ...noPhone } = ada;
  expect(await match(noPhone)).toEqual([{ id: known.id, grade: 'probable', score: 0.8 }]);
  expect(await match({ ...noPhone, birthDate: undefined })).toEqual([{ id: known.id, grade: 'possible', score: 0.45 }]);
  expect(await match({ ...noPhone, name: [{ family: 'Nightingale', given: ['Florence'] }] })).toEqual([]);
  expect(await hospital.find({ name: 'Lovelace' })).toEqual([known.id]);
});

test('a number decides, but for who is called otherwise', async () => {
  const identifier = [{ system: 'urn:oid:1.2.3', value: 'al 7' }];
  const unnamed = { resourceType: 'Patient', identifier };
  expect(await match(unnamed)).toEqual([{ id: known.id, grade: 'certain', score: 1 }]);
  const byMrn = { resourceType: 'Patient', identifier: [{ system: 'urn:hms:mrn', value: known.mrn }] };
  expect(await match(byMrn)).toEqual([{ id: known.id, grade: 'certain', score: 1 }]);
  expect(await match({ ...ada, identifier })).toEqual([{ id: known.id, grade: 'certain', score: 1 }]);
  const other = { ...unnamed, name: [{ family: 'Nightingale', given: ['Florence'] }] };
  expect(await match(other)).toEqual([{ id: known.id, grade: 'possible', score: 0.6 }]);
});

test('certain is one alone; of several no one is', async () => {
  const { telecom: _phone, ...noPhone } = ada;
  expect(await match(noPhone, certainly)).toEqual([]);
  expect(await match(ada, certainly)).toMatchObject([{ id: known.id }]);
  const twin = { ...{ givenName: 'Tara', familyName: 'Twin', birthDate: '1990-01-01' }, phone: '+442079460099' };
  await hospital.register(twin);
  await hospital.register(twin);
  const asked: Patient = {
    resourceType: 'Patient',
    name: [{ family: 'Twin', given: ['Tara'] }],
    birthDate: '1990-01-01',
    telecom: [{ system: 'phone', value: '+442079460099' }],
  };
  expect(await match(asked)).toHaveLength(2);
  expect(await match(asked, { name: 'count', valueInteger: 1 })).toHaveLength(1);
  expect(await match(asked, certainly)).toEqual([]);
});

test.each([
  ['no patient', { resourceType: 'Parameters', parameter: [certainly] }, 'must have a resource'],
  ['another parameter', parameters(ada, { name: 'threshold', valueInteger: 1 }), 'resource, onlyCertainMatches, count'],
  ['an element that is not compared', parameters({ ...ada, photo: [{ title: 'x' }] }), 'photo'],
  ['a birth date that is none', parameters({ ...ada, birthDate: '1985-13-10' }), 'birthDate'],
  ['too many', parameters(ada, { name: 'count', valueInteger: 99 }), 'valueInteger'],
  ['one twice', parameters(ada, certainly, certainly), 'once'],
])('%s is refused', async (_what, asked, sentence) => {
  const { status, resource } = await fhir.send('POST', '/Patient/$match', asked);
  const told = (resource as OperationOutcome).issue.map(({ details }) => details?.text).join(' ');
  expect({ status, told }).toEqual({ status: 400, told: expect.stringContaining(sentence) });
});

test('who does not register does not match, and the capability statement has it', async () => {
  const cashier = fhirClient(hospital.served.url, { sub: 'carl', roles: ['cashier'], doctor_id: undefined });
  expect(await cashier.send('POST', '/Patient/$match', parameters(ada))).toMatchObject({ status: 403 });
  const { resource } = await fhir.get('/metadata');
  const types = (resource as CapabilityStatement).rest?.[0]?.resource ?? [];
  expect(types.find(({ type }) => type === 'Patient')?.operation).toEqual([
    { name: 'match', definition: 'http://hl7.org/fhir/OperationDefinition/Patient-match' },
  ]);
});
