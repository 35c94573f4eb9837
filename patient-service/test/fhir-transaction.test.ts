import { randomUUID } from 'node:crypto';
import type { AllergyIntolerance, Binary, Bundle, BundleEntry, Patient } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { done as doneBy, get, post, put, refused as refusedTo, send, statusesOf } from '../../fhir-tests/transaction';
import { startPatientService, type Fixture } from './fixtures';

let hospital: Fixture;
let fhir: FhirClient;
beforeAll(async () => {
  hospital = await startPatientService();
  fhir = fhirClient(hospital.served.url);
});

/** So unlike each other that none is taken for a duplicate. */
const somebody = (family = `F${randomUUID().slice(0, 8)}`): Patient => ({
  resourceType: 'Patient',
  name: [{ family, given: [`G${randomUUID().slice(0, 8)}`] }],
  birthDate: `${1900 + Math.floor(Math.random() * 100)}-0${1 + Math.floor(Math.random() * 9)}-1${Math.floor(Math.random() * 9)}`,
});
const allergyOf = (patient: string, substance = 'Latex'): AllergyIntolerance => ({
  resourceType: 'AllergyIntolerance',
  clinicalStatus: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
  },
  code: { text: substance },
  patient: { reference: patient },
});
const urn = () => `urn:uuid:${randomUUID()}`;
const done = (entries: BundleEntry[], headers?: Record<string, string>) => doneBy(fhir, entries, headers);
const refused = (entries: BundleEntry[], headers?: Record<string, string>) => refusedTo(fhir, entries, headers);
const count = async (query: string) => {
  const { resource } = await fhir.get(`/Patient?${query}&_summary=count`);
  return (resource as Bundle).total;
};
const registered = async () => (await fhir.send('POST', '/Patient', somebody())).resource as Patient & { id: string };
/** How much there is of everything that a change leaves. */
const left = async () => {
  const [row] = await hospital.db.query<Record<string, number>>(`select
    (select count(*)::int from patients) as patients, (select count(*)::int from patient_identifiers) as identifiers,
    (select count(*)::int from patient_allergies) as allergies, (select count(*)::int from record_versions) as versions,
    (select count(*)::int from idempotency_keys) as keys`);
  return row;
};
const eventsSince = async (position: number) => {
  const { body } = await hospital.served.api.get('/audit?limit=200');
  return (body as { data: { position: number; operation: string; outcome: string; patientIds: string[] }[] }).data
    .filter((event) => event.position > position && event.operation !== 'listAuditEvents')
    .reverse();
};
const newestEvent = async () => {
  const { body } = await hospital.served.api.get('/audit?limit=1');
  return (body as { data: { position: number }[] }).data[0]?.position ?? 0;
};

test('all is stored in the order of FHIR, references resolved, and answered in the order of the Bundle', async () => {
  const before = await registered();
  const [patient, allergy] = [urn(), urn()];
  const entries = await done([
    get(`AllergyIntolerance?patient=${patient}`),
    put({ ...before, birthDate: '1971-02-03' }, { ifMatch: 'W/"1"' }),
    post(allergyOf(patient), allergy),
    post(somebody('Together'), patient),
    get(`Patient/${before.id}`),
  ]);
  expect(statusesOf(entries)).toEqual(['200', '200', '201', '201', '200']);
  const [found, changed, recorded, created, read] = entries;
  const { id } = created?.resource as Patient;
  expect(created?.response).toMatchObject({ location: `Patient/${id}/_history/2`, etag: 'W/"2"' });
  expect(recorded?.resource).toMatchObject({ patient: { reference: `Patient/${id}` } });
  expect(recorded?.response?.location).toBe(`AllergyIntolerance/${recorded?.resource?.id}/_history/1`);
  expect((found?.resource as Bundle).entry?.[0]?.resource).toEqual(recorded?.resource);
  expect((found?.resource as Bundle).link?.[0]?.url).toContain(`${hospital.served.url}/fhir/R4/AllergyIntolerance?`);
  expect(read?.resource).toEqual(changed?.resource);
  expect(read?.resource).toMatchObject({ birthDate: '1971-02-03', meta: { versionId: '2' } });
  expect(await fhir.get(`/AllergyIntolerance/${recorded?.resource?.id}`)).toMatchObject({
    status: 200,
    resource: recorded?.resource as object,
  });
});

test('each entry is told as it is at the end: an allergy makes a new version of its patient', async () => {
  const [patient, number] = [urn(), randomUUID()];
  const identifier = [{ system: 'urn:oid:1.2.3', value: number }];
  const entries = [
    post({ ...somebody(), identifier }, patient, { ifNoneExist: `identifier=urn:oid:1.2.3|${number}` }),
    post(allergyOf(patient, 'Latex')),
    post(allergyOf(patient, 'Nickel')),
  ];
  const [created] = await done(entries);
  const told = await fhir.get(`/Patient/${created?.resource?.id}`);
  expect(created).toMatchObject({
    resource: told.resource as object,
    response: { status: '201', etag: told.headers.get('etag'), location: expect.stringMatching(/_history\/3$/) },
  });
  const [again] = await done([...entries.slice(0, 1), post(allergyOf(patient, 'Wool'))]);
  expect(again).toMatchObject({ response: { status: '200', etag: 'W/"4"' }, resource: { meta: { versionId: '4' } } });
  expect(
    await fhir.send('PUT', `/Patient/${created?.resource?.id}`, again?.resource as Patient, { 'if-match': 'W/"4"' }),
  ).toMatchObject({ status: 200 });
});

test('the first refusal refuses all, and nothing is left', async () => {
  const known = await registered();
  const family = `Undone${randomUUID().slice(0, 6)}`;
  const patient = urn();
  const before = await left();
  const answer = await refused([
    post(somebody(family), patient),
    post(allergyOf(patient)),
    put({ ...known, name: [{ family: 'X', suffix: ['Jr'] }] }),
  ]);
  expect(answer).toMatchObject({ status: 400, at: ['Bundle.entry[2].resource.name[0].suffix'] });
  expect(answer.told).toContain('Bundle.entry[2]: PUT Patient/');
  expect(await left()).toEqual(before);
  expect(await count(`family=${family}`)).toBe(0);
});

test.each([
  ['a version that is another', 412, (id: string) => put({ ...somebody(), id }, { ifMatch: 'W/"7"' })],
  ['what is not there', 404, () => get(`Patient/${randomUUID()}`)],
  ['a type that is not', 404, () => get('Observation/1')],
  ['a delete', 405, (id: string): BundleEntry => ({ request: { method: 'DELETE', url: `Patient/${id}` } })],
])('%s refuses all: %i', async (_what, status, entry) => {
  const { id } = await registered();
  const family = `Undone${randomUUID().slice(0, 6)}`;
  const answer = await refused([post(somebody(family)), entry(id)]);
  expect(answer).toMatchObject({ status, at: ['Bundle.entry[1]'] });
  expect(await count(`family=${family}`)).toBe(0);
});

test.each([
  [
    'two changes of one resource',
    [put({ ...somebody(), id: 'a' }), put({ ...somebody(), id: 'A' })],
    'entry[0] as well',
  ],
  ['one fullUrl of two', [post(somebody(), 'urn:uuid:x'), post(somebody(), 'urn:uuid:x')], 'entry[0] as well'],
  ['a reference to nothing', [post(allergyOf(urn()))], 'the fullUrl of no entry'],
  ['a reference to itself', [post(allergyOf('urn:uuid:x'), 'urn:uuid:x')], 'in a circle'],
  ['a search by POST', [{ ...post(somebody()), request: { method: 'POST', url: 'Patient/_search' } }], 'type alone'],
  ['an operation', [get('Patient/$export')], 'no part of a transaction'],
  ['an update by a search', [put({ ...somebody(), id: 'x?identifier=1' })], 'a type and an id'],
] as [string, BundleEntry[], string][])('%s is 400, and nothing is done', async (_what, entries, sentence) => {
  const before = await left();
  const answer = await refused(entries);
  expect(answer).toMatchObject({ status: 400, told: expect.stringContaining(sentence) });
  expect(answer.at[0]).toMatch(/^Bundle\.entry\[\d\]/);
  expect(await left()).toEqual(before);
});

test('what is not for the caller is refused as if it came alone', async () => {
  const { id } = await registered();
  const cashier = fhirClient(hospital.served.url, { sub: 'otto', roles: ['cashier'] });
  expect(await refusedTo(cashier, [get(`Patient/${id}`), post(somebody())])).toMatchObject({
    status: 403,
    at: ['Bundle.entry[1]'],
  });
  const { resource } = await send(cashier, [get(`Patient/${id}`)]);
  expect((resource as Bundle).entry?.[0]?.resource).toEqual((await cashier.get(`/Patient/${id}`)).resource);
  const other = fhirClient(hospital.served.url, { sub: 'ada', roles: ['patient'], patient_id: randomUUID() });
  expect(await refusedTo(other, [get(`Patient/${id}`)])).toMatchObject({ status: 404 });
  const reader = fhirClient(hospital.served.url, { sub: 'app', roles: ['nurse'], scope: 'user/Patient.r' });
  expect(await send(reader, [get(`Patient/${id}`)])).toMatchObject({ status: 200 });
  expect(await refusedTo(reader, [get('Patient?family=x')])).toMatchObject({ status: 403 });
});

test('each leaves its event, and of what was refused the refusal is left alone', async () => {
  const known = await registered();
  const since = await newestEvent();
  const patient = urn();
  const entries = await done([get(`Patient/${known.id}`), post(somebody(), patient), post(allergyOf(patient))]);
  const id = entries[1]?.resource?.id;
  const told = (events: Awaited<ReturnType<typeof eventsSince>>) =>
    events.map(({ operation, outcome, patientIds }) => [operation, outcome, patientIds.includes(id ?? '')]).sort();
  expect(told(await eventsSince(since))).toEqual([
    ['fhirCreateAllergyIntolerance', 'changed', true],
    ['fhirCreatePatient', 'changed', true],
    ['fhirReadPatient', 'shown', false],
    ['fhirTransaction', 'changed', true],
  ]);
  const then = await newestEvent();
  await refused([
    post(somebody()),
    get(`Patient/${known.id}`),
    put({ ...somebody(), id: known.id }, { ifMatch: 'W/"9"' }),
  ]);
  expect(told(await eventsSince(then))).toEqual([
    ['fhirTransaction', 'refused', false],
    ['fhirUpdatePatient', 'refused', false],
  ]);
});

test('of twenty at the same moment that create if there is none, one creates', async () => {
  const family = `Racer${randomUUID().slice(0, 6)}`;
  const identifier = [{ system: 'urn:oid:1.2.3', value: family }];
  const same = { ...somebody(family), identifier };
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => {
      const patient = urn();
      return done([
        post(same, patient, { ifNoneExist: `identifier=urn:oid:1.2.3|${family}` }),
        post(allergyOf(patient), urn(), { ifNoneExist: `patient=${patient}&code:text=latex` }),
      ]);
    }),
  );
  const statuses = answers.map((entries) => statusesOf(entries).join());
  expect(statuses.sort()).toEqual([...Array<string>(19).fill('200,200'), '201,201']);
  expect(new Set(answers.map(([patient]) => patient?.resource?.id)).size).toBe(1);
  expect(await count(`family=${family}`)).toBe(1);
});

test('of two that wait for each other one is done again', async () => {
  const [a, b] = [await registered(), await registered()];
  const allergies = await done([a, b].map(({ id }) => post(allergyOf(`Patient/${id}`))));
  const [ofA, ofB] = allergies.map(({ resource }) => ({
    ...(resource as AllergyIntolerance),
    criticality: 'high' as const,
  }));
  const crossing = [
    [put(ofA as AllergyIntolerance), put({ ...b, birthDate: '1961-01-01' })],
    [put(ofB as AllergyIntolerance), put({ ...a, birthDate: '1962-02-02' })],
  ];
  const all = await Promise.all(crossing.map((entries) => done(entries)));
  expect(all.map(statusesOf).flat()).toEqual(Array<string>(4).fill('200'));
});

test('a repeat by a token that may less is not given what the first was', async () => {
  const { id } = await registered();
  const key = { 'idempotency-key': randomUUID() };
  const client = (scope?: string) =>
    fhirClient(hospital.served.url, { sub: 'app', roles: ['nurse'], doctor_id: undefined, ...(scope && { scope }) });
  expect((await send(client(), [get(`Patient/${id}`)], key)).status).toBe(200);
  expect((await send(client(), [get(`Patient/${id}`)], key)).status).toBe(200);
  expect((await send(client('user/AllergyIntolerance.r'), [get(`Patient/${id}`)], key)).status).toBe(422);
});

test('a repeat with its Idempotency-Key is answered as the first was, a refusal too', async () => {
  const key = { 'idempotency-key': randomUUID() };
  const asked = [post(somebody(`Keyed${randomUUID().slice(0, 6)}`))];
  const first = await send(fhir, asked, key);
  expect(first.status).toBe(200);
  const before = await left();
  const again = await send(fhir, asked, key);
  expect(again.resource).toEqual(first.resource);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect((await send(fhir, [post(somebody())], key)).status).toBe(422);
  expect(await left()).toEqual(before);

  const other = { 'idempotency-key': randomUUID() };
  const wrong = [post(somebody()), get(`Patient/${randomUUID()}`)];
  const refusal = await refused(wrong, other);
  expect(refusal).toMatchObject({ status: 404, at: ['Bundle.entry[1]'] });
  expect(await refused(wrong, other)).toEqual(refusal);
});

test('a patch is a Binary, and a read of what the caller holds is 304', async () => {
  const { id } = await registered();
  const changes = JSON.stringify([{ op: 'replace', path: '/birthDate', value: '1980-01-02' }]);
  const data = Buffer.from(changes).toString('base64');
  const patch = (text: string): BundleEntry => ({
    resource: { resourceType: 'Binary', contentType: 'application/json-patch+json', data: text } as Binary,
    request: { method: 'PATCH', url: `Patient/${id}` },
  });
  const entries = await done([get(`Patient/${id}`, { ifNoneMatch: 'W/"2"' }), patch(data)]);
  expect(statusesOf(entries)).toEqual(['304', '200']);
  expect(entries[1]?.resource).toMatchObject({ birthDate: '1980-01-02' });
  expect(await refused([patch(Buffer.from('no').toString('base64'))])).toMatchObject({ status: 400 });
});

test('answers that are too long together are refused, and nothing is done', async () => {
  await hospital.run(`insert into patients (family_name, gender, contacts)
    select 'Long', 'unknown', (select jsonb_agg(jsonb_build_object('name', repeat('x', 200), 'relationship', null, 'phone', null)) from generate_series(1, 20))
    from generate_series(1, 200)`);
  const before = await left();
  const answer = await refused([
    post(somebody()),
    ...Array.from({ length: 6 }, () => get('Patient?family=long&_count=200')),
  ]);
  expect(answer).toMatchObject({ status: 422, told: expect.stringContaining('Ask for fewer') });
  expect(answer.at[0]).toMatch(/^Bundle\.entry\[[2-6]\]$/);
  expect(await left()).toEqual(before);
});

test('a Bundle of a hundred is taken, of more than a hundred kilobytes', async () => {
  const before = await left();
  const entries = Array.from({ length: 100 }, () => ({
    ...post(somebody()),
    resource: { ...somebody(), contact: Array.from({ length: 5 }, () => ({ name: { text: 'x'.repeat(190) } })) },
  }));
  expect(JSON.stringify(entries).length).toBeGreaterThan(110_000);
  expect(statusesOf(await done(entries))).toEqual(Array<string>(100).fill('201'));
  expect((await left())?.['patients']).toBe((before?.['patients'] ?? 0) + 100);
});
