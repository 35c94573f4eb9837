import type { Browser, Page } from 'playwright-core';
import { base, password } from './config';
import { ask, openBrowser, randomLetters, seriousFaults, signIn } from './desk';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const soon = { timeout: 2_000 };
async function signInOn(page: Page, who: string) {
  await page.goto(base);
  await page.getByRole('link', { name: 'Sign in' }).press('Enter');
  await page.fill('#name', who);
  await page.fill('#password', password);
  await page.press('#password', 'Enter');
  await page.waitForSelector('.top-bar');
}

/** Two pages of one browser: on the first a patient's data are being changed. */
async function twoPages(
  begin: (first: Page, id: string) => Promise<unknown> = (page, id) => page.goto(`${base}/patients/${id}/edit`),
) {
  const first = await signIn(browser, 'receptionist');
  const second = await first.context().newPage();
  const familyName = `Two${randomLetters()}`;
  const { id } = await ask<{ id: string }>(first, 'POST', '/patients?allowDuplicate=true', {
    givenName: 'Ada',
    familyName,
  });
  await begin(first, id);
  await first.getByLabel('City').fill('Cambridge');
  await second.goto(`${base}/find`);
  await second.locator('.top-bar').waitFor();
  const isEmpty = async () => {
    await first
      .getByText(familyName)
      .first()
      .waitFor({ state: 'detached', ...soon });
    expect(await first.getByLabel('City').count()).toBe(0);
    expect(await first.locator('body').innerText()).not.toContain('Rosa Lindqvist');
  };
  return { first, second, isEmpty };
}

test('who signs out on one page is signed out on all, and nothing of them stays to be seen', async () => {
  const { first, second, isEmpty } = await twoPages();
  await second.getByRole('button', { name: 'Sign out' }).press('Enter');
  await isEmpty();
  await first.getByRole('link', { name: 'Sign in' }).waitFor();
  await first.goBack();
  expect(await first.locator('body').innerText()).not.toContain('Cambridge');
  await first.context().close();
});

test('somebody else who signs in on one page sees nothing of the first on another', async () => {
  const { first, second, isEmpty } = await twoPages();
  // the session of the first has ended, and the page does not know it yet
  await first.context().clearCookies();
  await signInOn(second, 'nurse');
  await isEmpty();
  await first.locator('.top-bar').waitFor();
  const names = await Promise.all([first, second].map((page) => page.locator('.who-name').innerText()));
  expect(names[0]).toBe(names[1]);
  await first.context().close();
});

const signOut = async (page: Page) => {
  await page.getByRole('button', { name: 'Sign out' }).press('Enter');
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
};

test('who signs out is not told that the session has ended, however late the answer comes', async () => {
  const page = await signIn(browser, 'receptionist');
  await page.goto(`${base}/day`);
  await page.locator('.top-bar').waitFor();
  await page.route('**/sign-out', async (route) => {
    const response = await route.fetch();
    // by then the events have ended, and are refused
    await page.waitForTimeout(2_500);
    await route.fulfill({ response });
  });
  await page.getByRole('button', { name: 'Sign out' }).press('Enter');
  const ended = page.getByText('Your session has ended');
  const wasTold = await Promise.race([
    ended.waitFor().then(() => true),
    page
      .getByRole('link', { name: 'Sign in' })
      .waitFor({ timeout: 10_000 })
      .then(() => false),
  ]);
  expect(wasTold).toBe(false);
  await page.context().close();
});

test('what was written waits, out of sight, for who wrote it', async () => {
  const { first, second, isEmpty } = await twoPages(async (page, id) => {
    await page.goto(`${base}/patients/${id}`);
    await page.locator('.page-title').waitFor();
    await page.keyboard.press('e');
  });
  await signOut(second);
  await isEmpty();
  await first.getByText('Your session has ended').waitFor();
  const { pathname } = new URL(first.url());
  // neither a key nor the way back gives it up, or shows it
  await first.keyboard.press('Control+k');
  await first.evaluate('void window.history.back()');
  await first.waitForTimeout(300);
  expect(new URL(first.url()).pathname).toBe(pathname);
  await isEmpty();
  await signInOn(second, 'receptionist');
  expect(await first.getByLabel('City').inputValue()).toBe('Cambridge');
  await first.getByLabel('City').press('Control+Enter');
  await first.waitForURL((url) => `${url.pathname}/edit` === pathname);
  await first.getByText('Cambridge').first().waitFor();
  await first.context().close();
});

test('somebody else who signs in after a sign-out begins anew', async () => {
  const { first, second, isEmpty } = await twoPages();
  await signOut(second);
  await first.getByText('Your session has ended').waitFor();
  await signInOn(second, 'nurse');
  await first.locator('.top-bar').waitFor();
  await isEmpty();
  expect(await first.locator('.who-name').innerText()).toBe(await second.locator('.who-name').innerText());
  // the first comes back, and what was given up stays given up
  await signOut(second);
  await signInOn(second, 'receptionist');
  await first.locator('.top-bar').waitFor();
  expect(await first.getByLabel('City').count()).toBe(0);
  await first.context().close();
});

test('a reason in a dialog waits as well, and who wrote it signs in on the page itself', async () => {
  const first = await signIn(browser, 'owner');
  const second = await first.context().newPage();
  await second.goto(`${base}/find`);
  const { id: patientId } = await ask<{ id: string }>(first, 'POST', '/patients?allowDuplicate=true', {
    ...{ givenName: 'Ada', familyName: `Two${randomLetters()}` },
  });
  const { id: billId } = await ask<{ id: string }>(first, 'POST', '/bills', {
    patientId,
    amount: 30,
    details: 'Visit',
  });
  await ask(first, 'POST', '/payments', { billId, amount: 30, method: 'cash' });
  await first.goto(`${base}/cash/${patientId}`);
  await first.getByRole('button', { name: /^Refund / }).press('Enter');
  await first.getByLabel('Why it is given back').fill('Paid too much');
  await signOut(second);
  await first.getByText('Your session has ended').waitFor();
  expect(await first.getByLabel('Why it is given back').count()).toBe(0);
  expect(await seriousFaults(first)).toEqual([]);
  const opened = first.waitForEvent('popup');
  await first.getByRole('link', { name: 'Sign in' }).press('Enter');
  const popup = await opened;
  await popup.fill('#name', 'owner');
  await popup.fill('#password', password);
  await popup.press('#password', 'Enter');
  if (!popup.isClosed()) await popup.waitForEvent('close');
  await first.bringToFront();
  const reason = first.getByRole('dialog').getByLabel('Why it is given back');
  expect(await reason.inputValue()).toBe('Paid too much');
  await reason.press('Escape');
  const question = first.getByRole('dialog', { name: 'Leave without saving?' });
  await question.waitFor();
  // the key that asks does not answer
  await first.waitForTimeout(300);
  expect(await question.count()).toBe(1);
  await first.keyboard.press('Delete');
  await reason.waitFor({ state: 'detached' });
  await first.context().close();
});

test('a page that is opened beside by the same person leaves what is written on the first', async () => {
  const { first, second } = await twoPages();
  await second.reload();
  await second.locator('.top-bar').waitFor();
  await first.waitForTimeout(300);
  expect(await first.getByLabel('City').inputValue()).toBe('Cambridge');
  await first.context().close();
});
