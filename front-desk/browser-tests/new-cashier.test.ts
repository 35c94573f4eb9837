import type { Browser, Page } from 'playwright-core';
import { base } from './config';
import { ask, openBrowser, openedDialog, randomLetters, seriousFaults, signIn } from './desk';

let browser: Browser;
/** Somebody who has never seen the cash desk: they go by what it says. */
let cashier: Page;
let reception: Page;
let patientId: string;
beforeAll(async () => {
  browser = await openBrowser();
  [reception, cashier] = [await signIn(browser, 'receptionist'), await signIn(browser, 'cashier')];
});
beforeEach(async () => {
  const patient = { givenName: 'Ada', familyName: `Newby${randomLetters()}` };
  ({ id: patientId } = await ask<{ id: string }>(reception, 'POST', '/patients?allowDuplicate=true', patient));
});
afterAll(() => browser.close());

const pay = async (amount: number) => {
  const { id: billId } = await ask<{ id: string }>(cashier, 'POST', '/bills', { patientId, amount, details: 'Visit' });
  const payment = { billId, amount, method: 'cash' };
  return ask<{ id: string; receiptNumber: string }>(cashier, 'POST', '/payments', payment);
};
const openAccount = () => cashier.goto(`${base}/cash/${patientId}`);

test('among those who are found one sees who owes, by one request', async () => {
  const familyName = `Owing${randomLetters()}`;
  const register = (givenName: string) =>
    ask<{ id: string }>(reception, 'POST', '/patients?allowDuplicate=true', { givenName, familyName });
  const [ada, bea] = [await register('Ada'), await register('Bea')];
  await ask(cashier, 'POST', '/bills', { patientId: ada.id, amount: 70.5, details: 'Visit' });
  await ask(cashier, 'POST', '/bills', { patientId: ada.id, amount: 20, currency: 'EUR', details: 'Visit' });
  await cashier.goto(`${base}/cash`);
  const asked: string[] = [];
  cashier.on('request', (request) => {
    if (request.url().includes('/balances')) asked.push(request.url());
  });
  await cashier.fill('#search', familyName);
  const row = (name: string) => cashier.getByRole('option', { name: new RegExp(`${name} ${familyName}`) });
  await row('Ada').getByText('owes US$70.50').waitFor();
  await row('Ada').getByText('owes €20.00').waitFor();
  expect(await row('Bea').innerText()).not.toContain('owes');
  expect(asked).toHaveLength(1);
  expect(await seriousFaults(cashier)).toEqual([]);
  // what is billed meanwhile is seen
  await ask(cashier, 'POST', '/bills', { patientId: bea.id, amount: 33, details: 'Visit' });
  await row('Bea').getByText('owes US$33.00').waitFor();
  cashier.removeAllListeners('request');
});

test('a refund that needs another person says so, and from which sum, before it is asked for', async () => {
  const { id, receiptNumber } = await pay(900);
  const { limits } = await ask<{ limits: { currency: string; amount: number }[] }>(cashier, 'GET', '/refunds/limits');
  const most = limits.find(({ currency }) => currency === 'USD')?.amount ?? 0;
  const inDollars = (amount: number) => `US$${amount.toFixed(2)}`;
  await openAccount();
  await cashier.getByRole('button', { name: `Refund ${receiptNumber}` }).waitFor();
  await cashier.keyboard.press('r');
  const dialog = await openedDialog(cashier);
  // all of it stands there at first, and is more than one person gives back
  await dialog.getByText(`Up to ${inDollars(most)} you give back alone`).waitFor();
  await dialog.getByRole('button', { name: `Ask for the approval of ${inDollars(900)}` }).waitFor();
  expect(await seriousFaults(cashier)).toEqual([]);
  await cashier.keyboard.type(String(most));
  await dialog.getByRole('button', { name: `Give back ${inDollars(most)}` }).waitFor();
  await cashier.keyboard.press('Control+A');
  await cashier.keyboard.type('100');
  await cashier.keyboard.press('Tab');
  await cashier.keyboard.type('One part did not take place');
  await cashier.keyboard.press('Enter');
  await cashier.getByText(`Given back: ${inDollars(100)}, by cash.`).waitFor();
  await cashier.keyboard.press('Enter');
  await cashier.getByRole('dialog').waitFor({ state: 'detached' });

  // parts of one payment do not escape the limit
  await cashier.getByText(`${inDollars(100)} given back`).waitFor();
  await cashier.locator('.page-title').focus();
  await cashier.keyboard.press('r');
  await openedDialog(cashier);
  await dialog.getByText(`Up to ${inDollars(most - 100)} you give back alone`).waitFor();
  await cashier.keyboard.type(String(most));
  const send = dialog.getByRole('button', { name: `Ask for the approval of ${inDollars(most)}` });
  await send.waitFor();
  await cashier.keyboard.press('Tab');
  await cashier.keyboard.type('All of it did not take place');
  await cashier.keyboard.press('Enter');
  await cashier.getByText(`${inDollars(most)} wait for the approval of another person.`).waitFor();
  await cashier.keyboard.press('Enter');
  await cashier.getByText(`refund of ${inDollars(most)} waits for approval`).waitFor();

  const manager = await signIn(browser, 'manager');
  const [asked] = (await ask<{ data: { id: string; status: string }[] }>(manager, 'GET', `/payments/${id}/refunds`))
    .data;
  expect(asked).toMatchObject({ status: 'awaiting-approval' });
  await ask(manager, 'POST', `/payments/${id}/refunds/${asked?.id}/approve`, {});
  await cashier.getByText(`${inDollars(most + 100)} given back`).waitFor();
  await manager.context().close();
});

test('a deposit and a refund have keys, which the list of keys tells, also out of the field of the amount', async () => {
  const [first, second] = [await pay(20), await pay(30)];
  await ask(cashier, 'POST', '/bills', { patientId, amount: 40, details: 'Visit' });
  await openAccount();
  await cashier.locator('[name=amount]:focus').waitFor();
  await cashier.keyboard.press('Escape');
  await cashier.keyboard.press('?');
  const keys = await openedDialog(cashier);
  await keys.getByText('Take a deposit, at the cash desk').waitFor();
  await keys.getByText('Give back the receipt that was looked for').waitFor();
  await cashier.keyboard.press('Escape');
  await keys.waitFor({ state: 'detached' });

  await cashier.keyboard.press('d');
  await cashier.getByText('Held for the patient until').waitFor();
  await cashier.locator('[name=amount]:focus').waitFor();
  await cashier.keyboard.press('Escape');
  await cashier.locator('.owed').waitFor();

  await cashier.locator('[name=amount]:focus').waitFor();
  await cashier.keyboard.press('Escape');
  await cashier.keyboard.press('r');
  await cashier.getByRole('dialog', { name: `Refund ${second.receiptNumber}` }).waitFor();
  await openedDialog(cashier);
  await cashier.keyboard.press('Escape');
  await cashier.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await seriousFaults(cashier)).toEqual([]);

  await cashier.goto(`${base}/cash/${patientId}?payment=${first.id}`);
  await cashier.locator('.paid-marked').waitFor();
  await cashier.locator('[name=amount]:focus').waitFor();
  await cashier.keyboard.press('Escape');
  await cashier.keyboard.press('r');
  await cashier.getByRole('dialog', { name: `Refund ${first.receiptNumber}` }).waitFor();
});
