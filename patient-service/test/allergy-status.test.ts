import { startPatientService, type Fixture } from './fixtures';

let hospital: Fixture;
let api: Fixture['served']['api'];

beforeAll(async () => {
  hospital = await startPatientService();
  ({ api } = hospital.served);
});

const patient = async (more: object = {}) =>
  `/patients/${(await hospital.register({ familyName: 'Asked', ...more })).id}`;
const says = (allergyStatus: string) => ({ status: 200, body: { allergyStatus } });
const none = { noKnownAllergies: true };

it('is not asked, asked and none, or recorded', async () => {
  const address = await patient();
  expect(await api.get(address)).toMatchObject({ body: { allergyStatus: 'not-asked', noKnownAllergiesAt: null } });

  const asked = await api.patch(address).send(none);
  const { noKnownAllergiesAt } = asked.body as { noKnownAllergiesAt: string };
  expect(asked).toMatchObject({ status: 200, body: { allergyStatus: 'none-known', version: 2 } });
  expect(Math.abs(Date.parse(noKnownAllergiesAt) - Date.now())).toBeLessThan(60_000);
  // said again, or another change: since when stays
  expect(await api.patch(address).send(none)).toMatchObject({ body: { noKnownAllergiesAt, version: 2 } });
  expect(await api.patch(address).send({ gender: 'other' })).toMatchObject({
    body: { noKnownAllergiesAt, allergyStatus: 'none-known', version: 3 },
  });

  const recorded = await api.post(`${address}/allergies`).send({ substance: 'Penicillin' });
  expect(recorded).toMatchObject({ status: 201 });
  expect(await api.get(address)).toMatchObject({
    body: { allergyStatus: 'recorded', noKnownAllergiesAt: null, version: 4 },
  });
  expect(await api.get(`${address}/history?limit=1`)).toMatchObject({
    body: { data: [{ version: 4, changes: { allergyStatus: { from: 'none-known', to: 'recorded' } } }] },
  });

  // the last one resolved: the question is open again
  const own = recorded.headers['location'] as string;
  expect(await api.patch(own).send({ status: 'resolved' })).toMatchObject({ status: 200 });
  expect(await api.get(address)).toMatchObject(says('not-asked'));
  expect(await api.patch(address).send(none)).toMatchObject(says('none-known'));
  expect(await api.patch(own).send({ reaction: 'Hives' })).toMatchObject({ status: 200 });
  expect(await api.get(address)).toMatchObject(says('none-known'));
  expect(await api.patch(own).send({ status: 'active' })).toMatchObject({ status: 200 });
  expect(await api.get(address)).toMatchObject(says('recorded'));
});

it('can be said at registration, and taken back', async () => {
  const address = await patient(none);
  expect(await api.get(address)).toMatchObject(says('none-known'));
  expect(await api.patch(address).send({ noKnownAllergies: false })).toMatchObject(says('not-asked'));
});

it('cannot be none while an allergy is active; an inactive one does not matter', async () => {
  const address = await patient();
  await api.post(`${address}/allergies`).send({ substance: 'Latex', status: 'inactive' });
  expect(await api.patch(address).send(none)).toMatchObject(says('none-known'));
  await api.post(`${address}/allergies`).send({ substance: 'Nuts' });
  expect(await api.patch(address).send({ ...none, gender: 'other' })).toMatchObject({
    status: 409,
    body: { type: '/problems/has-allergies' },
  });
  expect(await api.get(address)).toMatchObject({ body: { allergyStatus: 'recorded', gender: 'unknown', version: 4 } });
});

it('is one of the two when both are said at once', async () => {
  for (let i = 0; i < 5; i++) {
    const address = await patient();
    const [said, recorded] = await Promise.all([
      api.patch(address).send(none),
      api.post(`${address}/allergies`).send({ substance: 'Penicillin' }),
    ]);
    expect(recorded.status).toBe(201);
    expect([200, 409]).toContain(said.status);
    expect(await api.get(address)).toMatchObject({ body: { allergyStatus: 'recorded', noKnownAllergiesAt: null } });
  }
  const address = await patient();
  const { headers } = await api.post(`${address}/allergies`).send({ substance: 'Penicillin', status: 'resolved' });
  const [said, activated] = await Promise.all([
    api.patch(address).send(none),
    api.patch(headers['location'] as string).send({ status: 'active' }),
  ]);
  expect([said.status, activated.status]).toEqual([expect.any(Number), 200]);
  expect(await api.get(address)).toMatchObject({ body: { allergyStatus: 'recorded', noKnownAllergiesAt: null } });
});

it('is guarded in the database as well, from both sides', async () => {
  const [asked, allergic] = [await patient(none), await patient()];
  await api.post(`${allergic}/allergies`).send({ substance: 'Nuts' });
  const idOf = (address: string) => address.split('/').at(-1);
  await expect(
    hospital.db.query(
      `insert into patient_allergies (patient_id, substance, criticality, status) values ($1, 'Nuts', 'high', 'active')`,
      [idOf(asked)],
    ),
  ).rejects.toMatchObject({ kind: { type: 'has-allergies' } });
  await expect(
    hospital.db.query('update patients set no_known_allergies_at = now() where id = $1', [idOf(allergic)]),
  ).rejects.toMatchObject({ kind: { type: 'has-allergies' } });
});

const inPlaceOfSubstance = [
  ...[
    'NKDA',
    'nka',
    'NKFA',
    'N.K.D.A.',
    'NKDA (asked 3/2026)',
    'none',
    'None.',
    'NIL',
    'no',
    'Nil known',
    'none reported',
  ],
  ...[
    'No known allergies',
    'no known drug allergies',
    'No Known Allergy',
    'no allergies',
    'not allergic',
    'denies allergies',
  ],
  ...[
    'no known drug or food allergies',
    'No adverse reactions',
    'NO\u200bNE',
    'Ｎｏｎｅ',
    'Keine bekannt',
    'ninguna',
    'Aucune connue',
  ],
  ...['なし', '无', 'нет', 'لا يوجد'],
  ...['unknown', 'N/A', 'not asked', 'Allergies unknown'],
];
it.each(inPlaceOfSubstance)('does not take %s for a substance', async (substance) => {
  const address = await patient();
  expect(await api.post(`${address}/allergies`).send({ substance })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/substance', detail: expect.stringMatching(/noKnownAllergies|not-asked/) }] },
  });
  expect(await api.get(address)).toMatchObject({ body: { allergies: [], allergyStatus: 'not-asked', version: 1 } });
});

it('takes what only looks like it', async () => {
  const address = await patient();
  for (const substance of [
    'Novocaine',
    'Nilotinib',
    'Nitrofurantoin',
    'Unknown antibiotic',
    'Nuts',
    'Norfloxacin',
    'No 5 yellow',
  ])
    expect(await api.post(`${address}/allergies`).send({ substance })).toMatchObject({ status: 201 });
});

it('does not let a substance be changed into none, and lets an old NKDA be resolved', async () => {
  const address = await patient();
  const { headers } = await api.post(`${address}/allergies`).send({ substance: 'Latex' });
  const own = headers['location'] as string;
  expect(await api.patch(own).send({ substance: 'NKDA' })).toMatchObject({ status: 400 });
  expect(await api.get(own)).toMatchObject({ body: { substance: 'Latex', version: 1 } });
  await hospital.db.query(`update patient_allergies set substance = 'NKDA' where id = $1`, [own.split('/').at(-1)]);
  expect(await api.patch(own).send({ status: 'inactive' })).toMatchObject({ status: 200 });
  expect(await api.patch(own).send({ status: 'active' })).toMatchObject({ status: 400 });
});
