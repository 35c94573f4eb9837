import { randomUUID } from 'node:crypto';
import { getTestPostgres } from '@hms/service-kit/testing/test-postgres';
import pg from 'pg';
import { proofOf } from '../src/ledger/proof';
import { startBillingService, withEntries, type Fixture } from './fixtures';

let billing: Fixture;
beforeAll(async () => {
  billing = await startBillingService();
});

/** Whatever a superuser can do whom no trigger stops. */
const corrupt = async (...statements: string[]): Promise<void> => {
  const { port, superuserPassword } = getTestPostgres();
  const { database } = billing.db.settings;
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password: superuserPassword, database });
  await client.connect();
  for (const statement of ['set session_replication_role = replica', ...statements]) await client.query(statement);
  await client.end();
};
const faults = async () => (await billing.proof())['faults'] as { fault: string; what: string }[];

describe('the entries of a bill', () => {
  it('tell all that has happened to it, and balance', async () => {
    const { id } = await billing.issue();
    const paymentId = randomUUID();
    await billing.command(id, 'discounts', { amount: 10, reason: 'Staff' });
    await billing.pay(id, 90, { paymentId, method: 'card' });
    await billing.command(id, 'refunds', { refundId: randomUUID(), paymentId, amount: 90 });
    await billing.command(id, 'cancel');
    const { body } = await billing.served.api.get(`/bills/${id}/entries`);
    const { data } = body as { data: Record<string, unknown>[] };
    expect(data.map(({ kind, account, debit, credit }) => [kind, account, debit, credit])).toEqual([
      ['issue', 'receivable', 100, 0],
      ['issue', 'revenue', 0, 100],
      ['discount', 'discounts', 10, 0],
      ['discount', 'receivable', 0, 10],
      ['payment', 'desk-card', 90, 0],
      ['payment', 'receivable', 0, 90],
      ['refund', 'receivable', 90, 0],
      ['refund', 'refunds', 0, 90],
      ['refund', 'refunds', 90, 0],
      ['refund', 'desk-card', 0, 90],
      ['cancel', 'revenue', 100, 0],
      ['cancel', 'discounts', 0, 10],
      ['cancel', 'receivable', 0, 90],
    ]);
    expect(data[2]).toMatchObject({ reason: 'Staff' });
    const first = await billing.served.api.get(`/bills/${id}/entries?limit=8`);
    const rest = await billing.served.api.get(/<([^>]+)>/.exec(first.headers['link'] as string)?.[1] as string);
    expect([...(first.body as { data: [] }).data, ...(rest.body as { data: [] }).data]).toEqual(data);
    expect(await billing.served.api.get(`/bills/${randomUUID()}/entries`)).toMatchObject({ status: 404 });
  });
});

describe('aging', () => {
  it('shows by currency what is due, by the days since it was billed, now and at an earlier time', async () => {
    const days = [0, 30, 31, 60, 61, 90, 91];
    for (const ago of days) {
      await billing.db.query(
        withEntries(`insert into bills (patient_id, currency, details, amount, issued_at, number)
         select gen_random_uuid(), 'KWD', 'x', 1000, at, next_bill_number(at)
         from (select now() - $1::integer * interval '1 day' as at) t`),
        [ago],
      );
    }
    const kwd = async (query = '') => {
      const { body } = await billing.served.api.get(`/ledger/aging${query}`);
      return (body as { currencies: { currency: string }[] }).currencies.find(({ currency }) => currency === 'KWD');
    };
    expect(await kwd()).toEqual({
      currency: 'KWD',
      upTo30: { amount: 2, bills: 2 },
      upTo60: { amount: 2, bills: 2 },
      upTo90: { amount: 2, bills: 2 },
      over90: { amount: 1, bills: 1 },
      total: { amount: 7, bills: 7 },
    });
    const monthAgo = new Date(Date.now() - 31 * 86_400_000).toISOString();
    expect(await kwd(`?asOf=${monthAgo}`)).toMatchObject({
      upTo30: { bills: 3 },
      upTo60: { bills: 2 },
      upTo90: { bills: 0 },
      total: { bills: 5 },
    });
  });
});

describe('aging by the hospital’s calendar', () => {
  it('counts days as the calendar shows them, whatever time of day a bill was issued', async () => {
    const inIndia = await startBillingService('Asia/Kolkata');
    // 23:30 on 1 May, and 00:30 on 2 May in Kolkata; both 1 May in UTC
    for (const issuedAt of ['2026-05-01T18:00:00Z', '2026-05-01T19:00:00Z']) {
      await inIndia.db.query(
        withEntries(`insert into bills (patient_id, currency, details, amount, issued_at, number)
         values (gen_random_uuid(), 'INR', 'x', 100, $1, next_bill_number($1))`),
        [issuedAt],
      );
    }
    const at = async (asOf: string) => {
      const { body } = await inIndia.served.api.get(`/ledger/aging?asOf=${asOf}`);
      const [inr] = (body as { currencies: Record<'upTo30' | 'upTo60', { bills: number }>[] }).currencies;
      return [inr?.upTo30.bills, inr?.upTo60.bills];
    };
    expect(await at('2026-05-31T18:00:00Z')).toEqual([2, 0]);
    // 1 June has begun there
    expect(await at('2026-05-31T18:30:00Z')).toEqual([1, 1]);
    expect(await at('2026-06-01T18:30:00Z')).toEqual([0, 2]);
  });
});

describe('the proof', () => {
  it('finds nothing wrong in what the service itself has done, and says what it has counted', async () => {
    const { id } = await billing.issue({ currency: 'JPY', amount: 5 });
    await billing.pay(id, 9, { currency: 'JPY', excess: 'deposit' });
    const proof = await billing.proof();
    expect(proof).toMatchObject({ proven: true, faultCount: 0, faults: [], counts: { deposits: 1 } });
    expect(proof['trialBalance']).toContainEqual({ currency: 'JPY', debit: 14, credit: 14, difference: 0 });
    expect(proof['accounts']).toContainEqual({ currency: 'JPY', account: 'deposits', balance: -4 });
    for (const sliceSize of [1, 2, 3]) {
      expect(JSON.parse(await proofOf(billing.db, sliceSize))).toEqual({ ...proof, provenAt: expect.any(String) });
    }
  });

  it('finds each kind of corruption, and says what and where', async () => {
    const { id } = await billing.issue();
    const paymentId = randomUUID();
    await billing.pay(id, 150, { paymentId, excess: 'deposit' });
    const last = `(select id from bills order by number desc limit 1)`;
    for (const [wrong, right, found] of [
      [
        `update bills set paid_amount = 0 where id = '${id}'`,
        `update bills set paid_amount = 10000 where id = '${id}'`,
        ['bill'],
      ],
      [
        `update ledger_entries set amount = amount + 1 where bill_id = '${id}' and account = 'revenue'`,
        `update ledger_entries set amount = amount - 1 where bill_id = '${id}' and account = 'revenue'`,
        ['posting', 'trial balance'],
      ],
      [
        `update ledger_entries set amount = amount - 1 where bill_id = '${id}' and account = 'receivable' and kind = 'payment'`,
        `update ledger_entries set amount = amount + 1 where bill_id = '${id}' and account = 'receivable' and kind = 'payment'`,
        ['bill', 'posting', 'trial balance'],
      ],
      [
        `update received_payments set applied_amount = 1 where payment_id = '${paymentId}'`,
        `update received_payments set applied_amount = 10000 where payment_id = '${paymentId}'`,
        ['payment'],
      ],
      [
        `update deposit_balances set amount = amount + 1`,
        `update deposit_balances set amount = amount - 1`,
        ['deposit', 'deposit'],
      ],
      [`update bill_numbers set last = last + 1`, `update bill_numbers set last = last - 1`, ['bill numbers']],
      [
        `update bills set number = 'INV-1999-000001', currency = 'EUR' where id = ${last}`,
        `update bills set number = '${await lastNumber()}', currency = 'USD' where id = (select id from bills where number = 'INV-1999-000001')`,
        ['bill numbers', 'entry', 'entry', 'entry', 'entry', 'entry'],
      ],
    ] as const) {
      await corrupt(wrong);
      const { proven } = await billing.proof();
      expect({ wrong, proven, found: (await faults()).map(({ fault }) => fault.split(/ (is|does|have) /)[0]) }).toEqual(
        {
          wrong,
          proven: false,
          found,
        },
      );
      const inSlices = JSON.parse(await proofOf(billing.db, 1)) as object;
      expect({ wrong, inSlices }).toMatchObject({
        wrong,
        inSlices: { faultCount: found.length, faults: await faults() },
      });
      await corrupt(right);
      expect(await faults()).toEqual([]);
    }
    await corrupt(
      'alter table bills drop constraint bills_number_unique',
      `update bills set number = '${await lastNumber()}'`,
    );
    expect((await faults()).map(({ fault }) => fault)).toEqual([
      'bill number is given twice',
      'bill numbers have a gap',
    ]);
  });

  const lastNumber = async () => {
    const [row] = await billing.db.query<{ number: string }>('select max(number) as number from bills');
    return row?.number;
  };
});
