import { randomUUID } from 'node:crypto';
import { startJobs } from '@hms/service-kit/worker';
import { openUpstreams } from '@hms/service-kit/upstreams';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { anyToken } from '@hms/service-kit/testing/issuer';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { eventually } from '@hms/service-kit/testing/service';
import { answers, resetsConnection, type Behaviour } from '@hms/service-kit/testing/stub-upstream';
import { nightlyReconciliation } from '../src/reconciliation/nightly';
import { receivedPayments, type ReceivedPayment, type ReceivedPayments } from '../src/reconciliation/received-payments';
import { reconcile } from '../src/reconciliation/reconcile';
import { applies, startPaymentService, type Fixture } from './fixtures';

let payments: Fixture;
let billing: ReceivedPayments;
const { log } = captureLogs();
beforeAll(async () => {
  payments = await startPaymentService();
  billing = receivedPayments(openUpstreams(2000, anyToken, log), payments.billing.url);
});

const hasReceived =
  (received: ReceivedPayment[]): Behaviour =>
  ({ url }, response) => {
    const { searchParams } = new URL(url, 'http://localhost');
    const asked = searchParams.get('paymentId');
    const known = received.filter(({ paymentId }) => !asked || asked === paymentId);
    const first = Number(searchParams.get('cursor') ?? 0);
    const nextCursor = first + 2 < known.length ? String(first + 2) : null;
    answers(200, { data: known.slice(first, first + 2), nextCursor })({} as never, response);
  };
const taken = async (payment: object = {}): Promise<ReceivedPayment> => {
  payments.billing.behave(applies());
  const { id } = (await payments.take(payment)).body as { id: string };
  return { paymentId: id, currency: 'USD', amount: 25.5, refundedAmount: 0 };
};
const byId = (a: { paymentId: string }, b: { paymentId: string }) => (a.paymentId < b.paymentId ? -1 : 1);
const run = () => reconcile(payments.db, billing, '2020-01-01T00:00:00Z', '2100-01-01T00:00:00Z');

it('finds what only one side has and on what they do not agree, over all pages', async () => {
  const agreed = [await taken(), await taken(), await taken()];
  const [missing, other, refunded] = [await taken(), await taken(), await taken()] as const;
  const unknown = { ...other, paymentId: randomUUID() };
  payments.billing.behave(
    hasReceived([...agreed, { ...other, amount: 25.51 }, { ...refunded, refundedAmount: 1 }, unknown]),
  );
  const found = await run();
  expect(found).toHaveLength(4);
  expect(found).toEqual(
    expect.arrayContaining([
      { paymentId: unknown.paymentId, difference: 'only billing-service has it' },
      { paymentId: missing.paymentId, difference: 'only payment-service has it' },
      { paymentId: other.paymentId, difference: 'they do not agree' },
      { paymentId: refunded.paymentId, difference: 'they do not agree' },
    ]),
  );
  const metrics = async () => (await fetch(`${payments.served.managementUrl}/metrics`)).text();
  expect(await metrics()).toMatch(/payments_unreconciled\{[^}]*\} 4\n/);
  payments.billing.behave(hasReceived([...agreed, missing, other, refunded]));
  expect(await run()).toEqual([]);
  expect(await metrics()).toMatch(/payments_unreconciled\{[^}]*\} 0\n/);
});

it('takes a refund that awaits approval for none', async () => {
  const payment = { ...(await taken({ amount: 900 })), amount: 900 };
  const awaiting = await payments.served.api
    .post(`/payments/${payment.paymentId}/refunds`)
    .send({ amount: 600, reason: 'x' });
  expect(awaiting).toMatchObject({ status: 202, body: { status: 'awaiting-approval' } });
  const findings = async (refundedAmount: number) => {
    payments.billing.behave(hasReceived([{ ...payment, refundedAmount }]));
    return (await run()).filter(({ paymentId }) => paymentId === payment.paymentId);
  };
  expect(await findings(0)).toEqual([]);
  expect(await findings(600)).toEqual([{ paymentId: payment.paymentId, difference: 'they do not agree' }]);
});

it('compares payments from before that were refunded in the time, whichever side has the refund', async () => {
  const [here, there, both] = [await taken(), await taken(), await taken()] as const;
  await payments.db.query(`update payments set settled_at = '2024-05-01T10:00:00Z' where id = any($1)`, [
    [here, there, both].map(({ paymentId }) => paymentId),
  ]);
  payments.billing.behave(applies());
  for (const { paymentId } of [here, both]) {
    await payments.served.api.post(`/payments/${paymentId}/refunds`).send({ amount: 4, reason: 'x' });
  }
  const [soonAfter, now] = ['2024-05-02T00:00:00Z', new Date(Date.now() + 1000).toISOString()] as const;
  const known = [here, { ...there, refundedAmount: 4 }, { ...both, refundedAmount: 4 }];
  payments.billing.behave((request, response) => {
    const { searchParams } = new URL(request.url, 'http://localhost');
    // nothing was received in that time, and of the first billing-service knows no refund
    const movedThen = searchParams.has('movedFrom') ? known.slice(1, 2) : [];
    hasReceived(searchParams.has('paymentId') ? known : movedThen)(request, response);
  });
  const found = await reconcile(payments.db, billing, soonAfter, now);
  const mine = [here, there, both].map(({ paymentId }) => paymentId);
  const difference = 'they do not agree';
  expect(found.filter(({ paymentId }) => mine.includes(paymentId)).sort(byId)).toEqual(
    [
      { paymentId: here.paymentId, difference },
      { paymentId: there.paymentId, difference },
    ].sort(byId),
  );
});

it('does not take what is still being settled for a difference', async () => {
  payments.billing.behave(resetsConnection);
  const { id } = (await payments.take({ amount: 9 })).body as { id: string };
  const refunded = await taken({ amount: 9 });
  payments.billing.behave(resetsConnection);
  await payments.served.api.post(`/payments/${refunded.paymentId}/refunds`).send({ amount: 4, reason: 'x' });
  payments.billing.behave(
    hasReceived([
      { ...refunded, amount: 9, refundedAmount: 4 },
      { ...refunded, amount: 9, paymentId: id },
    ]),
  );
  const found = (await run()).map(({ paymentId }) => paymentId);
  expect(found).not.toContain(id);
  expect(found).not.toContain(refunded.paymentId);
});

it('is done each night by a job, which waits while billing-service is down', async () => {
  payments.billing.behave(resetsConnection);
  const nightly = nightlyReconciliation(payments.db, billing, log);
  const jobs = startJobs(payments.db, [nightly], log);
  atEnd(() => jobs.stop());
  await nightly.plan?.();
  const runAt = async () => {
    const rows = await payments.db.query<{ at: string }>(
      `select (next_attempt_at at time zone 'UTC')::text as at from pending_operations where job = 'reconcile'`,
    );
    return rows[0]?.at ?? '';
  };
  expect(await runAt()).toMatch(/ 02:00:00|01:59:59/);
  const before = await payments.db.query('select from reconciliations');
  await payments.db.query(`update pending_operations set next_attempt_at = now() where job = 'reconcile'`);
  const tried = () => payments.db.query('select from pending_operations where attempts > 0');
  expect(await eventually(tried, (rows) => rows.length > 0)).toHaveLength(1);
  payments.billing.behave(hasReceived([]));
  const made = () => payments.db.query('select from reconciliations');
  expect(await eventually(made, (rows) => rows.length > before.length)).toHaveLength(before.length + 1);
  expect(await eventually(runAt, (at) => / 02:00:00|01:59:59/.test(at))).toMatch(/ 02:00:00|01:59:59/);
});
