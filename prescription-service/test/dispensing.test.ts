import { randomUUID } from 'node:crypto';
import { bearer } from '@hms/service-kit/testing/issuer';
import { itServesEveryFilter } from '@hms/service-kit/testing/plans';
import { isUnavailable, resetsConnection } from '@hms/service-kit/testing/stub-upstream';
import { dispenseList } from '../src/dispensing/dispense-store';
import { allergyTo, idOf, letTimePass, patientIs, startPrescriptionService, type Fixture } from './fixtures';

let harness: Fixture;
beforeAll(async () => {
  harness = await startPrescriptionService();
});
beforeEach(() => harness.patients.behave(patientIs()));

const daily = { dose: 1, doseUnit: 'tablet', frequency: 1, period: 1, periodUnit: 'd' };
const address = (id: string) => `/prescriptions/${id}`;
const read = (id: string) => harness.served.api.get(address(id));
const dispense = (id: string, quantity: number) =>
  harness.served.api.post(`${address(id)}/dispenses`).send({ quantity });
const dispensed = async (id: string) =>
  (await harness.db.query('select from dispenses where prescription_id = $1', [id])).length;
const letDaysPass = (id: string, days: number) => letTimePass(harness.db, id, days);

itServesEveryFilter(
  () => harness.db,
  dispenseList,
  `do $$ begin
     insert into prescriptions (patient_id, doctor_id, medication, status, quantity)
     select gen_random_uuid(), gen_random_uuid(), '{"name": "x"}', 'active', 10 from generate_series(1, 2000);
     insert into dispenses (prescription_id, quantity, remaining_quantity, dispensed_by, safety)
     select id, 1, 0, 'x', '{}' from prescriptions where medication ->> 'name' = 'x';
   end $$`,
  'dispenses',
  {
    prescriptionId: [randomUUID(), 'dispenses_by_prescription'],
    patientId: [randomUUID(), 'dispenses_by_patient'],
  },
);

it('is listed by patient across prescriptions, and shown to the patient alone among patients', async () => {
  const { api } = harness.served;
  const patientId = randomUUID();
  const first = idOf(await harness.prescribe({ patientId, quantity: 5 }));
  const second = idOf(await harness.prescribe({ patientId, quantity: 5, medication: 'Paracetamol 500 mg' }));
  const others = idOf(await harness.prescribe({ quantity: 5 }));
  for (const id of [first, second, others]) expect(await dispense(id, 2)).toMatchObject({ status: 201 });
  const listed = async (query: object, headers = {}) =>
    ((await api.get('/dispenses').query(query).set(headers).expect(200)).body as { data: object[] }).data;
  expect(await listed({ patientId })).toMatchObject([
    { prescriptionId: second, patientId },
    { prescriptionId: first, patientId },
  ]);
  expect(await listed({ prescriptionId: first })).toMatchObject([{ patientId, quantity: 2 }]);
  expect(await listed({}, bearer({ roles: ['patient'], patient_id: patientId }))).toHaveLength(2);
  expect(await listed({ patientId }, bearer({ roles: ['patient'], patient_id: randomUUID() }))).toEqual([]);
});

it('is possible for what the list of the pharmacy has: active, not expired, and something left', async () => {
  const { api } = harness.served;
  const patientId = randomUUID();
  const prescribe = async (more: object) => idOf(await harness.prescribe({ patientId, quantity: 5, ...more }));
  const [left, all, expired, held, uncounted] = [
    await prescribe({}),
    await prescribe({ medication: 'Paracetamol 500 mg' }),
    await prescribe({ medication: 'Omeprazole 20 mg' }),
    await prescribe({ medication: 'Metformin 500 mg' }),
    await prescribe({ medication: 'Loratadine 10 mg', quantity: null }),
  ];
  await dispense(left, 2);
  expect(await dispense(all, 5)).toMatchObject({ status: 201 });
  await harness.db.query(`update prescriptions set expires_on = current_date - 1 where id = $1`, [expired]);
  await api.post(`/prescriptions/${held}/hold`).send({ reason: 'Ask the prescriber' }).expect(200);
  const idsOf = async (dispensable: boolean) =>
    (
      (await api.get('/prescriptions').query({ patientId, dispensable }).expect(200)).body as { data: { id: string }[] }
    ).data
      .map(({ id }) => id)
      .sort();
  expect(await idsOf(true)).toEqual([left]);
  expect(await idsOf(false)).toEqual([all, expired, held, uncounted].sort());
});

it('goes out in parts, up to what was prescribed, and is completed then', async () => {
  const id = idOf(await harness.prescribe({ quantity: 2.5 }));
  const first = await dispense(id, 0.1);
  expect(first).toMatchObject({
    status: 201,
    headers: { location: `${address(id)}/dispenses/${idOf(first)}` },
    body: {
      prescriptionId: id,
      quantity: 0.1,
      by: 'tester',
      remainingQuantity: 2.4,
      safety: { verdict: 'safe' },
    },
  });
  expect(await harness.served.api.get(first.headers['location'] as string)).toMatchObject({
    status: 200,
    body: first.body as object,
  });
  await dispense(id, 0.2);
  expect(await dispense(id, 2.3)).toMatchObject({
    status: 409,
    body: { type: '/problems/over-dispensed', remainingQuantity: 2.2, detail: expect.stringContaining('2.2 remain') },
  });
  expect(await read(id)).toMatchObject({ body: { status: 'active', dispensedQuantity: 0.3, remainingQuantity: 2.2 } });
  expect(await dispense(id, 2.2)).toMatchObject({ status: 201, body: { remainingQuantity: 0 } });
  expect(await read(id)).toMatchObject({ body: { status: 'completed', remainingQuantity: 0, nextRefillAt: null } });
  expect(await dispense(id, 1)).toMatchObject({ status: 409, body: { state: 'completed' } });
  const { body } = await harness.served.api.get(`${address(id)}/dispenses?limit=2`);
  expect(body).toMatchObject({ data: [{ quantity: 2.2 }, { quantity: 0.2 }], nextCursor: expect.any(String) });
});

it('never goes out more often than was prescribed, however many try at once', async () => {
  const id = idOf(await harness.prescribe({ quantity: 14 }));
  const all = await Promise.all(Array.from({ length: 20 }, () => dispense(id, 2)));
  const out = all.filter(({ status }) => status === 201).length;
  expect({ out, refused: all.filter(({ status }) => status === 409).length }).toEqual({ out: 7, refused: 13 });
  expect(await dispensed(id)).toBe(7);
  expect(await read(id)).toMatchObject({ body: { status: 'completed', dispensedQuantity: 14 } });
});

it('is guarded by the database alone', async () => {
  const id = idOf(await harness.prescribe({ quantity: 7 }));
  const insert = (quantity: number) =>
    harness.db.query(
      `insert into dispenses (prescription_id, quantity, remaining_quantity, dispensed_by, safety) values ($1, $2, 0, 'x', '{}')`,
      [id, quantity],
    );
  await expect(insert(8)).rejects.toMatchObject({ kind: { type: 'over-dispensed' } });
  await insert(3);
  await expect(harness.db.query('update dispenses set quantity = 1 where prescription_id = $1', [id])).rejects.toThrow(
    /keeps history/,
  );
  await harness.served.api.post(`${address(id)}/hold`).send({});
  await expect(insert(1)).rejects.toThrow(/not to be dispensed/);
});

it('refuses a refill that is too soon, says from when on it is not, and gives the rest of the fill meanwhile', async () => {
  const id = idOf(await harness.prescribe({ quantity: 10, refills: 2, dosage: daily }));
  expect(await dispense(id, 11)).toMatchObject({
    status: 409,
    body: { type: '/problems/refill-too-soon', quantityNow: 10 },
  });
  expect(await dispense(id, 6)).toMatchObject({ status: 201 });
  expect(await dispense(id, 5)).toMatchObject({
    status: 409,
    body: { quantityNow: 4, remainingQuantity: 24, notBefore: expect.any(String) },
  });
  expect(await dispense(id, 4)).toMatchObject({ status: 201 });
  const { notBefore } = (await dispense(id, 10)).body as { notBefore: string };
  expect((Date.parse(notBefore) - Date.now()) / 86_400_000).toBeCloseTo(8, 2);
  const { nextRefillAt } = (await read(id)).body as { nextRefillAt: string };
  expect(Date.parse(nextRefillAt)).toBe(Date.parse(notBefore));
  await letDaysPass(id, 7.9);
  expect(await dispense(id, 10)).toMatchObject({ status: 409 });
  await letDaysPass(id, 0.2);
  expect(await dispense(id, 10)).toMatchObject({ status: 201, body: { remainingQuantity: 10 } });
  expect(await dispense(id, 10)).toMatchObject({
    status: 409,
    body: { type: '/problems/refill-too-soon', quantityNow: 0 },
  });
});

it.each([
  ['by its duration', { durationDays: 5 }, 4],
  ['by dose and frequency', { dose: 2, doseUnit: 'tablets', frequency: 2, period: 1, periodUnit: 'd' }, 2],
  ['by the quantity, of which a duration says no more', { ...daily, durationDays: 84 }, 8],
  ['by its duration, as needed', { durationDays: 5, asNeeded: true }, 4],
  ['at the highest rate that is as needed', { ...daily, period: 12, periodUnit: 'h', asNeeded: true }, 4],
  ['by a period of weeks', { dose: 1, period: 1, periodUnit: 'wk' }, 56],
])('counts the days of a fill %s', async (_how, dosage, days) => {
  const id = idOf(await harness.prescribe({ quantity: 10, quantityUnit: 'tablet', refills: 1, dosage }));
  await dispense(id, 10);
  const { nextRefillAt } = (await read(id)).body as { nextRefillAt: string };
  expect((Date.parse(nextRefillAt) - Date.now()) / 86_400_000).toBeCloseTo(days, 2);
});

it.each([
  ['as needed, at any rate', { dose: 1, doseUnit: 'tablet', asNeeded: true }],
  ['without a timing', { dose: 1, doseUnit: 'tablet' }],
  ['in puffs of an inhaler', { dose: 2, doseUnit: 'puff', frequency: 4, period: 1, periodUnit: 'd' }],
  ['without a dosage', null],
])('opens one fill at a time where nobody can tell how long it lasts: %s', async (_how, dosage) => {
  const id = idOf(await harness.prescribe({ quantity: 30, refills: 11, dosage }));
  expect(await dispense(id, 360)).toMatchObject({ status: 409, body: { quantityNow: 30, remainingQuantity: 360 } });
  expect(await dispense(id, 30)).toMatchObject({ status: 201 });
  expect(await read(id)).toMatchObject({ body: { nextRefillAt: null } });
  const refused = await dispense(id, 30);
  expect(refused).toMatchObject({ status: 409, body: { type: '/problems/refill-too-soon', quantityNow: 0 } });
  expect((refused.body as { detail: string }).detail).toContain('a week after the last');
  await letDaysPass(id, 7.1);
  expect(await dispense(id, 31)).toMatchObject({ status: 409, body: { quantityNow: 30 } });
  expect(await dispense(id, 30)).toMatchObject({ status: 201, body: { remainingQuantity: 300 } });
});

it('opens the next fill early for a reason, which is kept, and no more than one', async () => {
  const id = idOf(await harness.prescribe({ quantity: 30, refills: 11, dosage: daily }));
  await dispense(id, 30);
  const early = (quantity: number, earlyReason: string) =>
    harness.served.api.post(`${address(id)}/dispenses`).send({ quantity, earlyReason });
  expect(await dispense(id, 30)).toMatchObject({ status: 409 });
  expect(await early(31, 'Leaves for three months')).toMatchObject({ status: 409, body: { quantityNow: 30 } });
  expect(await early(30, ' ')).toMatchObject({ status: 400 });
  expect(await early(30, 'Leaves for three months')).toMatchObject({
    status: 201,
    body: { earlyReason: 'Leaves for three months' },
  });
});

it('knows when the next fill is due also of what was dispensed before the time was kept', async () => {
  const id = idOf(await harness.prescribe({ quantity: 28, refills: 5, dosage: daily }));
  await dispense(id, 28);
  await letDaysPass(id, 40);
  await harness.db.query('update prescriptions set next_refill_at = null where id = $1', [id]);
  expect(await dispense(id, 28)).toMatchObject({ status: 201 });
});

it('opens the next fill of what is as needed when it would be used up at the highest rate', async () => {
  const dosage = { dose: 1, doseUnit: 'tablet', frequency: 1, period: 6, periodUnit: 'h', asNeeded: true };
  const id = idOf(await harness.prescribe({ quantity: 30, refills: 11, dosage }));
  expect(await dispense(id, 360)).toMatchObject({ status: 409, body: { quantityNow: 30 } });
  await dispense(id, 30);
  const { nextRefillAt } = (await read(id)).body as { nextRefillAt: string };
  expect((Date.parse(nextRefillAt) - Date.now()) / 86_400_000).toBeCloseTo(6, 2);
});

it('checks the patient again, and gives nothing out while patient-service does not answer', async () => {
  const id = idOf(await harness.prescribe({ quantity: 14 }));
  for (const silence of [isUnavailable, resetsConnection]) {
    harness.patients.behave(silence);
    expect(await dispense(id, 7)).toMatchObject({
      status: 503,
      headers: { 'retry-after': expect.any(String) },
      body: { type: '/problems/unavailable', detail: expect.stringContaining('nothing was dispensed') },
    });
  }
  harness.patients.behave(patientIs({ allergies: [allergyTo('Penicillin')] }));
  expect(await dispense(id, 7)).toMatchObject({ status: 409, body: { type: '/problems/no-longer-safe' } });
  harness.patients.behave(patientIs({ deceasedAt: '2026-01-01T00:00:00Z' }));
  expect(await dispense(id, 7)).toMatchObject({ status: 422, body: { type: '/problems/patient-deceased' } });
  expect(await dispensed(id)).toBe(0);
  harness.patients.behave(patientIs());
  expect(await dispense(id, 7)).toMatchObject({ status: 201 });
});

it('is done once under one key, and after no response the same key does it', async () => {
  const id = idOf(await harness.prescribe({ quantity: 14 }));
  const key = randomUUID();
  const once = () => dispense(id, 7).set('Idempotency-Key', key);
  harness.patients.behave(resetsConnection);
  expect(await once()).toMatchObject({ status: 503 });
  harness.patients.behave(patientIs());
  expect(await once()).toMatchObject({ status: 201 });
  expect(await once()).toMatchObject({ status: 201, headers: { 'idempotent-replayed': 'true' } });
  expect(await dispensed(id)).toBe(1);
});

it('wants a quantity to count against', async () => {
  const id = idOf(await harness.prescribe());
  expect(await dispense(id, 1)).toMatchObject({ status: 409, body: { type: '/problems/quantity-unknown' } });
});

it('belongs to its prescription', async () => {
  const [one, other] = [idOf(await harness.prescribe({ quantity: 7 })), idOf(await harness.prescribe({ quantity: 7 }))];
  const id = idOf(await dispense(one, 7));
  expect(await harness.served.api.get(`${address(other)}/dispenses/${id}`)).toMatchObject({ status: 404 });
  expect(await harness.served.api.get(`${address(randomUUID())}/dispenses`)).toMatchObject({ status: 404 });
  expect(await dispense(randomUUID(), 1)).toMatchObject({ status: 404 });
});
