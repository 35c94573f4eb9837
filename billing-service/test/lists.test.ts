import { randomUUID } from 'node:crypto';
import { itServesEveryFilter } from '@hms/service-kit/testing/plans';
import { entryList, receivedPaymentList } from '../src/ledger/ledger-store';
import { startBillingService, withEntries, type Fixture } from './fixtures';

let billing: Fixture;
beforeAll(async () => {
  billing = await startBillingService();
});

describe('entries', () => {
  itServesEveryFilter(
    () => billing.db,
    entryList,
    withEntries(`insert into bills (patient_id, currency, details, amount, issued_at, number)
     select gen_random_uuid(), 'USD', 'x', 100, now(), next_bill_number(now()) from generate_series(1, 2000)`),
    'ledger_entries',
    { billId: [randomUUID(), 'ledger_entries_by_bill'] },
  );
});

describe('received payments', () => {
  itServesEveryFilter(
    () => billing.db,
    receivedPaymentList,
    `insert into received_payments (payment_id, patient_id, currency, method, received_at, last_refunded_at)
     select gen_random_uuid(), gen_random_uuid(), 'USD', 'cash', now() - n * interval '1 hour',
       case when n % 50 = 0 then now() - n * interval '30 minutes' end
     from generate_series(1, 5000) n`,
    'received_payments',
    {
      paymentId: [randomUUID(), 'received_payments_pkey'],
      from: ['2200-01-01T00:00:00Z', 'received_payments_by_time'],
      to: ['1990-01-01T00:00:00Z', 'received_payments_by_time'],
      movedFrom: ['2200-01-01T00:00:00Z', 'received_payments_by_movement'],
      movedTo: ['1990-01-01T00:00:00Z', 'received_payments_by_movement'],
    },
  );
});

describe('a count', () => {
  const patientId = randomUUID();
  const get = (query: object) => billing.served.api.get('/bills').query({ patientId, ...query });
  beforeAll(async () => {
    for (let n = 0; n < 3; n++)
      await billing.served.api
        .post('/bills')
        .send({ patientId, amount: 10 + n, details: 'Visit' })
        .expect(201);
  });

  it('is of all pages, on every page, and only where it is asked for', async () => {
    const { body: first } = await get({ limit: 2, countUpTo: 3 });
    expect(first).toMatchObject({ data: { length: 2 }, count: 3, countIsExact: true });
    const { nextCursor: cursor } = first as { nextCursor: string };
    expect((await get({ limit: 2, countUpTo: 3, cursor })).body).toMatchObject({ data: { length: 1 }, count: 3 });
    expect((await get({ limit: 2 })).body).not.toHaveProperty('count');
  });

  it('ends at its bound, and says that there are more', async () => {
    expect((await get({ countUpTo: 2 })).body).toMatchObject({ data: { length: 3 }, count: 2, countIsExact: false });
    expect((await get({ patientId: randomUUID(), countUpTo: 2 })).body).toMatchObject({ count: 0, countIsExact: true });
  });

  it.each(['0', '1001', '-1', 'x', ''])('is not taken up to %j', async (countUpTo) => {
    expect(await get({ countUpTo })).toMatchObject({ status: 400, body: { type: '/problems/invalid-request' } });
  });
});
