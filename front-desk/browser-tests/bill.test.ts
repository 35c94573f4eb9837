import type { Browser, Page } from 'playwright-core';
import { password } from './config';
import { ask, openBrowser, openedDialog, randomLetters, seriousFaults, signIn } from './desk';

const familyName = `Bill${randomLetters()}`;
let browser: Browser;
let reception: Page;
let cashier: Page;
let patientId: string;

interface Bill {
  id: string;
  number: string | null;
  status: string;
  version: number;
  amount: number;
  appointmentId: string | null;
  lines: { description: string; quantity: number; unitAmount: number; amount: number }[];
}
const billsOf = async () => (await ask<{ data: Bill[] }>(cashier, 'GET', `/bills?patientId=${patientId}`)).data;
const type = (text: string) => cashier.keyboard.type(text);
const press = (key: string) => cashier.keyboard.press(key);
const focused = (label: string) =>
  cashier.waitForFunction(`document.activeElement?.labels?.[0]?.textContent === ${JSON.stringify(label)}`);

beforeAll(async () => {
  browser = await openBrowser();
  reception = await signIn(browser, 'receptionist');
  ({ id: patientId } = await ask<{ id: string }>(reception, 'POST', '/patients?allowDuplicate=true', {
    givenName: 'Ada',
    familyName,
  }));
  cashier = await signIn(browser, 'cashier');
});
afterAll(() => browser.close());

test('a bill of two lines is issued by keyboard alone, and the money taken straight after', async () => {
  await cashier.goto(new URL(`/cash/${patientId}`, cashier.url()).href);
  await cashier.getByText('Nothing is owed.').waitFor();
  await press('i');
  await cashier.getByRole('heading', { name: 'Issue a bill' }).waitFor();
  await focused('Service');
  expect(await seriousFaults(cashier)).toEqual([]);
  await type('Consultation');
  await press('Enter');
  await focused('Quantity');
  await press('Enter');
  await type('85.50');
  await press('Enter');
  await type('Blood count');
  await press('Enter');
  await type('1.5');
  await press('Enter');
  await type('33.33');
  // 49.995 is rounded half up
  await cashier.getByText('$50.00').waitFor();
  await cashier.getByRole('button', { name: /^Issue US\$135.50/ }).waitFor();
  await press('Control+Enter');

  await cashier.getByRole('heading', { name: /What is owed/ }).waitFor();
  await cashier.locator('[name=amount]:focus').waitFor();
  await press('Enter');
  await cashier.getByText('Taken: US$135.50').waitFor();
  const [bill, ...more] = await billsOf();
  expect(more).toEqual([]);
  expect(bill).toMatchObject({
    status: 'paid',
    amount: 135.5,
    number: expect.stringMatching(/^INV-/) as string,
    lines: [
      { description: 'Consultation', quantity: 1, unitAmount: 85.5 },
      { description: 'Blood count', quantity: 1.5, unitAmount: 33.33, amount: 50 },
    ],
  });
});

test('what is missing or could be read in two ways is said at the field, and nothing is sent', async () => {
  await cashier.goto(new URL(`/patients/${patientId}/bill`, cashier.url()).href);
  await focused('Service');
  await press('Control+Enter');
  await cashier.getByText('What was done?').waitFor();
  await focused('Service');
  await type('Dressing');
  await press('Tab');
  await press('Tab');
  await type('12,50');
  await press('Control+Enter');
  await cashier.getByText(/This could be read in two ways: write it like/).waitFor();
  await focused('Price of one');
  expect(await seriousFaults(cashier)).toEqual([]);
  expect(await billsOf()).toHaveLength(1);
});

test('a draft is kept, changed by two, shown to both, and issued once', async () => {
  await cashier.getByLabel('Price of one').fill('12.50');
  await cashier.getByRole('button', { name: 'Keep as a draft' }).press('Enter');
  await cashier.getByRole('heading', { name: 'Bill not issued yet' }).waitFor();
  const draft = (await billsOf()).find(({ status }) => status === 'draft');
  expect(draft).toMatchObject({ number: null, amount: 12.5 });
  const other = await signIn(browser, 'billing-manager');
  await other.goto(cashier.url());
  await other.getByLabel('Price of one').fill('20');
  await other.getByRole('button', { name: 'Keep as a draft' }).press('Enter');
  await other.getByText('Kept as a draft').waitFor();

  await cashier.getByLabel('Price of one').fill('15');
  await press('Control+Enter');
  await cashier.getByText('Somebody has changed this draft meanwhile').waitFor();
  await cashier.locator('.bill-table').getByText('1 × US$20.00').waitFor();
  expect(await seriousFaults(cashier)).toEqual([]);
  expect(await cashier.getByLabel('Price of one').inputValue()).toBe('15');
  await cashier.getByRole('button', { name: 'Keep what I typed' }).press('Enter');
  await press('Control+Enter');
  await cashier.getByRole('heading', { name: /What is owed/ }).waitFor();
  expect(await billsOf()).toContainEqual(expect.objectContaining({ id: draft?.id, status: 'issued', amount: 15 }));

  // who had it open is told
  await other.getByText('This is no draft any more (open)').waitFor();
  await other.context().close();
});

test('only a billing manager cancels a bill, after a question', async () => {
  const issued = (await billsOf()).find(({ status }) => status === 'issued');
  const where = new URL(`/bills/${issued?.id}`, cashier.url()).href;
  await cashier.goto(where);
  await cashier.getByRole('button', { name: 'Take money' }).waitFor();
  expect(await cashier.getByRole('button', { name: 'Cancel the bill' }).count()).toBe(0);
  const manager = await signIn(browser, 'billing-manager');
  await manager.goto(where);
  await manager.getByRole('button', { name: 'Cancel the bill' }).press('Enter');
  expect(await seriousFaults(manager)).toEqual([]);
  await (await openedDialog(manager)).getByRole('button', { name: 'Cancel the bill' }).press('Enter');
  await manager.getByText('cancelled', { exact: true }).waitFor();
  // the cashier's page hears of it
  await cashier.getByText('cancelled', { exact: true }).waitFor();
  expect(await cashier.getByRole('button', { name: 'Take money' }).count()).toBe(0);
  await manager.context().close();
});

test('from the visit its bill is issued, and the timeline shows what came from what', async () => {
  const owner = await signIn(browser, 'owner');
  const [slot] = (
    await ask<{ data: { doctorId: string; time: string }[] }>(owner, 'GET', `/slots?specialty=Dermatology&limit=1`)
  ).data;
  await ask(owner, 'POST', '/appointments', { patientId, doctorId: slot?.doctorId, time: slot?.time });
  await owner.goto(new URL(`/patients/${patientId}`, owner.url()).href);
  await owner.getByRole('button', { name: /^Issue its bill/ }).press('Enter');
  await owner.getByText(/^For the visit of/).waitFor();
  await owner.locator('[name=description]:focus').waitFor();
  await owner.keyboard.type('Skin check');
  await owner.keyboard.press('Tab');
  await owner.keyboard.press('Tab');
  await owner.keyboard.type('40');
  await owner.keyboard.press('Control+Enter');
  await owner.getByRole('heading', { name: /What is owed/ }).waitFor();
  expect((await billsOf())[0]).toMatchObject({ amount: 40, appointmentId: expect.any(String) as string });
  await owner.goto(new URL(`/patients/${patientId}`, owner.url()).href);
  await owner.locator('.entry-bill').getByText(/^Visit to/).waitFor(); // prettier-ignore
  expect(await owner.getByRole('button', { name: /^Issue its bill/ }).count()).toBe(0);
  await owner.context().close();
});

test('a session that ends while a bill is written keeps it, and it is sent after signing in again', async () => {
  await cashier.goto(new URL(`/patients/${patientId}/bill`, cashier.url()).href);
  await focused('Service');
  await type('Late fee');
  await press('Tab');
  await press('Tab');
  await type('3');
  await cashier.context().clearCookies();
  await press('Control+Enter');
  await cashier.getByText('Your session has ended').waitFor();
  // nothing of a patient is left to be seen by whoever comes by
  expect(await cashier.getByLabel('Service').count()).toBe(0);
  const [popup] = await Promise.all([
    cashier.waitForEvent('popup'),
    cashier.getByRole('link', { name: 'Sign in' }).press('Enter'),
  ]);
  await popup.waitForLoadState();
  if (await popup.locator('#name').count()) {
    await popup.fill('#name', 'cashier');
    await popup.fill('#password', password);
    await popup.press('#password', 'Enter');
  }
  await cashier.getByRole('heading', { name: /What is owed/ }).waitFor();
  expect((await billsOf()).filter(({ lines }) => lines[0]?.description === 'Late fee')).toHaveLength(1);
});

test.each([
  [320, 720],
  [640, 400],
])('at %i pixels nothing is cut off', async (width, height) => {
  const page = await signIn(browser, 'cashier', { width, height });
  await page.goto(new URL(`/patients/${patientId}/bill`, page.url()).href);
  await page.locator('[name=description]:focus').waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
  await page.context().close();
});
