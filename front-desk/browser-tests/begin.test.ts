import type { Browser } from 'playwright-core';
import { base, password } from './config';
import { openBrowser, seriousFaults, signIn } from './desk';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const application = '**/assets/main-*.js';

test.each([
  ['en-GB', 'Sign in', 'ltr'],
  ['ar-EG', 'تسجيل الدخول', 'rtl'],
])('where to sign in is seen before the application is there: %s', async (locale, name, direction) => {
  const context = await browser.newContext({ locale, bypassCSP: true, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.route(application, () => undefined);
  await page.goto(`${base}/day`, { waitUntil: 'commit' });
  const link = page.getByRole('link', { name });
  await link.and(page.locator(':focus')).waitFor();
  expect(await link.getAttribute('href')).toBe('/sign-in?to=%2Fday');
  expect(await page.locator('html').getAttribute('dir')).toBe(direction);
  expect(await seriousFaults(page)).toEqual([]);
  await context.close();
});

test('an application that does not come is said in words, and can be asked for again', async () => {
  const page = await signIn(browser, 'receptionist');
  await page.route(application, (route) => route.abort());
  await page.goto(`${base}/day`);
  await page.getByText('The application could not be loaded.').waitFor();
  await page.unroute(application);
  await page.getByRole('link', { name: 'Try again' }).press('Enter');
  await page.locator('.top-bar').waitFor();
  expect(new URL(page.url()).pathname).toBe('/day');
  await page.context().close();
});

test('a page that waits for a sign-in goes on when there was one on another page', async () => {
  const context = await browser.newContext({ locale: 'en-GB' });
  const [page, waiting] = [await context.newPage(), await context.newPage()];
  await waiting.goto(`${base}/day`);
  await waiting.getByRole('link', { name: 'Sign in' }).waitFor();
  await page.goto(base);
  await page.getByRole('link', { name: 'Sign in' }).press('Enter');
  await page.fill('#name', 'receptionist');
  await page.fill('#password', password);
  await page.press('#password', 'Enter');
  await waiting.locator('.top-bar').waitFor();
  expect(new URL(waiting.url()).pathname).toBe('/day');
  await context.close();
});
