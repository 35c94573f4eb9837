import { randomUUID } from 'node:crypto';
import { summaryStatement } from '../src/summary';
import { applies, holds, patientId, startPaymentService, type Fixture } from './fixtures';

let payments: Fixture;
let inIndia: Fixture;
beforeAll(async () => {
  payments = await startPaymentService('UTC', { APPROVAL_ABOVE: 'OMR=1000,TND=1000,DKK=1000' });
  inIndia = await startPaymentService('Asia/Kolkata');
});
beforeEach(() => payments.billing.behave(applies()));

interface Totals {
  currency: string;
  method?: string;
  day?: string;
  count: number;
  amount: number;
  refunded: number;
  net: number;
}
type Summary = Record<'totals' | 'groups' | 'fromDeposits', Totals[]>;
const summarise = async (query: string, service = payments) =>
  (await service.read(`/payments/summary?${query}`)).body as Summary;

/** Of one currency, so that each test has its own money. */
const only = (currency: string, { totals, groups, fromDeposits }: Summary): Summary => {
  const mine = (all: Totals[]) => all.filter((one) => one.currency === currency);
  return { totals: mine(totals), groups: mine(groups), fromDeposits: mine(fromDeposits) };
};
const sums = (currency: string, count: number, amount: number, refunded: number) => ({
  ...{ currency, count, amount, refunded },
  net: amount - refunded,
});

const take = async (payment: object): Promise<string> => {
  const response = await payments.take(payment);
  expect(response).toMatchObject({ status: 201 });
  return (response.body as { id: string }).id;
};
const takeDeposit = (payment: object): Promise<string> => {
  payments.billing.behave(holds(0));
  const id = take({ billId: undefined, patientId, ...payment });
  return id.finally(() => payments.billing.behave(applies()));
};
const giveBack = async (id: string, amount: number): Promise<string> => {
  payments.billing.behave((request, response) =>
    (request.url.startsWith('/deposits') ? holds(0) : applies())(request, response),
  );
  const response = await payments.served.api.post(`/payments/${id}/refunds`).send({ amount, reason: 'x' });
  expect(response).toMatchObject({ status: 201 });
  return (response.body as { id: string }).id;
};

/** A completed payment of that time, in minor units. */
const insertPaid = async (
  [amount, currency, method, settledAt]: [number, string, string, string],
  service = payments,
): Promise<string> => {
  const [row] = await service.db.query<{ id: string }>(
    `insert into payments (bill_id, amount, currency, method, status, settled_at, receipt_number)
     values ($1, $2, $3, $4, 'completed', $5, gen_random_uuid()::text) returning id`,
    [randomUUID(), amount, currency, method, settledAt],
  );
  return row?.id ?? '';
};
const insertRefund = async (paymentId: string, amount: number, settledAt: string): Promise<void> => {
  const [row] = await payments.db.query<{ id: string }>(
    `insert into refunds (payment_id, amount, reason) values ($1, $2, 'x') returning id`,
    [paymentId, amount],
  );
  await payments.db.query(`update refunds set status = 'completed', settled_at = $2 where id = $1`, [
    row?.id,
    settledAt,
  ]);
};

describe('money that was held as a deposit', () => {
  it('is counted when it comes in, and not once more when a bill is paid from it', async () => {
    await takeDeposit({ amount: 100, currency: 'BHD' });
    await take({ amount: 100, currency: 'BHD', method: 'deposit' });
    expect(only('BHD', await summarise(''))).toEqual({
      totals: [sums('BHD', 1, 100, 0)],
      groups: [{ method: 'cash', ...sums('BHD', 1, 100, 0) }],
      fromDeposits: [sums('BHD', 1, 100, 0)],
    });
    const today = { day: new Date().toISOString().slice(0, 10) };
    expect(only('BHD', await summarise('by=day'))).toEqual({
      totals: [sums('BHD', 1, 100, 0)],
      groups: [{ ...today, ...sums('BHD', 1, 100, 0) }],
      fromDeposits: [{ ...today, ...sums('BHD', 1, 100, 0) }],
    });
  });

  it('is refunded by the terminal as far as it is not used: what is left there is in the summary', async () => {
    const deposit = await takeDeposit({ amount: 100, currency: 'OMR', method: 'card' });
    await take({ amount: 60, currency: 'OMR', method: 'deposit' });
    await giveBack(deposit, 40);
    expect(only('OMR', await summarise(''))).toEqual({
      totals: [sums('OMR', 1, 100, 40)],
      groups: [{ method: 'card', ...sums('OMR', 1, 100, 40) }],
      fromDeposits: [sums('OMR', 1, 60, 0)],
    });
  });

  it('goes back to the deposit when a payment from it is refunded, and out of no drawer', async () => {
    await takeDeposit({ amount: 100, currency: 'TND' });
    const used = await take({ amount: 60, currency: 'TND', method: 'deposit' });
    await giveBack(used, 25);
    expect(only('TND', await summarise(''))).toEqual({
      totals: [sums('TND', 1, 100, 0)],
      groups: [{ method: 'cash', ...sums('TND', 1, 100, 0) }],
      fromDeposits: [sums('TND', 1, 60, 25)],
    });
  });

  it('is received whole, where it is what was paid beyond a bill', async () => {
    payments.billing.behave(applies(15));
    await take({ amount: 40, currency: 'IQD', excess: 'deposit' });
    expect(only('IQD', await summarise('')).totals).toEqual([sums('IQD', 1, 40, 0)]);
  });

  it('shows by day also on a day on which nothing else moved', async () => {
    await insertPaid([6000, 'LYD', 'deposit', '2025-03-01T10:00:00Z']);
    expect(only('LYD', await summarise('by=day'))).toEqual({
      totals: [],
      groups: [],
      fromDeposits: [{ day: '2025-03-01', ...sums('LYD', 1, 6, 0) }],
    });
  });
});

describe('a refund', () => {
  const yesterday = 'from=2025-06-01T00:00:00Z&to=2025-06-02T00:00:00Z';
  const today = 'from=2025-06-02T00:00:00Z&to=2025-06-03T00:00:00Z';

  it('counts on its own day, by the method it goes back by; a day that is closed stays as it was', async () => {
    const paid = await insertPaid([15_000, 'CHF', 'cash', '2025-06-01T15:00:00Z']);
    const asClosed = only('CHF', await summarise(yesterday));
    expect(asClosed).toEqual({
      totals: [sums('CHF', 1, 150, 0)],
      groups: [{ method: 'cash', ...sums('CHF', 1, 150, 0) }],
      fromDeposits: [],
    });
    await insertRefund(paid, 2000, '2025-06-02T09:00:00Z');
    expect(only('CHF', await summarise(yesterday))).toEqual(asClosed);
    expect(only('CHF', await summarise(today))).toEqual({
      totals: [sums('CHF', 0, 0, 20)],
      groups: [{ method: 'cash', ...sums('CHF', 0, 0, 20) }],
      fromDeposits: [],
    });
    expect(only('CHF', await summarise('by=day')).groups).toEqual([
      { day: '2025-06-01', ...sums('CHF', 1, 150, 0) },
      { day: '2025-06-02', ...sums('CHF', 0, 0, 20) },
    ]);
  });

  it('counts from its own instant on, and not at the end of the time', async () => {
    const paid = await insertPaid([100, 'SEK', 'card', '2025-06-01T15:00:00Z']);
    await insertRefund(paid, 30, '2025-06-02T00:00:00Z');
    await insertRefund(paid, 20, '2025-06-03T00:00:00Z');
    const given = async (query: string) => only('SEK', await summarise(query)).totals[0]?.refunded;
    expect([await given(yesterday), await given(today), await given('')]).toEqual([0, 0.3, 0.5]);
  });

  it('that failed, or is not settled, counts nowhere', async () => {
    const paid = await insertPaid([100, 'NOK', 'card', '2025-06-01T15:00:00Z']);
    await payments.db.query(`insert into refunds (payment_id, amount, reason) values ($1, 10, 'x'), ($1, 10, 'y')`, [
      paid,
    ]);
    await payments.db.query(
      `update refunds set status = 'failed', failure_code = 'x', settled_at = now() where payment_id = $1 and reason = 'x'`,
      [paid],
    );
    expect(only('NOK', await summarise('')).totals).toEqual([sums('NOK', 1, 1, 0)]);
  });

  it('is made by the clock that payments are taken by, and keeps the terms of its payment', async () => {
    const id = await giveBack(await take({ amount: 10, currency: 'DKK' }), 4);
    const [row] = await payments.db.query<object>(
      `select r.currency, r.method, r.settled_at between p.settled_at and clock_timestamp() as after
       from refunds r join payments p on p.id = r.payment_id where r.id = $1`,
      [id],
    );
    expect(row).toEqual({ currency: 'DKK', method: 'cash', after: true });
    await expect(payments.db.query(`update refunds set method = 'card' where id = $1`, [id])).rejects.toThrow(
      'keeps history',
    );
  });
});

describe('days', () => {
  const daysOf = async (query: string, service = payments) =>
    only('PLN', await summarise(`by=day&${query}`, service)).groups.map(({ day, count, refunded }) => [
      day,
      count,
      refunded,
    ]);

  it('are those of the zone that is named, across a change of its clocks', async () => {
    const first = await insertPaid([1000, 'PLN', 'cash', '2026-03-28T23:30:00Z']);
    await insertPaid([1000, 'PLN', 'card', '2026-03-29T00:30:00Z']);
    await insertRefund(first, 100, '2026-03-29T23:30:00Z');
    expect(await daysOf('')).toEqual([
      ['2026-03-28', 1, 0],
      ['2026-03-29', 1, 1],
    ]);
    // the clocks of Berlin go forward that night
    expect(await daysOf('timeZone=Europe/Berlin')).toEqual([
      ['2026-03-29', 2, 0],
      ['2026-03-30', 0, 1],
    ]);
  });

  it('are those of the hospital where no zone is named', async () => {
    await insertPaid([1000, 'PLN', 'cash', '2026-03-25T20:34:00Z'], inIndia);
    expect(await daysOf('', inIndia)).toEqual([['2026-03-26', 1, 0]]);
    expect(await daysOf('timeZone=UTC', inIndia)).toEqual([['2026-03-25', 1, 0]]);
  });

  it.each([
    'IST',
    'VST',
    'US/Pacific-New',
    'CET',
    'BST',
    'AST',
    'CST',
    'EST5EDT',
    'GMT',
    'Z',
    '+02:00',
    'Mars/Olympus',
  ])('are refused in %s, of which Node.js and PostgreSQL do not think the same', async (zone) => {
    for (const by of ['day', 'method']) {
      expect(await payments.read(`/payments/summary?by=${by}&timeZone=${encodeURIComponent(zone)}`)).toMatchObject({
        status: 400,
        body: { errors: [{ in: 'query', pointer: '/timeZone', detail: expect.stringContaining('time zone') }] },
      });
    }
  });
});

it('keeps one order: by method or day, then by currency', async () => {
  const { totals, groups, fromDeposits } = await summarise('by=day');
  const inOrder = (all: Totals[]) => all.map(({ day = '', currency }) => `${day} ${currency}`);
  for (const list of [totals, groups, fromDeposits]) expect(inOrder(list)).toEqual(inOrder(list).sort());
});

it('is exact over many, and reads the indexes alone, in whatever time', async () => {
  await payments.db.query(
    `insert into payments (bill_id, amount, currency, method, status, settled_at, receipt_number)
     select gen_random_uuid(), 99999999999999, 'EUR', 'card', 'completed', now() - n * interval '1 minute', 'X-' || n
     from generate_series(1, 20000) n`,
  );
  await payments.db.query(
    `insert into refunds (payment_id, amount, reason) select id, 99999999999999, 'many' from payments
     where currency = 'EUR' order by settled_at limit 2000`,
  );
  await payments.db.query(
    `update refunds r set status = 'completed', settled_at = p.settled_at from payments p
     where p.id = r.payment_id and r.reason = 'many'`,
  );
  await payments.db.query('vacuum analyze payments');
  await payments.db.query('vacuum analyze refunds');
  const whole = only('EUR', await summarise('from=2020-01-01T00:00:00Z')).totals;
  expect(whole).toEqual([
    { currency: 'EUR', count: 20_000, amount: 19999999999999800, refunded: 1999999999999980, net: 17999999999999820 },
  ]);
  for (const [by, zone] of [
    ['method', []],
    ['day', ['Asia/Kolkata']],
  ] as const) {
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const lines = await payments.db.query<{ 'QUERY PLAN': string }>(`explain ${summaryStatement(by)}`, [
      ...[from, undefined],
      ...zone,
    ]);
    const plan = lines.map((line) => line['QUERY PLAN']).join('\n');
    expect(plan).toContain('Index Only Scan using payments_totals');
    expect(plan).toContain('Index Only Scan using refunds_totals');
    expect(plan).not.toContain('Seq Scan');
  }
});
