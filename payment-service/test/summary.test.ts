import { randomUUID } from 'node:crypto';
import { startPaymentService, type Harness } from './harness';

let payments: Harness;
beforeAll(async () => {
  payments = await startPaymentService();
});

const summary = async (query: string) => (await payments.read(`/payments/summary?${query}`)).body as object;
const insert = `insert into payments (bill_id, amount, currency, method, status, settled_at, receipt_number)
  select $1, $2::bigint, $3, $4, 'completed', $5::timestamptz, gen_random_uuid()::text`;

it('adds up by method and by day, per currency, with what was given back', async () => {
  const rows = [
    [1001, 'USD', 'cash', '2026-03-28T23:30:00Z'],
    [999, 'USD', 'card', '2026-03-29T00:30:00Z'],
    [5, 'JPY', 'card', '2026-03-29T23:30:00Z'],
  ];
  for (const row of rows) await payments.db.query(insert, [randomUUID(), ...row]);
  await payments.db.query(
    `insert into refunds (payment_id, amount, reason) select id, 1, 'x' from payments where method = 'cash'`,
  );
  await payments.db.query(`update refunds set status = 'completed', settled_at = now()`);
  const usd = { currency: 'USD', count: 2, amount: 20, refunded: 0.01, net: 19.99 };
  expect(await summary('')).toEqual({
    totals: [{ currency: 'JPY', count: 1, amount: 5, refunded: 0, net: 5 }, usd],
    groups: [
      { method: 'card', currency: 'JPY', count: 1, amount: 5, refunded: 0, net: 5 },
      { method: 'card', currency: 'USD', count: 1, amount: 9.99, refunded: 0, net: 9.99 },
      { method: 'cash', currency: 'USD', count: 1, amount: 10.01, refunded: 0.01, net: 10 },
    ],
  });
  const days = async (query: string) =>
    ((await summary(`by=day&${query}`)) as { groups: { day: string; count: number }[] }).groups.map(
      ({ day, count }) => [day, count],
    );
  expect(await days('')).toEqual([
    ['2026-03-28', 1],
    ['2026-03-29', 1],
    ['2026-03-29', 1],
  ]);
  // the clocks of Berlin go forward that night
  expect(await days('timeZone=Europe/Berlin')).toEqual([
    ['2026-03-29', 2],
    ['2026-03-30', 1],
  ]);
  expect(await summary('from=2026-03-29T00:30:00Z&to=2026-03-29T23:30:00Z')).toMatchObject({ totals: [{ count: 1 }] });
  for (const zone of ['+02:00', 'Mars/Olympus', "UTC'"]) {
    expect(await payments.read(`/payments/summary?timeZone=${encodeURIComponent(zone)}`)).toMatchObject({
      status: 400,
    });
  }
});

it('is exact over many, and reads the index alone', async () => {
  await payments.db.query(
    `insert into payments (bill_id, amount, currency, method, status, settled_at, receipt_number)
     select gen_random_uuid(), 99999999999999, 'EUR', 'card', 'completed', now() - n * interval '1 minute', 'X-' || n
     from generate_series(1, 20000) n`,
  );
  await payments.db.query('vacuum analyze payments');
  const { totals } = (await summary('from=2020-01-01T00:00:00Z')) as { totals: object[] };
  expect(totals).toContainEqual(expect.objectContaining({ currency: 'EUR', count: 20_000, amount: 19999999999999800 }));
  const plan = await payments.db.query<{ 'QUERY PLAN': string }>(
    `explain select currency, method, sum(amount), sum(refunded_amount) from payments
     where status = 'completed' and settled_at >= now() - interval '1 hour' group by 1, 2`,
  );
  expect(plan.map((line) => line['QUERY PLAN']).join()).toContain('Index Only Scan using payments_totals');
});
