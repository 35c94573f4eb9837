import type { Bundle, OperationOutcome, Patient } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { startPatientService, type Fixture } from './fixtures';

let hospital: Fixture;
let fhir: FhirClient;
beforeAll(async () => {
  hospital = await startPatientService();
  fhir = fhirClient(hospital.served.url);
});

const ada: Patient = {
  resourceType: 'Patient',
  identifier: [
    { system: 'urn:oid:2.16.840.1.113883.2.4.6.3', value: '012345672' },
    { type: { text: 'passport' }, value: 'P1234567' },
  ],
  active: true,
  name: [{ use: 'official', family: 'Lovelace', given: ['Augusta', 'Ada'] }],
  telecom: [
    { system: 'phone', value: '+442079460018' },
    { system: 'email', value: 'ada@example.org' },
  ],
  gender: 'female',
  birthDate: '1985-12',
  address: [{ line: ['12 St James’s Square', 'Flat 2'], city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' }],
  contact: [
    {
      relationship: [{ text: 'mother' }],
      name: { text: 'Anne Byron' },
      telecom: [{ system: 'phone', value: '+442079460019' }],
    },
  ],
};

const { identifier: _numbers, ...plain } = ada;
const unknown = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
};

const create = async (patient: Patient): Promise<Patient> => {
  const { status, resource } = await fhir.send('POST', '/Patient', patient);
  expect({ status, resource }).toMatchObject({ status: 201 });
  return resource as Patient;
};
const found = async (query: string): Promise<(string | undefined)[]> => {
  const { status, resource } = await fhir.get(`/Patient?${query}`);
  expect({ status, resource }).toMatchObject({ status: 200 });
  return ((resource as Bundle<Patient>).entry ?? []).map((entry) => entry.resource?.name?.[0]?.family);
};
const sentence = (resource: unknown) => (resource as OperationOutcome).issue[0]?.details?.text;

test('what is created comes back equal, with its version, and natively as the same patient', async () => {
  const made = await create(ada);
  const read = await fhir.get(`/Patient/${made.id}`);
  const { id, meta, identifier = [], ...rest } = read.resource as Patient;
  expect({ ...rest, identifier: identifier.slice(1) }).toEqual(ada);
  expect(identifier[0]).toMatchObject({ system: 'urn:hms:mrn', value: expect.stringMatching(/^\d{3}-\d{3}-\d{3}$/) });
  expect(meta?.versionId).toBe('1');
  expect(read.headers.get('etag')).toBe('W/"1"');
  const native = await hospital.served.api.get(`/patients/${id}`);
  expect(native.body).toMatchObject({ givenName: 'Augusta Ada', familyName: 'Lovelace', birthDate: '1985-12' });
  expect((await fhir.get(`/Patient/${id}`, { 'if-none-match': 'W/"1"' })).status).toBe(304);
});

test('an update is the whole resource; what it leaves out is cleared, and every version can be read', async () => {
  const made = await create({
    ...plain,
    name: [{ family: 'Update' }],
    telecom: [{ system: 'phone', value: '+442079460020' }],
  });
  const { telecom: _cleared, ...rest } = made;
  const stale = await fhir.send('PUT', `/Patient/${made.id}`, rest, { 'if-match': 'W/"7"' });
  expect(stale).toMatchObject({ status: 412, resource: { issue: [{ code: 'conflict' }] } });
  const updated = await fhir.send('PUT', `/Patient/${made.id}`, rest, { 'if-match': 'W/"1"' });
  expect(updated).toMatchObject({ status: 200, resource: { meta: { versionId: '2' } } });
  expect(updated.resource).not.toHaveProperty('telecom');
  expect((await fhir.get(`/Patient/${made.id}/_history/1`)).resource).toEqual(made);
  const history = (await fhir.get(`/Patient/${made.id}/_history`)).resource as Bundle;
  expect(history.entry?.map(({ request, response }) => [request?.method, response?.etag])).toEqual([
    ['PUT', 'W/"2"'],
    ['POST', 'W/"1"'],
  ]);
  expect((await fhir.get(`/Patient/${made.id}/_history/3`)).status).toBe(404);
});

test('another MRN in an update means another patient, and is refused', async () => {
  const made = await create({ resourceType: 'Patient', name: [{ family: 'Mixup' }] });
  const { status, resource } = await fhir.send('PUT', `/Patient/${made.id}`, {
    ...made,
    identifier: [{ system: 'urn:hms:mrn', value: '999-999-999' }],
  });
  expect(status).toBe(400);
  expect(sentence(resource)).toContain("Patient.identifier.where(system = 'urn:hms:mrn') is ");
});

test.each([
  ['photo', { photo: [{ title: 'me' }] }, 'Patient.photo'],
  ['a second name', { name: [{ family: 'A' }, { family: 'B' }] }, 'Patient.name'],
  ['a prefix', { name: [{ family: 'A', prefix: ['Dr'] }] }, 'Patient.name[0].prefix'],
  ['a name of the nameless', { name: [{ ...unknown, family: 'A' }] }, 'Patient.name[0].extension'],
  ['the use of a number', { identifier: [{ use: 'usual', system: 'urn:x', value: '1' }] }, 'Patient.identifier[0].use'],
  ['a number of no kind', { identifier: [{ value: '1' }] }, 'Patient.identifier[0].system'],
  ['when a number held', { identifier: [{ system: 'urn:x', value: '1', period: {} }] }, 'Patient.identifier[0].period'],
  ['an hour of birth', { _birthDate: { extension: [] } }, 'Patient.birthDate.extension'],
  ['a contact without a name', { contact: [{ name: {} }] }, 'Patient.contact[0].name.text'],
  [
    'a number that cannot be called',
    { contact: [{ name: { text: 'A' }, telecom: [{ system: 'phone', value: '1' }] }] },
    'Patient.contact[0].telecom[0].value',
  ],
  ['a city without an end', { address: [{ city: 'x'.repeat(300) }] }, 'Patient.address[0].city'],
  ['a death without its time', { deceasedBoolean: true }, 'Patient.deceasedBoolean'],
  ['a fax', { telecom: [{ system: 'fax', value: '1' }] }, 'Patient.telecom[0].system'],
  ['no name at all', { name: undefined }, 'Patient.name[0].family'],
  ['a birth date that is none', { birthDate: '1985-02-30' }, 'Patient.birthDate'],
])('%s is refused by its name', async (_what, change, element) => {
  const { status, resource } = await fhir.send('POST', '/Patient', { ...plain, ...change });
  const { issue } = resource as OperationOutcome;
  expect({ status, resource }).toMatchObject({ status: 400 });
  expect(issue.map(({ expression = [] }) => expression[0]).join(' ')).toContain(element);
});

test('what is missing is said to be required', async () => {
  const { resource } = await fhir.send('POST', '/Patient', { ...plain, telecom: [{ value: '+442079460018' }] });
  expect(sentence(resource)).toBe('Patient.telecom[0].system is required, and must be one of: phone, email.');
});

test('the parts of a contact’s name are told as its text', async () => {
  const { contact } = await create({
    resourceType: 'Patient',
    name: [{ family: 'Contacted' }],
    contact: [{ name: { family: 'Byron', given: ['Anne', 'Isabella'] } }],
  });
  expect(contact).toEqual([{ name: { text: 'Anne Isabella Byron' } }]);
});

test('a duplicate is refused with the sentence of the native operation', async () => {
  const twin = { ...plain, name: [{ family: 'Twin', given: ['Tara'] }] };
  await create(twin);
  const { status, resource } = await fhir.send('POST', '/Patient', twin);
  expect(status).toBe(409);
  expect(sentence(resource)).toMatch(/alike|duplicate|same/i);
  expect(resource).toMatchObject({ issue: [{ expression: ['Patient.name[0]'] }] });
});

describe('search', () => {
  beforeAll(async () => {
    for (const [family, birthDate, gender] of [
      ['Quixano', '1950', 'male'],
      ['Quintana', '1950-03', 'female'],
      ['Quennell', '1951-07-23', 'other'],
    ] as const)
      await create({ resourceType: 'Patient', name: [{ family, given: ['Alonso'] }], birthDate, gender });
  });

  test.each([
    ['family=qui', ['Quintana', 'Quixano']],
    ['name=quixanno', ['Quixano']],
    ['name:exact=quixanno', []],
    ['name=quixano alonzo', ['Quixano']],
    ['family:exact=qui', []],
    ['family:contains=NNE', ['Quennell']],
    ['family=qui,quen', ['Quennell', 'Quintana', 'Quixano']],
    ['family=qu&gender:not=male', ['Quennell', 'Quintana']],
    ['family=qu&gender=male,other', ['Quennell', 'Quixano']],
    ['family=qu&birthdate=1950', ['Quintana', 'Quixano']],
    ['family=qu&birthdate=1950-03', ['Quintana']],
    ['family=qu&birthdate=ap1950-03-05', ['Quintana', 'Quixano']],
    ['family=qu&birthdate=gt1950', ['Quennell']],
    ['family=qu&birthdate=ge1950-03&birthdate=le1951', ['Quennell', 'Quintana', 'Quixano']],
    ['family=qu&birthdate=eb1951', ['Quintana', 'Quixano']],
    ['family=qu&birthdate=sa1951-07-22', ['Quennell']],
    ['family=qu&_sort=_lastUpdated', ['Quixano', 'Quintana', 'Quennell']],
  ])('%s', async (query, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  test('pages neither repeat nor skip, and count all', async () => {
    const seen: unknown[] = [];
    let next: string | undefined = '/Patient?family=qu&_count=1&_total=accurate&_sort=-_lastUpdated';
    while (next !== undefined) {
      const bundle = (await fhir.get(next)).resource as Bundle<Patient>;
      expect(bundle.total).toBe(3);
      seen.push(...(bundle.entry ?? []).map(({ resource }) => resource?.name?.[0]?.family));
      next = bundle.link?.find(({ relation }) => relation === 'next')?.url.replace(/^.*\/R4/, '');
    }
    expect(seen).toEqual(['Quennell', 'Quintana', 'Quixano']);
  });

  test('by form, with some elements only', async () => {
    const { resource } = await fhir.search('Patient', { family: 'quix', _elements: 'birthDate' });
    const [entry] = (resource as Bundle<Patient>).entry ?? [];
    expect(entry?.resource).toMatchObject({ birthDate: '1950', meta: { tag: [{ code: 'SUBSETTED' }] } });
    expect(entry?.resource).not.toHaveProperty('name');
    expect(entry?.fullUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/fhir\/R4\/Patient\/[0-9a-f-]{36}$/);
  });

  test.each([
    'favourite=blue',
    'family:sounds=q',
    'gender=m',
    'birthdate=1950-02-30',
    '_sort=family',
    '_count=many',
    'family=',
    '_id:not=1',
  ])('%s is refused, and says what is possible', async (query) => {
    const { status, resource } = await fhir.get(`/Patient?${query}`);
    expect({ status, resource }).toMatchObject({ status: 400, resource: { resourceType: 'OperationOutcome' } });
  });

  test('leniently, what is not known is ignored, and said', async () => {
    const { resource } = await fhir.get('/Patient?family=quix&favourite=blue', { prefer: 'handling=lenient' });
    const entries = (resource as Bundle).entry ?? [];
    expect(entries.map(({ search }) => search?.mode)).toEqual(['match', 'outcome']);
    expect(JSON.stringify(entries[1])).toContain('favourite');
  });
});

describe('access is as natively', () => {
  test('a cashier sees name and number, and may not search by the rest', async () => {
    const made = await create({ ...plain, name: [{ family: 'Masked' }] });
    const cashier = fhirClient(hospital.served.url, { roles: ['cashier'] });
    const { resource } = await cashier.get(`/Patient/${made.id}`);
    expect(resource).toMatchObject({ name: [{ family: 'Masked' }], birthDate: '1985-12' });
    for (const hidden of ['gender', 'address', 'contact', 'telecom']) expect(resource).not.toHaveProperty(hidden);
    expect((await cashier.get('/Patient?gender=female')).status).toBe(400);
  });

  test('a patient reads their own, and finds no other', async () => {
    const own = await create({ resourceType: 'Patient', name: [{ family: 'Own' }] });
    const other = await create({ resourceType: 'Patient', name: [{ family: 'Other' }] });
    const patient = fhirClient(hospital.served.url, { roles: ['patient'], patient_id: own.id });
    expect((await patient.get(`/Patient/${own.id}`)).status).toBe(200);
    expect(await patient.get(`/Patient/${other.id}`)).toMatchObject({
      status: 404,
      resource: { issue: [{ code: 'not-found' }] },
    });
    expect((await patient.get('/Patient?family=other')).status).toBe(403);
  });

  test('without a token nothing but the metadata is told', async () => {
    const bare = async (path: string) => (await fetch(`${hospital.served.url}/fhir/R4${path}`)).status;
    expect(await bare('/Patient')).toBe(401);
    expect(await bare('/metadata')).toBe(200);
  });
});
