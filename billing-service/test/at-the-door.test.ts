import { randomUUID } from 'node:crypto';
import { patientId, startBillingService, withEntries, type Fixture } from './fixtures';

let billing: Fixture;
beforeAll(async () => {
  billing = await startBillingService();
});

const post = (path: string, body: object) => billing.served.api.post(path).send(body);
const bill = (more: object) => post('/bills', { patientId, amount: 100, details: 'Visit', ...more });
const counts = () =>
  billing.db.query('select (select count(*) from bills) as bills, (select count(*) from ledger_entries) as entries');

describe('a currency', () => {
  it.each(['HRK', 'ANG', 'ZWL', 'CUC', 'XAU', 'usd', 'ABC'])(
    '%s is refused, which is in use no more',
    async (currency) => {
      const { id } = await billing.issue();
      const before = await counts();
      const paymentId = randomUUID();
      for (const [path, body] of [
        ['/bills', { patientId, amount: 100, details: 'Visit', currency }],
        ['/bills', { patientId, amount: 100, details: 'Visit', currency, status: 'draft' }],
        ['/deposits', { paymentId, patientId, amount: 100, method: 'cash', currency }],
        [`/bills/${id}/payments`, { paymentId, amount: 10, currency }],
      ] as const) {
        expect(await post(path, body)).toMatchObject({ status: 400, body: { errors: [{ pointer: '/currency' }] } });
      }
      expect(await counts()).toEqual(before);
    },
  );

  it('is taken where ISO 4217 lists it, whether or not Node.js knows it', async () => {
    for (const currency of ['VED', 'XCG', 'ZWG', 'SLE']) {
      expect(await bill({ currency })).toMatchObject({ status: 201, body: { currency } });
    }
  });

  it('that was withdrawn is still that of the bills in it, which are paid and refunded', async () => {
    const [row] = await billing.db.query<{ id: string }>(
      withEntries(`insert into bills (patient_id, currency, details, amount, issued_at, number)
       values ($1, 'ANG', 'x', 10000, now(), next_bill_number(now()))`),
      [patientId],
    );
    const paymentId = randomUUID();
    const money = { paymentId, amount: 60, currency: 'ANG' };
    expect(await post(`/bills/${row?.id}/payments`, { ...money, method: 'cash' })).toMatchObject({ status: 201 });
    expect(await post(`/bills/${row?.id}/refunds`, { ...money, refundId: randomUUID() })).toMatchObject({
      status: 201,
      body: { refundedAmount: 60, dueAmount: 100 },
    });
  });
});

describe('text', () => {
  it('is kept as a person sees it: codes and descriptions on one line, details and reasons on more', async () => {
    const lines = [{ description: 'Chest\n\u202eX\u200b-ray\u202c', code: 'XR\u00ad-1', quantity: 1, unitAmount: 100 }];
    const response = await bill({ amount: undefined, details: ' First\r\nsecond \u200b', lines });
    expect(response).toMatchObject({
      status: 201,
      body: { details: 'First\nsecond', lines: [{ description: 'Chest X-ray', code: 'XR-1' }] },
    });
    const { id } = response.body as { id: string };
    await billing.command(id, 'discounts', { amount: 1, reason: 'Staff\u202e' });
    const { body } = await billing.served.api.get(`/bills/${id}/entries`);
    expect((body as { data: { reason: string | null }[] }).data.map(({ reason }) => reason)).toContain('Staff');
    expect(await billing.served.api.patch(`/bills/${id}`).send({ details: 'Third\u2066' })).toMatchObject({
      body: { details: 'Third' },
    });
  });

  it('is refused where nobody could read it', async () => {
    const { id } = await billing.issue();
    const line = { description: 'x', quantity: 1, unitAmount: 100 };
    for (const unreadable of ['\u200b', '\u202e\u202c', '…', ' \n ', '\u3164']) {
      expect(await bill({ details: unreadable })).toMatchObject({ body: { errors: [{ pointer: '/details' }] } });
      for (const field of ['description', 'code']) {
        expect(await bill({ amount: undefined, lines: [{ ...line, [field]: unreadable }] })).toMatchObject({
          status: 400,
          body: { errors: [{ pointer: `/lines/0/${field}` }] },
        });
      }
      expect(await billing.command(id, 'discounts', { amount: 1, reason: unreadable })).toMatchObject({
        status: 400,
        body: { errors: [{ pointer: '/reason' }] },
      });
    }
  });
});

it('numbers bills by the year of the hospital’s calendar, each year from 1 on and without a gap', async () => {
  const inAuckland = await startBillingService('Pacific/Auckland');
  const issuedAt = async (at: string) => {
    const [row] = await inAuckland.db.query<{ number: string }>(
      withEntries(`insert into bills (patient_id, currency, details, amount, issued_at, number)
       values ($1, 'NZD', 'x', 1, $2, next_bill_number($2))`),
      [patientId, at],
    );
    return row?.number;
  };
  expect(await issuedAt('2024-12-31T10:59:59Z')).toBe('INV-2024-000001');
  expect(await issuedAt('2024-12-31T11:00:00Z')).toBe('INV-2025-000001');
  expect(await issuedAt('2024-12-31T23:59:59Z')).toBe('INV-2025-000002');
  expect(await inAuckland.proof()).toMatchObject({ proven: true });
  const { id } = await inAuckland.issue({ status: 'draft' });
  const { body } = await inAuckland.command(id, 'issue');
  const { number, issuedAt: at } = body as { number: string; issuedAt: string };
  const year = new Intl.DateTimeFormat('en', { timeZone: 'Pacific/Auckland', year: 'numeric' });
  expect(number.slice(4, 8)).toBe(year.format(new Date(at)));
});
