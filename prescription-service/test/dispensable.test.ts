import { randomUUID } from 'node:crypto';
import { itServesEveryFilter } from '@hms/service-kit/testing/plans';
import { dispensableList } from '../src/prescription-store';
import { idOf, letTimePass, startPrescriptionService, type Fixture } from './fixtures';

let harness: Fixture;
beforeAll(async () => {
  harness = await startPrescriptionService();
});

const daily = { dose: 1, doseUnit: 'tablet', frequency: 1, period: 1, periodUnit: 'd' };
const read = (id: string) => harness.served.api.get(`/prescriptions/${id}`);
const dispense = (id: string, quantity: number, headers: Record<string, string> = {}) =>
  harness.served.api.post(`/prescriptions/${id}/dispenses`).set(headers).send({ quantity });
const listed = async (patientId: string) => {
  const { body } = await harness.served.api.get(`/prescriptions?dispensable=true&patientId=${patientId}`);
  return (body as { data: { id: string }[] }).data.map(({ id }) => id);
};
const quantityNow = async (id: string) => {
  const { body } = await read(id);
  return (body as { dispensableQuantity: number | null }).dispensableQuantity;
};

itServesEveryFilter(
  () => harness.db,
  dispensableList,
  `insert into prescriptions (patient_id, doctor_id, medication, status, quantity)
   select gen_random_uuid(), gen_random_uuid(), json_build_object('name', 'Remedy' || n), case when n % 500 = 0 then 'active' else 'stopped' end, 1
   from generate_series(1, 20000) n`,
  'prescriptions',
  {
    patientId: [randomUUID(), 'prescriptions_by_patient'],
    doctorId: [randomUUID(), 'prescriptions_by_doctor'],
    status: ['active', 'prescriptions_by_status'],
    medication: ['remedy777', 'prescriptions_by_medication'],
    id: [`${randomUUID()},${randomUUID()}`, 'prescriptions_pkey'],
    isDispensable: [true, 'prescriptions_dispensable'],
    isNotDispensable: [true, 'prescriptions_pkey'],
  },
);

it('lists what can be handed out now, oldest first', async () => {
  const patientId = randomUUID();
  const ids = [];
  for (const medication of ['Amlodipine', 'Paracetamol', 'Cetirizine', 'Metformin'])
    ids.push(idOf(await harness.prescribe({ patientId, medication, quantity: 28 })));
  const uncounted = idOf(await harness.prescribe({ patientId, medication: 'Levothyroxine' }));
  expect(await listed(patientId)).toEqual(ids);
  const [first = '', second = '', third = '', fourth = ''] = ids;
  expect((await dispense(first, 28)).status).toBe(201);
  expect((await dispense(second, 10)).status).toBe(201);
  await harness.served.api.post(`/prescriptions/${third}/hold`).send({});
  await harness.db.query('update prescriptions set expires_on = current_date - 1 where id = $1', [fourth]);
  expect(await listed(patientId)).toEqual([second]);
  expect(await quantityNow(uncounted)).toBeNull();
  const others = await harness.served.api.get(`/prescriptions?dispensable=false&patientId=${patientId}`);
  expect((others.body as { data: { id: string }[] }).data.map(({ id }) => id)).toEqual([
    uncounted,
    fourth,
    third,
    first,
  ]);
});

it.each<[string, object, number[], number]>([
  ['nothing was handed out', {}, [], 0],
  ['a part was', {}, [10], 0],
  ['a fill was, today', {}, [28], 0],
  ['a fill was, and the next is due', {}, [28], 25],
  ['a part was, and the next is due', {}, [10], 25],
  ['it is not known how long a fill lasts', { dosage: null }, [28], 6],
  ['nor a week later', { dosage: null }, [28], 8],
  ['the last fill is open', { refills: 0 }, [27.5], 0],
])('says how much can be handed out now, as a refusal does: %s', async (_when, more, parts, days) => {
  const id = idOf(
    await harness.prescribe({ dosage: daily, quantity: 28, quantityUnit: 'tablet', refills: 2, ...more }),
  );
  for (const part of parts) expect((await dispense(id, part)).status).toBe(201);
  await letTimePass(harness.db, id, days);
  const now = (await quantityNow(id)) ?? NaN;
  const { body } = await dispense(id, now + 0.1);
  const refused = body as { quantityNow?: number; remainingQuantity: number };
  expect(refused.quantityNow ?? refused.remainingQuantity).toBe(now);
});

it('is refused where somebody else has dispensed since it was read', async () => {
  const id = idOf(await harness.prescribe({ quantity: 28 }));
  const etag = (await read(id)).headers['etag'] as string;
  const both = await Promise.all([10, 10].map((part) => dispense(id, part, { 'If-Match': etag })));
  expect(both.map(({ status }) => status).sort()).toEqual([201, 412]);
  expect(both.find(({ status }) => status === 412)?.body).toMatchObject({ type: '/problems/version-mismatch' });
  expect(await read(id)).toMatchObject({ body: { dispensedQuantity: 10 } });
});

it('gives a repeat its first answer, whatever has changed since', async () => {
  const id = idOf(await harness.prescribe({ quantity: 28 }));
  const headers = { 'If-Match': (await read(id)).headers['etag'] as string, 'Idempotency-Key': randomUUID() };
  const first = await dispense(id, 10, headers);
  expect(await dispense(id, 10, headers)).toMatchObject({ status: 201, body: first.body as object });
  expect(await read(id)).toMatchObject({ body: { dispensedQuantity: 10 } });
});
