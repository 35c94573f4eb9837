import { randomUUID } from 'node:crypto';
import { answers, isUnavailable } from '@hms/service-kit/testing/stub-upstream';
import { applies, holds, patientId, startPaymentService, type Fixture } from './fixtures';

let payments: Fixture;
beforeAll(async () => {
  payments = await startPaymentService();
});
beforeEach(() => payments.billing.behave(applies()));

describe('the same payment within a minute', () => {
  const take = (payment: object) => payments.takeUnkeyed(payment);

  it('is refused without an Idempotency-Key, and the first is named', async () => {
    const terms = { billId: randomUUID(), amount: 40 };
    const { body: first } = await take(terms);
    const { id, receiptNumber } = first as { id: string; receiptNumber: string };
    expect(await take(terms)).toMatchObject({
      status: 409,
      headers: { location: `/payments/${id}` },
      body: {
        type: '/problems/possible-duplicate-payment',
        paymentId: id,
        receiptNumber,
        detail: expect.stringContaining(receiptNumber),
      },
    });
    for (const other of [{ amount: 41 }, { method: 'card' }, { billId: randomUUID() }, { allowDuplicate: true }]) {
      expect(await take({ ...terms, ...other })).toMatchObject({ status: 201 });
    }
    expect(await payments.take(terms)).toMatchObject({ status: 201 });
  });

  it('does not get in by coming at the same moment', async () => {
    const terms = { billId: randomUUID(), amount: 40 };
    const all = await Promise.all(Array.from({ length: 20 }, () => take(terms)));
    expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(all.filter(({ status }) => status === 409)).toHaveLength(19);
  });

  it('is taken when the first has failed, or is a minute old', async () => {
    const terms = { billId: randomUUID(), amount: 40 };
    payments.billing.behave(answers(409, { type: '/problems/exceeds-due', detail: 'Only 1.', dueAmount: 1 }));
    expect(await take(terms)).toMatchObject({ status: 409, body: { type: '/problems/exceeds-due' } });
    payments.billing.behave(isUnavailable);
    expect(await take(terms)).toMatchObject({ status: 202 });
    expect(await take(terms)).toMatchObject({ status: 409, body: { receiptNumber: null } });
    await payments.db.query(`update payments set created_at = now() - interval '61 seconds' where bill_id = $1`, [
      terms.billId,
    ]);
    payments.billing.behave(applies());
    expect(await take(terms)).toMatchObject({ status: 201 });
  });

  it('is known for deposits by their patient', async () => {
    payments.billing.behave(holds(40));
    const deposit = { billId: undefined, patientId: randomUUID(), amount: 40 };
    expect(await take(deposit)).toMatchObject({ status: 201 });
    expect(await take(deposit)).toMatchObject({ status: 409 });
    expect(await take({ ...deposit, patientId: randomUUID() })).toMatchObject({ status: 201 });
  });
});

it('answers the change of what was tendered in cash', async () => {
  expect(await payments.take({ amount: 87.35, tendered: 100 })).toMatchObject({
    status: 201,
    body: { amount: 87.35, tendered: 100, change: 12.65 },
  });
  expect(await payments.take()).toMatchObject({ body: { tendered: null, change: null } });
});

it('holds the rest as a deposit where that is asked for', async () => {
  payments.billing.behave(applies(15));
  expect(await payments.take({ amount: 40, excess: 'deposit' })).toMatchObject({
    status: 201,
    body: { amount: 40, depositedAmount: 15 },
  });
  expect(payments.billing.requests.at(-1)).toMatchObject({ body: { excess: 'deposit' } });
});

it('takes a deposit for a patient, and pays from one', async () => {
  payments.billing.behave(holds(40));
  const taken = await payments.take({ billId: undefined, patientId, amount: 40 });
  const { id } = taken.body as { id: string };
  expect(taken).toMatchObject({ status: 201, body: { billId: null, patientId, depositedAmount: 40 } });
  expect(payments.billing.requests.at(-1)).toMatchObject({
    url: '/deposits',
    body: { paymentId: id, patientId, amount: 40, currency: 'USD', method: 'cash' },
  });
  payments.billing.behave(answers(409, { type: '/problems/exceeds-deposit', detail: 'Holds 40.', depositAmount: 40 }));
  expect(await payments.take({ method: 'deposit' })).toMatchObject({
    status: 409,
    body: { type: '/problems/exceeds-deposit', depositAmount: 40 },
  });
});

it.each([
  [{ patientId }, '/billId'],
  [{ billId: undefined }, '/billId'],
  [{ billId: undefined, patientId, method: 'deposit' }, '/method'],
  [{ billId: undefined, patientId, excess: 'deposit' }, '/excess'],
  [{ method: 'deposit', excess: 'deposit' }, '/excess'],
  [{ method: 'card', tendered: 30 }, '/tendered'],
  [{ tendered: 25.49 }, '/tendered'],
  [{ tendered: 25.501 }, '/tendered'],
])('is refused as %j', async (payment, pointer) => {
  expect(await payments.take(payment)).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
});
