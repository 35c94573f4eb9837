import type { Browser, Page } from 'playwright-core';
import { base } from './config';
import { ask, openBrowser, randomLetters, seriousFaults, signIn } from './desk';
import { startService, stopService } from './fleet';

let browser: Browser;
let owner: Page;

beforeAll(async () => {
  browser = await openBrowser();
  owner = await signIn(browser, 'owner');
});
afterAll(async () => {
  await startService('billing-service');
  await browser.close();
});

/** Pays a bill while billing-service is away; returns the payment, which waits. */
async function waitingPayment() {
  const { id: patientId } = await ask<{ id: string }>(owner, 'POST', '/patients?allowDuplicate=true', {
    ...{ givenName: 'Wait', familyName: `Pending${randomLetters()}` },
  });
  const lines = [{ description: 'Consultation', unitAmount: 60 }];
  const { id: billId } = await ask<{ id: string }>(owner, 'POST', '/bills', { patientId, lines });
  await stopService('billing-service');
  return ask<{ id: string; status: string }>(owner, 'POST', '/payments', { billId, amount: 60, method: 'cash' });
}

test('what waits is shown with why, is tried again by key, and goes by itself once it is settled', async () => {
  const operator = await signIn(browser, 'billing-manager');
  const payment = await waitingPayment();
  expect(payment.status).toBe('processing');
  const pagesOfBar = operator.locator('.top-bar').getByRole('link');
  await pagesOfBar.filter({ hasText: 'What waits' }).press('Enter');
  const row = operator.locator('.event', { hasText: payment.id });
  await row.waitFor();
  await operator.getByText(/^(\d+ waits?|More than \d+ wait)\.$/).waitFor();
  // before the first attempt there is no reason
  await row.locator('.pending-reason', { hasText: /^the billing service did not answer/ }).waitFor();
  await row.filter({ hasText: /Payment: to be applied to the bill.*tried (once|\d+ times)/s }).waitFor();
  expect(await seriousFaults(operator)).toEqual([]);

  const again = row.getByRole('button', { name: 'Try again' });
  await again.focus();
  const answered = operator.waitForResponse((response) => response.url().endsWith('/attempt'));
  await operator.keyboard.press('Enter');
  expect(await (await answered).json()).toMatchObject({ recordId: payment.id, state: 'waiting' });
  // it still waits, and whoever tried it is still at it
  await row.waitFor();
  const hasFocus = () => operator.evaluate(`document.activeElement?.closest('.event') !== null`);
  expect(await hasFocus()).toBe(true);
  expect(await ask(owner, 'GET', `/payments/${payment.id}`)).toMatchObject({ status: 'processing' });

  await startService('billing-service');
  await row.waitFor({ state: 'detached', timeout: 30_000 });
  expect(await ask(owner, 'GET', `/payments/${payment.id}`)).toMatchObject({ status: 'completed' });
  // the row is gone with the button that had the focus
  expect(await operator.evaluate(`document.activeElement !== document.body`)).toBe(true);
  await operator.context().close();
}, 90_000);

test('who only looks has nothing to press, and others have no such page', async () => {
  const auditor = await signIn(browser, 'auditor');
  await auditor.goto(`${base}/pending`);
  await auditor.getByRole('heading', { name: 'What waits' }).waitFor();
  expect(await auditor.getByRole('button', { name: 'Try again' }).count()).toBe(0);
  const clerk = await signIn(browser, 'receptionist');
  expect(await clerk.locator('.top-bar').getByText('What waits').count()).toBe(0);
  for (const page of [auditor, clerk]) await page.context().close();
});
