import { randomUUID } from 'node:crypto';
import { patientId, startBillingService, type Bill, type Fixture } from './fixtures';

let billing: Fixture;
beforeAll(async () => {
  billing = await startBillingService();
});

const write = (bill: object = {}) =>
  billing.served.api.post('/bills').send({ patientId, status: 'draft', amount: 100, details: 'Visit', ...bill });
const draft = async (bill?: object) => (await write(bill)).body as Bill;
const change = (id: string, patch: object) => billing.served.api.patch(`/bills/${id}`).send(patch);
const scan = { description: 'Scan', quantity: 1.5, unitAmount: 33.33 };

describe('a bill of lines', () => {
  it('comes to the sum of its lines, each rounded half up to what the currency has', async () => {
    for (const [currency, lines, amounts, amount] of [
      ['USD', [scan, { description: 'Tablet', quantity: 3, unitAmount: 0.335e1, code: 'T-1' }], [50, 10.05], 60.05],
      ['USD', [{ description: 'Half a cent', quantity: 0.5, unitAmount: 0.01 }], [0.01], 0.01],
      ['JPY', [{ description: 'Scan', quantity: 2.345, unitAmount: 1001 }], [2347], 2347],
      ['KWD', [{ description: 'Scan', quantity: 0.333, unitAmount: 1.001 }], [0.333], 0.333],
    ] as const) {
      const response = await billing.served.api.post('/bills').send({ patientId, currency, lines });
      expect(response).toMatchObject({
        status: 201,
        body: {
          status: 'issued',
          amount,
          dueAmount: amount,
          details: null,
          lines: amounts.map((one) => ({ amount: one })),
        },
      });
    }
  });

  it('is refused when it does not come to what it says, with every fault', async () => {
    const response = await write({
      amount: 50.01,
      lines: [
        { ...scan, amount: 49.99 },
        { ...scan, amount: 50 },
      ],
    });
    expect(response).toMatchObject({
      status: 400,
      body: {
        errors: [
          { pointer: '/lines/0/amount', detail: 'is not quantity × unitAmount, 50.00 USD' },
          { pointer: '/amount', detail: 'is not the sum of the lines, 100.00 USD' },
        ],
      },
    });
    for (const [line, pointer] of [
      [{ ...scan, quantity: 1.2345 }, '/lines/0/quantity'],
      [{ ...scan, quantity: 0 }, '/lines/0/quantity'],
      [{ ...scan, unitAmount: -1 }, '/lines/0/unitAmount'],
      [{ ...scan, unitAmount: 1.001 }, '/lines/0/unitAmount'],
      [{ ...scan, unitAmount: 0 }, '/lines'],
      [{ ...scan, quantity: 1_000_000, unitAmount: 99_999_999_999 }, '/lines'],
    ] as const) {
      expect(await write({ amount: undefined, lines: [line] })).toMatchObject({
        status: 400,
        body: { errors: [{ pointer }] },
      });
    }
    expect(await write({ details: null })).toMatchObject({ status: 400, body: { errors: [{ pointer: '/details' }] } });
    expect(await write({ amount: null })).toMatchObject({ status: 400, body: { errors: [{ pointer: '/amount' }] } });
  });
});

describe('a draft', () => {
  it('has no number, owes nothing, and changes until it is issued', async () => {
    const { id } = await draft({ lines: [scan], amount: undefined });
    expect(await billing.served.api.get(`/bills/${id}`)).toMatchObject({
      body: { status: 'draft', number: null, issuedAt: null, amount: 50, dueAmount: 0 },
    });
    expect(await change(id, { lines: [scan, scan] })).toMatchObject({ status: 200, body: { amount: 100 } });
    expect(await change(id, { amount: 99 })).toMatchObject({ status: 400, body: { errors: [{ pointer: '/amount' }] } });
    expect(await change(id, { lines: null, amount: 80 })).toMatchObject({
      status: 200,
      body: { amount: 80, lines: [] },
    });
    expect(await billing.pay(id, 1)).toMatchObject({ status: 409, body: { type: '/problems/bill-not-issued' } });
    expect(await billing.command(id, 'discounts', { amount: 1, reason: 'x' })).toMatchObject({
      status: 409,
      body: { state: 'draft', allowedCommands: ['issue', 'cancel'] },
    });

    expect(await billing.command(id, 'issue')).toMatchObject({
      status: 200,
      body: { status: 'issued', number: expect.stringMatching(/^INV-/), dueAmount: 80 },
    });
    expect(await billing.command(id, 'issue')).toMatchObject({ status: 409, body: { state: 'issued' } });
    for (const patch of [{ amount: 81 }, { lines: [scan] }]) {
      expect(await change(id, patch)).toMatchObject({ status: 409, body: { type: '/problems/bill-frozen' } });
    }
    expect(await change(id, { details: 'Visit of Monday' })).toMatchObject({ status: 200 });
    await expect(billing.db.query('update bills set amount = 1 where id = $1', [id])).rejects.toThrow('frozen');
    await expect(billing.db.query('delete from bills where id = $1', [id])).rejects.toThrow('frozen');
  });

  it('is given up without a number', async () => {
    const { id } = await draft();
    expect(await billing.command(id, 'cancel')).toMatchObject({
      status: 200,
      body: { status: 'cancelled', number: null },
    });
    expect(await billing.command(id, 'issue')).toMatchObject({ status: 409, body: { state: 'cancelled' } });
  });

  it('is issued once by twenty at once, and numbers have no gap or repeat', async () => {
    const { number: before } = await billing.issue();
    const drafts = await Promise.all(Array.from({ length: 10 }, () => draft()));
    const twice = [...drafts, ...drafts].map(({ id }) => billing.command(id, 'issue'));
    const failing = Array.from({ length: 5 }, () => billing.command(randomUUID(), 'issue'));
    const all = await Promise.all([...twice, ...failing]);
    expect(all.map(({ status }) => status).sort()).toEqual([
      ...Array<number>(10).fill(200),
      ...Array<number>(5).fill(404),
      ...Array<number>(10).fill(409),
    ]);
    const numbers = all
      .filter(({ status }) => status === 200)
      .map(({ body }) => Number((body as Bill).number.slice(9)));
    const first = Number(before.slice(9));
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, i) => first + 1 + i));
    expect(await billing.proof()).toMatchObject({ proven: true });
  });
});

describe('a discount', () => {
  const discount = (id: string, body: object) => billing.command(id, 'discounts', { reason: 'Staff', ...body });

  it('takes off an amount, or percent of the bill, and never more than is due', async () => {
    const { id } = await billing.issue({ amount: 99.99 });
    expect(await discount(id, { percent: 12.5 })).toMatchObject({
      status: 201,
      body: { discountAmount: 12.5, dueAmount: 87.49, status: 'issued' },
    });
    await billing.pay(id, 80);
    expect(await discount(id, { amount: 7.5 })).toMatchObject({
      status: 409,
      body: { type: '/problems/discount-exceeds-due', dueAmount: 7.49 },
    });
    expect(await discount(id, { amount: 7.49 })).toMatchObject({ status: 201, body: { status: 'paid', dueAmount: 0 } });
    expect(await discount(id, { amount: 0.01 })).toMatchObject({
      status: 409,
      body: { state: 'paid', allowedCommands: ['refund'] },
    });
  });

  it('is refused with nothing to take off, or twice as much', async () => {
    const { id } = await billing.issue({ amount: 0.04 });
    for (const body of [{}, { amount: 0.01, percent: 1 }, { percent: 101 }, { percent: 1.234 }, { percent: 0.01 }]) {
      expect(await discount(id, body)).toMatchObject({ status: 400 });
    }
    expect(await billing.served.api.get(`/bills/${id}`)).toMatchObject({ body: { discountAmount: 0, version: 1 } });
  });

  it('of everything leaves a bill that can be cancelled', async () => {
    const { id } = await billing.issue();
    expect(await discount(id, { percent: 100 })).toMatchObject({ body: { status: 'paid' } });
    expect(await discount(id, { amount: 1 })).toMatchObject({ status: 409, body: { allowedCommands: ['cancel'] } });
    expect(await billing.command(id, 'cancel')).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    expect(await billing.proof()).toMatchObject({ proven: true });
  });

  it('of twenty at once takes off no more than is due', async () => {
    const { id } = await billing.issue();
    const all = await Promise.all(Array.from({ length: 20 }, () => discount(id, { amount: 30 })));
    expect(all.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(await billing.served.api.get(`/bills/${id}`)).toMatchObject({ body: { dueAmount: 10 } });
  });
});
