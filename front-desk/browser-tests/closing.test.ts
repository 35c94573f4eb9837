import type { Browser, Page } from 'playwright-core';
import { ask, openBrowser, randomLetters, seriousFaults, signIn } from './desk';

let browser: Browser;
let page: Page;
let patientId: string;
beforeAll(async () => {
  browser = await openBrowser();
  const reception = await signIn(browser, 'receptionist');
  const patient = { givenName: 'Alan', familyName: `Quill${randomLetters()}`, birthDate: '1962-06-23' };
  ({ id: patientId } = await ask<{ id: string }>(reception, 'POST', '/patients?allowDuplicate=true', patient));
  // who takes money in no other test, so that nothing of theirs comes in between
  page = await signIn(browser, 'owner');
  const { lines } = await ask<Expected>(page, 'GET', '/closings/expected');
  const counts = lines.map(({ method, currency, net }) => ({ method, currency, counted: net }));
  if (counts.length > 0) await ask(page, 'POST', '/closings', { counts });
});
afterAll(() => browser.close());

const take = async (amount: number, method: string) => {
  const bill = await ask<{ id: string }>(page, 'POST', '/bills', { patientId, amount, details: 'Visit' });
  await ask(page, 'POST', '/payments', { billId: bill.id, amount, method });
};
interface Expected {
  lines: { method: string; currency: string; net: number }[];
}
const expectedBy = async (method: string) =>
  (await ask<Expected>(page, 'GET', '/closings/expected')).lines.find((line) => line.method === method)?.net ?? 0;

test('a day is counted without knowing what is expected, and closed with an explanation', async () => {
  await take(120, 'cash');
  await take(35.5, 'card');
  const [cash, card] = [await expectedBy('cash'), await expectedBy('card')];
  await page.goto(new URL('/closing', page.url()).href);
  await page.getByRole('heading', { name: 'Count what there is' }).waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  expect(await page.locator('.close-form').innerText()).not.toContain('Expected');
  await page.getByLabel('Desk', { exact: true }).fill('Desk 2');
  await page.getByLabel('In the drawer at the start').fill('50');
  await page.getByLabel('Pieces of US$1.00').fill('many');
  await page.getByLabel('Counted: card (USD)').fill(card.toFixed(2));
  await page.getByRole('button', { name: 'Compare' }).press('Enter');
  await page.getByText('A whole number').waitFor();
  expect(await page.evaluate(`document.activeElement.ariaLabel`)).toBe('Pieces of US$1.00');
  // five dollars are missing
  await page.getByLabel('Pieces of US$1.00').fill(String(Math.round(cash + 50 - 5)));
  await page.getByRole('button', { name: 'Compare' }).press('Enter');
  await page.getByText('US$5.00 missing').waitFor();
  expect(await page.evaluate(`document.activeElement.textContent`)).toBe('Counted against expected');
  await page.getByRole('button', { name: 'Close the day' }).press('Enter');
  await page.getByText('A difference needs an explanation').waitFor();
  await page.locator('textarea:focus').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByLabel('Why it differs: cash (USD)').fill('A note was torn');
  await page.getByRole('button', { name: 'Close the day' }).press('Enter');
  await page.getByText('The day is closed.').waitFor();
  await page.locator('.page-title:focus').waitFor();
  const mine = page.locator('.closing-card').first();
  await mine.getByText('Desk 2').waitFor();
  await mine.getByText('differs').waitFor();
  await mine.getByRole('button', { name: 'Details' }).press('Enter');
  await mine.getByText('A note was torn').waitFor();
  // who closed it does not review it
  await mine.getByText('You closed this yourself').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  expect(await expectedBy('cash')).toBe(0);
});

test('what comes in while one counts is told, and nothing is closed without it', async () => {
  await take(20, 'cash');
  await page.goto(new URL('/closing', page.url()).href);
  await page.getByLabel('Pieces of US$20.00').fill('1');
  await page.getByRole('button', { name: 'Compare' }).press('Enter');
  await page.getByRole('heading', { name: 'Counted against expected' }).waitFor();
  expect(await page.locator('.compared-differs').count()).toBe(0);
  await take(7, 'mobile-money');
  await page.getByRole('button', { name: 'Close the day' }).press('Enter');
  await page
    .getByText(/mobile-money in USD was not counted|US\$7.00 missing/)
    .first()
    .waitFor();
  expect(await expectedBy('mobile-money')).toBe(7);
});

test('another person looks at a closing, once', async () => {
  const manager = await signIn(browser, 'manager');
  await manager.goto(new URL('/closing', manager.url()).href);
  const card = manager.locator('.closing-card', { hasText: 'Desk 2' }).first();
  await card.getByText('nobody has looked at it yet').waitFor();
  // who takes no money has nothing to count
  expect(await manager.locator('.close-form').count()).toBe(0);
  await card.getByRole('button', { name: 'Details' }).press('Enter');
  await card.getByLabel('What you found, if anything').fill('Counted again, it is right');
  await card.getByRole('button', { name: 'I have looked at it' }).press('Enter');
  await card.getByText(/^seen by /).waitFor();
  expect(await seriousFaults(manager)).toEqual([]);
  await manager.context().close();
});

test('on a phone and in Arabic nothing is cut off, and nothing serious is found', async () => {
  const small = await signIn(browser, 'owner', { width: 320, height: 640 });
  await small.evaluate(`localStorage.setItem('front-desk-language', 'ar')`);
  await small.goto(new URL('/closing', small.url()).href);
  await small.getByRole('heading', { name: 'إقفال اليوم' }).waitFor();
  await small.locator('.pieces').first().waitFor();
  expect(await small.evaluate(`document.documentElement.dir`)).toBe('rtl');
  expect(await small.evaluate(`document.documentElement.scrollWidth <= window.innerWidth`)).toBe(true);
  expect(await seriousFaults(small)).toEqual([]);
  await small.context().close();
});
