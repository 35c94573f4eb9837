import { randomUUID } from 'node:crypto';
import { itServesEveryFilter } from '@hms/service-kit/testing/plans';
import { returnList } from '../src/dispensing/dispense-store';
import { idOf, letTimePass, startPrescriptionService, type Fixture } from './fixtures';

let harness: Fixture;
beforeAll(async () => {
  harness = await startPrescriptionService();
});

const tablets = {
  ...{ medication: 'Simvastatin 40 mg', quantity: 28, quantityUnit: 'tablet', refills: 1 },
  dosage: { dose: 1, doseUnit: 'tablet', frequency: 1, period: 1, periodUnit: 'd' },
};
const read = async (id: string) => (await harness.served.api.get(`/prescriptions/${id}`)).body as object;
const dispense = (id: string, quantity: number) =>
  harness.served.api.post(`/prescriptions/${id}/dispenses`).send({ quantity });
const takeBack = (id: string, dispenseId: string, quantity: number, more: object = {}) =>
  harness.served.api
    .post(`/prescriptions/${id}/dispenses/${dispenseId}/returns`)
    .send({ quantity, cause: 'mistake', reason: 'Another patient of that name', ...more });

itServesEveryFilter(
  () => harness.db,
  returnList,
  `do $$ begin
     insert into prescriptions (patient_id, doctor_id, medication, status, quantity)
     select gen_random_uuid(), gen_random_uuid(), '{"name": "x"}', 'active', 10 from generate_series(1, 2000);
     insert into dispenses (prescription_id, quantity, remaining_quantity, dispensed_by, safety)
     select id, 1, 0, 'x', '{}' from prescriptions where medication ->> 'name' = 'x';
     insert into dispense_returns (dispense_id, prescription_id, quantity, cause, reason, returned_to)
     select id, prescription_id, 1, 'mistake', 'x', 'x' from dispenses;
   end $$`,
  'dispense_returns',
  { dispenseId: [randomUUID(), 'dispense_returns_by_dispense'] },
);

it('takes back a mistake as if nothing had gone out, and keeps both records', async () => {
  const patientId = randomUUID();
  const id = idOf(await harness.prescribe({ patientId, ...tablets, refills: 0 }));
  const dispenseId = idOf(await dispense(id, 28));
  expect(await read(id)).toMatchObject({ status: 'completed', takenUntil: expect.any(String) });
  expect(await takeBack(id, dispenseId, 28)).toMatchObject({
    status: 201,
    body: { prescriptionId: id, dispenseId, quantity: 28, cause: 'mistake', by: 'tester' },
  });
  expect(await read(id)).toMatchObject({
    ...{ status: 'active', dispensedQuantity: 0, remainingQuantity: 28, takenUntil: null, nextRefillAt: null },
  });
  expect((await harness.served.api.get(`/prescriptions/${id}/dispenses/${dispenseId}`)).body).toMatchObject({
    quantity: 28,
    returnedQuantity: 28,
  });
  expect((await harness.served.api.get(`/prescriptions/${id}/dispenses/${dispenseId}/returns`)).body).toMatchObject({
    data: [{ quantity: 28, reason: 'Another patient of that name' }],
  });
  expect(await dispense(id, 28)).toMatchObject({ status: 201 });
});

it('makes a new version of the dispense, so that nobody goes on with what they read before', async () => {
  const id = idOf(await harness.prescribe({ patientId: randomUUID(), ...tablets }));
  const dispenseId = idOf(await dispense(id, 28));
  const get = (etag = '"0"') =>
    harness.served.api.get(`/prescriptions/${id}/dispenses/${dispenseId}`).set('if-none-match', etag);
  const first = await get();
  const { updatedAt, version } = first.body as { updatedAt: string; version: number };
  for (const more of [1, 2]) {
    await takeBack(id, dispenseId, 5);
    const again = await get(first.headers['etag']);
    expect(again).toMatchObject({ status: 200, body: { version: version + more, returnedQuantity: 5 * more } });
    expect(again.headers['etag']).toBe(`"${version + more}"`);
    expect(Date.parse((again.body as { updatedAt: string }).updatedAt)).toBeGreaterThan(Date.parse(updatedAt));
  }
  expect(await get(`"${version + 2}"`)).toMatchObject({ status: 304 });
});

it('counts what was brought back as not taken, and the fill as it was', async () => {
  const id = idOf(await harness.prescribe(tablets));
  const first = idOf(await dispense(id, 28));
  await letTimePass(harness.db, id, 10);
  expect(await takeBack(id, first, 14, { cause: 'brought-back', reason: 'Muscle pain' })).toMatchObject({
    status: 201,
  });
  const after = (await read(id)) as { takenUntil: string; remainingQuantity: number };
  expect(after).toMatchObject({ status: 'active', remainingQuantity: 42 });
  expect((Date.parse(after.takenUntil) - Date.now()) / 86_400_000).toBeCloseTo(4, 2);
  // the rest of the fill can be dispensed again, the next fill not yet
  expect(await dispense(id, 15)).toMatchObject({ status: 409, body: { quantityNow: 14 } });
  expect(await dispense(id, 14)).toMatchObject({ status: 201 });
});

it('does not reopen what was dispensed whole for what a patient brings back: a renewal may be on its way', async () => {
  const id = idOf(await harness.prescribe({ ...tablets, refills: 0 }));
  const dispenseId = idOf(await dispense(id, 28));
  await takeBack(id, dispenseId, 1, { cause: 'brought-back', reason: 'Broken' });
  expect(await read(id)).toMatchObject({ status: 'completed', dispensedQuantity: 27 });
  await takeBack(id, dispenseId, 1);
  expect(await read(id)).toMatchObject({ status: 'active', remainingQuantity: 2 });
});

it('never takes back more than went out, however many try at once', async () => {
  const id = idOf(await harness.prescribe(tablets));
  const dispenseId = idOf(await dispense(id, 28));
  const all = await Promise.all(Array.from({ length: 8 }, () => takeBack(id, dispenseId, 10)));
  expect(all.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409, 409, 409, 409, 409]);
  expect(await takeBack(id, dispenseId, 9)).toMatchObject({
    status: 409,
    body: { type: '/problems/return-exceeds-dispensed' },
  });
  expect(await read(id)).toMatchObject({ dispensedQuantity: 8 });
});

it('is for a dispense of this prescription, with why and how much', async () => {
  const id = idOf(await harness.prescribe(tablets));
  const dispenseId = idOf(await dispense(id, 28));
  const other = idOf(await harness.prescribe(tablets));
  expect(await takeBack(other, dispenseId, 1)).toMatchObject({ status: 404 });
  expect(await takeBack(id, randomUUID(), 1)).toMatchObject({ status: 404 });
  expect(
    await harness.served.api.post(`/prescriptions/${id}/dispenses/${dispenseId}/returns`).send({ quantity: 0 }),
  ).toMatchObject({
    status: 400,
    body: {
      errors: expect.arrayContaining(
        ['/quantity', '/cause', '/reason'].map((pointer): object => expect.objectContaining({ pointer }) as object),
      ),
    },
  });
  await takeBack(id, dispenseId, 1);
  await expect(harness.db.query('delete from dispense_returns where prescription_id = $1', [id])).rejects.toThrow(
    /keeps history/,
  );
});

it('lets a prescription be cancelled once all of it came back', async () => {
  const id = idOf(await harness.prescribe(tablets));
  const dispenseId = idOf(await dispense(id, 28));
  const cancel = () => harness.served.api.post(`/prescriptions/${id}/cancel`).send({});
  expect(await cancel()).toMatchObject({ status: 409 });
  await takeBack(id, dispenseId, 28);
  expect(await cancel()).toMatchObject({ status: 200, body: { status: 'cancelled' } });
});
