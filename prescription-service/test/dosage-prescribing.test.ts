import { someDoctor } from '@hms/service-kit/testing/issuer';
import { doctorIs, idOf, startPrescriptionService, type Fixture } from './fixtures';
import { resetsConnection } from '@hms/service-kit/testing/stub-upstream';

let harness: Fixture;
beforeAll(async () => {
  harness = await startPrescriptionService();
});

const countOf = async () => (await harness.db.query<{ n: string }>('select count(*) as n from prescriptions'))[0]?.n;
const refused = (...errors: [string, unknown][]) => ({
  status: 400,
  body: {
    type: '/problems/invalid-request',
    errors: errors.map(([pointer, detail]) => ({ pointer: `/dosage${pointer}`, detail })),
  },
});
const atMostSix = 'must have at most 6 decimals: round it, or take a smaller unit';
const says = (words: string) => expect.stringContaining(words) as unknown;
const tablet = { dose: 1, doseUnit: 'tablet', route: 'oral' };
const step = { dose: 20, durationDays: 7 };

it('writes units out', async () => {
  const dosage = { dose: 10, doseUnit: 'U', route: 'subcutaneous', frequency: 1, period: 1, periodUnit: 'd' };
  expect(await harness.prescribe({ dosage })).toMatchObject({
    status: 201,
    body: { dosage: { ...dosage, text: '10 units under the skin once a day' } },
  });
});

it.each<[string, object, [string, unknown][]]>([
  ['a period without its unit', { period: 1 }, [['/periodUnit', says('tim-2')]]],
  ['one beside a frequency', { frequency: 2, period: 1 }, [['/periodUnit', says('is required with period')]]],
  ['a periodMax alone', { periodMax: 6, periodUnit: 'h' }, [['/period', says('tim-6')]]],
  ['a period of nothing', { period: 0, periodUnit: 'h' }, [['/period', says('more than 0')]]],
  ['a doseMax alone', { doseMax: 2 }, [['/dose', says('with doseMax')]]],
  ['a dose that falls', { dose: 2, doseMax: 1 }, [['/doseMax', 'must be more than dose']]],
  ['a dose that is no range', { dose: 2, doseMax: 2 }, [['/doseMax', 'must be more than dose']]],
  ['a frequency that falls', { frequency: 2, frequencyMax: 1 }, [['/frequencyMax', 'must be more than frequency']]],
  ['a period that falls', { period: 6, periodMax: 4, periodUnit: 'h' }, [['/periodMax', 'must be more than period']]],
  ['a third', { dose: 33.33333333333333 }, [['/dose', atMostSix]]],
  ['a sum', { dose: 0.1 + 0.2 }, [['/dose', atMostSix]]],
  ['a very small dose', { dose: 1e-7 }, [['/dose', atMostSix]]],
  ['a period without an end', { period: 1 / 3, periodUnit: 'd' }, [['/period', atMostSix]]],
  ['a unit of punctuation', { dose: 1, doseUnit: '()' }, [['/doseUnit', says('must have a letter')]]],
  ['a day that has less than a dose', { dose: 2, maxPerDay: 1 }, [['/maxPerDay', says('one dose')]]],
  [
    'a day that has less than its doses',
    { ...tablet, frequency: 4, periodUnit: 'd', maxPerDay: 3 },
    [['/maxPerDay', says('dose and frequency')]],
  ],
  ['one step', { steps: [step] }, [['/steps', says('at least 2')]]],
  ['many steps', { steps: Array<object>(21).fill(step) }, [['/steps', says('at most 20')]]],
  ['a step without a dose', { steps: [step, {}] }, [['/steps/1/dose', 'is required']]],
  ['a step without an end', { steps: [{ dose: 40 }, step] }, [['/steps/0/durationDays', says('is required')]]],
  [
    'a step with a period without its unit',
    { steps: [step, { dose: 10, period: 1 }] },
    [['/steps/1/periodUnit', says('tim-2')]],
  ],
  [
    'steps beside a dose and timing of their own',
    { dose: 40, frequency: 1, durationDays: 7, steps: [step, step] },
    [
      ['/dose', says('steps')],
      ['/frequency', says('steps')],
      ['/durationDays', says('steps')],
    ],
  ],
])('refuses %s', async (_what, dosage, errors) => {
  const before = await countOf();
  expect(await harness.prescribe({ dosage })).toMatchObject(refused(...errors));
  expect(await countOf()).toBe(before);
});

it.each<[string | null, object]>([
  ['1 tablet by mouth twice a day', { ...tablet, frequency: 2, periodUnit: 'd' }],
  ['1 tablet by mouth every 6 hours', { ...tablet, period: 6, periodUnit: 'h' }],
  ['1 tablet by mouth once', { ...tablet, frequency: 1 }],
  ['5 %', { dose: 5, doseUnit: '%' }],
  ['24,000,000 units', { dose: 24_000_000, doseUnit: 'units' }],
  ['0.3 mg', { dose: 0.3, doseUnit: 'mg' }],
  ['33.333333 mg', { dose: 33.333333, doseUnit: 'mg' }],
  ['10 units', { dose: 10, doseUnit: 'I\u200bU\u200b' }],
  [
    '1 tablet by mouth 3 times a day, no more than 3 tablets in 24 hours',
    { ...tablet, frequency: 3, periodUnit: 'd', maxPerDay: 3 },
  ],
  [
    '0.1 mg 3 times a day, no more than 0.3 mg in 24 hours',
    { dose: 0.1, doseUnit: 'mg', frequency: 3, periodUnit: 'd', maxPerDay: 0.3 },
  ],
  ['One after breakfast', { ...tablet, text: ' One after\u200b breakfast' }],
  [null, {}],
])('takes %p', async (text, dosage) => {
  expect(await harness.prescribe({ dosage })).toMatchObject({ status: 201, body: { dosage: { text } } });
});

const taper = [
  { dose: 40, frequency: 1, period: 1, periodUnit: 'd', durationDays: 7 },
  { dose: 20, doseMax: 30, frequency: 1, period: 1, periodUnit: 'd' },
];

it('keeps steps and ranges, and a made text follows them', async () => {
  // a draft can still be changed
  harness.doctors.behave(resetsConnection);
  const made = await harness.prescribe({
    dosage: { ...tablet, doseMax: 2, frequency: 1, frequencyMax: 2, periodUnit: 'd' },
  });
  harness.doctors.behave(doctorIs());
  expect(made).toMatchObject({
    status: 202,
    body: { dosage: { doseMax: 2, frequencyMax: 2, text: '1 to 2 tablets by mouth 1 to 2 times a day' } },
  });
  const change = (dosage: object) => harness.served.api.patch(`/prescriptions/${idOf(made)}`).send({ dosage });
  expect(await change({ doseMax: null })).toMatchObject({
    status: 200,
    body: { dosage: { doseMax: null, text: '1 tablet by mouth 1 to 2 times a day' } },
  });
  expect(await change({ frequency: 3 })).toMatchObject(refused(['/frequencyMax', 'must be more than frequency']));
  expect(await change({ period: 2, periodUnit: null })).toMatchObject(refused(['/periodUnit', says('tim-2')]));
  const cleared = { dose: null, frequency: null, frequencyMax: null, periodUnit: null };
  expect(await change({ doseUnit: 'mg', steps: taper })).toMatchObject({ status: 400 });
  expect(await change({ ...cleared, doseUnit: 'mg', steps: taper })).toMatchObject({
    status: 200,
    body: {
      dosage: {
        steps: taper.map((part) => ({ doseMax: null, doseUnit: null, durationDays: null, ...part })),
        text: '40 mg by mouth once a day for 7 days, then 20 to 30 mg once a day',
      },
    },
  });
  expect(await change({ text: 'As told' })).toMatchObject({ body: { dosage: { text: 'As told' } } });
  expect(await change({ steps: null, dose: 5 })).toMatchObject({ body: { dosage: { dose: 5, text: 'As told' } } });
  expect(await change({ text: null })).toMatchObject({ body: { dosage: { dose: 5, text: '5 mg by mouth' } } });
});

it('reads what was stored before there were ranges, and leaves it as it is when only the expiry changes', async () => {
  const stored = {
    ...{ text: '10 Us once a day', dose: 10, doseUnit: 'U', route: null, frequency: 1 },
    ...{ period: null, periodUnit: 'd', asNeeded: null, durationDays: null },
  };
  const [row] = await harness.db.query<{ id: string }>(
    `insert into prescriptions (patient_id, doctor_id, medication, status, expires_on, dosage)
     values (gen_random_uuid(), $3, $1, 'active', '2199-01-01', $2) returning id`,
    [{ name: 'Insulin', code: null, system: null, form: null, strength: null }, stored, someDoctor],
  );
  const id = row?.id ?? '';
  const { api } = harness.served;
  expect((await api.get(`/prescriptions/${id}`)).body).toHaveProperty('dosage', stored);
  expect(await api.patch(`/prescriptions/${id}`).send({ expiresOn: '2199-12-31' })).toMatchObject({
    status: 200,
    body: { expiresOn: '2199-12-31', dosage: stored },
  });
});
