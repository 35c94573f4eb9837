import { randomUUID } from 'node:crypto';
import { answers, isSilent, type Behaviour } from '@hms/service-kit/testing/stub-neighbour';
import { applies, billId, holds, patientId, startPaymentService, type Harness } from './harness';

let payments: Harness;
beforeAll(async () => {
  payments = await startPaymentService();
});

const billIn =
  (currency: string): Behaviour =>
  (request, response) =>
    (request.method === 'GET' ? answers(200, { id: billId, currency }) : applies())(request, response);
const count = async () => (await payments.db.query<{ n: bigint }>('select count(*) as n from payments'))[0]?.n;

it('takes a payment that names no currency in that of its bill, with its decimals', async () => {
  for (const [currency, amount] of [
    ['JPY', 12_345],
    ['KWD', 1.234],
  ] as const) {
    payments.billing.behave(billIn(currency));
    expect(await payments.take({ amount })).toMatchObject({ status: 201, body: { amount, currency } });
    expect(payments.billing.requests.at(-1)).toMatchObject({ body: { amount, currency } });
  }
  payments.billing.behave(billIn('JPY'));
  const before = await count();
  expect(await payments.take({ amount: 25.5 })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/amount', detail: 'may have at most 0 decimals in JPY' }] },
  });
  expect(await count()).toBe(before);
});

it('knows a repeat and a twin, whatever the currency', async () => {
  payments.billing.behave(billIn('JPY'));
  const key = randomUUID();
  const first = await payments.take({ amount: 700 }, key);
  expect(await payments.take({ amount: 700 }, key)).toMatchObject({ status: 201, body: first.body as object });
  expect(await payments.takeUnkeyed({ amount: 700 })).toMatchObject({
    status: 409,
    body: { type: '/problems/possible-duplicate-payment' },
  });
});

it('does not ask where the currency is named, or there is no bill', async () => {
  payments.billing.behave(billIn('JPY'));
  const asked = () => payments.billing.requests.filter(({ method }) => method === 'GET').length;
  const before = asked();
  expect(await payments.take({ currency: 'EUR' })).toMatchObject({ status: 201, body: { currency: 'EUR' } });
  payments.billing.behave(holds(25.5));
  expect(await payments.take({ billId: undefined, patientId })).toMatchObject({ body: { currency: 'USD' } });
  expect(asked()).toBe(before);
});

it('is stored all the same when billing-service does not say', async () => {
  payments.billing.behave(isSilent);
  expect(await payments.take()).toMatchObject({ status: 202, body: { status: 'processing', currency: 'USD' } });
});
