import type { Browser, Page } from 'playwright-core';
import { base } from './config';
import { ask, openBrowser, openedDialog, randomLetters, seriousFaults, signIn } from './desk';

const familyName = `Ibis${randomLetters()}`;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
  page = await signIn(browser, 'receptionist');
});
afterAll(() => browser.close());

const register = (givenName: string, more: object = {}) =>
  ask<{ id: string }>(page, 'POST', '/patients?allowDuplicate=true', { givenName, familyName, ...more });

test('the field tells the keys, and ? and the digits are reached from it', async () => {
  await page.locator('#search:focus').waitFor();
  await page.getByText('shows all keys').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.press('?');
  expect(await (await openedDialog(page)).innerText()).toContain('Find a patient, from anywhere');
  await page.keyboard.press('Escape');
  await page.locator('#search:focus').waitFor();
  // what is being written stays what it is
  await page.keyboard.type('a?');
  expect(await page.inputValue('#search')).toBe('a?');
  await page.keyboard.press('Escape');
  expect(await page.inputValue('#search')).toBe('');
  await page.keyboard.press('Escape');
  await page.keyboard.press('2');
  await page.getByRole('group', { name: 'Calendar' }).waitFor();
  await page.keyboard.press('/');
  await page.locator('#search:focus').waitFor();
});

test('a phone number stands in groups as its country writes it, also in Arabic', async () => {
  const { id } = await register('Ada', { phone: '+442079460018' });
  await page.fill('#search', `ada ${familyName}`);
  await page.getByRole('option').getByText('+44 20 7946 0018', { exact: true }).waitFor();
  await page.evaluate(`localStorage.setItem('front-desk-language', 'ar')`);
  await page.goto(`${base}/patients/${id}`);
  const phone = page.locator('.patient-header').getByText('+44 20 7946 0018', { exact: true });
  await phone.waitFor();
  expect(await phone.getAttribute('dir')).toBe('ltr');
  await page.evaluate(`localStorage.setItem('front-desk-language', 'en')`);
  await page.goto(base);
});

test('of more than are shown it is told how many there are', async () => {
  await Promise.all(Array.from({ length: 21 }, (_, n) => register(`Bea${String.fromCharCode(97 + n)}`)));
  await page.fill('#search', familyName);
  await page.getByText(/^(21|22) found; the first 20 are shown$/).waitFor();
});

test('on a phone the way to a patient is a sign with a name, and nothing of the bar is cut off', async () => {
  const small = await signIn(browser, 'cashier', { width: 320, height: 640 });
  await small.locator('#search').waitFor();
  await small.goto(`${base}/closing`);
  const way = small.getByRole('link', { name: 'Find a patient' });
  await way.waitFor();
  expect(await small.locator('.find-icon').isVisible()).toBe(true);
  const isCut = `[...document.querySelectorAll('.top-bar .find-link, .top-bar .who')]
    .some((one) => one.scrollWidth > one.clientWidth || one.getBoundingClientRect().right > innerWidth)`;
  expect(await small.evaluate(isCut)).toBe(false);
  await small.context().close();
});
