import { randomUUID } from 'node:crypto';
import { eventually } from '@hms/service-kit/testing/service';
import { answers, isUnavailable, resetsConnection } from '@hms/service-kit/testing/stub-upstream';
import { applies, billId, holds, patientId, startPaymentService, type Fixture } from './fixtures';

let payments: Fixture;
beforeAll(async () => {
  payments = await startPaymentService();
});
beforeEach(() => payments.billing.behave(applies()));

const paid = async (payment: object = {}) => {
  const response = await payments.take({ amount: 100, ...payment });
  expect(response).toMatchObject({ status: 201 });
  return (response.body as { id: string }).id;
};
const refund = (id: string, amount: number, reason = 'Visit did not take place') =>
  payments.served.api.post(`/payments/${id}/refunds`).send({ amount, reason });
const refundedOf = async (id: string) => (await payments.read(`/payments/${id}`)).body['refundedAmount'] as number;

it('gives back a part, then the rest, and asks billing-service under its own id', async () => {
  const id = await paid({ method: 'card' });
  const first = await refund(id, 30);
  const { id: refundId } = first.body as { id: string };
  expect(first).toMatchObject({
    status: 201,
    headers: { location: `/payments/${id}/refunds/${refundId}` },
    body: { status: 'completed', amount: 30, method: 'card', reason: 'Visit did not take place', currency: 'USD' },
  });
  expect(payments.billing.requests.at(-1)).toMatchObject({
    url: `/bills/${billId}/refunds`,
    headers: { 'idempotency-key': refundId },
    body: { refundId, paymentId: id, amount: 30, currency: 'USD' },
  });
  expect(await refund(id, 70)).toMatchObject({ status: 201 });
  expect(await refundedOf(id)).toBe(100);
  expect(await refund(id, 0.01)).toMatchObject({
    status: 409,
    body: { type: '/problems/exceeds-refundable', refundableAmount: 0, currency: 'USD' },
  });
  const { body } = await payments.read(`/payments/${id}/refunds`);
  expect((body as { data: { amount: number }[] }).data.map(({ amount }) => amount)).toEqual([70, 30]);
  expect(await payments.read(`/payments/${id}/refunds/${refundId}`)).toMatchObject({
    status: 200,
    body: { amount: 30 },
  });
  expect(await payments.read(`/payments/${await paid()}/refunds/${refundId}`)).toMatchObject({ status: 404 });
});

it('never gives back more than was paid when twenty come at once', async () => {
  const id = await paid();
  const all = await Promise.all(Array.from({ length: 20 }, () => refund(id, 30)));
  expect(all.filter(({ status }) => status === 201)).toHaveLength(3);
  for (const { status, body } of all.filter((answer) => answer.status !== 201)) {
    expect({ status, body }).toMatchObject({ status: 409, body: { refundableAmount: 10 } });
  }
  const insert = `insert into refunds (payment_id, amount, reason) values ($1, 1001, 'x')`;
  await expect(payments.db.query(insert, [id])).rejects.toThrow('more than was paid');
  await expect(payments.db.query('update payments set refunded_amount = 0 where id = $1', [id])).rejects.toThrow(
    'follows from its refunds',
  );
});

it('keeps a refund that billing-service refuses as failed, and lets go of its amount', async () => {
  const id = await paid();
  payments.billing.behave(
    answers(409, { type: '/problems/exceeds-refundable', detail: 'Used.', refundableAmount: 5, currency: 'USD' }),
  );
  const refused = await refund(id, 100);
  expect(refused).toMatchObject({
    status: 409,
    body: { type: '/problems/exceeds-refundable', refundableAmount: 5, refundId: expect.any(String) },
  });
  expect(await payments.read(refused.headers['location'] as string)).toMatchObject({
    body: { status: 'failed', failure: { code: 'exceeds-refundable', detail: 'Used.' } },
  });
  payments.billing.behave(applies());
  expect(await refund(id, 100)).toMatchObject({ status: 201 });
});

it.each([
  ['is unavailable', isUnavailable],
  ['resets the connection', resetsConnection],
  ['fails', answers(500, {})],
])('holds a refund while billing-service %s, and settles it later', async (_what, behaviour) => {
  const id = await paid();
  payments.billing.behave(behaviour);
  const held = await refund(id, 60);
  expect(held).toMatchObject({ status: 202, body: { status: 'processing' }, headers: { 'retry-after': '2' } });
  expect(await refundedOf(id)).toBe(0);
  expect(await refund(id, 41)).toMatchObject({ status: 409, body: { refundableAmount: 40 } });
  payments.billing.behave(applies());
  await payments.startWorker();
  const look = () => payments.read(held.headers['location'] as string);
  expect(await eventually(look, ({ body }) => (body as { status: string }).status !== 'processing')).toMatchObject({
    body: { status: 'completed' },
  });
  expect(await refundedOf(id)).toBe(60);
});

it('gives back no payment that has not been completed', async () => {
  payments.billing.behave(isUnavailable);
  const { body } = await payments.take();
  expect(await refund((body as { id: string }).id, 1)).toMatchObject({
    status: 409,
    body: { type: '/problems/state-forbids-command', state: 'processing' },
  });
  expect(await refund(randomUUID(), 1)).toMatchObject({ status: 404 });
});

it('gives back a deposit where it is held', async () => {
  payments.billing.behave(holds(100));
  const id = await paid({ billId: undefined, patientId });
  expect(await refund(id, 40)).toMatchObject({ status: 201 });
  // not the last one: the job of the payment above still asks
  const asked = payments.billing.requests.find(({ url }) => url === `/deposits/${id}/refunds`);
  expect(asked).toMatchObject({ body: { amount: 40, currency: 'USD' } });
});

it('leaves a trail that nobody can change', async () => {
  const id = await paid();
  await refund(id, 1);
  for (const statement of ['update refunds set amount = 2', `delete from refunds`]) {
    await expect(payments.db.query(statement)).rejects.toThrow('keeps history');
  }
  await expect(payments.db.query(`update refunds set status = 'failed'`)).rejects.toThrow('for good');
});
