import type { Browser, Page } from 'playwright-core';
import { base } from './config';
import { ask, openBrowser, randomLetters, signIn } from './desk';
import { newPatient } from './records';

let browser: Browser;
let cashier: Page;
/** Somebody else, at another desk. */
let other: Page;
beforeAll(async () => {
  browser = await openBrowser();
  cashier = await signIn(browser, 'cashier');
  other = await signIn(browser, 'owner');
});
afterAll(() => browser.close());

const issue = (patientId: string, amount: number, currency = 'USD') =>
  ask<{ id: string }>(other, 'POST', '/bills', { patientId, amount, currency, details: 'Visit' });
const take = (billId: string, amount: number, currency = 'USD') =>
  ask<{ receiptNumber: string }>(other, 'POST', '/payments', { billId, amount, currency, method: 'cash' });
async function openAccount(patientId: string) {
  await cashier.goto(`${base}/cash/${patientId}`);
  await cashier.locator('html[data-live]').waitFor();
}
const owed = (sum: string) => cashier.locator('.owed-bill', { hasText: sum });
const takes = (sum: string) => cashier.getByRole('button', { name: `Take ${sum}` });
const focused = () => cashier.locator(':focus');

test('a bill that comes while a refund is written takes none of its keys, and no money', async () => {
  const patientId = await newPatient(other, `Quill${randomLetters()}`);
  const { receiptNumber } = await take((await issue(patientId, 80)).id, 80);
  await openAccount(patientId);
  const refund = cashier.getByRole('button', { name: `Refund ${receiptNumber}` });
  await refund.press('Enter');
  await cashier.locator('[name=refund]:focus').waitFor();
  await issue(patientId, 41);
  await owed('US$41.00').waitFor();
  expect(await focused().getAttribute('name')).toBe('refund');
  await cashier.keyboard.type('30');
  await cashier.keyboard.press('Enter');
  await cashier.getByText('A reason is needed').waitFor();
  await cashier.keyboard.press('Escape');
  await cashier.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
  await cashier.keyboard.press('Delete');
  await cashier.getByRole('dialog').first().waitFor({ state: 'detached' });
  // and it gives the focus back
  expect(await focused().getAttribute('aria-label')).toBe(`Refund ${receiptNumber}`);
  // nor from who stands at a button of the page
  await issue(patientId, 42);
  await owed('US$42.00').waitFor();
  expect(await focused().getAttribute('aria-label')).toBe(`Refund ${receiptNumber}`);
  const { data } = await ask<{ data: object[] }>(cashier, 'GET', `/payments?patientId=${patientId}`);
  expect(data).toHaveLength(1);
});

test('once money is given back the dialog closes by Enter, and nothing is taken for the bill that is due again', async () => {
  const patientId = await newPatient(other, `Quill${randomLetters()}`);
  const { receiptNumber } = await take((await issue(patientId, 80)).id, 80);
  await openAccount(patientId);
  await cashier.getByRole('button', { name: `Refund ${receiptNumber}` }).press('Enter');
  await cashier.locator('[name=refund]').fill('30');
  await cashier.keyboard.press('Tab');
  await cashier.keyboard.type('The second part did not take place');
  await cashier.keyboard.press('Tab');
  await cashier.keyboard.press('Enter');
  await cashier.getByText('Given back: US$30.00, by cash.').waitFor();
  await owed('US$30.00').waitFor();
  await cashier.keyboard.press('Enter');
  await cashier.getByRole('dialog').waitFor({ state: 'detached' });
  const { data } = await ask<{ data: object[] }>(cashier, 'GET', `/payments?patientId=${patientId}`);
  expect(data).toHaveLength(1);
});

test('a bill that comes while money is counted changes no sum, and no currency', async () => {
  const patientId = await newPatient(other, `Quill${randomLetters()}`);
  const { id } = await issue(patientId, 30);
  await issue(patientId, 25, 'EUR');
  await openAccount(patientId);
  await takes('US$30.00').waitFor();
  await issue(patientId, 41);
  await owed('US$41.00').waitFor();
  expect(await owed('US$41.00').getByRole('checkbox').isChecked()).toBe(false);
  expect(await takes('US$30.00').isVisible()).toBe(true);
  await owed('US$41.00').getByRole('checkbox').press('Space');
  await takes('US$71.00').waitFor();
  // what is paid elsewhere is not owed here any more
  await take(id, 30);
  await takes('US$41.00').waitFor();
});

test('money that is given back elsewhere raises no sum that was read to the payer', async () => {
  const patientId = await newPatient(other, `Quill${randomLetters()}`);
  const { id } = await issue(patientId, 80);
  const payment = await ask<{ id: string }>(other, 'POST', '/payments', { billId: id, amount: 50, method: 'cash' });
  await openAccount(patientId);
  await takes('US$30.00').waitFor();
  await ask(other, 'POST', `/payments/${payment.id}/refunds`, { amount: 50, reason: 'Not done' });
  await owed('US$80.00').getByText('pays US$30.00').waitFor();
  expect(await takes('US$30.00').isVisible()).toBe(true);
  // whoever chooses it again takes all of it
  await owed('US$80.00').getByRole('checkbox').press('Space');
  await owed('US$80.00').getByRole('checkbox').press('Space');
  await takes('US$80.00').waitFor();
});

test('the bill that was just issued is the one that is paid, whatever was owed on this page before', async () => {
  const patientId = await newPatient(other, `Quill${randomLetters()}`);
  await issue(patientId, 30);
  await openAccount(patientId);
  await takes('US$30.00').waitFor();
  await cashier.keyboard.press('Escape');
  await cashier.locator('.page-title').focus();
  await cashier.keyboard.press('i');
  await cashier.locator('[name=description]:focus').waitFor();
  await cashier.keyboard.type('Dressing');
  await cashier.keyboard.press('Tab');
  await cashier.keyboard.press('Tab');
  await cashier.keyboard.type('41');
  await cashier.route('**/api/bills?*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 800));
    await route.continue();
  });
  await cashier.keyboard.press('Control+Enter');
  await cashier.locator('.take').waitFor();
  expect(await cashier.locator('.take').innerText()).toBe('Take US$41.00');
  await cashier.unrouteAll({ behavior: 'ignoreErrors' });
  await cashier.waitForTimeout(1_000);
  expect(await cashier.locator('.take').innerText()).toBe('Take US$41.00');
});
