import { randomUUID } from 'node:crypto';
import { patientId, startBillingService, type Fixture } from './fixtures';

let billing: Fixture;
beforeAll(async () => {
  billing = await startBillingService();
});

const issue = (bill?: object) => billing.issue(bill);
const pay = (billId: string, amount: number, paymentId: string = randomUUID(), more: object = {}) =>
  billing.pay(billId, amount, { paymentId, ...more });
const read = (id: string) => billing.served.api.get(`/bills/${id}`);
const balances = async (patient: string) =>
  ((await billing.served.api.get(`/balances/${patient}`)).body as { balances: object[] }).balances;

describe('payments on a bill', () => {
  it('never exceed what is due when twenty come at once', async () => {
    const { id } = await issue({ amount: 100 });
    const all = await Promise.all(Array.from({ length: 20 }, () => pay(id, 30)));
    expect(all.filter(({ status }) => status === 201)).toHaveLength(3);
    for (const response of all.filter(({ status }) => status !== 201)) {
      expect(response).toMatchObject({
        status: 409,
        body: { type: '/problems/exceeds-due', dueAmount: 10, currency: 'USD' },
      });
    }
    expect(await read(id)).toMatchObject({ body: { paidAmount: 90, dueAmount: 10, status: 'partially-paid' } });
  });

  it('are applied once by their id, however many ask at once', async () => {
    const { id } = await issue();
    const paymentId = randomUUID();
    const all = await Promise.all(Array.from({ length: 10 }, () => pay(id, 40, paymentId)));
    expect(all.map(({ status }) => status).sort()).toEqual([...Array<number>(9).fill(200), 201]);
    expect(await read(id)).toMatchObject({ body: { paidAmount: 40 } });
    expect(await pay(id, 41, paymentId)).toMatchObject({ status: 409, body: { type: '/problems/payment-id-reused' } });
    expect(await pay((await issue()).id, 40, paymentId)).toMatchObject({ status: 409 });
  });

  it('are refused for an unknown bill and in another currency', async () => {
    expect(await pay(randomUUID(), 1)).toMatchObject({ status: 404, body: { type: '/problems/not-found' } });
    const { id } = await issue({ currency: 'EUR' });
    expect(await pay(id, 1)).toMatchObject({
      status: 422,
      body: { type: '/problems/currency-mismatch', currency: 'EUR' },
    });
    expect(await pay(id, 1, randomUUID(), { currency: 'EUR' })).toMatchObject({ status: 201 });
    const yen = await issue({ currency: 'JPY', amount: 1000 });
    expect(await pay(yen.id, 10.5)).toMatchObject({ status: 422, body: { type: '/problems/currency-mismatch' } });
  });

  it('stay as they are, whoever asks the database', async () => {
    const { id } = await issue();
    await pay(id, 5);
    const post = (accounts: string, amounts: string) =>
      billing.db.query(
        `select post('payment', $1, $2, 'USD', null, null, null, now(), '{${accounts}}', '{${amounts}}')`,
        [id, patientId],
      );
    await expect(post('desk-cash,receivable', '9999900,-9999900')).rejects.toThrow('bills_within_amount');
    await expect(post('desk-cash,receivable', '100,-99')).rejects.toThrow('does not balance');
    await expect(billing.db.query('update ledger_entries set amount = 1')).rejects.toThrow('keeps history');
    await expect(billing.db.query('delete from ledger_entries')).rejects.toThrow('keeps history');
    await expect(billing.db.query('truncate ledger_entries cascade')).rejects.toThrow('keeps history');
    await expect(billing.db.query('update bills set paid_amount = 0 where id = $1', [id])).rejects.toThrow(
      'post an entry',
    );
    await expect(billing.db.query('update received_payments set applied_amount = 1')).rejects.toThrow('post an entry');
    await expect(billing.db.query('delete from received_payments')).rejects.toThrow('post an entry');
    await expect(billing.db.query(`insert into deposit_balances values ($1, 'USD', 100)`, [patientId])).rejects.toThrow(
      'post an entry',
    );
  });

  it('have refusals remembered with their key, so that a late repeat is refused as well', async () => {
    const { id } = await issue({ amount: 10 });
    const paid = randomUUID();
    await pay(id, 10, paid);
    const key = randomUUID();
    const attempt = () => pay(id, 9, key).set('Idempotency-Key', key);
    const first = await attempt();
    expect(first).toMatchObject({ status: 409 });
    await billing.command(id, 'refunds', { refundId: randomUUID(), paymentId: paid, amount: 10 });
    const again = await attempt();
    expect(again).toMatchObject({ status: 409, headers: { 'idempotent-replayed': 'true' } });
    expect(again.body).toEqual(first.body);
    expect(await read(id)).toMatchObject({ body: { paidAmount: 10, refundedAmount: 10, dueAmount: 10 } });
  });
});

describe('a payment or refund of an id that was used before', () => {
  it('is the same only where all that it says is the same', async () => {
    const { id } = await issue();
    const paymentId = randomUUID();
    expect(await pay(id, 40, paymentId, { method: 'cash' })).toMatchObject({ status: 201 });
    for (const same of [{}, { method: 'cash' }, { method: 'cash', currency: 'USD' }]) {
      expect(await pay(id, 40, paymentId, same)).toMatchObject({ status: 200 });
    }
    const reused = { status: 409, body: { type: '/problems/payment-id-reused' } };
    expect(await pay(id, 40, paymentId, { method: 'card' })).toMatchObject(reused);
    expect(await pay(id, 40, paymentId, { method: 'deposit' })).toMatchObject(reused);
    const held = { paymentId: randomUUID(), method: 'card' };
    expect(await billing.deposit(held)).toMatchObject({ status: 200 });
    for (const other of [{ method: 'cash' }, { currency: 'EUR' }, { patientId: randomUUID() }]) {
      expect(await billing.deposit({ ...held, ...other })).toMatchObject(reused);
    }
    expect(await read(id)).toMatchObject({ body: { paidAmount: 40 } });
  });
});

describe('the payments that were received', () => {
  it('are found by when their money last moved, so that an older one that was refunded is among them', async () => {
    const { id } = await issue();
    const paymentId = randomUUID();
    await pay(id, 60, paymentId);
    const found = async (query: string) => {
      const { body } = await billing.served.api.get(`/ledger/payments?paymentId=${paymentId}&${query}`);
      return (body as { data: { lastRefundedAt: string | null }[] }).data;
    };
    const paidAt = new Date().toISOString();
    expect(await found(`movedFrom=${paidAt}`)).toEqual([]);
    expect(await found(`movedTo=${paidAt}`)).toMatchObject([{ lastRefundedAt: null }]);
    await billing.command(id, 'refunds', { refundId: randomUUID(), paymentId, amount: 5 });
    expect(await found(`movedFrom=${paidAt}`)).toMatchObject([
      { refundedAmount: 5, lastRefundedAt: expect.any(String) },
    ]);
    expect(await found(`movedTo=${paidAt}`)).toEqual([]);
    expect(await found(`to=${paidAt}`)).toHaveLength(1);
  });
});

describe('more than is due', () => {
  it('is held for the patient where that is asked for, in the same act', async () => {
    const patient = randomUUID();
    const { id } = await issue({ patientId: patient, amount: 60 });
    expect(await pay(id, 100)).toMatchObject({ status: 409, body: { dueAmount: 60 } });
    const paid = await pay(id, 100, randomUUID(), { method: 'card', excess: 'deposit' });
    expect(paid).toMatchObject({
      status: 201,
      body: { status: 'paid', paidAmount: 60, payment: { appliedAmount: 60, depositedAmount: 40 } },
    });
    expect(await balances(patient)).toEqual([{ currency: 'USD', owed: 0, deposit: 40 }]);
  });
});

describe('a deposit', () => {
  it('is taken once by its id, and shown beside what is owed', async () => {
    const patient = randomUUID();
    const paymentId = randomUUID();
    const take = (more: object = {}) => billing.deposit({ paymentId, patientId: patient, ...more });
    const all = await Promise.all(Array.from({ length: 10 }, () => take()));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await take({ amount: 101 })).toMatchObject({ status: 409, body: { type: '/problems/payment-id-reused' } });
    await issue({ patientId: patient, amount: 30 });
    await billing.deposit({ patientId: patient, amount: 500, currency: 'JPY' });
    expect(await balances(patient)).toEqual([
      { currency: 'JPY', owed: 0, deposit: 500 },
      { currency: 'USD', owed: 30, deposit: 100 },
    ]);
    expect(await balances(randomUUID())).toEqual([]);
    const nobody = randomUUID();
    const { body } = (await billing.served.api.get(`/balances?patientId=${nobody},${patient},${patient}`)) as {
      body: { data: object[] };
    };
    expect(body.data).toHaveLength(2);
    expect(body.data).toContainEqual({ patientId: nobody, balances: [] });
    expect(body.data).toContainEqual({ patientId: patient, balances: await balances(patient) });
  });

  it('pays bills, and never more than it holds, by however many at once', async () => {
    const patient = randomUUID();
    await billing.deposit({ patientId: patient });
    const bills = await Promise.all(Array.from({ length: 20 }, () => issue({ patientId: patient, amount: 30 })));
    const all = await Promise.all(bills.map(({ id }) => pay(id, 30, randomUUID(), { method: 'deposit' })));
    expect(all.filter(({ status }) => status === 201)).toHaveLength(3);
    for (const refused of all.filter(({ status }) => status !== 201)) {
      expect(refused).toMatchObject({ status: 409, body: { type: '/problems/exceeds-deposit', depositAmount: 10 } });
    }
    expect(await balances(patient)).toEqual([{ currency: 'USD', owed: 510, deposit: 10 }]);
    await expect(
      billing.db.query(
        `select post('deposit', null, $1, 'USD', null, null, null, now(), '{deposits,desk-cash}', '{1001,-1001}')`,
        [patient],
      ),
    ).rejects.toThrow('deposit_balances_not_negative');
  });

  it('is taken by twenty at once for a new patient without one getting lost', async () => {
    const patient = randomUUID();
    const all = await Promise.all(Array.from({ length: 20 }, () => billing.deposit({ patientId: patient, amount: 5 })));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await balances(patient)).toMatchObject([{ deposit: 100 }]);
  });

  it('is given back as far as it is not used', async () => {
    const patient = randomUUID();
    const paymentId = randomUUID();
    await billing.deposit({ patientId: patient, paymentId });
    const { id } = await issue({ patientId: patient, amount: 70 });
    await pay(id, 70, randomUUID(), { method: 'deposit' });
    const giveBack = (amount: number, refundId: string = randomUUID()) =>
      billing.served.api.post(`/deposits/${paymentId}/refunds`).send({ refundId, amount });
    expect(await giveBack(31)).toMatchObject({
      status: 409,
      body: { type: '/problems/exceeds-refundable', refundableAmount: 30 },
    });
    const refundId = randomUUID();
    for (const _ of [1, 2]) {
      expect(await giveBack(30, refundId)).toMatchObject({ status: 200, body: { refundedAmount: 30 } });
    }
    expect(await balances(patient)).toEqual([{ currency: 'USD', owed: 0, deposit: 0 }]);
  });
});

describe('a refund', () => {
  const refund = (billId: string, paymentId: string, amount: number, refundId: string = randomUUID()) =>
    billing.command(billId, 'refunds', { refundId, paymentId, amount });

  it('makes it due again, and never gives back more than its payment applied, by however many at once', async () => {
    const { id } = await issue();
    const paymentId = randomUUID();
    await pay(id, 60, paymentId);
    await pay(id, 40);
    const all = await Promise.all(Array.from({ length: 20 }, () => refund(id, paymentId, 25)));
    expect(all.filter(({ status }) => status === 201)).toHaveLength(2);
    for (const { status, body } of all.filter((answer) => answer.status !== 201)) {
      expect({ status, body }).toMatchObject({
        status: 409,
        body: { type: '/problems/exceeds-refundable', refundableAmount: 10 },
      });
    }
    expect(await read(id)).toMatchObject({
      body: { paidAmount: 100, refundedAmount: 50, dueAmount: 50, status: 'partially-paid' },
    });
  });

  it('is made once by its id', async () => {
    const { id } = await issue();
    const paymentId = randomUUID();
    await pay(id, 60, paymentId);
    const refundId = randomUUID();
    const all = await Promise.all(Array.from({ length: 5 }, () => refund(id, paymentId, 20, refundId)));
    expect(all.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201]);
    expect(await refund(id, paymentId, 21, refundId)).toMatchObject({
      status: 409,
      body: { type: '/problems/refund-id-reused' },
    });
    expect(await refund(id, randomUUID(), 1)).toMatchObject({
      status: 422,
      body: { type: '/problems/payment-unknown' },
    });
    expect(await refund((await issue()).id, paymentId, 1)).toMatchObject({ status: 422 });
  });

  it('takes what was held first, then what the bill got; of a payment from the deposit, back to the deposit', async () => {
    const patient = randomUUID();
    const { id } = await issue({ patientId: patient, amount: 60 });
    const paymentId = randomUUID();
    await pay(id, 100, paymentId, { excess: 'deposit' });
    expect(await refund(id, paymentId, 50)).toMatchObject({ status: 201, body: { dueAmount: 10 } });
    expect(await balances(patient)).toMatchObject([{ owed: 10, deposit: 0 }]);

    await billing.deposit({ patientId: patient, amount: 10 });
    const fromDeposit = randomUUID();
    await pay(id, 10, fromDeposit, { method: 'deposit' });
    expect(await refund(id, fromDeposit, 4)).toMatchObject({ status: 201, body: { dueAmount: 4 } });
    expect(await balances(patient)).toMatchObject([{ owed: 4, deposit: 4 }]);
    expect(await billing.proof()).toMatchObject({ proven: true });
  });

  it('frees a bill to be cancelled', async () => {
    const { id } = await issue();
    const paymentId = randomUUID();
    await pay(id, 60, paymentId);
    expect(await billing.command(id, 'cancel')).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('60.00 USD has been paid on this bill. Refund it first') },
    });
    await refund(id, paymentId, 60);
    expect(await billing.command(id, 'cancel')).toMatchObject({
      status: 200,
      body: { status: 'cancelled', dueAmount: 0, paidAmount: 60, refundedAmount: 60 },
    });
    expect(await billing.proof()).toMatchObject({ proven: true });
  });
});
