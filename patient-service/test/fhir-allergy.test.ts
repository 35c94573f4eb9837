import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { AllergyIntolerance, Bundle, OperationOutcome } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { startPatientService, type Fixture } from './fixtures';

let hospital: Fixture;
let fhir: FhirClient;
beforeAll(async () => {
  hospital = await startPatientService({ restrictions: 'asked' });
  fhir = fhirClient(hospital.served.url);
});

const clinical = (code: string) => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code }],
});
const certain = (code: string) => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification', code }],
});
const penicillin = (patientId: string, more: object = {}): AllergyIntolerance => ({
  resourceType: 'AllergyIntolerance',
  clinicalStatus: clinical('active'),
  criticality: 'high',
  code: { coding: [{ system: 'http://www.whocc.no/atc', code: 'J01C' }], text: 'Penicillin' },
  patient: { reference: `Patient/${patientId}` },
  reaction: [{ manifestation: [{ text: 'Swollen lips an hour after the first tablet' }] }],
  ...more,
});

const somebody = async (more: object = {}) => (await hospital.register({ familyName: 'Allergic', ...more })).id;
const create = async (allergy: AllergyIntolerance): Promise<AllergyIntolerance> => {
  const { status, resource } = await fhir.send('POST', '/AllergyIntolerance', allergy);
  expect({ status, resource }).toMatchObject({ status: 201 });
  return resource as AllergyIntolerance;
};
const searchBy = async (client: FhirClient, query: string): Promise<AllergyIntolerance[]> => {
  const { status, resource } = await client.get(`/AllergyIntolerance?${query}`);
  expect({ status, resource }).toMatchObject({ status: 200 });
  return ((resource as Bundle<AllergyIntolerance>).entry ?? []).flatMap((entry) => entry.resource ?? []);
};

test('what is recorded comes back equal, and natively as the same allergy', async () => {
  const patientId = await somebody();
  const given = penicillin(patientId);
  const { id, meta, recordedDate, ...rest } = await create(given);
  expect(rest).toEqual(given);
  expect(recordedDate).toMatch(/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/);
  const read = await fhir.get(`/AllergyIntolerance/${id}`);
  expect(read.resource).toEqual({ id, meta, recordedDate, ...rest });
  expect(read.headers.get('etag')).toBe('W/"1"');
  const native = await hospital.served.api.get(`/patients/${patientId}/allergies/${id}`);
  expect(native.body).toMatchObject({ substance: 'Penicillin', code: 'J01C', criticality: 'high', status: 'active' });
});

test('codes of other systems come back equal, are found by, and are natively codes', async () => {
  const patientId = await somebody();
  const snomed = { system: 'http://snomed.info/sct', code: '91936005', display: 'Allergy to penicillin' };
  const rxnorm = { system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '7984' };
  const atc = { system: 'http://www.whocc.no/atc', code: 'J01C' };
  const given = penicillin(patientId, { code: { coding: [atc, snomed, rxnorm], text: 'Penicillin' } });
  const { id, meta, recordedDate, ...rest } = await create(given);
  expect(rest).toEqual(given);
  const address = `/patients/${patientId}/allergies/${id}`;
  const codes = [snomed, { ...rxnorm, display: null }];
  const native = await hospital.served.api.get(address);
  expect(native.body).toMatchObject({ substance: 'Penicillin', code: 'J01C', codes });
  expect((await hospital.served.api.get(`/patients/${patientId}`)).body).toMatchObject({ allergies: [{ id, codes }] });

  const found = async (code: string) => (await searchBy(fhir, `patient=${patientId}&code=${code}`)).length;
  for (const code of ['http://snomed.info/sct|91936005', '91936005', `${rxnorm.system}|7984`, 'J01C', '1,7984'])
    expect({ code, found: await found(code) }).toEqual({ code, found: 1 });
  for (const code of [`${rxnorm.system}|91936005`, '|91936005', '9193', 'http://snomed.info/sct|J01C'])
    expect({ code, found: await found(code) }).toEqual({ code, found: 0 });

  const without = { ...given, id, meta, recordedDate, code: { coding: [rxnorm], text: 'Penicillin' } };
  const updated = await fhir.send('PUT', `/AllergyIntolerance/${id}`, without);
  expect(updated).toMatchObject({ status: 200, resource: { code: without.code } });
  expect(await found('J01C')).toBe(0);
});

test('what is told by codes alone is called as the first of them that has words', async () => {
  const coding = [
    { system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '314422' },
    { system: 'http://snomed.info/sct', code: '227037002', display: 'Fish' },
  ];
  const made = await create(penicillin(await somebody(), { code: { coding } }));
  expect(made.code).toEqual({ coding, text: 'Fish' });
});

test('an update is the whole allergy, of the version that was read, and of the same patient', async () => {
  const made = await create(penicillin(await somebody()));
  const { reaction: _cleared, ...rest } = { ...made, clinicalStatus: clinical('resolved') };
  const stale = await fhir.send('PUT', `/AllergyIntolerance/${made.id}`, rest, { 'if-match': 'W/"7"' });
  expect(stale).toMatchObject({ status: 412 });
  const updated = await fhir.send('PUT', `/AllergyIntolerance/${made.id}`, rest, { 'if-match': 'W/"1"' });
  expect(updated).toMatchObject({ status: 200, resource: { meta: { versionId: '2' }, ...clinicalOnly('resolved') } });
  expect(updated.resource).not.toHaveProperty('reaction');
  const another = { ...rest, patient: { reference: `Patient/${await somebody()}` } };
  const { status, resource } = await fhir.send('PUT', `/AllergyIntolerance/${made.id}`, another);
  expect({ status, resource }).toMatchObject({
    status: 400,
    resource: { issue: [{ expression: ['AllergyIntolerance.patient'] }] },
  });
  const unknown = { ...rest, id: randomUUID() };
  expect(await fhir.send('PUT', `/AllergyIntolerance/${unknown.id}`, unknown)).toMatchObject({ status: 404 });
});
const clinicalOnly = (code: string) => ({ clinicalStatus: clinical(code) });

test('how certain it is comes back, is found by, and what was entered in error has no clinical status', async () => {
  const patientId = await somebody();
  const given = penicillin(patientId, { verificationStatus: certain('unconfirmed') });
  const { id, meta: _one, recordedDate: _at, ...rest } = await create(given);
  expect(rest).toEqual(given);
  await create(penicillin(patientId, { code: { text: 'Latex' } }));
  const by = async (query: string) =>
    (await searchBy(fhir, `patient=${patientId}&${query}`)).map((one) => one.code?.text);
  expect(await by('verification-status=unconfirmed')).toEqual(['Penicillin']);
  expect(await by('verification-status=confirmed,refuted')).toEqual([]);
  expect(await by('verification-status:not=unconfirmed')).toEqual(['Latex']);
  const { clinicalStatus: _none, ...wrong } = { ...given, verificationStatus: certain('entered-in-error') };
  const updated = await fhir.send('PUT', `/AllergyIntolerance/${id}`, wrong);
  expect(updated).toMatchObject({ status: 200, resource: { verificationStatus: certain('entered-in-error') } });
  expect(updated.resource).not.toHaveProperty('clinicalStatus');
  expect(await fhir.send('PUT', `/AllergyIntolerance/${id}`, updated.resource as object)).toMatchObject({
    status: 200,
    resource: { meta: { versionId: '2' } },
  });
});

test('unknown is said as unknown, none known as none known, until an allergy is recorded', async () => {
  const patientId = await somebody();
  const said = () => searchBy(fhir, `patient=${patientId}`);
  expect(await said()).toMatchObject([
    { id: patientId, code: { coding: [{ code: 'no-allergy-info' }] }, patient: { reference: `Patient/${patientId}` } },
  ]);
  expect((await said())[0]).not.toHaveProperty('verificationStatus');

  await hospital.served.api.patch(`/patients/${patientId}`).send({ noKnownAllergies: true });
  const [none] = await said();
  expect(none).toMatchObject({
    ...clinicalOnly('active'),
    verificationStatus: { coding: [{ code: 'confirmed' }] },
    code: { coding: [{ system: 'http://snomed.info/sct', code: '716186003' }] },
    recordedDate: expect.stringMatching(/^\d{4}-/),
  });
  expect((await fhir.get(`/AllergyIntolerance/${patientId}`)).resource).toEqual(none);

  const { id } = await create(penicillin(patientId));
  expect((await said()).map((one) => one.id)).toEqual([id]);
  expect(await fhir.get(`/AllergyIntolerance/${patientId}`)).toMatchObject({ status: 404 });
});

test('all that the sample data say is valid', async () => {
  await hospital.run(readFileSync(path.join(__dirname, '../../db-init/sample-data/patient-service.sql'), 'utf8'));
  const all = await searchBy(fhir, '_count=100');
  const said = new Set(all.map(({ code }) => code?.coding?.[0]?.code));
  expect(all.length).toBeGreaterThan(50);
  expect([...said]).toEqual(expect.arrayContaining(['716186003', 'no-allergy-info']));
}, 60_000);

test.each([
  ['a certainty of R5', { verificationStatus: certain('presumed') }, 'verificationStatus.coding[0].code'],
  [
    'a certainty without its system',
    { verificationStatus: { coding: [{ code: 'confirmed' }] } },
    'verificationStatus.coding[0].system',
  ],
  ['an active one that is refuted', { verificationStatus: certain('refuted') }, 'clinicalStatus'],
  ['a state of an error', { verificationStatus: certain('entered-in-error') }, 'clinicalStatus'],
  ['a category', { category: ['food'] }, 'category'],
  ['a note', { note: [{ text: 'x' }] }, 'note'],
  ['no state', { clinicalStatus: undefined }, 'clinicalStatus'],
  [
    'a code whose system is a word',
    { code: { coding: [{ code: 'J01C' }, { system: 'SNOMED', code: '91936005' }], text: 'x' } },
    'code.coding[1].system',
  ],
  [
    'a system without a code',
    { code: { coding: [{ system: 'http://snomed.info/sct' }], text: 'x' } },
    'code.coding[0].code',
  ],
  [
    'a second code of ATC',
    { code: { coding: ['J01C', 'J01D'].map((code) => ({ system: 'http://www.whocc.no/atc', code })), text: 'x' } },
    'code.coding[1]',
  ],
  [
    'a code twice',
    { code: { coding: Array(2).fill({ system: 'http://snomed.info/sct', code: '91936005' }), text: 'x' } },
    'code.coding[1]',
  ],
  [
    'that there is none of drugs, beside a text',
    { code: { coding: [{ system: 'http://snomed.info/sct', code: '409137002' }], text: 'Drugs' } },
    'code.coding[0].code',
  ],
  ['a substance without a word', { code: { coding: [{ code: 'J01C' }] } }, 'code.text'],
  [
    'that there is none',
    { code: { coding: [{ system: 'http://snomed.info/sct', code: '716186003' }] } },
    'code.coding[0].code',
  ],
  ['that there is none, in words', { code: { text: 'NKDA' } }, 'code.text'],
  ['when it was recorded', { recordedDate: '2020-01-01' }, 'recordedDate'],
  [
    'two manifestations',
    { reaction: [{ manifestation: [{ text: 'a' }, { text: 'b' }] }] },
    'reaction[0].manifestation',
  ],
])('%s is refused by its element', async (_what, change, element) => {
  const { status, resource } = await fhir.send('POST', '/AllergyIntolerance', penicillin(await somebody(), change));
  expect({ status, resource }).toMatchObject({ status: 400 });
  const { issue } = resource as OperationOutcome;
  expect(issue.flatMap(({ expression = [] }) => expression)).toContain(`AllergyIntolerance.${element}`);
});

test('the same substance again, and an unknown patient, are refused as natively', async () => {
  const patientId = await somebody();
  await create(penicillin(patientId));
  expect(await fhir.send('POST', '/AllergyIntolerance', penicillin(patientId))).toMatchObject({
    status: 409,
    resource: { issue: [{ code: 'conflict', details: { coding: [{ code: 'allergy-recorded' }] } }] },
  });
  expect(await fhir.send('POST', '/AllergyIntolerance', penicillin(randomUUID()))).toMatchObject({ status: 404 });
});

describe('search', () => {
  let patientId = '';
  beforeAll(async () => {
    patientId = await somebody();
    await create(penicillin(patientId));
    const nuts = { code: { text: 'Erdnüsse' }, criticality: 'low', clinicalStatus: clinical('inactive') };
    await create(penicillin(patientId, nuts));
    // an hour that London had twice, on the day when its clocks went back
    const at = '2026-10-25T00:30:00Z';
    await hospital.db.query(`update patient_allergies set created_at = $2 where patient_id = $1 and code is null`, [
      patientId,
      at,
    ]);
  });

  test.each([
    ['_sort=_id', ['Penicillin', 'Erdnüsse']],
    ['clinical-status=active', ['Penicillin']],
    ['clinical-status:not=active', ['Erdnüsse']],
    ['clinical-status=resolved', []],
    ['criticality=low', ['Erdnüsse']],
    ['criticality=unable-to-assess', []],
    ['code=j01c', ['Penicillin']],
    ['code=http://www.whocc.no/atc|J01C', ['Penicillin']],
    ['code=|J01C', []],
    ['code=J01CA04', []],
    ['code=716186003', []],
    ['code:text=erdnu', ['Erdnüsse']],
    ['code:text=latex', []],
    ['date=2026-10-25', ['Erdnüsse']],
    ['date=2026-10-25T01:30:00%2B01:00', ['Erdnüsse']],
    ['date=2026-10-25T01:30:00Z', []],
    ['date=lt2026-10-25', []],
    ['_sort=date', ['Erdnüsse', 'Penicillin']],
  ])('%s', async (query, expected) => {
    const all = await searchBy(fhir, `patient=Patient/${patientId}&${query}`);
    expect(all.map(({ code }) => code?.text)).toEqual(expected);
  });

  test('by what is said of none', async () => {
    const none = await somebody({ noKnownAllergies: true });
    const unknown = await somebody();
    const both = `patient=${none},${unknown}`;
    expect((await searchBy(fhir, `${both}&code=http://snomed.info/sct|716186003`)).map(({ id }) => id)).toEqual([none]);
    expect((await searchBy(fhir, `${both}&code=no-allergy-info`)).map(({ id }) => id)).toEqual([unknown]);
  });

  test.each(['category=food', 'clinical-status=gone', 'patient=Group/1', 'code='])('%s is refused', async (query) => {
    expect(await fhir.get(`/AllergyIntolerance?${query}`)).toMatchObject({ status: 400 });
  });

  test('uses the indexes', async () => {
    await hospital.run(
      `insert into patients (family_name, gender) select 'Many ' || n, 'unknown' from generate_series(1, 1000) n;
       insert into patient_allergies (patient_id, substance, criticality, status)
       select id, 'Latex', 'low', 'active' from patients where family_name like 'Many%' limit 800; analyze;`,
    );
    const planOf = async (where: string) => {
      const rows = await hospital.db.query<{ 'QUERY PLAN': string }>(
        `explain select * from allergy_statements_view v ${where} order by v.id desc limit 51`,
      );
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    };
    const ofPatient = await planOf(`where v."patientId" = '${patientId}'`);
    expect(ofPatient).toContain('patient_allergies_by_patient');
    expect(ofPatient).not.toContain('Seq Scan');
    // in order of both indexes, and no more than a page of them
    expect(await planOf('')).toContain('Merge Append');
  });
});

describe('access is as natively', () => {
  test('a patient lists and reads their own, and finds no other by any door', async () => {
    const [own, other, unasked] = [await somebody(), await somebody(), await somebody()];
    const [mine, theirs] = [await create(penicillin(own)), await create(penicillin(other))];
    const patient = fhirClient(hospital.served.url, { roles: ['patient'], patient_id: own });
    const ids = async (query: string) => (await searchBy(patient, query)).map(({ id }) => id);
    expect(await ids('')).toEqual([mine.id]);
    expect(await ids(`patient=Patient/${own}`)).toEqual([mine.id]);
    expect(await ids(`patient=${other}`)).toEqual([]);
    expect(await ids(`_id=${theirs.id}`)).toEqual([]);
    expect((await patient.search('AllergyIntolerance', { patient: other })).resource).not.toHaveProperty('entry');
    expect(await patient.get(`/AllergyIntolerance/${mine.id}`)).toMatchObject({ status: 200 });
    for (const id of [theirs.id, unasked, randomUUID()])
      expect(await patient.get(`/AllergyIntolerance/${id}`)).toMatchObject({
        status: 404,
        resource: { issue: [{ code: 'not-found', details: { text: `There is no allergy with the id ${id}.` } }] },
      });
    expect(await patient.send('POST', '/AllergyIntolerance', penicillin(own))).toMatchObject({ status: 403 });
  });

  test('a receptionist neither reads nor records them; a restricted patient’s are not found', async () => {
    const patientId = await somebody();
    const { id } = await create(penicillin(patientId));
    const receptionist = fhirClient(hospital.served.url, { roles: ['receptionist'] });
    for (const path of [`/AllergyIntolerance/${id}`, `/AllergyIntolerance?patient=${patientId}`])
      expect(await receptionist.get(path)).toMatchObject({ status: 403 });

    const restricted = { restricted: true, reason: 'A member of staff', careTeam: [] };
    const put = await hospital.served.api.put(`/patients/${patientId}/restriction`).send(restricted);
    expect(put).toMatchObject({ status: 200 });
    const nurse = fhirClient(hospital.served.url, { roles: ['nurse'], sub: 'another-nurse' });
    expect(await nurse.get(`/AllergyIntolerance/${id}`)).toMatchObject({ status: 403 });
    expect(await nurse.get(`/AllergyIntolerance?patient=${patientId}`)).toMatchObject({ status: 403 });
    expect(await searchBy(nurse, `_id=${id}`)).toEqual([]);
    const more = penicillin(patientId, { code: { text: 'Latex' } });
    expect(await nurse.send('POST', '/AllergyIntolerance', more)).toMatchObject({ status: 403 });
    expect(await nurse.send('PUT', `/AllergyIntolerance/${id}`, penicillin(patientId))).toMatchObject({ status: 403 });
  });
});
