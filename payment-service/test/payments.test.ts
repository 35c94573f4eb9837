import { randomUUID } from 'node:crypto';
import { itConforms } from '@hms/service-kit/testing/conformance';
import { itServesEveryFilter } from '@hms/service-kit/testing/plans';
import { eventually } from '@hms/service-kit/testing/service';
import { answers, answersText, isUnavailable, resetsConnection } from '@hms/service-kit/testing/stub-upstream';
import { paymentList } from '../src/payment-store';
import { applies, billId, patientId, startPaymentService, type Fixture } from './fixtures';

let payments: Fixture;
beforeAll(async () => {
  payments = await startPaymentService();
});
beforeEach(() => payments.billing.behave(applies()));

const take = (payment?: object, key?: string) => payments.take(payment, key);
const read = (address: string) => payments.read(address);
const historyOf = async (id: string) => {
  const rows = await payments.db.query<{ status: string }>(
    'select status from payment_state_changes where payment_id = $1 order by id',
    [id],
  );
  return rows.map(({ status }) => status);
};

itConforms({
  served: () => payments.served,
  collection: '/payments',
  newRecord: (n) => ({ billId, amount: n + 1, method: 'card', reference: 'Card of Zebulon Quarrington' }),
  patch: { reference: 'Slip 17' },
  patched: { reference: 'Slip 17' },
  logged: () => payments.logged(),
  personal: ['Zebulon', 'Quarrington'],
});

itServesEveryFilter(
  () => payments.db,
  paymentList,
  `insert into payments (bill_id, patient_id, amount, currency, method, status, failure_code, settled_at, receipt_number, created_at)
   select gen_random_uuid(), gen_random_uuid(), 100, 'USD', case when n % 500 = 0 then 'cheque' else 'cash' end,
     case when n % 500 = 1 then 'failed' else 'completed' end, case when n % 500 = 1 then 'exceeds-due' end, now(),
     case when n % 500 <> 1 then 'X-' || n end, now() - n * interval '1 hour'
   from generate_series(1, 20000) n`,
  'payments',
  {
    id: [`${randomUUID()},${randomUUID()}`, 'payments_pkey'],
    billId: [randomUUID(), 'payments_by_bill'],
    patientId: [randomUUID(), 'payments_by_patient'],
    receiptNumber: ['X-7', 'payments_receipt_number_unique'],
    status: ['failed', 'payments_by_status'],
    method: ['cheque', 'payments_by_method'],
    from: ['2200-01-01T00:00:00Z', 'payments_by_time'],
    to: ['1990-01-01T00:00:00Z', 'payments_by_time'],
  },
);

it('is found by the number of its receipt, and by no other', async () => {
  const { id, receiptNumber } = (await take({ amount: 12 })).body as { id: string; receiptNumber: string };
  const found = await payments.read(`/payments?receiptNumber=${receiptNumber}`);
  expect(found).toMatchObject({ status: 200, body: { data: [{ id }] } });
  expect(await payments.read('/payments?receiptNumber=RCP-1999-000001')).toMatchObject({ body: { data: [] } });
  expect(await payments.read('/payments?receiptNumber=17')).toMatchObject({ status: 400 });
});

it('is applied by billing-service under its own id, and completed with a receipt number', async () => {
  const response = await take({ amount: 99.95, method: 'mobile-money', reference: 'M-1' });
  const { id } = response.body as { id: string };
  expect(response).toMatchObject({
    status: 201,
    body: {
      status: 'completed',
      patientId,
      amount: 99.95,
      currency: 'USD',
      receiptNumber: expect.stringMatching(/^RCP-\d{4}-\d{6}$/),
      failure: null,
      settledAt: expect.any(String),
    },
  });
  expect(payments.billing.requests.at(-1)).toMatchObject({
    method: 'POST',
    url: `/bills/${billId}/payments`,
    headers: { 'idempotency-key': id },
    body: { paymentId: id, amount: 99.95, currency: 'USD', method: 'mobile-money', excess: 'refuse' },
  });
  expect(await historyOf(id)).toEqual(['processing', 'completed']);
});

it.each([
  [
    'is more than is due',
    answers(409, { type: '/problems/exceeds-due', detail: 'Only 10.00 USD is due.', dueAmount: 10, currency: 'USD' }),
    409,
    'exceeds-due',
    { dueAmount: 10, currency: 'USD' },
  ],
  ['is for an unknown bill', answers(404, { type: '/problems/not-found', detail: 'none' }), 422, 'bill-not-found', {}],
  [
    'is for a cancelled bill',
    answers(409, { type: '/problems/bill-cancelled', detail: 'Cancelled.', dueAmount: 0 }),
    409,
    'bill-cancelled',
    { dueAmount: 0 },
  ],
  [
    'is in another currency',
    answers(422, { type: '/problems/currency-mismatch', detail: 'EUR', currency: 'EUR' }),
    422,
    'currency-mismatch',
    { currency: 'EUR' },
  ],
  [
    'cannot be in its currency',
    answers(400, { type: '/problems/invalid-request', detail: 'body /amount: may have at most 0 decimals in JPY.' }),
    422,
    'payment-refused',
    {},
  ],
])('that %s is refused and kept as failed', async (_what, behaviour, status, type, members) => {
  payments.billing.behave(behaviour);
  const key = randomUUID();
  const response = await take({}, key);
  expect(response).toMatchObject({
    status,
    body: { type: `/problems/${type}`, paymentId: expect.any(String), ...members },
  });
  const { paymentId } = response.body as { paymentId: string };
  expect(response.headers['location']).toBe(`/payments/${paymentId}`);
  expect(await read(`/payments/${paymentId}`)).toMatchObject({
    body: { status: 'failed', receiptNumber: null, failure: { code: expect.any(String), detail: expect.any(String) } },
  });
  expect(await historyOf(paymentId)).toEqual(['processing', 'failed']);
  payments.billing.behave(applies());
  expect(await take({}, key)).toMatchObject({
    status,
    headers: { 'idempotent-replayed': 'true' },
    body: { paymentId },
  });
});

it.each([
  ['is unavailable', isUnavailable],
  ['resets the connection', resetsConnection],
  ['answers nonsense', answersText('OK')],
  ['fails', answers(500, {})],
  ['stands behind a gateway that has lost it', answers(404, { error: 'default backend - 404' })],
  ['has a rule that is news here', answers(409, { type: '/problems/new-rule', detail: 'A new rule.' })],
  [
    'was asked under this key by another release',
    answers(422, { type: '/problems/idempotency-key-reused', detail: 'x' }),
  ],
])('waits as processing when billing-service %s', async (_what, behaviour) => {
  payments.billing.behave(behaviour);
  const response = await take();
  expect(response).toMatchObject({
    status: 202,
    headers: { 'retry-after': expect.any(String) },
    body: { status: 'processing', receiptNumber: null, settledAt: null },
  });
  const pending = await payments.db.query(
    `select record_id as id from pending_operations where job = 'settle-payment'`,
  );
  expect(pending).toContainEqual({ id: (response.body as { id: string }).id });
});

it('that was left processing, as by a process that died, is settled by its job', async () => {
  payments.billing.behave(resetsConnection);
  const response = await take({ amount: 7 });
  await payments.startWorker();
  payments.billing.behave(applies());
  const waiting = () => payments.db.query(`select id from payments where status = 'processing'`);
  expect(await eventually(waiting, (rows) => rows.length === 0)).toEqual([]);
  expect(await read(response.headers['location'] as string)).toMatchObject({
    body: { status: 'completed', patientId },
  });
});

it('is refused with decimals that its currency has not, and nothing is stored', async () => {
  const strange = randomUUID();
  expect(await take({ billId: strange, amount: 10.5, currency: 'JPY' })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/amount', detail: expect.stringContaining('0 decimals in JPY') }] },
  });
  expect(await payments.served.api.get(`/payments?billId=${strange}`)).toMatchObject({ body: { data: [] } });
});

it('leaves a trail that nobody can change', async () => {
  const { body } = await take();
  const { id } = body as { id: string };
  await expect(payments.db.query('update payments set amount = 1 where id = $1', [id])).rejects.toThrow(
    'keeps history',
  );
  await expect(payments.db.query('delete from payments where id = $1', [id])).rejects.toThrow('keeps history');
  await expect(payments.db.query(`update payments set status = 'processing' where id = $1`, [id])).rejects.toThrow(
    'for good',
  );
  await expect(payments.db.query('delete from payment_state_changes where payment_id = $1', [id])).rejects.toThrow(
    'keeps history',
  );
});
