import type { Browser, Page } from 'playwright-core';
import { ask, openBrowser, randomLetters, seriousFaults, signIn } from './desk';

let browser: Browser;
let page: Page;
let reception: Page;
beforeAll(async () => {
  browser = await openBrowser();
  reception = await signIn(browser, 'receptionist');
  page = await signIn(browser, 'cashier');
});
afterAll(() => browser.close());

interface Bill {
  id: string;
  number: string;
  dueAmount: number;
  paidAmount: number;
}

/** A patient of one's own, with bills of these amounts. */
async function newPayer(...amounts: number[]) {
  const familyName = `Quill${randomLetters()}`;
  const patient = { givenName: 'Ada', familyName, birthDate: '1980-02-03' };
  const { id, mrn } = await ask<{ id: string; mrn: string }>(
    reception,
    'POST',
    '/patients?allowDuplicate=true',
    patient,
  );
  const bills: Bill[] = [];
  for (const amount of amounts)
    bills.push(await ask(page, 'POST', '/bills', { patientId: id, amount, details: `Visit for ${amount}` }));
  return { id, mrn, familyName, bills };
}
const readBill = ({ id }: Bill) => ask<Bill>(page, 'GET', `/bills/${id}`);
const paymentsOf = async (patientId: string) =>
  (await ask<{ data: Payment[] }>(page, 'GET', `/payments?patientId=${patientId}`)).data;
interface Payment {
  id: string;
  method: string;
  amount: number;
  status: string;
  tendered: number | null;
  change: number | null;
  receiptNumber: string;
}
async function openAccount(who: Page, patientId: string) {
  await who.goto(new URL(`/cash/${patientId}`, who.url()).href);
  await who.locator('[name=amount]:focus').waitFor();
}

test('a cashier begins at the cash desk, and takes money for two bills by keyboard alone', async () => {
  const { mrn, familyName, bills, id } = await newPayer(30, 50);
  await page.keyboard.press('/');
  await page.locator('#search:focus').waitFor();
  expect(new URL(page.url()).pathname).toBe('/cash');
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.type(mrn);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: `Ada ${familyName}` }).waitFor();
  await page.locator('[name=amount]:focus').waitFor();
  expect(await page.inputValue('[name=amount]')).toBe('80.00');
  expect(await seriousFaults(page)).toEqual([]);
  // what is typed takes the place of what was there
  await page.keyboard.type('70');
  await page.getByText('pays US$40.00').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('100');
  await page.getByText('Change US$30.00').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Taken: US$70.00' }).waitFor();
  await page.locator('.change-back').getByText('US$30.00').waitFor();
  await page
    .getByRole('button', { name: /^Print receipt/, exact: false })
    .first()
    .waitFor();
  expect(await page.evaluate(`document.activeElement.getAttribute('aria-label')`)).toMatch(/^Print receipt RCP-/);
  expect(await seriousFaults(page)).toEqual([]);
  expect(await Promise.all(bills.map(readBill))).toMatchObject([{ dueAmount: 0 }, { dueAmount: 10 }]);
  expect(await paymentsOf(id)).toMatchObject([
    { amount: 40, tendered: 70, change: 30 },
    { amount: 30, tendered: 30, change: 0 },
  ]);
});

test('the receipt is printed from the screen, then and later', async () => {
  const { id } = await newPayer(12);
  await openAccount(page, id);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Taken: US$12.00' }).waitFor();
  // a browser without a screen has nothing to print with
  await page.evaluate(`window.printed = 0;
    Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', {
      configurable: true, get: () => ({ focus() {}, print() { window.printed++; } }) })`);
  await page.keyboard.press('Enter');
  await page.waitForFunction('window.printed === 1');
  expect(await page.evaluate(`document.querySelector('.print-frame').contentDocument.contentType`)).toBe(
    'application/pdf',
  );
  await page.reload();
  const receipt = page.getByRole('link', { name: /^Open receipt RCP-/ });
  await receipt.waitFor();
  const status = `fetch(${JSON.stringify(await receipt.getAttribute('href'))}).then((r) => [r.status, r.headers.get('content-type')])`;
  expect(await page.evaluate(status)).toEqual([200, 'application/pdf']);
});

test('what is no amount is refused, with the reason', async () => {
  const { id } = await newPayer(30);
  await openAccount(page, id);
  for (const [typed, why] of [
    ['12,50', 'This could be read in two ways: write it like 1234.50'],
    ['ten', 'This is no amount'],
    ['1.005', 'The currency has fewer decimals'],
    ['30.01', 'More than is owed on the chosen bills: US$30.00'],
  ] as const) {
    await page.fill('[name=amount]', typed);
    await page.press('[name=amount]', 'Enter');
    await page.getByText(why).waitFor();
  }
  expect(await seriousFaults(page)).toEqual([]);
  await page.fill('[name=amount]', '20');
  await page.fill('[name=given]', '10');
  await page.press('[name=given]', 'Enter');
  await page.getByText('Less than the amount').waitFor();
  expect(await paymentsOf(id)).toEqual([]);
});

test('a deposit is taken, and a bill paid from it and by card', async () => {
  const { id, bills } = await newPayer(100);
  await openAccount(page, id);
  await page.getByRole('button', { name: 'Take a deposit' }).press('Enter');
  await page.getByText('Held for the patient').waitFor();
  await page.fill('[name=amount]', '40');
  await page.press('[name=amount]', 'Enter');
  await page.getByRole('heading', { name: 'Taken: US$40.00' }).waitFor();
  await openAccount(page, id);
  await page.getByRole('button', { name: 'Use the deposit (US$40.00)' }).press('Enter');
  await page.getByLabel('Method').last().selectOption('card');
  expect(await page.locator('[name=amount]').last().inputValue()).toBe('60.00');
  await page.locator('[name=amount]').last().press('Enter');
  await page.getByRole('heading', { name: 'Taken: US$100.00' }).waitFor();
  expect(await Promise.all(bills.map(readBill))).toMatchObject([{ dueAmount: 0 }]);
  expect(await paymentsOf(id)).toMatchObject([
    { method: 'card', amount: 60 },
    { method: 'deposit', amount: 40 },
    { method: 'cash', amount: 40 },
  ]);
});

test('a bill and a receipt are found by their numbers', async () => {
  const { id, familyName, bills } = await newPayer(30, 50);
  const [, second] = bills;
  await page.keyboard.press('Escape');
  await page.goto(new URL('/cash', page.url()).href);
  await page.fill('#search', second?.number.toLowerCase() ?? '');
  await page.press('#search', 'Enter');
  await page.getByRole('heading', { name: `Ada ${familyName}` }).waitFor();
  await page.locator('[name=amount]:focus').waitFor();
  // the one in hand alone
  expect(await page.inputValue('[name=amount]')).toBe('50.00');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Taken: US$50.00' }).waitFor();
  const [payment] = await paymentsOf(id);
  await page.goto(new URL('/cash', page.url()).href);
  await page.fill('#search', payment?.receiptNumber ?? '');
  await page.getByRole('option', { name: new RegExp(familyName) }).waitFor();
  await page.press('#search', 'Enter');
  await page.locator('.paid-marked').getByText('US$50.00').waitFor();
  await page.goto(new URL('/cash', page.url()).href);
  await page.fill('#search', 'inv 2001 1');
  await page.getByText('There is no INV-2001-000001.').waitFor();
});

test('two cashiers on one bill: one is told, and no money is doubled', async () => {
  const { id, bills } = await newPayer(25);
  const other = await signIn(browser, 'billing-manager');
  await Promise.all([openAccount(page, id), openAccount(other, id)]);
  await Promise.all([page.keyboard.press('Enter'), other.keyboard.press('Enter')]);
  const outcomes = await Promise.all(
    [page, other].map(async (who) => {
      const heading = who.getByRole('heading', { name: /^(Taken: US\$25.00|Nothing was taken)$/ });
      return heading.innerText();
    }),
  );
  expect(outcomes.sort()).toEqual(['Nothing was taken', 'Taken: US$25.00']);
  const told = outcomes.length && (await page.getByText('Nothing was taken').isVisible()) ? page : other;
  await told.getByText('Not taken: US$25.00').waitFor();
  expect(await seriousFaults(told)).toEqual([]);
  await told.getByRole('button', { name: 'Take what is owed now' }).press('Enter');
  await told.getByText('Nothing is owed.').waitFor();
  expect(await Promise.all(bills.map(readBill))).toMatchObject([{ paidAmount: 25, dueAmount: 0 }]);
  expect((await paymentsOf(id)).map(({ status }) => status).sort()).toEqual(['completed', 'failed']);
  await other.context().close();
});

test('a payment whose answer is lost is sent again with its key, and taken once', async () => {
  const { id, bills } = await newPayer(25);
  await openAccount(page, id);
  const keys: (string | undefined)[] = [];
  await page.route('**/api/payments', async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    if (keys.length === 1) await route.fetch().then(() => route.abort());
    else await route.continue();
  });
  await page.keyboard.press('Enter');
  await page.getByText('1 change is kept').waitFor();
  await page.getByRole('heading', { name: 'Taken: US$25.00' }).waitFor();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBe(keys[1]);
  expect(await paymentsOf(id)).toHaveLength(1);
  expect(await Promise.all(bills.map(readBill))).toMatchObject([{ paidAmount: 25 }]);
});

test('a payment that is only kept is shown as that, and becomes right by itself', async () => {
  const { id } = await newPayer(25);
  await openAccount(page, id);
  let isProcessing = true;
  // as payment-service answers while billing-service does not, in lists as well: one of them may be told first
  const asKept = (payment: object) => ({ ...payment, status: 'processing', receiptNumber: null, settledAt: null });
  await page.route('**/api/payments**', async (route) => {
    const response = await route.fetch();
    const payment = (await response.json()) as { data?: object[] };
    if (!isProcessing) await route.fulfill({ response });
    else if (payment.data)
      await route.fulfill({ response, json: { ...payment, data: payment.data.map((one) => asKept(one)) } });
    else await route.fulfill({ response, status: 202, json: asKept(payment) });
  });
  await page.route('**/api/payments/*', async (route) => {
    const response = await route.fetch();
    const payment = (await response.json()) as object;
    await route.fulfill({ response, json: isProcessing ? asKept(payment) : payment });
  });
  await page.keyboard.press('Enter');
  await page.getByText('are kept and under way').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  isProcessing = false;
  await page.getByText('are kept and under way').waitFor({ state: 'detached' });
  await page
    .locator('.taken')
    .getByRole('button', { name: /^Print receipt RCP/ })
    .waitFor();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  expect(await paymentsOf(id)).toHaveLength(1);
});

test('from the patient, m takes money', async () => {
  const { id, familyName } = await newPayer(5);
  await page.goto(new URL(`/patients/${id}`, page.url()).href);
  await page.getByRole('heading', { name: `Ada ${familyName}` }).waitFor();
  await page.keyboard.press('m');
  await page.locator('[name=amount]:focus').waitFor();
  expect(new URL(page.url()).pathname).toBe(`/cash/${id}`);
});

test('on a phone and in Arabic nothing is cut off, and nothing serious is found', async () => {
  const { id } = await newPayer(1234.5, 20);
  const small = await signIn(browser, 'cashier', { width: 320, height: 640 });
  await small.evaluate(`localStorage.setItem('front-desk-language', 'ar')`);
  await openAccount(small, id);
  await small.getByRole('heading', { name: 'اقبض مبلغًا' }).waitFor();
  expect(await small.evaluate(`document.documentElement.dir`)).toBe('rtl');
  expect(await small.evaluate(`document.documentElement.scrollWidth <= window.innerWidth`)).toBe(true);
  expect(await seriousFaults(small)).toEqual([]);
  await small.locator('[name=amount]').fill('١٠٠٫٥٠');
  await small.locator('[name=amount]').press('Enter');
  await small.getByRole('heading', { name: /^قُبض/ }).waitFor();
  expect((await paymentsOf(id)).map(({ amount }) => amount)).toEqual([100.5]);
  await small.context().close();
});
