import { randomUUID } from 'node:crypto';
import { itConforms } from '@hms/service-kit/testing/conformance';
import { itServesEveryFilter } from '@hms/service-kit/testing/plans';
import { billList } from '../src/bill-store';
import { patientId, startBillingService, withEntries, type Bill, type Fixture } from './fixtures';

let billing: Fixture;
beforeAll(async () => {
  billing = await startBillingService();
});

const issue = (bill?: object) => billing.issue(bill);
const pay = (billId: string, amount: number, paymentId: string = randomUUID(), more: object = {}) =>
  billing.pay(billId, amount, { paymentId, ...more });
const read = (id: string) => billing.served.api.get(`/bills/${id}`);

itConforms({
  served: () => billing.served,
  collection: '/bills',
  newRecord: (n) => ({ patientId, amount: 10 + n, details: `For Zebulon Quarrington, visit ${n}` }),
  patch: { details: 'Corrected', dueDate: '2098-12-31' },
  patched: { details: 'Corrected', dueDate: '2098-12-31' },
  logged: () => billing.logged(),
  personal: ['Zebulon', 'Quarrington'],
});

itServesEveryFilter(
  () => billing.db,
  billList,
  withEntries(`insert into bills (patient_id, currency, details, amount, issued_at, number, created_at, due_date)
   select gen_random_uuid(), 'USD', 'x', 100, issued_at, case when issued_at is not null then 'INV-1900-' || n end,
     now() - n * interval '1 hour', current_date + 100 - (n % 500 = 0)::integer * 200
   from (select n, case when n % 333 <> 0 then now() - n * interval '1 hour' end as issued_at from generate_series(1, 20000) n) t`),
  'bills',
  {
    id: [`${randomUUID()},${randomUUID()}`, 'bills_pkey'],
    patientId: [randomUUID(), 'bills_by_patient_and_creation'],
    number: ['INV-1900-7', 'bills_number_unique'],
    status: ['draft', 'bills_by_status_and_creation'],
    from: ['2200-01-01T00:00:00Z', 'bills_by_time'],
    to: ['1990-01-01T00:00:00Z', 'bills_by_time'],
    isOverdue: [true, 'bills_unsettled_by_due_date'],
    isNotOverdue: [true, 'bills_by_creation'],
  },
);

describe('a bill', () => {
  it('is found by its number, and by no other', async () => {
    const { id, number } = await issue({ amount: 12 });
    expect(await billing.served.api.get(`/bills?number=${number}`)).toMatchObject({
      status: 200,
      body: { data: [{ id }] },
    });
    expect(await billing.served.api.get('/bills?number=INV-1999-000001')).toMatchObject({ body: { data: [] } });
    expect(await billing.served.api.get('/bills?number=17')).toMatchObject({ status: 400 });
  });

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
      const response = await billing.served.api.post('/bills').send({ patientId, details: 'x', currency, amount });
      expect({ currency, amount, status: response.status }).toEqual({ currency, amount, status: 400 });
    }
  });

  it('gets the next number, without gaps or repeats, when fifty are issued at once and some fail', async () => {
    const before = await issue();
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        billing.served.api.post('/bills').send({ patientId, amount: i % 5 === 0 ? 0.001 : 1, details: 'x' }),
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
    const [before] = await billing.db.query<{ last: number }>('select last from bill_numbers where year = $1', [year]);
    await billing.db.query('update bill_numbers set last = 999999 where year = $1', [year]);
    expect(await issue()).toMatchObject({ number: `INV-${year}-1000000` });
    await billing.db.query('update bill_numbers set last = $2 where year = $1', [year, before?.last]);
  });

  it('is found by patient, status, time and whether it is overdue', async () => {
    const mine = randomUUID();
    const late = await issue({ patientId: mine });
    const paid = await issue({ patientId: mine });
    await billing.db.query(`update bills set due_date = '2020-01-01' where patient_id = $1`, [mine]);
    await pay(paid.id, 100);
    const ids = async (query: string) => {
      const response = await billing.served.api.get(`/bills?patientId=${mine}&${query}`);
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
    expect(await billing.served.api.get('/bills?from=2020-01-01T00:00:00')).toMatchObject({
      status: 400,
      body: {
        errors: [{ in: 'query', pointer: '/from', detail: expect.stringContaining('2026-12-01T09:00:00+01:00') }],
      },
    });
  });

  it('is cancelled only while nothing is paid, and then takes no payment', async () => {
    const cancel = (id: string) => billing.served.api.post(`/bills/${id}/cancel`);
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
      const [paid, cancelled] = await Promise.all([pay(id, 100), billing.served.api.post(`/bills/${id}/cancel`)]);
      expect([paid.status, cancelled.status].sort()).toEqual(paid.status === 201 ? [201, 409] : [200, 409]);
    }
  });
});
