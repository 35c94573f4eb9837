import { randomUUID } from 'node:crypto';
import { allergyTo, idOf, letTimePass, patientIs, startPrescriptionService, type Fixture } from './fixtures';

// What pharmacists of other systems reported: the answer looked right, and was not.

let harness: Fixture;
beforeAll(async () => {
  harness = await startPrescriptionService();
});
beforeEach(() => harness.patients.behave(patientIs()));

const dispense = (id: string, quantity: number) =>
  harness.served.api.post(`/prescriptions/${id}/dispenses`).send({ quantity });
const stop = (id: string, reason = 'change of therapy') =>
  harness.served.api.post(`/prescriptions/${id}/stop`).send({ reason });
const rowsOf = (patientId: string) => harness.db.query('select from prescriptions where patient_id = $1', [patientId]);
const threeADay = { dose: 1, doseUnit: 'tablet', frequency: 3, period: 1, periodUnit: 'd' };
const found = (finding: object) => ({
  body: { safety: { findings: expect.arrayContaining([expect.objectContaining(finding)]) } },
});

describe('a course counts as long as it lasts', () => {
  const clarithromycin = {
    medication: 'Clarithromycin 250 mg/5 ml suspension',
    dosage: { dose: 250, doseUnit: 'mg', frequency: 2, period: 1, periodUnit: 'd' },
    quantity: 1,
  };

  it.each([
    ['a bottle', {}, 6.5, 409],
    ['a bottle, for a week', { dosage: { ...clarithromycin.dosage, durationDays: 7 } }, 6.5, 409],
    [
      'a bottle, for a week, as needed',
      { dosage: { ...clarithromycin.dosage, durationDays: 7, asNeeded: true } },
      6.5,
      409,
    ],
    ['70 ml', { quantity: 70, quantityUnit: 'ml' }, 6.5, 409],
    ['a bottle, a month later', {}, 40, 201],
  ])('%s', async (_what, more, days, status) => {
    const patientId = randomUUID();
    const id = idOf(await harness.prescribe({ patientId, ...clarithromycin, ...more }));
    const { quantity } = { ...clarithromycin, ...more };
    expect(await dispense(id, quantity)).toMatchObject({ status: 201 });
    await letTimePass(harness.db, id, days);
    const second = await harness.prescribe({ patientId, medication: 'Simvastatin 40 mg' });
    expect(second.status).toBe(status);
    if (status === 409) expect(second).toMatchObject(found({ rule: 'interaction', severity: 'high' }));
  });

  it('and its refill is due by what its strength says', async () => {
    const dosage = { dose: 0.1, doseUnit: 'mg', frequency: 1, period: 1, periodUnit: 'd' };
    const id = idOf(
      await harness.prescribe({ medication: 'Levothyroxine 100 microgram', dosage, quantity: 28, refills: 3 }),
    );
    await dispense(id, 28);
    const { nextRefillAt } = (await harness.served.api.get(`/prescriptions/${id}`)).body as { nextRefillAt: string };
    expect((Date.parse(nextRefillAt) - Date.now()) / 86_400_000).toBeCloseTo(22.4, 2);
  });
});

it.each([
  ['Amoxicillin500mg capsule', 'Penicillin', 'allergy-to-class'],
  ['Amoxi\u00adcillin', 'Penicillin', 'allergy-to-class'],
  ['Amoxicilin', 'Penicillin', 'allergy-to-class'],
  ['Amoxicilina', 'Penicillins', 'allergy-to-class'],
  ['Amoxicillin', 'Amoxicilin', 'allergy-to-substance'],
  ['Acetylsalicylic acid', 'Aspirine', 'allergy-to-substance'],
  ['Ibuprofen', 'Ibuprofeno', 'allergy-to-substance'],
  ['5-Fluorouracil', '5-Fluorouracil', 'allergy-to-substance'],
  ['5-Quarring', '5-Quarring', 'allergy-to-substance'],
])('refuses %s to one who is allergic to %s', async (medication, substance, rule) => {
  harness.patients.behave(patientIs({ allergies: [allergyTo(substance)] }));
  const patientId = randomUUID();
  expect(await harness.prescribe({ patientId, medication })).toMatchObject({
    status: 409,
    ...found({ rule, severity: 'high' }),
  });
  expect(await rowsOf(patientId)).toEqual([]);
});

it.each([
  [{ name: 'x', code: 'j01ca04' }, allergyTo('Penicillin')],
  [{ name: 'x', code: 'J01CR05' }, allergyTo('Penicillin')],
  [{ name: 'Amoxicillin' }, allergyTo('x', { code: 'J01C' })],
])('reads codes of a group: %j', async (medication, allergy) => {
  harness.patients.behave(patientIs({ allergies: [allergy] }));
  expect(await harness.prescribe({ medication })).toMatchObject({
    status: 409,
    ...found({ rule: 'allergy-to-class' }),
  });
});

it('shows a near miss with what it is near to', async () => {
  harness.patients.behave(patientIs({ allergies: [allergyTo('Penicillin')] }));
  expect(await harness.prescribe({ medication: 'Amoxicllin 500 mg' })).toMatchObject({
    status: 201,
    ...found({
      rule: 'allergy-to-class',
      severity: 'moderate',
      inputs: expect.objectContaining({ nearTo: ['amoxicillin'] }),
    }),
  });
  harness.patients.behave(patientIs({ allergies: [allergyTo('Amoxicllin')] }));
  expect(await harness.prescribe({ medication: 'Amoxicillin 500 mg' })).toMatchObject({
    status: 201,
    ...found({ rule: 'name-not-certain', severity: 'moderate' }),
  });
});

it('does not take one vitamin for another', async () => {
  for (const [substance, medication] of [
    ['Vitamin B12', 'Vitamin B6'],
    ['Vitamin K1', 'Vitamin K2'],
  ] as const) {
    harness.patients.behave(patientIs({ allergies: [allergyTo(substance)] }));
    expect(await harness.prescribe({ medication })).toMatchObject({ status: 201 });
    expect(await harness.prescribe({ medication: substance })).toMatchObject({ status: 409 });
  }
});

it('finds the same medicine twice, though its name begins with a digit', async () => {
  const patientId = randomUUID();
  for (const medication of ['5-FU', '6-mercaptopurine', '7-Quarring']) {
    expect(await harness.prescribe({ patientId, medication })).toMatchObject({ status: 201 });
    expect(await harness.prescribe({ patientId, medication })).toMatchObject({
      status: 409,
      ...found({ rule: 'duplicate-medication' }),
    });
  }
});

describe('what was stopped', () => {
  const phenelzine = {
    ...{ medication: 'Phenelzine 15 mg', quantity: 42, quantityUnit: 'tablet', refills: 1 },
    dosage: { dose: 1, doseUnit: 'tablet', frequency: 3, period: 1, periodUnit: 'd' },
  };

  it.each([
    ['at once', 0, 409, 'high'],
    ['within its washout', 13, 409, 'high'],
    ['while the patient may have some left', 20, 201, 'moderate'],
  ])('is in the body and the hands: %s', async (_when, days, status, severity) => {
    const patientId = randomUUID();
    const id = idOf(await harness.prescribe({ patientId, ...phenelzine }));
    await dispense(id, 42);
    await letTimePass(harness.db, id, 13);
    expect(await dispense(id, 42)).toMatchObject({ status: 201 });
    expect(await stop(id)).toMatchObject({ status: 200, body: { status: 'stopped' } });
    await letTimePass(harness.db, id, days);
    expect(await harness.prescribe({ patientId, medication: 'Fluoxetine 20 mg' })).toMatchObject({
      status,
      ...found({ rule: 'interaction', severity, inputs: expect.objectContaining({ prescriptionId: id }) }),
    });
  });

  it('is forgotten once supply and washout are over, or where nothing was handed out', async () => {
    const patientId = randomUUID();
    const id = idOf(await harness.prescribe({ patientId, ...phenelzine }));
    await dispense(id, 42);
    await stop(id);
    await letTimePass(harness.db, id, 60);
    const never = idOf(await harness.prescribe({ patientId, ...phenelzine }));
    await stop(never);
    expect(await harness.prescribe({ patientId, medication: 'Fluoxetine 20 mg' })).toMatchObject({
      status: 201,
      body: { safety: { verdict: 'safe', findings: [] } },
    });
  });

  it('goes on working after a course that was used up', async () => {
    const patientId = randomUUID();
    const fluoxetine = { ...phenelzine, medication: 'Fluoxetine 20 mg', quantity: 14, refills: 0 };
    const id = idOf(await harness.prescribe({ patientId, ...fluoxetine }));
    await dispense(id, 14);
    await letTimePass(harness.db, id, 30);
    expect(await harness.prescribe({ patientId, medication: 'Phenelzine 15 mg' })).toMatchObject({
      status: 409,
      ...found({ rule: 'interaction', detail: expect.stringContaining('used up about') }),
    });
  });

  it('may be followed by another strength of itself', async () => {
    const patientId = randomUUID();
    const warfarin = { ...phenelzine, medication: 'Warfarin 3 mg' };
    const id = idOf(await harness.prescribe({ patientId, ...warfarin }));
    await dispense(id, 42);
    await stop(id);
    expect(await harness.prescribe({ patientId, medication: 'Warfarin 5 mg' })).toMatchObject({
      status: 201,
      ...found({ rule: 'duplicate-medication', severity: 'moderate' }),
    });
  });
});

describe('an override', () => {
  const override = { reasonCode: 'tolerated-before', reason: 'The allergy record is wrong' };

  it('opens nothing that was only moderate when it was given', async () => {
    const patientId = randomUUID();
    const phenelzine = { medication: 'Phenelzine 15 mg', quantity: 84, quantityUnit: 'tablet', dosage: threeADay };
    const first = idOf(await harness.prescribe({ patientId, ...phenelzine }));
    await dispense(first, 84);
    await stop(first);
    await letTimePass(harness.db, first, 15);
    harness.patients.behave(patientIs({ allergies: [allergyTo('Fluoxetine')] }));
    const fluoxetine = { patientId, medication: 'Fluoxetine 20 mg', quantity: 28, override };
    const second = idOf(await harness.prescribe(fluoxetine));
    expect(
      await harness.served.api.post(`/prescriptions/${first}/reinstate`).send({ reason: 'a mistake' }),
    ).toMatchObject({ status: 409, ...found({ rule: 'interaction', severity: 'high' }) });
    expect(await dispense(second, 28)).toMatchObject({ status: 201 });
  });
});

it('counts what has no quantity, and so is dispensed elsewhere, until its washout is over', async () => {
  const patientId = randomUUID();
  const id = idOf(await harness.prescribe({ patientId, medication: 'Phenelzine 15 mg' }));
  await stop(id);
  expect(await harness.prescribe({ patientId, medication: 'Fluoxetine 20 mg' })).toMatchObject({ status: 409 });
  await letTimePass(harness.db, id, 15);
  expect(await harness.prescribe({ patientId, medication: 'Fluoxetine 20 mg' })).toMatchObject({ status: 201 });
});

it.each([
  ['Glyceryl trinitrate 2 % ointment', 'topical', 'Sildenafil 50 mg'],
  ['Sumatriptan', 'nasal', 'Phenelzine 15 mg'],
  ['Fentanyl patch', 'topical', 'Diazepam 5 mg'],
])('does not take %s for local', async (medication, route, other) => {
  const patientId = randomUUID();
  await harness.prescribe({ patientId, medication: other });
  expect(await harness.prescribe({ patientId, medication, dosage: { route } })).toMatchObject({ status: 409 });
});

it.each([
  ['Miconazole nitrate 2% cream', 'Sildenafil 50 mg'],
  ['Vitamin C as a tablet', 'Warfarin 3 mg'],
  ['Mesalazine (5-ASA)', 'Warfarin 3 mg'],
  ['Insulin degludec', 'Insulin lispro'],
  [{ name: 'Melatonin', code: 'N05CH01' }, 'Morphine'],
  [{ name: 'Glucosamine', code: 'M01AX05' }, 'Warfarin 3 mg'],
])('lets %j stand beside %s', async (medication, other) => {
  const patientId = randomUUID();
  await harness.prescribe({ patientId, medication: other });
  expect(await harness.prescribe({ patientId, medication })).toMatchObject({ status: 201 });
});

it.each([
  ['Clindamycin', 'Erythromycin', 201, undefined],
  ['Latex-free catheter', 'Latex', 201, undefined],
  ['Prednisone', 'Prednisolone', 409, 'high'],
  ['Escitalopram', 'Citalopram', 409, 'high'],
  ['Atorvastatin', 'Simvastatin', 201, 'moderate'],
  ['Ceftriaxone', 'Beta-lactams', 409, 'high'],
  ['Clopidogrel + Asprin 75 mg', 'Aspirin', 201, 'moderate'],
  ['Zofenopril', 'Ramipril', 201, 'moderate'],
])('weighs %s for one who is allergic to %s', async (medication, substance, status, severity) => {
  harness.patients.behave(patientIs({ allergies: [allergyTo(substance)] }));
  const response = await harness.prescribe({ medication });
  expect(response.status).toBe(status);
  if (severity)
    expect(response).toMatchObject(found({ severity, inputs: expect.objectContaining({ against: substance }) }));
});

it('does not say safe where a part of a combination was not read', async () => {
  expect(await harness.prescribe({ medication: 'Amlodipine/Olmesartan 5/20 mg' })).toMatchObject({
    status: 201,
    body: { safety: { verdict: 'caution' } },
  });
});

it('is quick for a patient with many prescriptions', async () => {
  const patientId = randomUUID();
  await harness.db.query(
    `insert into prescriptions (patient_id, doctor_id, medication, status, quantity, safety, taken_until, ended_at)
     select $1, $1, json_build_object('name', 'Quarring ' || n || ' misspeled brandnam'), 'stopped', 1, '{"verdict":"safe"}',
       now() - interval '200 days', now() - interval '200 days'
     from generate_series(1, 300) n`,
    [patientId],
  );
  expect(await harness.prescribe({ patientId })).toMatchObject({ status: 201 });
});

it('takes a second strength on purpose, with a reason', async () => {
  const patientId = randomUUID();
  await harness.prescribe({ patientId, medication: 'Warfarin 3 mg' });
  const override = { reasonCode: 'second-strength', reason: '8 mg a day: 5 mg and 3 mg' };
  expect(await harness.prescribe({ patientId, medication: 'Warfarin 5 mg' })).toMatchObject({ status: 409 });
  expect(await harness.prescribe({ patientId, medication: 'Warfarin 5 mg', override })).toMatchObject({
    status: 201,
    body: { safety: { verdict: 'overridden' } },
  });
});

describe('what is not known is said to be', () => {
  it('of allergies that nobody asked for', async () => {
    for (const [allergyStatus, verdict] of [
      ['none-known', 'safe'],
      ['not-asked', 'caution'],
      [undefined, 'caution'],
    ]) {
      harness.patients.behave(patientIs({ allergyStatus }));
      const safety = { verdict, allergies: allergyStatus ?? 'not-asked' };
      expect(await harness.prescribe()).toMatchObject({ status: 201, body: { safety } });
    }
  });

  it('of a medicine that the patient has, or a group that is all that is known', async () => {
    const patientId = randomUUID();
    await harness.prescribe({ patientId, medication: 'Quarringtonium' });
    expect(await harness.prescribe({ patientId, medication: 'Paracetamol' })).toMatchObject({
      body: { safety: { verdict: 'caution', findings: [{ rule: 'medication-not-in-knowledge' }] } },
    });
    expect(await harness.prescribe({ medication: { name: 'Pharmacy mixture', code: 'J01CR05' } })).toMatchObject({
      body: { safety: { verdict: 'caution', findings: [{ rule: 'medication-not-in-knowledge' }] } },
    });
  });
});

it('prescribes nothing for a record that is not active, and takes no name that cannot be seen', async () => {
  harness.patients.behave(patientIs({ active: false }));
  const patientId = randomUUID();
  expect(await harness.prescribe({ patientId })).toMatchObject({
    status: 422,
    body: { type: '/problems/patient-inactive' },
  });
  harness.patients.behave(patientIs());
  for (const medication of ['\u200b', '\u3164', { name: '\u200b' }, '—']) {
    expect(await harness.prescribe({ patientId, medication })).toMatchObject({ status: 400 });
  }
  expect(await rowsOf(patientId)).toEqual([]);
});
