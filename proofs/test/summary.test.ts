import { randomUUID } from 'node:crypto';
import type { Summary } from '../money/movements';
import { byDay, byMethod, summaryFaults } from '../money/summary-checks';
import { startBothServices, type BothServices } from './both-services';

let both: BothServices;
beforeAll(async () => {
  both = await startBothServices();
  const patientId = randomUUID();
  const post = async (address: string, body: object) => {
    const response = await both.payment.post(address).send(body);
    expect(response).toMatchObject({ status: 201 });
    return (response.body as { id: string }).id;
  };
  const bill = await both.billing.post('/bills').send({ patientId, amount: 60, details: 'x' });
  const { id: billId } = bill.body as { id: string };
  const deposit = await post('/payments', { patientId, amount: 100, method: 'card' });
  const used = await post('/payments', { billId, amount: 60, currency: 'USD', method: 'deposit' });
  await post(`/payments/${used}/refunds`, { amount: 15, reason: 'x' });
  await post(`/payments/${deposit}/refunds`, { amount: 40, reason: 'x' });
  // a day later, and in Kathmandu two: 18:14 is 23:59 there, and 18:15 the next day
  await both.databases.payment.query(`update payments set settled_at = '2026-03-01T18:14:59.999Z'`);
  await both.databases.payment.query(`update refunds set settled_at = '2026-03-02T18:15:00Z'`);
});

const read = async (path: string) => (await both.payment.get(path)).body as Summary;
const faultsIn = async (answer: (path: string) => Promise<Summary>) => {
  const { billing, payment } = both.databases;
  const faults = await summaryFaults(
    (sql) => billing.query(sql),
    (sql) => payment.query(sql),
    answer,
  );
  return faults.map(({ fault, what }) => `${fault.replace('GET /payments/summary ', '')}: ${what}`).sort();
};

it('finds nothing in what the service answers', async () => {
  expect(await faultsIn(read)).toEqual([]);
  expect((await read(byDay)).groups.map(({ day, net }) => [day, net])).toEqual([
    ['2026-03-01', 100],
    ['2026-03-03', -40],
  ]);
});

it('finds a deposit that is counted twice, and a refund on the day of its payment', async () => {
  const sums = { currency: 'USD', count: 2, amount: 160, refunded: 55, net: 105 };
  const whole = { totals: [sums], fromDeposits: [] };
  const card = { currency: 'USD', count: 1, amount: 100, refunded: 40, net: 60 };
  const twice = {
    ...whole,
    groups: [
      { method: 'card', ...card },
      { method: 'cash', currency: 'USD', count: 1, amount: 60, refunded: 15, net: 45 },
    ],
  };
  const onItsDay = { ...whole, groups: [{ day: '2026-03-01', ...sums }] };
  expect(await faultsIn(async (path) => (path === byMethod ? twice : onItsDay))).toEqual([
    'by day is not what moved on each day: USD 2026-03-01',
    'by day is not what moved on each day: USD 2026-03-03',
    'by day is not what moved on each day: USD deposit 2026-03-01',
    'by day is not what moved on each day: USD deposit 2026-03-03',
    'by method is not what the desks of the ledger took and gave: USD cash',
    'by method is not what the desks of the ledger took and gave: USD deposit',
  ]);
});

it('finds totals that are not the sum of their groups', async () => {
  const off = async (path: string) => {
    const { totals, ...rest } = await read(path);
    return { ...rest, totals: totals.map((total) => ({ ...total, amount: total.amount + 1, net: total.net + 1 })) };
  };
  expect(await faultsIn(off)).toEqual(['contradicts itself: USD total', 'contradicts itself: USD total']);
});
