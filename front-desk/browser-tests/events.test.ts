import type { Browser, BrowserContext, Page, Request, Response } from 'playwright-core';
import { openBrowser, signIn } from './desk';

const familyName = `Live${String.fromCharCode(...Array.from({ length: 8 }, () => 97 + Math.floor(Math.random() * 26)))}`;
let browser: Browser;
let desk: Page;

beforeAll(async () => {
  browser = await openBrowser();
  desk = await signIn(browser, 'receptionist');
  await desk.fill('#search', `ada ${familyName} 3.2.1980`);
  await desk.locator('.result-register').waitFor();
  await desk.keyboard.press('Control+Enter');
  await desk.getByRole('button', { name: 'Register', exact: true }).press('Enter');
  await desk.getByRole('heading', { name: `Ada ${familyName}` }).waitFor();
});
afterAll(() => browser.close());

/** Books the next free time for the open patient. */
const book = async () => {
  await desk.keyboard.press('b');
  await desk.locator('.slot').first().waitFor();
  await desk.keyboard.press('Enter');
  await desk.keyboard.press('Enter');
  await desk.getByText(/^Booked:/).waitFor();
  const at = Date.now();
  await desk.keyboard.press('Enter');
  return at;
};
const visitsOn = (page: Page) => page.getByText(/^Visit to/);
const requestsOf = (context: BrowserContext | Page, path: string) => {
  const seen: string[] = [];
  context.on('request', (request) => {
    if (new URL(request.url()).pathname === path) seen.push(request.url());
  });
  return seen;
};
const isStream = (sent: Request | Response) => new URL(sent.url()).pathname === '/api/events';
/** Resolves when nothing was asked for two seconds: what is not settled is asked for more often. */
const quiet = async (page: Page, asked: readonly string[]) => {
  for (let before = -1; before !== asked.length;) {
    before = asked.length;
    await page.waitForTimeout(2_000);
  }
};

test('what one person changes appears at another within two seconds, and nobody asks while nothing changes', async () => {
  const ward = await signIn(browser, 'nurse');
  const asked = requestsOf(ward, '/api/appointments');
  await ward.clock.install();
  const stream = ward.waitForResponse(isStream);
  await ward.goto(desk.url());
  await ward.getByRole('heading', { name: `Ada ${familyName}` }).waitFor();
  await stream;
  await quiet(ward, asked);
  const booked = await book();
  await visitsOn(ward).first().waitFor({ timeout: 5_000 });
  expect(Date.now() - booked).toBeLessThan(2_000);
  await quiet(ward, asked);
  const before = asked.length;
  // who is not told of changes asks every 15 seconds
  await ward.clock.fastForward(16_000);
  await quiet(ward, asked);
  expect(asked.length).toBe(before);

  // a second page of the same browser follows by the first
  const second = await ward.context().newPage();
  const others = requestsOf(second, '/api/events');
  await second.goto(desk.url());
  await visitsOn(second).first().waitFor();
  await book();
  await visitsOn(second).nth(1).waitFor({ timeout: 2_000 });
  expect(others).toEqual([]);
  // and by itself when that is closed
  const follows = second.waitForRequest(isStream);
  await ward.close();
  await follows;
  expect(others).toHaveLength(1);
  await second.context().close();
}, 90_000);

test('where no events come, the page asks by itself', async () => {
  const ward = await signIn(browser, 'nurse');
  await ward.context().route('**/api/events', (route) => route.abort());
  await ward.goto(desk.url());
  await visitsOn(ward).nth(1).waitFor();
  await book();
  await visitsOn(ward).nth(2).waitFor({ timeout: 17_000 });
  await ward.context().close();
}, 60_000);
