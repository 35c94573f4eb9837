import type { Browser, Page } from 'playwright-core';
import { base } from './config';
import { openBrowser, signIn } from './desk';
import { ownClinic, type Clinic } from './own-clinic';

let browser: Browser;
let page: Page;
let clinic: Clinic;
const dayAfter = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

beforeAll(async () => {
  browser = await openBrowser();
  const owner = await signIn(browser, 'owner');
  clinic = await ownClinic(owner);
  for (const [name, days] of [
    ['Ada', 5],
    ['Bea', 6],
    ['Cleo', 7],
  ] as const)
    await clinic.book(await clinic.patient(name), `${dayAfter(days)}T10:00:00Z`);
  page = await signIn(browser, 'receptionist');
});
afterAll(async () => {
  await clinic.close();
  await browser.close();
});

const open = async () => {
  const day = clinic.dayOf(`${dayAfter(5)}T10:00:00Z`);
  await page.goto(`${base}/day?date=${day}&specialty=${encodeURIComponent(clinic.specialty)}`);
  await card('Ada').focus();
};
const card = (name: string) => page.locator('.visit', { hasText: `${name} ${clinic.familyName}` });

/** Notes at every picture which visits are seen under which heading. */
const watch = `(() => {
  window.seen = {};
  const note = () => {
    const heading = document.querySelector('h1').innerText;
    for (const visit of document.querySelectorAll('.visit'))
      if (visit.checkVisibility({ visibilityProperty: true })) (window.seen[heading] ??= {})[visit.id] = true;
    requestAnimationFrame(note);
  };
  note();
})()`;
/** How many visits were seen under each heading; each day has one. */
const seen = () => page.evaluate<number[]>(`Object.values(window.seen).map((visits) => Object.keys(visits).length)`);

test('a day that is turned shows no visit of the day before, however slow the machine is', async () => {
  await open();
  await card('Ada').waitFor();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  await page.evaluate(watch);
  for (const [key, name] of [
    ['PageDown', 'Bea'],
    ['PageDown', 'Cleo'],
    ['PageUp', 'Bea'],
    ['PageUp', 'Ada'],
  ] as const) {
    await page.keyboard.press(key);
    await card(name).waitFor();
    await page.waitForTimeout(300);
  }
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  expect(await seen()).toEqual([1, 1, 1]);
});

test('keys that come faster than the days turn turn each, and none takes a visit of the day before', async () => {
  await open();
  const heading = await page.locator('h1').innerText();
  await page.evaluate(`(async () => {
    for (const key of ['PageDown', 'x', 'm', 'PageDown', 'x', 'm']) {
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true, bubbles: true }));
      await new Promise((resolve) => setTimeout(resolve));
    }
  })()`);
  await card('Cleo').waitFor();
  expect(await page.locator('h1').innerText()).not.toBe(heading);
  expect(await page.getByRole('dialog').count()).toBe(0);
  expect(await page.locator('.carrying').count()).toBe(0);
});

test('a day that is turned asks once for all doctors for each of what it shows', async () => {
  let asked: string[] = [];
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (pathname.startsWith('/api/')) asked.push(`${pathname} ${searchParams.get('doctorId') ?? ''}`);
  });
  /** Until a second has passed in which nothing was asked. */
  const quiet = async () => {
    for (let before = -1; before !== asked.length;) {
      before = asked.length;
      await page.waitForTimeout(1_000);
    }
  };
  await open();
  // what else is read once has been read
  await quiet();
  asked = [];
  await page.keyboard.press('PageDown');
  await card('Bea').waitFor();
  await quiet();
  const both = [clinic.doctorId, clinic.otherId].join();
  expect(asked.toSorted()).toEqual([
    '/api/appointments ',
    `/api/availability ${both}`,
    '/api/patients ',
    `/api/slots ${both}`,
    `/api/time-off ${both}`,
  ]);
});
