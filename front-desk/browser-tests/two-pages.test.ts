import type { Browser, Page } from 'playwright-core';
import { base, password } from './config';
import { ask, openBrowser, randomLetters, signIn } from './desk';

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
async function twoPages() {
  const first = await signIn(browser, 'receptionist');
  const second = await first.context().newPage();
  const familyName = `Two${randomLetters()}`;
  const { id } = await ask<{ id: string }>(first, 'POST', '/patients?allowDuplicate=true', {
    givenName: 'Ada',
    familyName,
  });
  await first.goto(`${base}/patients/${id}/edit`);
  await first.getByLabel('City').fill('Cambridge');
  await second.goto(`${base}/find`);
  await second.locator('.top-bar').waitFor();
  const isEmpty = async () => {
    await first
      .getByText(familyName)
      .first()
      .waitFor({ state: 'detached', ...soon });
    expect(await first.getByLabel('City').count()).toBe(0);
    expect(await first.locator('body').innerText()).not.toContain('Lindqvist');
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

test('a page that is opened beside by the same person leaves what is written on the first', async () => {
  const { first, second } = await twoPages();
  await second.reload();
  await second.locator('.top-bar').waitFor();
  await first.waitForTimeout(300);
  expect(await first.getByLabel('City').inputValue()).toBe('Cambridge');
  await first.context().close();
});
