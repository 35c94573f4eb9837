import { randomUUID } from 'node:crypto';
import { asBytes, readPdf } from '@hms/papers/testing/pdf';
import { patientId, startBillingService, withEntries, type Fixture } from './fixtures';

let billing: Fixture;
beforeAll(async () => {
  billing = await startBillingService();
});

// the reading program loads a large library
jest.setTimeout(60_000);

const print = (id: string) => asBytes(billing.served.api.get(`/bills/${id}.pdf`));
const read = async (id: string) => {
  const response = await print(id);
  expect(response).toMatchObject({ status: 200, headers: { 'content-type': 'application/pdf' } });
  return readPdf(response.body as Buffer);
};
const lines = [
  { description: 'Röntgen, 胸部 X-ray', code: 'XR-1', quantity: 1, unitAmount: 1080 },
  { description: 'Nursing, hours', quantity: 1.5, unitAmount: 33.33 },
];

it('prints what a bill says and comes to, in the decimals of its currency', async () => {
  const { id, number } = await billing.issue({ amount: undefined, lines, dueDate: '2099-01-31' });
  await billing.command(id, 'discounts', { amount: 30, reason: 'Staff' });
  await billing.pay(id, 100);
  const pages = await read(id);
  expect(pages).toHaveLength(1);
  for (const part of [
    'St Mary’s',
    '1 High Street',
    number,
    'Partly paid',
    '2099-01-31',
    patientId,
    'Röntgen, 胸部 X-ray (XR-1)',
    '1.5',
    '33.33',
    '50.00',
    '1,130.00 USD',
    '-30.00 USD',
    '-100.00 USD',
    '1,000.00 USD',
  ]) {
    expect(pages[0]).toContain(part);
  }
});

it('bears the day that the hospital’s calendar showed when it was issued, and says whose calendar', async () => {
  const inAuckland = await startBillingService('Pacific/Auckland');
  const { id } = await inAuckland.issue();
  const { body } = await inAuckland.served.api.get(`/bills/${id}`);
  const { issuedAt } = body as { issuedAt: string };
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Pacific/Auckland', dateStyle: 'short' });
  const printed = await asBytes(inAuckland.served.api.get(`/bills/${id}.pdf`));
  expect(readPdf(printed.body as Buffer)[0]).toContain(`${day.format(new Date(issuedAt))} (Pacific/Auckland)`);
  const inUtc = await billing.issue();
  expect((await read(inUtc.id))[0]).toContain('(UTC)');
});

it('is printed in the order in which it was written, also what was stored before words were cleaned', async () => {
  const [row] = await billing.db.query<{ id: string }>(
    withEntries(`insert into bills (patient_id, currency, details, lines, amount, issued_at, number)
     values ($1, 'USD', $2, $3, 100, now(), next_bill_number(now()))`),
    [
      patientId,
      'Ward \u202eabc\u202c\u200b, bed 5',
      JSON.stringify([
        { description: 'X\u00ad-ray\u202e of\u2066 hand', code: 'XR\u200b-1', quantity: 1, unitAmount: 100 },
      ]),
    ],
  );
  const [page] = await read(row?.id ?? '');
  expect(page).toContain('Ward abc, bed 5');
  expect(page).toContain('X-ray of hand (XR-1)');
});

it('shows no decimals in yen, and three in dinars', async () => {
  for (const [currency, unitAmount, shown] of [
    ['JPY', 12_345, '12,345 JPY'],
    ['KWD', 1234.5, '1,234.500 KWD'],
  ] as const) {
    const { id } = await billing.issue({ currency, amount: undefined, lines: [{ description: 'Scan', unitAmount }] });
    expect((await read(id))[0]).toContain(shown);
  }
});

it('says of a draft that it is one, and of a cancelled bill that nothing is to be paid', async () => {
  const draft = await billing.issue({ status: 'draft' });
  const [drafted = ''] = await read(draft.id);
  expect(drafted).toContain('Bill DRAFT');
  expect(drafted).not.toContain('INV-');
  expect(drafted).not.toContain('Due');
  const cancelled = await billing.issue();
  await billing.command(cancelled.id, 'cancel');
  expect((await read(cancelled.id))[0]).toContain('CANCELLED');
});

it('goes on over pages, each with the head of the table and its number, and leaves no line out', async () => {
  const many = Array.from({ length: 150 }, (_, i) => ({ description: `Item no. ${i + 1}.`, unitAmount: 1 }));
  const { id } = await billing.issue({ amount: undefined, lines: many });
  const pages = await read(id);
  expect(pages.length).toBeGreaterThan(2);
  for (const [i, page] of pages.entries()) {
    expect(page).toContain(`page ${i + 1} of ${pages.length}`);
    if (page.includes('Item no.')) expect(page).toContain('Unit amount');
  }
  const found = pages.join('\n').match(/Item no\. \d+\./g);
  expect(found).toEqual(many.map(({ description }) => description));
});

it('keeps the sums with the last two lines, under the head of the table', async () => {
  for (const count of [26, 27, 28, 29]) {
    const lines = Array.from({ length: count }, (_, i) => ({ description: `Item no. ${i + 1}.`, unitAmount: 1 }));
    const { id } = await billing.issue({ amount: undefined, lines });
    const last = (await read(id)).at(-1);
    for (const part of [`Item no. ${count - 1}.`, `Item no. ${count}.`, 'Unit amount', 'Due', `${count}.00 USD`])
      expect(last).toContain(part);
  }
});

it('takes words of any length and any character', async () => {
  const details = `${'Donau'.repeat(100)} 👩‍⚕️ محمد (12) שלום क्षत्रिय ${'字'.repeat(300)} end.`;
  const { id } = await billing.issue({ details });
  const text = (await read(id)).join('\n');
  expect(text).toContain('end.');
  expect(text).toContain('□');
  expect(text.match(/字/g)).toHaveLength(300);
});

it('has an ETag that changes with the bill', async () => {
  const { id } = await billing.issue();
  const { headers } = await print(id);
  const etag = String((headers as Record<string, string>)['etag']);
  const again = () => billing.served.api.get(`/bills/${id}.pdf`).set('If-None-Match', etag);
  expect(await again()).toMatchObject({ status: 304 });
  await billing.pay(id, 10);
  expect(await again()).toMatchObject({ status: 200 });
});

it('finds nothing to print where there is nothing', async () => {
  expect(await billing.served.api.get(`/bills/${randomUUID()}.pdf`)).toMatchObject({ status: 404 });
  expect(await billing.served.api.get('/bills/x.pdf')).toMatchObject({ status: 400 });
});
