import { randomUUID } from 'node:crypto';
import { answers } from '@hms/service-kit/testing/stub-upstream';
import { allergyTo, idOf, patientIs, startPrescriptionService, type Fixture } from './fixtures';

let harness: Fixture;
beforeAll(async () => {
  harness = await startPrescriptionService();
});
beforeEach(() => harness.patients.behave(patientIs()));

const rowsOf = (patientId: string) => harness.db.query('select from prescriptions where patient_id = $1', [patientId]);
const unsafe = (finding: object) => ({
  status: 409,
  body: {
    type: '/problems/unsafe',
    safety: { verdict: 'unsafe', findings: expect.arrayContaining([expect.objectContaining(finding)]) },
  },
});

it('says that it is safe, by which knowledge, and when that was found', async () => {
  expect(await harness.prescribe()).toMatchObject({
    status: 201,
    body: {
      safety: {
        ...{
          verdict: 'safe',
          findings: [],
          allergies: 'none-known',
          knowledgeVersion: 2,
          checkedAt: expect.any(String),
        },
        knowledgeOrigin: expect.stringContaining('not checked by a pharmacist'),
        notChecked: expect.arrayContaining(['dose', 'pregnancy and breast-feeding', 'kidney function']),
      },
      override: null,
    },
  });
});

it.each([
  ['Amoxicillin 500 mg', 'Penicillin', 'allergy-to-class'],
  ['Amoxicillin 500 mg', 'amoxycillin', 'allergy-to-substance'],
  ['Augmentin 625', 'Flucloxacillin', 'cross-allergy'],
  ['Co-trimoxazole 960 mg', 'Sulfa drugs', 'allergy-to-class'],
  ['Tab. IBUPROFEN 400', 'aspirin', 'cross-allergy'],
  ['Penicillin V 250 mg', 'Penicillin', 'allergy-to-substance'],
  ['Acetaminophen 500 mg', 'Paracétamol', 'allergy-to-substance'],
  ['Zyloprimex forte 5 mg', 'Zyloprimex', 'allergy-to-substance'],
])('refuses %s to one who is allergic to %s, and leaves nothing behind', async (medication, substance, rule) => {
  const allergy = allergyTo(substance);
  harness.patients.behave(patientIs({ allergies: [allergy] }));
  const patientId = randomUUID();
  const refused = await harness.prescribe({ patientId, medication });
  const inputs = expect.objectContaining({ medication, against: substance, allergyId: allergy.id });
  expect(refused).toMatchObject(unsafe({ rule, severity: 'high', inputs, source: expect.any(String) }));
  expect(await rowsOf(patientId)).toEqual([]);
});

it('knows an allergy and a medication by their codes too', async () => {
  harness.patients.behave(patientIs({ allergies: [allergyTo('the antibiotic of 2019', { code: 'J01CA04' })] }));
  const medication = { name: 'Pharmacy mixture 7', code: 'J01CE02', system: 'http://www.whocc.no/atc' };
  expect(await harness.prescribe({ medication })).toMatchObject(unsafe({ rule: 'cross-allergy' }));
});

it.each([
  ['a moderate cross-allergy', 'Cefalexin 500 mg', allergyTo('Penicillin'), 'cross-allergy', 'moderate'],
  ['an allergy that is not known', 'Cefalexin 500 mg', allergyTo('Cat hair'), 'allergy-not-in-knowledge', 'low'],
  [
    'an allergy that is coded, and not known',
    'Cefalexin 500 mg',
    allergyTo('Cashew nuts', {
      codes: [{ system: 'http://snomed.info/sct', code: '227493005', display: 'Cashew nuts' }],
    }),
    'allergy-not-in-knowledge',
    'low',
  ],
  ['a medication that is not known', 'Quarringtonium', undefined, 'medication-not-in-knowledge', 'low'],
] as const)('records %s, and goes on', async (_what, medication, allergy, rule, severity) => {
  harness.patients.behave(patientIs({ allergies: allergy ? [allergy] : [] }));
  expect(await harness.prescribe({ medication })).toMatchObject({
    status: 201,
    body: { status: 'active', safety: { verdict: 'caution', findings: [{ rule, severity }] } },
  });
});

it('does not count an allergy that is resolved', async () => {
  harness.patients.behave(patientIs({ allergies: [allergyTo('Penicillin', { status: 'resolved' })] }));
  expect(await harness.prescribe()).toMatchObject({ status: 201, body: { safety: { verdict: 'safe' } } });
});

it.each([
  ['the same once more', 'Amoxicillin 500 mg', 'Amoxil 250', 'duplicate-medication'],
  ['a part of a combination', 'Paracetamol 500 mg', 'Co-codamol 30/500', 'duplicate-medication'],
  ['the same, unknown to the knowledge', 'Quarringtonium 5 mg', 'quarringtonium 10 mg', 'duplicate-medication'],
  ['another of its class', 'Sertraline 50 mg', 'Citalopram 20 mg', 'duplicate-class'],
  ['an interaction', 'Simvastatin 40 mg', 'Clarithromycin 500 mg', 'interaction'],
  ['an interaction of classes, the other way round', 'Diazepam 5 mg', 'Morphine 10 mg', 'interaction'],
  ['an interaction by synonyms', 'Coumadin 3 mg', 'Acetylsalicylic acid 75 mg', 'interaction'],
])('refuses %s: %s, then %s', async (_what, first, second, rule) => {
  const patientId = randomUUID();
  const before = idOf(await harness.prescribe({ patientId, medication: first }));
  expect(await harness.prescribe({ patientId, medication: second })).toMatchObject(
    unsafe({ rule, inputs: expect.objectContaining({ medication: second, against: first, prescriptionId: before }) }),
  );
  expect(await rowsOf(patientId)).toHaveLength(1);

  await harness.served.api.post(`/prescriptions/${before}/stop`).send({ reason: 'changed over' });
  expect(await harness.prescribe({ patientId, medication: second })).toMatchObject({ status: 201 });
});

it('takes what is on hold, or dispensed to the end and not used up, for taken', async () => {
  const patientId = randomUUID();
  const dosage = { dose: 1, frequency: 1, periodUnit: 'd' };
  const first = idOf(await harness.prescribe({ patientId, medication: 'Warfarin 3 mg', dosage, quantity: 28 }));
  const dispensed = await harness.served.api.post(`/prescriptions/${first}/dispenses`).send({ quantity: 28 });
  expect(dispensed).toMatchObject({ status: 201, body: { remainingQuantity: 0 } });
  expect(await harness.prescribe({ patientId, medication: 'Naproxen' })).toMatchObject(unsafe({ rule: 'interaction' }));
  // a renewal comes before the last tablet is taken
  const renewed = await harness.prescribe({ patientId, medication: 'Warfarin 3 mg' });
  expect(renewed).toMatchObject({
    status: 201,
    body: { safety: { verdict: 'caution', findings: [{ rule: 'duplicate-medication', severity: 'moderate' }] } },
  });
  await harness.served.api.post(`/prescriptions/${idOf(renewed)}/hold`).send({});
  expect(await harness.prescribe({ patientId, medication: 'Warfarin 5 mg' })).toMatchObject(
    unsafe({ rule: 'duplicate-medication' }),
  );
});

it('does not block for what stays where it is put', async () => {
  const patientId = randomUUID();
  await harness.prescribe({ patientId, medication: 'Warfarin 3 mg' });
  expect(
    await harness.prescribe({ patientId, medication: 'Ibuprofen gel 5 %', dosage: { route: 'topical' } }),
  ).toMatchObject({ status: 201, body: { safety: { findings: [{ rule: 'interaction', severity: 'moderate' }] } } });
});

it('lets one of two that conflict through, however close together they come', async () => {
  for (let round = 0; round < 5; round++) {
    const patientId = randomUUID();
    const both = await Promise.all(
      ['Simvastatin 40 mg', 'Clarithromycin 500 mg'].map((medication) => harness.prescribe({ patientId, medication })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  }
});

describe('an override', () => {
  const override = { reasonCode: 'benefit-outweighs-risk', reason: 'Desensitised on the ward in June' };

  it('lets it through, and is kept for ever', async () => {
    harness.patients.behave(patientIs({ allergies: [allergyTo('Penicillin')] }));
    const made = await harness.prescribe({ override });
    expect(made).toMatchObject({
      status: 201,
      body: { status: 'active', override, safety: { verdict: 'overridden', findings: [{ severity: 'high' }] } },
    });
    await expect(
      harness.db.query('update prescriptions set override = null where id = $1', [idOf(made)]),
    ).rejects.toThrow(/never changed/);
    expect(await harness.served.api.patch(`/prescriptions/${idOf(made)}`).send({ override })).toMatchObject({
      status: 400,
    });
  });

  it('wants a code and a reason', async () => {
    expect(await harness.prescribe({ override: { reasonCode: 'because' } })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/override/reasonCode' }, { pointer: '/override/reason' }] },
    });
  });

  it('stands for the other of the two as well, which was there before', async () => {
    const patientId = randomUUID();
    const before = idOf(await harness.prescribe({ patientId, medication: 'Simvastatin 20 mg', quantity: 28 }));
    expect(await harness.prescribe({ patientId, medication: 'Clarithromycin', override })).toMatchObject({
      status: 201,
    });
    const dispensed = await harness.served.api.post(`/prescriptions/${before}/dispenses`).send({ quantity: 7 });
    expect(dispensed).toMatchObject({ status: 201, body: { safety: { verdict: 'overridden' } } });
  });

  it('does not stand for what is found later', async () => {
    const penicillin = allergyTo('Penicillin');
    harness.patients.behave(patientIs({ allergies: [penicillin] }));
    const id = idOf(await harness.prescribe({ override, quantity: 20 }));
    const dispense = () => harness.served.api.post(`/prescriptions/${id}/dispenses`).send({ quantity: 5 });
    expect(await dispense()).toMatchObject({ status: 201, body: { safety: { verdict: 'overridden' } } });
    harness.patients.behave(patientIs({ allergies: [penicillin, allergyTo('Amoxicillin')] }));
    expect(await dispense()).toMatchObject({
      status: 409,
      body: { type: '/problems/no-longer-safe', safety: { verdict: 'unsafe' } },
    });
    expect(await harness.served.api.get(`/prescriptions/${id}`)).toMatchObject({ body: { remainingQuantity: 15 } });
  });
});

it('says that allergies were not checked where no patient-service is configured', async () => {
  const alone = await startPrescriptionService(true);
  expect(await alone.prescribe()).toMatchObject({
    status: 201,
    body: {
      doctor: null,
      patientMrn: null,
      safety: { verdict: 'caution', findings: [{ rule: 'allergies-not-checked', severity: 'low' }] },
    },
  });
});

it('takes a patient whose allergies it is not told of for no response', async () => {
  harness.patients.behave(answers(200, { mrn: '1', deceasedAt: null }));
  expect(await harness.prescribe()).toMatchObject({ status: 202, body: { status: 'draft' } });
});
