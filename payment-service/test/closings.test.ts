import { randomUUID } from 'node:crypto';
import { bearer } from '@hms/service-kit/testing/issuer';
import { eventually } from '@hms/service-kit/testing/service';
import { itServesEveryFilter } from '@hms/service-kit/testing/plans';
import { isUnavailable } from '@hms/service-kit/testing/stub-upstream';
import { closingList } from '../src/closings/closing-store';
import { applies, startPaymentService, type Fixture } from './fixtures';

let payments: Fixture;
beforeAll(async () => {
  payments = await startPaymentService();
});
beforeEach(() => payments.billing.behave(applies()));

/** Somebody who has taken nothing yet. */
const newCashier = (more: object = {}) => {
  const sub = `cashier-${randomUUID()}`;
  return { sub, token: bearer({ sub, name: 'Carlos Mendes', roles: ['cashier'], ...more }) };
};
type Token = ReturnType<typeof bearer>;
const mei = bearer({ sub: 'mei', name: 'Mei Tan', roles: ['manager'] });

const take = async (who: Token, payment: object = {}) => {
  const response = await payments.take({ billId: randomUUID(), amount: 100, ...payment }).set(who);
  expect([201, 202]).toContain(response.status);
  return (response.body as { id: string }).id;
};
const giveBack = async (who: Token, id: string, amount: number) =>
  expect(
    await payments.served.api.post(`/payments/${id}/refunds`).set(who).send({ amount, reason: 'x' }),
  ).toMatchObject({ status: 201 });
const close = (who: Token, counts: object[], more: object = {}) =>
  payments.served.api
    .post('/closings')
    .set(who)
    .send({ counts, ...more });
const expected = async (who: Token) =>
  (await payments.served.api.get('/closings/expected').set(who)).body as { lines: object[]; processing: object[] };
const cash = (counted: number, more: object = {}) => ({ method: 'cash', currency: 'USD', counted, ...more });
const card = (counted: number, more: object = {}) => ({ ...cash(counted, more), method: 'card' });
const closingsOf = async (sub: string) =>
  ((await payments.read(`/closings?cashier=${sub}`)).body as { data: object[] }).data;

itServesEveryFilter(
  () => payments.db,
  closingList,
  `do $$ begin
     insert into closings (cashier, created_at)
     select jsonb_build_object('issuer', 'x', 'subject', 's' || n, 'roles', '[]'::jsonb), now() - n * interval '1 hour'
     from generate_series(1, 20000) n;
     update closings set reviewed_at = now(), reviewed_by = '{"issuer": "x", "subject": "y", "roles": []}'
     where cashier ->> 'subject' not like 's%77';
   end $$`,
  'closings',
  {
    cashier: ['s7', 'closings_by_cashier'],
    isReviewed: [true, 'closings_by_time'],
    isUnreviewed: [true, 'closings_unreviewed'],
    from: ['2200-01-01T00:00:00Z', 'closings_by_time'],
    to: ['1990-01-01T00:00:00Z', 'closings_by_time'],
  },
);

it('holds what was counted against what this person took and gave back, by method', async () => {
  const { sub, token } = newCashier();
  const first = await take(token, { amount: 100 });
  await take(token, { amount: 40.5, tendered: 50 });
  await take(token, { amount: 70, method: 'card' });
  await take(token, { amount: 500, method: 'deposit' });
  await take(newCashier().token, { amount: 999 });
  await giveBack(token, first, 20);
  expect(await expected(token)).toEqual({
    currency: 'USD',
    since: null,
    lines: [
      { method: 'cash', currency: 'USD', payments: 2, taken: 140.5, refunds: 1, refunded: 20, net: 120.5 },
      { method: 'card', currency: 'USD', payments: 1, taken: 70, refunds: 0, refunded: 0, net: 70 },
    ],
    processing: [],
  });
  const denominations = [{ value: 50, count: 4 }, { value: 20, count: 1 }, { value: 0.5, count: 1 }]; // prettier-ignore
  const response = await close(token, [cash(220.5, { float: 100, denominations }), card(70)], { desk: 'Desk 2' });
  expect(response).toMatchObject({
    status: 201,
    body: {
      cashier: { subject: sub, name: 'Carlos Mendes' },
      desk: 'Desk 2',
      since: null,
      lines: [
        { method: 'cash', payments: 2, taken: 140.5, refunds: 1, refunded: 20, float: 100, expected: 220.5 },
        { method: 'card', payments: 1, counted: 70, difference: 0, explanation: null },
      ],
      reviewedBy: null,
    },
  });
  const [{ createdAt }] = (await closingsOf(sub)) as [{ createdAt: string }];
  expect(await expected(token)).toMatchObject({ since: new Date(createdAt).toISOString(), lines: [] });
  expect(await close(token, [])).toMatchObject({ status: 409, body: { type: '/problems/nothing-to-close' } });
  await take(token, { amount: 5 });
  expect(await close(token, [cash(5)])).toMatchObject({ status: 201, body: { lines: [{ taken: 5 }] } });
});

it('closes nothing where a difference is not explained, or a method not counted', async () => {
  const { sub, token } = newCashier();
  await take(token);
  await take(token, { method: 'card' });
  expect(await close(token, [cash(95)])).toMatchObject({
    status: 409,
    body: {
      type: '/problems/closing-differs',
      lines: [
        { method: 'cash', counted: 95, expected: 100, difference: -5 },
        { method: 'card', counted: null, expected: 100, difference: null },
      ],
    },
  });
  expect(await closingsOf(sub)).toEqual([]);
  expect(await expected(token)).toMatchObject({ lines: [{ net: 100 }, { net: 100 }] });
  const explained = [cash(95, { explanation: 'A note was torn' }), card(100)];
  expect(await close(token, explained)).toMatchObject({
    status: 201,
    body: { lines: [{ difference: -5, explanation: 'A note was torn' }, { difference: 0 }] },
  });
});

it('covers each payment once, however many close at the same moment', async () => {
  const { sub, token } = newCashier();
  await take(token);
  const all = await Promise.all(Array.from({ length: 8 }, () => close(token, [cash(100)])));
  // the others find nothing, and have counted what is not theirs any more
  expect(all.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
  expect(await closingsOf(sub)).toHaveLength(1);
});

it('leaves out nothing and counts nothing twice while payments come in', async () => {
  const { sub, token } = newCashier();
  const explanation = 'Counted while money came in';
  await Promise.all([
    ...Array.from({ length: 20 }, () => take(token, { amount: 1 })),
    ...Array.from({ length: 5 }, () => close(token, [cash(0, { explanation })])),
  ]);
  await close(token, [cash(0, { explanation })]);
  const all = (await closingsOf(sub)) as { lines: { payments: number; taken: number }[] }[];
  const lines = all.flatMap((closing) => closing.lines);
  expect(lines.reduce((sum, { payments: count }) => sum + count, 0)).toBe(20);
  expect(lines.reduce((sum, { taken }) => sum + taken, 0)).toBe(20);
});

it('leaves what is processing to the next closing, and says so', async () => {
  const { token } = newCashier();
  payments.billing.behave(isUnavailable);
  await take(token, { amount: 30, currency: 'USD' });
  expect(await expected(token)).toMatchObject({ lines: [], processing: [{ method: 'cash', payments: 1, taken: 30 }] });
  expect(await close(token, [cash(30)])).toMatchObject({ status: 409, body: { lines: [{ expected: 0 }] } });
  payments.billing.behave(applies());
  await payments.startWorker();
  // the moment in which it completes is no moment in which it is nowhere
  const seen: { lines: object[]; processing: object[] }[] = [];
  const lookOften = async () => {
    const looks = await Promise.all(Array.from({ length: 10 }, () => expected(token)));
    seen.push(...looks);
    return looks;
  };
  await eventually(lookOften, (looks) => looks.every(({ processing }) => processing.length === 0));
  for (const { lines, processing } of seen) expect([...lines, ...processing]).toMatchObject([{ taken: 30 }]);
  expect(seen.at(-1)).toMatchObject({ lines: [{ taken: 30 }], processing: [] });
  expect(await close(token, [cash(30)])).toMatchObject({ status: 201 });
});

it('never changes, and is seen by another person, once', async () => {
  const { token } = newCashier({ roles: ['billing-manager'] });
  await take(token);
  const { body } = await close(token, [cash(100)]);
  const { id } = body as { id: string };
  const review = (who: Token, note?: string) =>
    payments.served.api.post(`/closings/${id}/review`).set(who).send({ note });
  expect(await review(token)).toMatchObject({ status: 403, body: { type: '/problems/needs-another-person' } });
  expect(await review(newCashier().token)).toMatchObject({ status: 403 });
  expect(await review(mei, 'Counted again')).toMatchObject({
    status: 200,
    body: { version: 2, reviewedBy: { subject: 'mei' }, reviewNote: 'Counted again', reviewedAt: expect.any(String) },
  });
  expect(await review(mei)).toMatchObject({ status: 409 });
  expect(await payments.read(`/closings/${randomUUID()}`)).toMatchObject({ status: 404 });
  for (const change of [
    `update closings set desk = 'x' where id = $1`,
    `update closings set reviewed_by = null, review_note = null, reviewed_at = null where id = $1`,
    `delete from closings where id = $1`,
    `update closing_lines set counted = 1 where closing_id = $1`,
    `delete from closing_lines where closing_id = $1`,
    `delete from closed_movements where closing_id = $1`,
  ])
    await expect(payments.db.query(change, [id])).rejects.toThrow();
});

it.each([
  ['a count below zero', [cash(-1)]],
  ['more decimals than the currency has', [cash(1.005)]],
  ['one method twice', [cash(1), cash(2)]],
  ['a deposit, which lies in no drawer', [{ ...cash(1), method: 'deposit' }]],
  ['a float of cards', [card(1, { float: 1 })]],
  ['notes that do not add up', [cash(10, { denominations: [{ value: 5, count: 1 }] })]],
  ['half a note', [cash(10, { denominations: [{ value: 20, count: 0.5 }] })]],
])('refuses %s', async (_what, counts) => {
  expect(await close(newCashier().token, counts)).toMatchObject({ status: 400, body: { errors: [{ in: 'body' }] } });
});

it('is for who takes money; others look', async () => {
  const nurse = bearer({ sub: 'n', roles: ['nurse'] });
  expect(await close(nurse, [cash(1)])).toMatchObject({ status: 403 });
  expect(await close(mei, [cash(1)])).toMatchObject({ status: 403 });
  expect(await payments.served.api.get('/closings').set(nurse)).toMatchObject({ status: 403 });
  expect(await payments.served.api.get('/closings?reviewed=false').set(mei)).toMatchObject({ status: 200 });
});
