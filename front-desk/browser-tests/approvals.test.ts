import type { Browser, Page } from 'playwright-core';
import { ask, openBrowser, randomLetters, seriousFaults, signIn } from './desk';

let browser: Browser;
let cashier: Page;
let manager: Page;
let reception: Page;
beforeAll(async () => {
  browser = await openBrowser();
  reception = await signIn(browser, 'receptionist');
  cashier = await signIn(browser, 'cashier');
  manager = await signIn(browser, 'billing-manager');
});
afterAll(() => browser.close());

/** A patient of one's own, who has paid a bill of this amount in cash. */
async function newPaid(amount: number) {
  const familyName = `Quill${randomLetters()}`;
  const patient = { givenName: 'Grace', familyName, birthDate: '1971-06-09' };
  const { id } = await ask<{ id: string }>(reception, 'POST', '/patients?allowDuplicate=true', patient);
  const bill = await ask<{ id: string }>(cashier, 'POST', '/bills', { patientId: id, amount, details: 'Visit' });
  const payment = await ask<{ id: string; receiptNumber: string }>(cashier, 'POST', '/payments', {
    billId: bill.id,
    amount,
    method: 'cash',
  });
  return { patientId: id, familyName, bill, payment };
}
async function askForRefund(patientId: string, receiptNumber: string, amount: string) {
  await cashier.goto(new URL(`/cash/${patientId}`, cashier.url()).href);
  await cashier.getByRole('button', { name: `Refund ${receiptNumber}` }).press('Enter');
  await cashier.locator('[name=refund]:focus').waitFor();
  await cashier.keyboard.type(amount);
  await cashier.keyboard.press('Tab');
  await cashier.keyboard.type('The second part did not take place');
  expect(await seriousFaults(cashier)).toEqual([]);
  await cashier.keyboard.press('Tab');
  await cashier.keyboard.press('Enter');
}
const cardOf = (familyName: string) => manager.locator('.request', { hasText: familyName });

test('a refund is made at once up to the limit, with a reason, and never above what was paid', async () => {
  const { patientId, payment } = await newPaid(80);
  await cashier.goto(new URL(`/cash/${patientId}`, cashier.url()).href);
  await cashier.getByRole('button', { name: `Refund ${payment.receiptNumber}` }).press('Enter');
  await cashier.locator('[name=refund]').fill('80.01');
  await cashier.locator('[name=refund]').press('Enter');
  await cashier.getByText('At most US$80.00').waitFor();
  await cashier.getByText('A reason is needed').waitFor();
  await cashier.keyboard.press('Escape');
  await askForRefund(patientId, payment.receiptNumber, '30');
  await cashier.getByText('Given back: US$30.00, by cash.').waitFor();
  await cashier.keyboard.press('Enter');
  await cashier.getByText('US$30.00 given back').waitFor();
  // the bill is due again
  await cashier.locator('.owed').getByText('US$30.00').waitFor();
});

test('above the limit a refund waits, and another person approves it', async () => {
  const { patientId, familyName, payment } = await newPaid(1500);
  await askForRefund(patientId, payment.receiptNumber, '900');
  await cashier.getByText('US$900.00 wait for the approval of another person.').waitFor();
  await cashier.keyboard.press('Enter');
  await cashier.getByText('refund of US$900.00 waits for approval').waitFor();
  await manager.goto(new URL('/', manager.url()).href);
  const card = cardOf(familyName);
  await card.getByText('Carlos Mendes (cash desk)').waitFor();
  await card.getByText('The second part did not take place').waitFor();
  await card.getByText(payment.receiptNumber).waitFor();
  expect(new URL(manager.url()).pathname).toBe('/approvals');
  expect(await seriousFaults(manager)).toEqual([]);
  await card.getByRole('button', { name: 'Approve' }).press('Enter');
  await card.getByText('Approved.', { exact: true }).waitFor();
  await cashier.getByText('US$900.00 given back').waitFor();
});

test('a refund is rejected with a reason, and can be asked for again', async () => {
  const { patientId, familyName, payment } = await newPaid(1500);
  await askForRefund(patientId, payment.receiptNumber, '1000');
  await cashier.getByText('US$1,000.00 wait for the approval of another person.').waitFor();
  await manager.goto(new URL('/approvals', manager.url()).href);
  const card = cardOf(familyName);
  await card.getByRole('button', { name: 'Reject' }).press('Enter');
  await manager.locator('textarea:focus').waitFor();
  await manager.keyboard.type('It took place');
  expect(await seriousFaults(manager)).toEqual([]);
  await card.getByRole('button', { name: 'Reject' }).press('Enter');
  await card.getByText('Rejected.').waitFor();
  const refunds = await ask<{ data: object[] }>(cashier, 'GET', `/payments/${payment.id}/refunds`);
  expect(refunds.data).toMatchObject([{ status: 'rejected', rejectionReason: 'It took place' }]);
});

test("one's own request is shown, and not to be approved by oneself", async () => {
  const { familyName, payment, patientId } = await newPaid(700);
  const bill = await ask<{ id: string }>(cashier, 'POST', '/bills', { patientId, amount: 900, details: 'Visit' });
  await ask(manager, 'POST', `/bills/${bill.id}/discounts`, { amount: 600, reason: 'Hardship' });
  await manager.goto(new URL('/approvals', manager.url()).href);
  const card = cardOf(familyName);
  await card.getByText('You asked for this yourself. Another person has to approve it.').waitFor();
  expect(await card.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  const other = await signIn(browser, 'manager');
  await other.goto(new URL('/approvals', other.url()).href);
  const theirs = other.locator('.request', { hasText: familyName });
  await theirs.getByRole('button', { name: 'Approve' }).press('Enter');
  await theirs.getByText('Approved.', { exact: true }).waitFor();
  expect(await ask(manager, 'GET', `/bills/${bill.id}`)).toMatchObject({ discountAmount: 600, dueAmount: 300 });
  expect(payment.id).toBeTruthy();
  await other.context().close();
});

test('on a phone and in Arabic nothing is cut off, and nothing serious is found', async () => {
  const { payment } = await newPaid(800);
  await ask(cashier, 'POST', `/payments/${payment.id}/refunds`, { amount: 800, reason: 'x' });
  const small = await signIn(browser, 'billing-manager', { width: 320, height: 640 });
  await small.evaluate(`localStorage.setItem('front-desk-language', 'ar')`);
  await small.goto(new URL('/approvals', small.url()).href);
  await small.getByRole('heading', { name: 'الموافقات' }).waitFor();
  await small.locator('.request').first().waitFor();
  expect(await small.evaluate(`document.documentElement.dir`)).toBe('rtl');
  expect(await small.evaluate(`document.documentElement.scrollWidth <= window.innerWidth`)).toBe(true);
  expect(await seriousFaults(small)).toEqual([]);
  await small.context().close();
});
