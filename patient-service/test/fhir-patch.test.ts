import type { AllergyIntolerance, CapabilityStatement, OperationOutcome, Patient } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { startPatientService, type Fixture } from './fixtures';

let hospital: Fixture;
let fhir: FhirClient;
beforeAll(async () => {
  hospital = await startPatientService();
  fhir = fhirClient(hospital.served.url);
});

const jsonPatch = { 'content-type': 'application/json-patch+json' };
const mergePatch = { 'content-type': 'application/merge-patch+json' };

let made: Patient;
beforeEach(async () => {
  const { id } = await hospital.register({
    givenName: 'Grace Brewster',
    familyName: 'Hopper',
    birthDate: '1906-12-09',
    phone: '+442079460018',
    email: 'grace@example.org',
    contacts: [{ name: 'Vincent', relationship: 'husband' }],
  });
  made = (await fhir.get(`/Patient/${id}`)).resource as Patient;
});
const patch = (changes: object, headers = {}, client = fhir, id = made.id) =>
  client.send('PATCH', `/Patient/${id}`, changes, { ...jsonPatch, ...headers });
const now = async () => (await fhir.get(`/Patient/${made.id}`)).resource as Patient;
const told = (resource: unknown) =>
  (resource as OperationOutcome).issue.map(({ details }) => details?.text ?? '').join(' ');

test('each change is made, in their order, and only what they name is otherwise', async () => {
  const answer = await patch(
    [
      { op: 'test', path: '/name/0/family', value: 'Hopper' },
      { op: 'replace', path: '/name/0/family', value: 'Murray' },
      { op: 'add', path: '/name/0/given/-', value: 'M.' },
      { op: 'remove', path: '/telecom/1' },
      { op: 'add', path: '/contact/0', value: { name: { text: 'Mary' } } },
      { op: 'copy', from: '/birthDate', path: '/contact/0/name/text' },
      { op: 'move', from: '/contact/1', path: '/contact/0' },
    ],
    { 'if-match': 'W/"1"' },
  );
  expect(answer).toMatchObject({ status: 200 });
  expect(answer.headers.get('etag')).toBe('W/"2"');
  expect(answer.resource).toEqual({
    ...made,
    meta: (answer.resource as Patient).meta,
    name: [{ use: 'official', family: 'Murray', given: ['Grace', 'Brewster', 'M.'] }],
    telecom: made.telecom?.slice(0, 1),
    contact: [...(made.contact ?? []), { name: { text: '1906-12-09' } }],
  });
  expect(await now()).toEqual(answer.resource);
});

test('a merge patch sets and clears, and what is not there may be cleared', async () => {
  const asked = { birthDate: '1906', telecom: null, photo: null, address: [{ city: 'Arlington' }] };
  const answer = await fhir.send('PATCH', `/Patient/${made.id}`, asked, mergePatch);
  expect(answer).toMatchObject({ status: 200, resource: { birthDate: '1906', address: [{ city: 'Arlington' }] } });
  expect(answer.resource).not.toHaveProperty('telecom');
  expect(answer.resource).toMatchObject({ name: made.name, contact: made.contact });
});

test.each([
  ['a test that fails', [{ op: 'test', path: '/gender', value: 'male' }], 409, 'Change 2'],
  ['a test of what is not there', [{ op: 'test', path: '/address', value: [] }], 409, 'nothing at /address'],
  [
    'to replace what is not there',
    [{ op: 'replace', path: '/address/0/city', value: 'x' }],
    409,
    'nothing at /address',
  ],
  ['to remove behind a list', [{ op: 'remove', path: '/telecom/2' }], 409, 'nothing at /telecom/2'],
  ['to add behind a gap', [{ op: 'add', path: '/telecom/7', value: {} }], 409, '/telecom/7 is no place'],
  ['an index with a nought before it', [{ op: 'remove', path: '/telecom/01' }], 409, 'nothing at /telecom/01'],
  ['what every object has', [{ op: 'remove', path: '/toString' }], 409, 'nothing at /toString'],
  ['to move into itself', [{ op: 'move', from: '/name', path: '/name/0' }], 409, 'into itself'],
  ['no list', { op: 'add' }, 400, 'must be a list'],
  ['no change', [], 400, 'has no change'],
  ['an unknown op', [{ op: 'merge', path: '/name' }], 400, 'add, remove, replace'],
  ['a pointer that is none', [{ op: 'remove', path: 'name' }], 400, 'JSON Pointer'],
  ['no value', [{ op: 'add', path: '/birthDate' }], 400, 'value'],
  ['__proto__', [{ op: 'add', path: '/__proto__/active', value: false }], 400, 'no resource has'],
  ['constructor', [{ op: 'copy', from: '/constructor', path: '/birthDate' }], 400, 'no resource has'],
  [
    '__proto__ in a value',
    [{ op: 'add', path: '/name/0', value: JSON.parse('{"__proto__":{"family":"x"}}') as object }],
    400,
    'no resource has',
  ],
  ['an element that is not kept', [{ op: 'add', path: '/photo', value: [{ title: 'x' }] }], 400, 'Patient.photo'],
  ['a value that is wrong', [{ op: 'replace', path: '/birthDate', value: '1906-02-30' }], 400, 'Patient.birthDate'],
  ['another id', [{ op: 'replace', path: '/id', value: 'x' }], 400, 'Patient.id'],
  ['another type', [{ op: 'replace', path: '/resourceType', value: 'Person' }], 400, 'Patient.resourceType'],
  ['another version', [{ op: 'replace', path: '/meta/versionId', value: '9' }], 400, 'Patient.meta.versionId'],
  ['another MRN', [{ op: 'replace', path: '/identifier/0/value', value: '1' }], 400, 'Patient.identifier'],
  ['the whole of it gone', [{ op: 'remove', path: '' }], 409, 'cannot be removed'],
  ['something else in its place', [{ op: 'replace', path: '', value: null }], 400, 'Patient'],
])('%s is refused, and nothing is changed', async (_what, changes, status, sentence) => {
  const before = { op: 'replace', path: '/name/0/family', value: 'Changed' };
  const answer = await patch(Array.isArray(changes) && changes.length > 0 ? [before, ...changes] : changes);
  expect({ status: answer.status, told: told(answer.resource) }).toEqual({
    status,
    told: expect.stringContaining(sentence),
  });
  expect(await now()).toEqual(made);
});

test('copies of copies come to an end', async () => {
  const twice = { op: 'copy', from: '', path: '/extension' };
  const { status, resource } = await patch(Array.from({ length: 60 }, () => twice));
  expect({ status, told: told(resource) }).toEqual({ status: 409, told: expect.stringContaining('would be copied') });
});

test('another version is 412; without If-Match, two at once are both done', async () => {
  const stale = await patch([{ op: 'remove', path: '/birthDate' }], { 'if-match': 'W/"7"' });
  expect(stale).toMatchObject({ status: 412, resource: { issue: [{ code: 'conflict' }] } });
  const both = await Promise.all([
    patch([{ op: 'add', path: '/contact/-', value: { name: { text: 'One' } } }]),
    patch([{ op: 'add', path: '/contact/-', value: { name: { text: 'Two' } } }]),
  ]);
  expect(both.map(({ status }) => status)).toEqual([200, 200]);
  const names = (await now()).contact?.map(({ name }) => name?.text);
  expect(names?.sort()).toEqual(['One', 'Two', 'Vincent']);
});

test('what changes nothing makes no version', async () => {
  expect(await patch([{ op: 'test', path: '/birthDate', value: '1906-12-09' }])).toMatchObject({
    status: 200,
    resource: made,
  });
});

test('FHIRPath Patch is refused with what is taken, and another patient is not found', async () => {
  const parameters = { resourceType: 'Parameters' };
  const { status, resource } = await patch(parameters, { 'content-type': 'application/fhir+json' });
  expect({ status, told: told(resource) }).toEqual({
    status: 415,
    told: expect.stringContaining('application/json-patch+json'),
  });
  const nobody = await patch([{ op: 'remove', path: '/birthDate' }], {}, fhir, '0192f3c4-5b6a-7cde-8f01-23456789abcd');
  expect(nobody).toMatchObject({ status: 404 });
});

test('who may not change may not patch', async () => {
  const cashier = fhirClient(hospital.served.url, { sub: 'carl', roles: ['cashier'], doctor_id: undefined });
  expect(await patch([{ op: 'remove', path: '/birthDate' }], {}, cashier)).toMatchObject({ status: 403 });
});

test('an allergy is patched by its own address', async () => {
  const asked: AllergyIntolerance = {
    resourceType: 'AllergyIntolerance',
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
    },
    code: { text: 'Latex' },
    patient: { reference: `Patient/${made.id}` },
  };
  const { resource } = await fhir.send('POST', '/AllergyIntolerance', asked);
  const { id } = resource as AllergyIntolerance;
  const resolved = [{ op: 'replace', path: '/clinicalStatus/coding/0/code', value: 'resolved' }];
  const answer = await fhir.send('PATCH', `/AllergyIntolerance/${id}`, resolved, { ...jsonPatch, 'if-match': 'W/"1"' });
  expect(answer).toMatchObject({
    status: 200,
    resource: { clinicalStatus: { coding: [{ code: 'resolved' }] }, code: { text: 'Latex' }, meta: { versionId: '2' } },
  });
});

test('the capability statement says so', async () => {
  const { resource } = await fhir.get('/metadata');
  const { patchFormat, rest = [] } = resource as CapabilityStatement;
  expect(patchFormat).toEqual(['application/json-patch+json', 'application/merge-patch+json']);
  for (const { type, interaction } of rest[0]?.resource ?? [])
    if (['Patient', 'AllergyIntolerance'].includes(type)) expect(interaction).toContainEqual({ code: 'patch' });
});
