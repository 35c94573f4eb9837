import { startPaymentService } from './fixtures';

it('numbers receipts by the year of the hospital’s calendar, each year from 1 on and without a gap', async () => {
  const inAuckland = await startPaymentService('Pacific/Auckland');
  const inHonolulu = await startPaymentService('Pacific/Honolulu');
  const number = async ({ db }: typeof inAuckland, settledAt: string) =>
    (await db.query<{ number: string }>('select next_receipt_number($1) as number', [settledAt]))[0]?.number;
  expect(await number(inAuckland, '2026-12-31T10:59:59Z')).toBe('RCP-2026-000001');
  expect(await number(inAuckland, '2026-12-31T11:00:00Z')).toBe('RCP-2027-000001');
  expect(await number(inHonolulu, '2027-01-01T09:59:59Z')).toBe('RCP-2026-000001');
  expect(await number(inHonolulu, '2027-01-01T10:00:00Z')).toBe('RCP-2027-000001');
  const { body } = await inAuckland.take();
  const { receiptNumber, settledAt } = body as { receiptNumber: string; settledAt: string };
  const year = new Intl.DateTimeFormat('en', { timeZone: 'Pacific/Auckland', year: 'numeric' });
  expect(receiptNumber.slice(4, 8)).toBe(year.format(new Date(settledAt)));
});
