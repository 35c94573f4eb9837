import { randomUUID } from 'node:crypto';
import { readPerson } from '@hms/service-kit/caller';
import { bearer, getTestIssuer } from '@hms/service-kit/testing/issuer';
import { eventually } from '@hms/service-kit/testing/service';
import { answers, isUnavailable } from '@hms/service-kit/testing/stub-upstream';
import { applies, patientId, startPaymentService, type Fixture } from './fixtures';

let payments: Fixture;
beforeAll(async () => {
  payments = await startPaymentService();
});
beforeEach(() => payments.billing.behave(applies()));

const carlos = bearer({ sub: 'carlos', name: 'Carlos Mendes', roles: ['cashier'], client_id: 'desk' });
const chiara = bearer({ sub: 'chiara', name: 'Chiara Rossi', roles: ['cashier'] });
const bea = bearer({ sub: 'bea', name: 'Bea Thompson', roles: ['billing-manager'] });
const mei = bearer({ sub: 'mei', name: 'Mei Tan', roles: ['manager'] });

const paid = async (who = carlos, more: object = {}) => {
  const response = await payments.take({ amount: 2000, ...more }).set(who);
  expect(response).toMatchObject({ status: 201 });
  return (response.body as { id: string }).id;
};
const refund = (id: string, amount: number, who = chiara) =>
  payments.served.api.post(`/payments/${id}/refunds`).set(who).send({ amount, reason: 'Operation did not take place' });
const awaiting = async (id: string, amount = 600, who = chiara) => {
  const response = await refund(id, amount, who);
  expect(response).toMatchObject({ status: 202, body: { status: 'awaiting-approval' } });
  return response.headers['location'] as string;
};
const approve = (address: string, who: typeof bea) => payments.served.api.post(`${address}/approve`).set(who).send({});
const reject = (address: string, who: typeof bea) =>
  payments.served.api.post(`${address}/reject`).set(who).send({ reason: 'The visit took place' });
const refundsAsked = () => payments.billing.requests.filter(({ url }) => url.endsWith('/refunds')).length;
const lastActedFor = () => {
  const asked = payments.billing.requests.filter(({ url }) => url.endsWith('/refunds')).at(-1);
  return readPerson(Buffer.from(String(asked?.headers['x-acting-for']), 'base64url').toString('utf8'));
};
const refundedOf = async (id: string) => (await payments.read(`/payments/${id}`)).body['refundedAmount'] as number;
const needsAnother = { status: 403, body: { type: '/problems/needs-another-person' } };

it('keeps a refund above the limit for another person, and moves no money', async () => {
  const id = await paid();
  const before = refundsAsked();
  const response = await refund(id, 500.01);
  expect(response).toMatchObject({
    status: 202,
    headers: { 'retry-after': expect.any(String) },
    body: {
      status: 'awaiting-approval',
      patientId,
      requestedBy: { subject: 'chiara', name: 'Chiara Rossi', roles: ['cashier'] },
      approvedBy: null,
      settledAt: null,
    },
  });
  const { id: recordId } = response.body as { id: string };
  expect(refundsAsked()).toBe(before);
  expect(await payments.db.query('select from pending_operations where record_id = $1', [recordId])).toEqual([]);
  expect(await refundedOf(id)).toBe(0);
  const { totals } = (await payments.read('/payments/summary')).body as { totals: { refunded: number }[] };
  expect(totals.map(({ refunded }) => refunded)).toEqual([0]);
  expect(await refund(id, 1500)).toMatchObject({ status: 409, body: { refundableAmount: 1499.99 } });
  const queue = await payments.read('/refunds?status=awaiting-approval');
  expect(queue).toMatchObject({ status: 200, body: { data: [{ id: recordId, paymentId: id }] } });
});

it('takes the limit itself, and what is below, from one person', async () => {
  expect(await refund(await paid(), 500)).toMatchObject({ status: 201, body: { approvedBy: null } });
});

it('makes an approved refund as every other, for who asked', async () => {
  const id = await paid();
  const address = await awaiting(id);
  expect(await approve(address, bea)).toMatchObject({
    status: 200,
    body: {
      status: 'completed',
      requestedBy: { subject: 'chiara' },
      approvedBy: { subject: 'bea', name: 'Bea Thompson', roles: ['billing-manager'] },
      rejectedBy: null,
      decidedAt: expect.any(String),
    },
  });
  expect(await refundedOf(id)).toBe(600);
  expect(lastActedFor()).toMatchObject({ subject: 'chiara', roles: ['cashier'] });
});

it('is approved by nobody who asked for it, by whatever role, token or client', async () => {
  const id = await paid();
  const address = await awaiting(id, 600, bearer({ sub: 'bea', roles: ['cashier'], client_id: 'desk' }));
  for (const claims of [
    { roles: ['billing-manager'] },
    { roles: ['manager'], name: 'Somebody Else', client_id: 'gateway' },
    { roles: ['cashier', 'manager', 'billing-manager'] },
  ])
    expect(await approve(address, bearer({ sub: 'bea', ...claims }))).toMatchObject(needsAnother);
  const another = { issuer: getTestIssuer().url, subject: 'mei', roles: ['manager'] };
  const header = Buffer.from(JSON.stringify(another)).toString('base64url');
  const itself = bearer({ sub: 'bea', roles: ['manager'] });
  expect(await approve(address, itself).set('x-acting-for', header)).toMatchObject(needsAnother);
  expect(await payments.read(address)).toMatchObject({ body: { status: 'awaiting-approval', approvedBy: null } });
  expect(await approve(address, mei)).toMatchObject({ status: 200 });
});

it('is approved by nobody who took the payment', async () => {
  const address = await awaiting(await paid(bea));
  expect(await approve(address, bearer({ sub: 'bea', roles: ['manager'] }))).toMatchObject(needsAnother);
  expect(await approve(address, mei)).toMatchObject({ status: 200 });
});

it('takes a program that took the payment for one more who may not', async () => {
  const portal = { sub: 'portal', client_id: 'portal' };
  const address = await awaiting(await paid(bearer({ ...portal, roles: ['integration'] })));
  expect(await approve(address, bearer({ ...portal, roles: ['manager'] }))).toMatchObject(needsAnother);
});

it('takes the same sub of another issuer for another person, and nobody else for one', async () => {
  const same = `select same_person($1, $2) as same`;
  const ask = async (one: object, other: object) => (await payments.db.query(same, [one, other]))[0];
  const carla = { issuer: 'a', subject: 'carla' };
  expect(await ask(carla, { ...carla, roles: ['manager'], client: 'x' })).toEqual({ same: true });
  expect(await ask(carla, { ...carla, issuer: 'b' })).toEqual({ same: false });
  expect(await ask(carla, { subject: 'carla' })).toEqual({ same: true });
});

it('counts all refunds of the payment, however they are split', async () => {
  const id = await paid();
  expect(await refund(id, 400)).toMatchObject({ status: 201 });
  const second = await awaiting(id, 100.01);
  await awaiting(id, 0.01);
  expect(await reject(second, bea)).toMatchObject({ status: 200 });
  // one cent still awaits
  expect(await refund(id, 99.99)).toMatchObject({ status: 201 });
  await awaiting(id, 0.01);
});

it('counts what billing-service has not confirmed', async () => {
  const id = await paid();
  payments.billing.behave(isUnavailable);
  expect(await refund(id, 400)).toMatchObject({ status: 202, body: { status: 'processing' } });
  await awaiting(id, 101);
});

it('lets one of twenty that come at once go without approval', async () => {
  const id = await paid();
  const all = await Promise.all(Array.from({ length: 20 }, () => refund(id, 300)));
  const states = all.map(({ body }) => (body as { status: unknown }).status);
  expect(states.filter((status) => status === 'completed')).toHaveLength(1);
  expect(states.filter((status) => status === 'awaiting-approval')).toHaveLength(5);
  expect(states.filter((status) => status === 409)).toHaveLength(14);
});

it('needs approval for any sum in a currency that has no limit', async () => {
  await awaiting(await paid(carlos, { amount: 10, currency: 'KES' }), 0.01);
});

it('is approved once by two who do so at once, and paid back once', async () => {
  const id = await paid();
  const address = await awaiting(id);
  const before = refundsAsked();
  const both = await Promise.all([approve(address, bea), approve(address, mei)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(both.find(({ status }) => status === 409)).toMatchObject({
    body: { type: '/problems/state-forbids-command', allowedCommands: [] },
  });
  expect(refundsAsked()).toBe(before + 1);
  expect(await refundedOf(id)).toBe(600);
});

it('is approved once by who repeats it under one key', async () => {
  const address = await awaiting(await paid());
  const key = randomUUID();
  const first = await approve(address, bea).set('idempotency-key', key);
  const again = await approve(address, bea).set('idempotency-key', key);
  expect(again).toMatchObject({ status: 200, body: first.body as object, headers: { 'idempotent-replayed': 'true' } });
});

it('is settled by its job where billing-service does not respond to the approval', async () => {
  const id = await paid();
  const address = await awaiting(id);
  payments.billing.behave(isUnavailable);
  expect(await approve(address, bea)).toMatchObject({ status: 202, body: { status: 'processing' } });
  expect(await reject(address, mei)).toMatchObject({ status: 409 });
  payments.billing.behave(applies());
  await payments.startWorker();
  const look = async () => (await payments.read(address)).body as { status: string };
  expect(await eventually(look, ({ status }) => status !== 'processing')).toMatchObject({
    status: 'completed',
    approvedBy: { subject: 'bea' },
  });
  expect(lastActedFor()).toMatchObject({ subject: 'chiara' });
  expect(await refundedOf(id)).toBe(600);
});

it('is kept as failed where billing-service refuses it by the time of the approval, and lets go of its amount', async () => {
  const id = await paid();
  const address = await awaiting(id, 2000);
  payments.billing.behave(
    answers(409, { type: '/problems/exceeds-refundable', detail: 'Used.', refundableAmount: 5, currency: 'USD' }),
  );
  expect(await approve(address, bea)).toMatchObject({ status: 409, body: { refundableAmount: 5 } });
  expect(await payments.read(address)).toMatchObject({
    body: { status: 'failed', failure: { code: 'exceeds-refundable' }, approvedBy: { subject: 'bea' } },
  });
  payments.billing.behave(applies());
  expect(await refund(id, 5)).toMatchObject({ status: 201 });
});

it('ends when it is rejected, for a reason, and its amount can be refunded again', async () => {
  const id = await paid();
  const address = await awaiting(id, 2000);
  expect(await reject(address, bea)).toMatchObject({
    status: 200,
    body: {
      status: 'rejected',
      rejectedBy: { subject: 'bea' },
      rejectionReason: 'The visit took place',
      settledAt: expect.any(String),
      failure: null,
    },
  });
  expect(await approve(address, mei)).toMatchObject({ status: 409, body: { state: 'rejected' } });
  expect(await refund(id, 500)).toMatchObject({ status: 201 });
  expect(await refundedOf(id)).toBe(500);
});

it('takes neither its status nor who approved it from a body', async () => {
  const id = await paid();
  const body = { amount: 600, reason: 'x' };
  const post = (address: string, more: object) => payments.served.api.post(address).set(bea).send(more);
  for (const more of [{ status: 'processing' }, { approvedBy: 'x' }, { requestedBy: {} }, { needsApproval: false }])
    expect(await post(`/payments/${id}/refunds`, { ...body, ...more })).toMatchObject({ status: 400 });
  const address = await awaiting(id);
  expect(await post(`${address}/approve`, { approvedBy: { subject: 'mei' } })).toMatchObject({ status: 400 });
  expect(await post(`/payments`, { billId: id, amount: 1, method: 'cash', takenBy: 'mei' })).toMatchObject({
    status: 400,
  });
  expect(await payments.read(address)).toMatchObject({ body: { status: 'awaiting-approval' } });
});

it('is found below its own payment only, and decided by managers only', async () => {
  const id = await paid();
  const address = await awaiting(id);
  expect(await approve(address.replace(id, await paid()), bea)).toMatchObject({ status: 404 });
  for (const decide of [approve, reject])
    expect(await decide(address, carlos)).toMatchObject({ status: 403, body: { type: '/problems/not-allowed' } });
});

it('shows a patient what becomes of their refund, and not who of the staff decides', async () => {
  const id = await paid();
  await awaiting(id);
  const patient = bearer({ sub: 'margaret', roles: ['patient'], patient_id: patientId });
  const { body } = await payments.read(`/payments/${id}/refunds`).set(patient);
  const [shown] = (body as { data: Record<string, unknown>[] }).data;
  expect(shown).toMatchObject({ status: 'awaiting-approval', amount: 600 });
  for (const hidden of ['requestedBy', 'approvedBy', 'rejectedBy', 'rejectionReason'])
    expect(shown).not.toHaveProperty(hidden);
  expect(await payments.read('/refunds').set(patient)).toMatchObject({ status: 403 });
});

describe('by plain SQL', () => {
  const person = (subject: string) => ({ issuer: getTestIssuer().url, subject });
  const update = (refundId: string, set: string, values: unknown[] = []) =>
    payments.db.query(`update refunds set ${set} where id = $1`, [refundId, ...values]);
  const idOf = (address: string) => address.split('/').at(-1) ?? '';
  const toProcessing = `status = 'processing', decided_at = now(), approved_by = $2`;

  it('is not approved by who asked, who took the payment, or nobody', async () => {
    const refundId = idOf(await awaiting(await paid()));
    for (const [subject, why] of [
      ['chiara', 'You asked for this refund'],
      ['carlos', 'You took the payment'],
    ])
      await expect(update(refundId, toProcessing, [person(subject ?? '')])).rejects.toThrow(why);
    await expect(update(refundId, `status = 'processing'`)).rejects.toThrow('refunds_approved');
    await expect(update(refundId, toProcessing, [{}])).rejects.toThrow('You asked for this refund');
    await expect(update(refundId, `status = 'completed', settled_at = now()`)).rejects.toThrow(
      'cannot become completed',
    );
    for (const set of [
      `needs_approval = false`,
      `requested_by = '{}'`,
      `payment_taken_by = null`,
      `bill_id = null`,
      `patient_id = null`,
    ])
      await expect(update(refundId, set)).rejects.toThrow('keeps history');
    await update(refundId, toProcessing, [person('bea')]);
    await expect(update(refundId, `approved_by = $2`, [person('mei')])).rejects.toThrow('keeps history');
    await expect(update(refundId, `status = 'awaiting-approval'`)).rejects.toThrow('cannot become awaiting-approval');
  });

  it('is not written as approved, and the payment keeps who took it', async () => {
    const id = await paid();
    const insert = `insert into refunds (payment_id, amount, reason, needs_approval, requested_by, approved_by, decided_at)
      values ($1, 1, 'x', true, $2, $3, now())`;
    await expect(payments.db.query(insert, [id, person('chiara'), person('bea')])).rejects.toThrow('keeps history');
    await expect(payments.db.query('update payments set taken_by = null where id = $1', [id])).rejects.toThrow(
      'keeps history',
    );
  });
});

it('tells before anybody asks up to which sum a refund needs nobody else, and tells no patient', async () => {
  const read = (who: typeof carlos) => payments.served.api.get('/refunds/limits').set(who);
  const { body } = (await read(carlos)) as { body: { limits: object[] } };
  expect(body.limits).toContainEqual({ currency: 'USD', amount: 500 });
  expect(body.limits).toContainEqual({ currency: 'JPY', amount: 75_000 });
  const within = await refund(await paid(), 500, carlos);
  expect(within).toMatchObject({ status: 201 });
  expect(await read(bearer({ sub: 'ann', roles: ['patient'], patient_id: patientId }))).toMatchObject({ status: 403 });
});
