import { startPatientService, type Fixture } from './fixtures';

let hospital: Fixture;
let api: Fixture['served']['api'];

beforeAll(async () => {
  hospital = await startPatientService();
  ({ api } = hospital.served);
});

const penicillin = { substance: 'Penicillin', code: '7980', reaction: 'Hives', criticality: 'high' };
const patient = async () => `/patients/${(await hospital.register({ familyName: 'Allergic' })).id}`;
const record = async (address: string, allergy: object) => {
  const response = await api.post(`${address}/allergies`).send(allergy);
  expect(response).toMatchObject({ status: 201 });
  return { address: response.headers['location'] as string, body: response.body as { id: string; version: number } };
};

it('is recorded with an address of its own, is shown with the patient, and makes a new version of both', async () => {
  const address = await patient();
  const { address: own, body } = await record(address, penicillin);
  expect(body).toMatchObject({ ...penicillin, status: 'active', version: 1 });
  expect(await api.get(own)).toMatchObject({ status: 200, body });
  expect(await api.get(address)).toMatchObject({
    headers: { etag: '"2"' },
    body: { version: 2, allergies: [{ id: body.id, ...penicillin, status: 'active' }] },
  });
  expect(await api.patch(own).send({ status: 'resolved', reaction: null })).toMatchObject({
    status: 200,
    body: { status: 'resolved', reaction: null, version: 2 },
  });
  expect(await api.get(address)).toMatchObject({ body: { version: 3, allergies: [{ status: 'resolved' }] } });
  expect(await api.patch(own).set('If-Match', '"1"').send({ status: 'active' })).toMatchObject({ status: 412 });
  expect(await api.patch(address).set('If-Match', '"1"').send({ gender: 'other' })).toMatchObject({ status: 412 });
});

it('keeps what the substance is called in other code systems, until it is said otherwise', async () => {
  const address = await patient();
  const snomed = { system: 'http://snomed.info/sct', code: '227493005', display: 'Cashew nuts' };
  const { address: own, body } = await record(address, { substance: 'Cashew nuts', codes: [snomed] });
  expect(body).toMatchObject({ code: null, codes: [snomed] });
  expect(await api.patch(own).send({ reaction: 'Hives' })).toMatchObject({ body: { codes: [snomed], version: 2 } });
  const icd = { system: 'http://hl7.org/fhir/sid/icd-10', code: 'Z91.0' };
  const codes = [snomed, { ...icd, display: null }];
  expect(await api.patch(own).send({ codes: [snomed, icd] })).toMatchObject({ body: { codes, version: 3 } });
  expect(await api.get(`${address}/history?limit=1`)).toMatchObject({
    body: { data: [{ changes: { allergies: { to: [{ codes }] } } }] },
  });
  expect(await api.patch(own).send({ codes: [] })).toMatchObject({ body: { codes: [], version: 4 } });
});

it('takes another substance only with what that one is called in code systems', async () => {
  const address = await patient();
  const snomed = { system: 'http://snomed.info/sct', code: '91936005' };
  const { address: own } = await record(address, { substance: 'Penicillin', code: 'J01C', codes: [snomed] });
  const refused = await api.patch(own).send({ substance: 'Latex' });
  expect(refused).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/code' }, { pointer: '/codes' }] },
  });
  expect(await api.patch(own).send({ substance: 'Latex', code: null })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/codes' }] },
  });
  expect(await api.get(own)).toMatchObject({ body: { substance: 'Penicillin', code: 'J01C', version: 1 } });
  const told = { substance: 'Latex', code: null, codes: [] };
  expect(await api.patch(own).send(told)).toMatchObject({ status: 200, body: told });
  expect(await api.patch(own).send({ substance: 'Natural latex' })).toMatchObject({ status: 200 });
});

it.each([
  ['a system that is a word', [{ system: 'SNOMED', code: '1' }], '/codes/0/system'],
  ['ATC, which is told in code', [{ system: 'http://www.whocc.no/atc', code: 'J01C' }], '/codes/0/system'],
  ['no code', [{ system: 'http://snomed.info/sct' }], '/codes/0/code'],
  ['a code twice', Array(2).fill({ system: 'http://snomed.info/sct', code: '227493005' }), '/codes/1'],
  ['that there is none', [{ system: 'http://snomed.info/sct', code: '429625007' }], '/codes/0/code'],
  [
    'that nobody knows',
    [{ system: 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips', code: 'no-allergy-info' }],
    '/codes/0/code',
  ],
])('refuses codes with %s', async (_what, codes, pointer) => {
  const address = await patient();
  expect(await api.post(`${address}/allergies`).send({ substance: 'Cashew nuts', codes })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer }] },
  });
  expect(await api.get(address)).toMatchObject({ body: { allergyStatus: 'not-asked', allergies: [] } });
});

it('is active once for a substance, also when ten record it at once', async () => {
  const address = await patient();
  const all = await Promise.all(Array.from({ length: 10 }, () => api.post(`${address}/allergies`).send(penicillin)));
  expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
  for (const refused of all.filter(({ status }) => status !== 201))
    expect(refused).toMatchObject({ status: 409, body: { type: '/problems/allergy-recorded' } });
  expect(await api.get(address)).toMatchObject({ body: { version: 2, allergies: [{ substance: 'Penicillin' }] } });

  const past = await record(address, { substance: 'PENICILLIN', status: 'resolved' });
  expect(await api.patch(past.address).send({ status: 'active' })).toMatchObject({ status: 409 });
  expect(await api.get(past.address)).toMatchObject({ body: { status: 'resolved', version: 1 } });
});

it('says how certain it is; what is refuted or was an error is not active, so that nobody is warned of it', async () => {
  const address = await patient();
  const { address: own, body } = await record(address, { ...penicillin, verificationStatus: 'unconfirmed' });
  expect(body).toMatchObject({ verificationStatus: 'unconfirmed', status: 'active' });
  expect(await api.get(address)).toMatchObject({ body: { allergies: [{ verificationStatus: 'unconfirmed' }] } });
  for (const verificationStatus of ['refuted', 'entered-in-error']) {
    const refused = await api.patch(own).send({ verificationStatus });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '/status' }] } });
    const recorded = await api.post(`${address}/allergies`).send({ substance: 'Latex', verificationStatus });
    expect(recorded).toMatchObject({ status: 400, body: { errors: [{ pointer: '/status' }] } });
  }
  expect(await api.patch(own).send({ verificationStatus: 'certain' })).toMatchObject({ status: 400 });
  expect(await api.get(own)).toMatchObject({ body: { version: 1 } });
  const refuted = await api.patch(own).send({ verificationStatus: 'refuted', status: 'resolved' });
  expect(refuted).toMatchObject({
    status: 200,
    body: { verificationStatus: 'refuted', status: 'resolved', version: 2 },
  });
  expect(await api.patch(own).send({ status: 'active' })).toMatchObject({ status: 400 });
  expect(await api.patch(own).send({ status: 'active', verificationStatus: null })).toMatchObject({
    status: 200,
    body: { verificationStatus: null },
  });
});

it('belongs to its patient alone', async () => {
  const [mine, thine] = [await patient(), await patient()];
  const { body } = await record(mine, { substance: 'Latex' });
  expect(await api.get(`${thine}/allergies/${body.id}`)).toMatchObject({ status: 404 });
  expect(await api.patch(`${thine}/allergies/${body.id}`).send({ status: 'inactive' })).toMatchObject({ status: 404 });
  const nobody = '/patients/01900000-0000-7000-8000-000000000000';
  expect(await api.post(`${nobody}/allergies`).send({ substance: 'Latex' })).toMatchObject({ status: 404 });
});

it('is kept with the history of the patient, by the request that changed it', async () => {
  const address = await patient();
  await api.post(`${address}/allergies`).set('X-Request-Id', 'an-allergy').send({ substance: 'Latex' });
  expect(await api.get(`${address}/history`)).toMatchObject({
    status: 200,
    body: {
      data: [
        { version: 2, requestId: 'an-allergy', changes: { allergies: { from: [], to: [{ substance: 'Latex' }] } } },
        { version: 1 },
      ],
      nextCursor: null,
    },
  });
});

it('says which part of an allergy is wrong', async () => {
  const response = await api.post(`${await patient()}/allergies`).send({ criticality: 'deadly', status: 'gone' });
  expect(response).toMatchObject({ status: 400 });
  const { errors } = response.body as { errors: { pointer: string }[] };
  expect(errors.map(({ pointer }) => pointer).sort()).toEqual(['/criticality', '/status', '/substance']);
});

it.each([
  ['Penicillin', 'PENICILLIN\u200b'],
  ['Penicillin', ' peni\u00adcillin '],
  ['Co-Trimoxazole', 'co trimoxazole'],
  ['Co-Trimoxazole', 'Cotrimoxazole'],
  ['5-Fluorouracil', '5 fluorouracil'],
  ['Vitamin B12', 'vitamin B-12'],
  ['Amoxicillin/clavulanate', 'Amoxicillin Clavulanate'],
  ['Cloxacilline', 'Cloxacillinë'],
])('takes %s and %s for one substance', async (first, second) => {
  const address = await patient();
  await record(address, { substance: first });
  expect(await api.post(`${address}/allergies`).send({ substance: second })).toMatchObject({
    status: 409,
    body: { type: '/problems/allergy-recorded' },
  });
  const other = await record(address, { substance: 'Another' });
  expect(await api.patch(other.address).send({ substance: second })).toMatchObject({ status: 409 });
  expect(await api.get(other.address)).toMatchObject({ body: { substance: 'Another', version: 1 } });
});

it('does not take two substances for one', async () => {
  const address = await patient();
  const different = [
    'Vitamin B12',
    'Vitamin B6',
    'Vitamin B1',
    'Vitamin B1, 2',
    'Vitamin K1',
    'Vitamin K2',
    'Vitamin K',
  ];
  for (const substance of [...different, '2,4-D', '24-D', 'Potassium', 'K+', 'K', 'Factor VIII', 'Factor VII'])
    await record(address, { substance });
});

it('keeps the substance on one line and cleans the reaction, and wants both to be readable', async () => {
  const address = await patient();
  const { body } = await record(address, {
    substance: '\u202ePeanut\nbutter\u202c',
    reaction: 'Hives\u200b\nand fever',
  });
  expect(body).toMatchObject({ substance: 'Peanut butter', reaction: 'Hives\nand fever' });
  const wrong = { substance: '\u200b', code: '\u2060', reaction: '\u00ad' };
  const response = await api.post(`${address}/allergies`).send(wrong);
  expect(response).toMatchObject({ status: 400 });
  const { errors } = response.body as { errors: { pointer: string }[] };
  expect(errors.map(({ pointer }) => pointer).sort()).toEqual(['/code', '/reaction', '/substance']);
});
