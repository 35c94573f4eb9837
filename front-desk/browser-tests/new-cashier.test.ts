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
