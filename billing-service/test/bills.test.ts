import { randomUUID } from 'node:crypto';
import type { Database } from '@hms/service-kit/postgres';
import { itConforms } from '@hms/service-kit/testing/conformance';
import { openTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { itServesEveryFilter } from '@hms/service-kit/testing/plans';
import { serve, type ServedApp } from '@hms/service-kit/testing/service';
import { createApp } from '../src/app';
import { billList, constraintProblems } from '../src/bill-store';

let served: ServedApp;
let db: Database;
const logs = captureLogs();
const patientId = randomUUID();

beforeAll(async () => {
  db = await openTestDatabase('billing-service', logs.log, constraintProblems);
  const lifecycle = { schemaInPlace: true, stopping: false };
  served = await serve(createApp({ db, log: logs.log, lifecycle, currency: 'USD' }));
});

interface Bill {
  id: string;
  number: string;
}

const issue = async (bill: object = {}): Promise<Bill> => {
  const response = await served.api.post('/bills').send({ patientId, amount: 100, details: 'Consultation', ...bill });
  expect(response).toMatchObject({ status: 201 });
  return response.body as Bill;
};
const pay = (billId: string, amount: number, paymentId: string = randomUUID(), more: object = {}) =>
  served.api.post(`/bills/${billId}/payments`).send({ paymentId, amount, ...more });
const read = (id: string) => served.api.get(`/bills/${id}`);

itConforms({
  served: () => served,
  collection: '/bills',
  newRecord: (n) => ({ patientId, amount: 10 + n, details: `For Zebulon Quarrington, visit ${n}` }),
  patch: { details: 'Corrected', dueDate: '2026-12-31' },
  patched: { details: 'Corrected', dueDate: '2026-12-31' },
  logged: logs.text,
  personal: ['Zebulon', 'Quarrington'],
});

itServesEveryFilter(
  () => db,
  billList,
  `insert into bills (patient_id, currency, details, amount, issued_at, due_date, cancelled_at)
   select gen_random_uuid(), 'USD', 'x', 100, now() - n * interval '1 hour', current_date + 100 - (n % 500 = 0)::integer * 200,
     case when n % 333 = 0 then now() end
   from generate_series(1, 20000) n`,
  'bills',
  {
    patientId: [randomUUID(), 'bills_by_patient'],
    status: ['cancelled', 'bills_by_status'],
    from: ['2200-01-01T00:00:00Z', 'bills_by_time'],
    to: ['1990-01-01T00:00:00Z', 'bills_by_time'],
    isOverdue: [true, 'bills_unsettled_by_due_date'],
    isNotOverdue: [true, 'bills_by_time'],
  },
);

describe('a bill', () => {
  it('shows what is owed, paid and due', async () => {
    const { id } = await issue({ amount: 99.95 });
    expect(await read(id)).toMatchObject({
      body: { amount: 99.95, paidAmount: 0, dueAmount: 99.95, currency: 'USD', status: 'issued' },
    });
    expect(await pay(id, 33.33)).toMatchObject({
      status: 201,
      body: { id, dueAmount: 66.62, status: 'partially-paid' },
    });
    expect(await pay(id, 66.62)).toMatchObject({
      status: 201,
      body: { paidAmount: 99.95, dueAmount: 0, status: 'paid' },
    });
  });

  it('takes as many decimals as its currency has', async () => {
    for (const [currency, amount] of [
      ['USD', 0.01],
      ['JPY', 1500],
      ['KWD', 1.234],
    ] as const) {
      expect(await read((await issue({ currency, amount })).id)).toMatchObject({
        body: { currency, amount, dueAmount: amount },
      });
    }
    for (const [currency, amount] of [
      ['USD', 0.001],
      ['JPY', 1.5],
      ['KWD', 1.2345],
      ['XYZ', 1],
      ['USD', 0],
      ['USD', -1],
      ['USD', 1e-7],
    ]) {
      const response = await served.api.post('/bills').send({ patientId, details: 'x', currency, amount });
      expect({ currency, amount, status: response.status }).toEqual({ currency, amount, status: 400 });
    }
  });

  it('gets the next number, without gaps or repeats, when fifty are issued at once and some fail', async () => {
    const before = await issue();
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        served.api.post('/bills').send({ patientId, amount: i % 5 === 0 ? 0.001 : 1, details: 'x' }),
      ),
    );
    const numbers = all
      .filter(({ status }) => status === 201)
      .map(({ body }) => Number((body as Bill).number.slice(9)));
    const first = Number(before.number.slice(9)) + 1;
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => first + i));
    expect(before.number).toMatch(new RegExp(`^INV-${new Date().getUTCFullYear()}-\\d{6}$`));
  });

  it('goes on counting past a million in a year', async () => {
    const year = new Date().getUTCFullYear();
    const [before] = await db.query<{ last: number }>('select last from bill_numbers where year = $1', [year]);
    await db.query('update bill_numbers set last = 999999 where year = $1', [year]);
    expect(await issue()).toMatchObject({ number: `INV-${year}-1000000` });
    await db.query('update bill_numbers set last = $2 where year = $1', [year, before?.last]);
  });

  it('is found by patient, status, time and whether it is overdue', async () => {
    const mine = randomUUID();
    const late = await issue({ patientId: mine, dueDate: '2020-01-01' });
    const paid = await issue({ patientId: mine, dueDate: '2020-01-01' });
    await pay(paid.id, 100);
    const ids = async (query: string) => {
      const response = await served.api.get(`/bills?patientId=${mine}&${query}`);
      return (response.body as { data: Bill[] }).data.map(({ id }) => id);
    };
    expect(await ids('')).toEqual([paid.id, late.id]);
    expect(await ids('overdue=true')).toEqual([late.id]);
    expect(await ids('overdue=false')).toEqual([paid.id]);
    expect(await ids('status=paid')).toEqual([paid.id]);
    expect(await ids(`from=${new Date(Date.now() - 60_000).toISOString()}&to=2100-01-01T00:00:00+01:00`)).toHaveLength(
      2,
    );
    expect(await ids('to=2020-01-01T00:00:00Z')).toEqual([]);
    expect(await served.api.get('/bills?from=2020-01-01T00:00:00')).toMatchObject({
      status: 400,
      body: {
        errors: [{ in: 'query', pointer: '/from', detail: expect.stringContaining('2026-12-01T09:00:00+01:00') }],
      },
    });
  });

  it('is cancelled only while nothing is paid, and then takes no payment', async () => {
    const cancel = (id: string) => served.api.post(`/bills/${id}/cancel`);
    const unpaid = await issue();
    expect(await cancel(unpaid.id)).toMatchObject({ status: 200, body: { status: 'cancelled', dueAmount: 0 } });
    expect(await cancel(unpaid.id)).toMatchObject({
      status: 409,
      body: { type: '/problems/state-forbids-command', state: 'cancelled', allowedCommands: [] },
    });
    expect(await pay(unpaid.id, 1)).toMatchObject({
      status: 409,
      body: { type: '/problems/bill-cancelled', dueAmount: 0 },
    });
    const paid = await issue();
    await pay(paid.id, 1);
    expect(await cancel(paid.id)).toMatchObject({ status: 409, body: { type: '/problems/bill-has-payments' } });
    expect(await read(paid.id)).toMatchObject({ body: { status: 'partially-paid' } });
  });

  it('is either paid or cancelled when both come at once', async () => {
    for (let i = 0; i < 10; i++) {
      const { id } = await issue();
      const [paid, cancelled] = await Promise.all([pay(id, 100), served.api.post(`/bills/${id}/cancel`)]);
      expect([paid.status, cancelled.status].sort()).toEqual(paid.status === 201 ? [201, 409] : [200, 409]);
    }
  });
});

describe('payments on a bill', () => {
  it('never exceed what is due when twenty come at once', async () => {
    const { id } = await issue({ amount: 100 });
    const all = await Promise.all(Array.from({ length: 20 }, () => pay(id, 30)));
    expect(all.filter(({ status }) => status === 201)).toHaveLength(3);
    for (const response of all.filter(({ status }) => status !== 201)) {
      expect(response).toMatchObject({
        status: 409,
        body: { type: '/problems/exceeds-due', dueAmount: 10, currency: 'USD' },
      });
    }
    expect(await read(id)).toMatchObject({ body: { paidAmount: 90, dueAmount: 10, status: 'partially-paid' } });
  });

  it('are applied once by their id, however many ask at once', async () => {
    const { id } = await issue();
    const paymentId = randomUUID();
    const all = await Promise.all(Array.from({ length: 10 }, () => pay(id, 40, paymentId)));
    expect(all.map(({ status }) => status).sort()).toEqual([...Array<number>(9).fill(200), 201]);
    expect(await read(id)).toMatchObject({ body: { paidAmount: 40 } });
    expect(await pay(id, 41, paymentId)).toMatchObject({ status: 409, body: { type: '/problems/payment-id-reused' } });
    expect(await pay((await issue()).id, 40, paymentId)).toMatchObject({ status: 409 });
  });

  it('are refused for an unknown bill and in another currency', async () => {
    expect(await pay(randomUUID(), 1)).toMatchObject({ status: 404, body: { type: '/problems/not-found' } });
    const { id } = await issue({ currency: 'EUR' });
    expect(await pay(id, 1)).toMatchObject({
      status: 422,
      body: { type: '/problems/currency-mismatch', currency: 'EUR' },
    });
    expect(await pay(id, 1, randomUUID(), { currency: 'EUR' })).toMatchObject({ status: 201 });
    const yen = await issue({ currency: 'JPY', amount: 1000 });
    expect(await pay(yen.id, 10.5)).toMatchObject({ status: 422, body: { type: '/problems/currency-mismatch' } });
  });

  it('stay as they are, whoever asks the database', async () => {
    const { id } = await issue();
    await pay(id, 5);
    await expect(db.query('update bill_payments set amount = 1 where bill_id = $1', [id])).rejects.toThrow(
      'keeps history',
    );
    await expect(db.query('delete from bill_payments where bill_id = $1', [id])).rejects.toThrow('keeps history');
    await expect(
      db.query(`insert into bill_payments (payment_id, bill_id, amount) values (gen_random_uuid(), $1, 9999900)`, [id]),
    ).rejects.toThrow('bills_paid_within_amount');
  });

  it('have refusals remembered with their key, so that a late repeat is refused as well', async () => {
    const { id } = await issue({ amount: 10 });
    const key = randomUUID();
    const attempt = () =>
      served.api.post(`/bills/${id}/payments`).set('Idempotency-Key', key).send({ paymentId: key, amount: 11 });
    const first = await attempt();
    expect(first).toMatchObject({ status: 409 });
    await db.query('update bills set amount = 5000 where id = $1', [id]);
    const again = await attempt();
    expect(again).toMatchObject({ status: 409, headers: { 'idempotent-replayed': 'true' } });
    expect(again.body).toEqual(first.body);
    expect(await read(id)).toMatchObject({ body: { paidAmount: 0 } });
  });
});
