import { randomUUID } from 'node:crypto';
import { asBytes, readPdf } from '@hms/papers/testing/pdf';
import { answers, isUnavailable } from '@hms/service-kit/testing/stub-upstream';
import { applies, billId, holds, patientId, startPaymentService, type Fixture } from './fixtures';

let payments: Fixture;
beforeAll(async () => {
  payments = await startPaymentService();
});
beforeEach(() => payments.billing.behave(applies()));

// the reading program loads a large library
jest.setTimeout(60_000);

const idOf = async (payment: object) => ((await payments.take(payment)).body as { id: string }).id;
const print = (id: string) => asBytes(payments.read(`/payments/${id}/receipt.pdf`));
const read = async (id: string) => {
  const response = await print(id);
  expect(response).toMatchObject({ status: 200, headers: { 'content-type': 'application/pdf' } });
  const pages = readPdf(response.body as Buffer);
  expect(pages).toHaveLength(1);
  return pages[0] ?? '';
};

it('prints what was paid, handed over and given back', async () => {
  const id = await idOf({ amount: 1025.5, tendered: 1100, reference: 'till 3, 王小明' });
  await payments.served.api.post(`/payments/${id}/refunds`).send({ amount: 25.5, reason: 'Charged too much' });
  const { body } = await payments.read(`/payments/${id}`);
  const { receiptNumber, settledAt } = body as { receiptNumber: string; settledAt: string };
  const text = await read(id);
  for (const part of [
    receiptNumber,
    `${settledAt.slice(0, 19).replace('T', ' ')} UTC`,
    '1,025.50 USD',
    'Cash',
    'till 3, 王小明',
    billId,
    patientId,
    '1,100.00 USD',
    '74.50 USD',
    '25.50 USD',
  ]) {
    expect(text).toContain(part);
  }
});

it('bears the time that a clock in the hospital showed, and says which of two when clocks go back', async () => {
  const inBerlin = await startPaymentService('Europe/Berlin');
  const printedAt = async (settledAt: string) => {
    const { body } = await inBerlin.take();
    const { id } = body as { id: string };
    await inBerlin.db.query('update payments set settled_at = $2 where id = $1', [id, settledAt]);
    const response = await asBytes(inBerlin.read(`/payments/${id}/receipt.pdf`));
    return readPdf(response.body as Buffer)[0];
  };
  expect(await printedAt('2026-10-25T00:30:00Z')).toContain('2026-10-25 02:30:00 +02:00 Europe/Berlin');
  expect(await printedAt('2026-10-25T01:30:00Z')).toContain('2026-10-25 02:30:00 +01:00 Europe/Berlin');
  expect(await printedAt('2026-12-31T23:30:00Z')).toContain('2027-01-01 00:30:00 +01:00 Europe/Berlin');
});

it('prints a reference in the order in which it was written, even one that was stored before they were cleaned', async () => {
  const id = await idOf({ reference: 'slip \u202eabc\u202c 12\u200b3\nof May' });
  expect(await payments.read(`/payments/${id}`)).toMatchObject({ body: { reference: 'slip abc 123 of May' } });
  await payments.db.query('update payments set reference = $2 where id = $1', [id, 'old \u202exyz\u200b 7']);
  expect(await read(id)).toContain('old xyz 7');
});

it('prints that of a deposit', async () => {
  payments.billing.behave(holds(40));
  const text = await read(await idOf({ billId: undefined, patientId, amount: 40, method: 'card' }));
  expect(text).toContain('a deposit');
  expect(text).not.toContain('Handed over');
});

it('has an ETag that changes with what is given back', async () => {
  const id = await idOf({ amount: 10 });
  const { headers } = await print(id);
  const etag = String((headers as Record<string, string>)['etag']);
  const again = () => payments.read(`/payments/${id}/receipt.pdf`).set('If-None-Match', etag);
  expect(await again()).toMatchObject({ status: 304 });
  await payments.served.api.post(`/payments/${id}/refunds`).send({ amount: 1, reason: 'x' });
  expect(await again()).toMatchObject({ status: 200 });
});

it('is not there for what has failed, or is not settled', async () => {
  payments.billing.behave(
    answers(409, { type: '/problems/exceeds-due', title: 'x', status: 409, detail: 'Only 5.00 USD is due.' }),
  );
  const { paymentId } = (await payments.take()).body as { paymentId: string };
  expect(await payments.read(`/payments/${paymentId}/receipt.pdf`)).toMatchObject({
    status: 409,
    body: { type: '/problems/no-receipt', state: 'failed', detail: expect.stringContaining('Only 5.00 USD is due.') },
  });
  payments.billing.behave(isUnavailable);
  expect(await payments.read(`/payments/${await idOf({})}/receipt.pdf`)).toMatchObject({
    status: 409,
    body: { type: '/problems/no-receipt', state: 'processing' },
  });
  expect(await payments.read(`/payments/${randomUUID()}/receipt.pdf`)).toMatchObject({ status: 404 });
});
