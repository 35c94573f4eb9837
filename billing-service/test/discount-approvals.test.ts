import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { bearer, getTestIssuer } from '@hms/service-kit/testing/issuer';
import { itServesEveryFilter } from '@hms/service-kit/testing/plans';
import { readStateTable, stateTable } from '@hms/service-kit/testing/state-table';
import { allowedCommands, statuses, transitions } from '../src/discount-requests/discount-request';
import { discountRequestList } from '../src/discount-requests/discount-request-store';
import { patientId, startBillingService, type Fixture } from './fixtures';

let billing: Fixture;
beforeAll(async () => {
  billing = await startBillingService();
});

const bea = bearer({ sub: 'bea', name: 'Bea Thompson', roles: ['billing-manager'], client_id: 'desk' });
const ben = bearer({ sub: 'ben', roles: ['billing-manager'] });
const mei = bearer({ sub: 'mei', name: 'Mei Tan', roles: ['manager'] });

const bill = async (more: object = {}) => (await billing.issue({ amount: 2000, ...more })).id;
const discount = (id: string, off: object, who = bea) =>
  billing.command(id, 'discounts', { reason: 'Hardship', ...off }).set(who);
const awaiting = async (id: string, amount = 600, who = bea) => {
  const response = await discount(id, { amount }, who);
  expect(response).toMatchObject({ status: 202, body: { status: 'awaiting-approval' } });
  return response.headers['location'] as string;
};
const approve = (address: string, who: typeof bea) => billing.served.api.post(`${address}/approve`).set(who).send({});
const reject = (address: string, who: typeof bea) =>
  billing.served.api.post(`${address}/reject`).set(who).send({ reason: 'Insured' });
const read = (address: string) => billing.served.api.get(address);
const billOf = async (id: string) => (await read(`/bills/${id}`)).body as { dueAmount: number; version: number };
const needsAnother = { status: 403, body: { type: '/problems/needs-another-person' } };

it('has the states that the README shows', () => {
  const readme = path.join(__dirname, '../README.md');
  expect(readStateTable(readme, 'discount request')).toEqual(stateTable(statuses, transitions));
  expect(statuses.map(allowedCommands)).toEqual([['approve', 'reject'], [], []]);
});

it('keeps a discount above the limit for another person, and leaves the bill as it is', async () => {
  const id = await bill();
  const before = await billOf(id);
  const response = await discount(id, { percent: 25.01 });
  expect(response).toMatchObject({
    status: 202,
    headers: { location: expect.stringMatching(/^\/discount-requests\//), 'retry-after': expect.any(String) },
    body: {
      billId: id,
      patientId,
      amount: 500.2,
      currency: 'USD',
      reason: 'Hardship',
      requestedBy: { subject: 'bea', name: 'Bea Thompson', roles: ['billing-manager'], client: 'desk' },
      approvedBy: null,
    },
  });
  expect(await billOf(id)).toEqual(before);
  const { data } = (await read(`/bills/${id}/entries`)).body as { data: { kind: string }[] };
  expect(data.filter(({ kind }) => kind === 'discount')).toEqual([]);
  const queue = await read('/discount-requests?status=awaiting-approval');
  expect(queue).toMatchObject({ status: 200, body: { data: [{ billId: id }] } });
  expect(await read(response.headers['location'] as string)).toMatchObject({ status: 200, body: { billId: id } });
});

it('takes the limit itself, and what is below, from one person', async () => {
  expect(await discount(await bill(), { percent: 25 })).toMatchObject({ status: 201, body: { discountAmount: 500 } });
});

it('takes an approved discount off the bill as every other', async () => {
  const id = await bill();
  const address = await awaiting(id);
  expect(await approve(address, mei)).toMatchObject({
    status: 200,
    body: { status: 'approved', approvedBy: { subject: 'mei', name: 'Mei Tan' }, decidedAt: expect.any(String) },
  });
  expect(await billOf(id)).toMatchObject({ dueAmount: 1400, discountAmount: 600 });
  expect(await billing.proof()).toMatchObject({ proven: true });
});

it('is approved by nobody who asked for it, by whatever role, token or client', async () => {
  const id = await bill();
  const address = await awaiting(id);
  for (const claims of [{ roles: ['billing-manager'] }, { roles: ['manager'], name: 'Another', client_id: 'gateway' }])
    expect(await approve(address, bearer({ sub: 'bea', ...claims }))).toMatchObject(needsAnother);
  expect(await read(address)).toMatchObject({ body: { status: 'awaiting-approval', approvedBy: null } });
  expect(await billOf(id)).toMatchObject({ dueAmount: 2000 });
});

it('counts all discounts on the bill, however they are split', async () => {
  const id = await bill();
  expect(await discount(id, { amount: 400 })).toMatchObject({ status: 201 });
  const second = await awaiting(id, 100.01);
  await awaiting(id, 0.01, ben);
  expect(await reject(second, bea)).toMatchObject({ status: 200 });
  // one cent still awaits
  expect(await discount(id, { amount: 99.99 }, ben)).toMatchObject({ status: 201 });
  await awaiting(id, 0.01);
});

it('lets one of ten that come at once go without approval', async () => {
  const id = await bill();
  const all = await Promise.all(Array.from({ length: 10 }, () => discount(id, { amount: 300 })));
  expect(all.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 202)]);
});

it('needs approval for any sum in a currency that has no limit', async () => {
  await awaiting(await bill({ currency: 'KES' }), 0.01);
});

it('is refused as it always was before anybody is asked', async () => {
  const id = await bill();
  expect(await discount(id, { amount: 2000.01 })).toMatchObject({ status: 409, body: { dueAmount: 2000 } });
  expect(await discount(id, {})).toMatchObject({ status: 400 });
  expect((await read(`/discount-requests?billId=${id}`)).body).toMatchObject({ data: [] });
});

it('is approved once by two who do so at once, and taken off once', async () => {
  const id = await bill();
  const address = await awaiting(id);
  const both = await Promise.all([approve(address, ben), approve(address, mei)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(both.find(({ status }) => status === 409)).toMatchObject({
    body: { type: '/problems/state-forbids-command', state: 'approved', allowedCommands: [] },
  });
  expect(await billOf(id)).toMatchObject({ dueAmount: 1400 });
});

it('is approved once by who repeats it under one key', async () => {
  const id = await bill();
  const address = await awaiting(id);
  const key = randomUUID();
  const first = await approve(address, mei).set('idempotency-key', key);
  const again = await approve(address, mei).set('idempotency-key', key);
  expect(again).toMatchObject({ status: 200, body: first.body as object, headers: { 'idempotent-replayed': 'true' } });
  expect(await billOf(id)).toMatchObject({ dueAmount: 1400 });
});

it('is refused where the bill has been paid or cancelled since, and still awaits a decision', async () => {
  const id = await bill();
  const address = await awaiting(id);
  expect(await billing.pay(id, 1900)).toMatchObject({ status: 201 });
  expect(await approve(address, mei)).toMatchObject({
    status: 409,
    body: { type: '/problems/discount-exceeds-due', dueAmount: 100 },
  });
  expect(await read(address)).toMatchObject({ body: { status: 'awaiting-approval', approvedBy: null } });
  const cancelled = await bill();
  const ofCancelled = await awaiting(cancelled);
  expect(await billing.command(cancelled, 'cancel')).toMatchObject({ status: 200 });
  expect(await approve(ofCancelled, mei)).toMatchObject({
    status: 409,
    body: { type: '/problems/state-forbids-command', state: 'cancelled' },
  });
  expect(await reject(ofCancelled, mei)).toMatchObject({ status: 200 });
});

it('ends when it is rejected, for a reason', async () => {
  const id = await bill();
  const address = await awaiting(id);
  expect(await reject(address, mei)).toMatchObject({
    status: 200,
    body: { status: 'rejected', rejectedBy: { subject: 'mei' }, rejectionReason: 'Insured' },
  });
  expect(await approve(address, ben)).toMatchObject({ status: 409, body: { state: 'rejected' } });
  expect(await discount(id, { amount: 500 })).toMatchObject({ status: 201 });
});

it('takes neither its status nor who approved it from a body', async () => {
  const id = await bill();
  for (const more of [{ status: 'approved' }, { approvedBy: 'x' }, { requestedBy: {} }])
    expect(await discount(id, { amount: 600, ...more })).toMatchObject({ status: 400 });
  const address = await awaiting(id);
  const body = { approvedBy: { subject: 'mei' } };
  expect(await billing.served.api.post(`${address}/approve`).set(bea).send(body)).toMatchObject({ status: 400 });
});

it('is neither asked for nor decided by a cashier', async () => {
  const cashier = bearer({ sub: 'carlos', roles: ['cashier'] });
  const address = await awaiting(await bill());
  for (const decide of [approve, reject]) expect(await decide(address, cashier)).toMatchObject({ status: 403 });
});

it('is by plain SQL not approved by who asked, and decided once', async () => {
  const id = (await awaiting(await bill())).split('/').at(-1);
  const person = (subject: string) => ({ issuer: getTestIssuer().url, subject });
  const set = (what: string, ...values: unknown[]) =>
    billing.db.query(`update discount_requests set ${what} where id = $1`, [id, ...values]);
  const toApproved = `status = 'approved', decided_at = now(), approved_by = $2`;
  await expect(set(toApproved, person('bea'))).rejects.toThrow('You asked for this discount');
  await expect(set(toApproved, {})).rejects.toThrow('You asked for this discount');
  await expect(set(`status = 'approved', decided_at = now()`)).rejects.toThrow('discount_requests_approved');
  for (const what of ['amount = 1', `requested_by = '{}'`]) await expect(set(what)).rejects.toThrow('keeps history');
  await set(toApproved, person('mei'));
  await expect(set('approved_by = $2', person('ben'))).rejects.toThrow('for good');
  await expect(billing.db.query('delete from discount_requests')).rejects.toThrow('keeps history');
});

describe('the list', () => {
  itServesEveryFilter(
    () => billing.db,
    discountRequestList,
    `insert into discount_requests (bill_id, patient_id, currency, amount, reason, requested_by)
     select id, gen_random_uuid(), 'USD', 1, 'x', '{"issuer": "x", "subject": "y"}'
     from (select id from bills limit 20) b, generate_series(1, 200)`,
    'discount_requests',
    {
      status: ['rejected', 'discount_requests_by_status'],
      billId: [randomUUID(), 'discount_requests_by_bill'],
      patientId: [randomUUID(), 'discount_requests_by_patient'],
    },
  );
});
