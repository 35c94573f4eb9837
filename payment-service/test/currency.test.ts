import { randomUUID } from 'node:crypto';
import { eventually } from '@hms/service-kit/testing/service';
import { answers, isUnavailable, type Behaviour } from '@hms/service-kit/testing/stub-upstream';
import { applies, billId, holds, patientId, startPaymentService, type Fixture } from './fixtures';

let payments: Fixture;
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

it('takes it in that of an older bill, even one that has been withdrawn since', async () => {
  payments.billing.behave(billIn('ANG'));
  expect(await payments.take({ amount: 80 })).toMatchObject({ status: 201, body: { amount: 80, currency: 'ANG' } });
});

it.each(['HRK', 'ANG', 'ZWL', 'CUC', 'XAU', 'usd', 'ABC'])(
  'refuses %s at the door, which is in use no more',
  async (code) => {
    const before = await count();
    for (const payment of [{ currency: code }, { currency: code, billId: undefined, patientId }]) {
      expect(await payments.take(payment)).toMatchObject({ status: 400, body: { errors: [{ pointer: '/currency' }] } });
    }
    expect(await count()).toBe(before);
  },
);

it('takes what is in use, whether or not Node.js knows it', async () => {
  payments.billing.behave(applies());
  for (const currency of ['VED', 'XCG', 'ZWG', 'SLE']) {
    expect(await payments.take({ currency })).toMatchObject({ status: 201, body: { currency, amount: 25.5 } });
  }
});

describe('while billing-service does not say the currency of the bill', () => {
  /** As billing-service refuses what is not in yen, once it responds again. */
  const billInYen: Behaviour = (request, response) => {
    const { currency } = request.method === 'GET' ? {} : (request.body as { currency?: string });
    const refuses = answers(422, { type: '/problems/currency-mismatch', detail: 'This is in JPY.', currency: 'JPY' });
    // the bill is not read, and that at once, so that there is time left to ask for the payment
    const behaviour = currency === undefined ? answers(503, {}) : currency === 'JPY' ? applies() : refuses;
    behaviour(request, response);
  };

  it('is stored all the same, and says that its currency is assumed', async () => {
    payments.billing.behave(isUnavailable);
    const response = await payments.take();
    expect(response).toMatchObject({
      status: 202,
      body: { status: 'processing', currency: 'USD', currencyAssumed: true },
    });
    expect(await payments.take({ currency: 'USD' })).toMatchObject({ status: 202, body: { currencyAssumed: false } });
  });

  it('is read in the bill’s, once that is known, with what was handed over; who paid need not come back', async () => {
    payments.billing.behave(isUnavailable);
    const taken = await payments.take({ amount: 12_345, tendered: 20_000 });
    expect(taken).toMatchObject({ status: 202, body: { currency: 'USD', currencyAssumed: true } });
    const { id } = taken.body as { id: string };
    payments.billing.behave(billInYen);
    await payments.startWorker();
    const settled = await eventually(
      () => payments.read(`/payments/${id}`),
      ({ body }) => (body as { status: string }).status !== 'processing',
    );
    expect(settled).toMatchObject({
      body: {
        ...{ status: 'completed', currency: 'JPY', amount: 12_345, tendered: 20_000, change: 7655 },
        currencyAssumed: false,
      },
    });
    const asked = payments.billing.requests.filter(({ url, method }) => method === 'POST' && url.includes('/payments'));
    const mine = asked.filter(({ body }) => (body as { paymentId: string }).paymentId === id);
    // the refusal is remembered under the first key
    expect(new Set(mine.map(({ headers }) => headers['idempotency-key']))).toEqual(new Set([id, `${id}-JPY`]));
  });

  it('is refused, and kept as failed, where the number cannot be an amount in the bill’s', async () => {
    payments.billing.behave(billInYen);
    const refused = await payments.take({ amount: 25.5 });
    expect(refused).toMatchObject({
      status: 422,
      body: { type: '/problems/currency-mismatch', currency: 'JPY', detail: 'This is in JPY.' },
    });
    const { paymentId } = refused.body as { paymentId: string };
    expect(await payments.read(`/payments/${paymentId}`)).toMatchObject({
      body: { status: 'failed', amount: 25.5, currencyAssumed: true, failure: { code: 'currency-mismatch' } },
    });
  });

  it('is refused in another currency that was named, for then nothing was assumed', async () => {
    payments.billing.behave(billInYen);
    expect(await payments.take({ amount: 700, currency: 'USD' })).toMatchObject({ status: 422 });
  });

  it('says in a refusal for its decimals that the currency is assumed', async () => {
    payments.billing.behave(isUnavailable);
    const before = await count();
    expect(await payments.take({ amount: 1.234 })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('USD is assumed'), errors: [{ pointer: '/amount' }] },
    });
    expect(await count()).toBe(before);
  });

  it('knows a twin by the number, whichever currency the first was taken for', async () => {
    const mine = { amount: 4321, billId: randomUUID() };
    payments.billing.behave(isUnavailable);
    expect(await payments.takeUnkeyed(mine)).toMatchObject({ status: 202 });
    payments.billing.behave(billIn('JPY'));
    expect(await payments.takeUnkeyed(mine)).toMatchObject({ status: 409 });
    expect(await payments.takeUnkeyed({ ...mine, amount: 4322 })).toMatchObject({ status: 201 });
  });

  it('changes nothing else of the money, nor any other payment’s', async () => {
    payments.billing.behave(isUnavailable);
    const { id } = (await payments.take()).body as { id: string };
    const named = ((await payments.take({ currency: 'USD' })).body as { id: string }).id;
    const change = (columns: string, of: string) =>
      payments.db.query(`update payments set currency_basis = 'corrected', ${columns} where id = $1`, [of]);
    await expect(change(`currency = 'EUR', amount = 2551`, id)).rejects.toThrow('keeps history');
    await expect(change(`currency = 'JPY'`, id)).rejects.toThrow('keeps history');
    await expect(change(`currency = 'EUR', method = 'card'`, id)).rejects.toThrow('keeps history');
    await expect(change(`currency = 'EUR'`, named)).rejects.toThrow('keeps history');
    await change(`currency = 'EUR'`, id);
    await expect(change(`currency = 'CHF'`, id)).rejects.toThrow('keeps history');
  });
});
