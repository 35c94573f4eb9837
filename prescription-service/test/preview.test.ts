import { randomUUID } from 'node:crypto';
import { resetsConnection } from '@hms/service-kit/testing/stub-upstream';
import { allergyTo, nobodyThere, patientIs, startPrescriptionService, type Fixture } from './fixtures';

let harness: Fixture;
beforeAll(async () => {
  harness = await startPrescriptionService();
});
beforeEach(() => harness.patients.behave(patientIs()));

const amoxicillin = {
  medication: 'Amoxicillin 500 mg',
  dosage: { dose: 1, doseUnit: 'tablet', route: 'oral', frequency: 3, periodUnit: 'd' },
  quantity: 21,
  quantityUnit: 'tablet',
};
const preview = (more: object = {}) =>
  harness.served.api.post('/prescriptions/preview').send({ patientId: randomUUID(), ...amoxicillin, ...more });
const countOf = async () => (await harness.db.query<{ n: string }>('select count(*) as n from prescriptions'))[0]?.n;

it('tells the words, the days of a fill and the findings, and stores nothing', async () => {
  harness.patients.behave(patientIs({ allergyStatus: 'recorded', allergies: [allergyTo('penicillin')] }));
  const before = await countOf();
  expect(await preview()).toMatchObject({
    status: 200,
    body: {
      dosage: { text: '1 tablet by mouth 3 times a day' },
      fillDays: 7,
      safety: { verdict: 'unsafe', findings: [{ rule: 'allergy-to-class', severity: 'high' }] },
    },
  });
  expect(await countOf()).toBe(before);
});

it('finds what prescribing finds', async () => {
  const patientId = randomUUID();
  expect((await harness.prescribe({ patientId, medication: 'Warfarin 5 mg' })).status).toBe(201);
  const { body: seen } = (await preview({ patientId, medication: 'Aspirin 75 mg' })) as { body: { safety: object } };
  const { body: refused } = (await harness.prescribe({ patientId, medication: 'Aspirin 75 mg' })) as {
    body: { safety: object };
  };
  expect(refused.safety).toMatchObject({ verdict: 'unsafe' });
  expect(seen.safety).toEqual({ ...refused.safety, checkedAt: expect.any(String) as unknown });
});

it('says what is not known: days that do not follow, and a patient that cannot be looked up', async () => {
  harness.patients.behave(resetsConnection);
  expect(await preview({ quantityUnit: 'box' })).toMatchObject({
    status: 200,
    body: { dosage: { text: '1 tablet by mouth 3 times a day' }, fillDays: null, safety: null },
  });
});

it('refuses what could not be prescribed', async () => {
  expect(await preview({ dosage: { period: 1 } })).toMatchObject({ status: 400 });
  harness.patients.behave(nobodyThere);
  expect(await preview()).toMatchObject({ status: 422, body: { type: '/problems/patient-unknown' } });
});
