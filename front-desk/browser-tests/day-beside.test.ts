import type { Browser, Page } from 'playwright-core';
import { base } from './config';
import { openBrowser, seriousFaults, signIn } from './desk';
import { ask, ownClinic, type Clinic } from './own-clinic';

let browser: Browser;
let page: Page;
let owner: Page;
let clinic: Clinic;
const day = new Date(Date.now() + 6 * 86_400_000).toISOString().slice(0, 10);
const at = (time: string) => `${day}T${time}:00Z`;

beforeAll(async () => {
  browser = await openBrowser();
  owner = await signIn(browser, 'owner');
  clinic = await ownClinic(owner);
  page = await signIn(browser, 'receptionist', { width: 1440, height: 900 });
});
afterAll(async () => {
  await clinic.close();
  await browser.close();
});

const address = () => `${base}/day?date=${clinic.dayOf(at('10:00'))}&specialty=${encodeURIComponent(clinic.specialty)}`;
const card = (name: string) => page.locator('.visit', { hasText: `${name} ${clinic.familyName}` });

test('a cancelled time is offered to who waits, and accepted while it is held', async () => {
  await clinic.book(await clinic.patient('Ada'), at('10:00'));
  const patientId = await clinic.patient('Bea');
  const span = { earliest: at('08:00'), latest: at('12:00') };
  await ask(owner, 'POST', '/waitlist', { patientId, doctorId: clinic.doctorId, ...span });
  await page.goto(address());
  await card('Ada').focus();
  await page.keyboard.press('x');
  await page.getByText('Who cancels').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByLabel('Reason, in words').fill('has a cold');
  await page.keyboard.press('Enter');
  await page.getByText(`Cancelled: Ada ${clinic.familyName}`).waitFor();
  const offer = page.locator('.wait-offered', { hasText: `Bea ${clinic.familyName}` });
  await offer.getByText(/min left/).waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await offer.getByRole('button', { name: 'Accept' }).press('Enter');
  await page.getByText(new RegExp(`Bea ${clinic.familyName} takes`)).waitFor();
  await offer.waitFor({ state: 'detached' });
  await card('Bea').waitFor();
});

test('leave shows whom it hits, and moves them to a time that is free', async () => {
  await clinic.book(await clinic.patient('Cleo'), at('15:00'));
  await page.goto(address());
  await card('Cleo').focus();
  await page.getByRole('button', { name: 'Leave' }).press('Enter');
  await page.getByLabel('First day').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByLabel('Part of a day').check();
  await page.getByLabel(/^From/).fill('12:00');
  await page.getByLabel(/^Until/).fill('18:00');
  await page.getByRole('button', { name: 'Record', exact: true }).press('Enter');
  const hit = page.locator('.hits > li', { hasText: `Cleo ${clinic.familyName}` });
  await hit.getByRole('button').first().waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await hit.getByRole('button').first().press('Enter');
  await hit.getByText(/moved to/).waitFor();
  await page.getByRole('button', { name: 'Done' }).press('Enter');
  await page.locator('.away').first().waitFor();
});

test('the board calls by a code, and by a name only if it is set', async () => {
  const patientId = await clinic.patient('Dora');
  const { mrn } = await ask<{ mrn: string }>(owner, 'GET', `/patients/${patientId}`);
  await ask(owner, 'POST', '/appointments', { patientId, doctorId: clinic.otherId, walkIn: true });
  const board = `${base}/board?specialty=${encodeURIComponent(clinic.specialty)}`;
  await page.goto(`${board}&languages=both`);
  await page.locator('.board-next', { hasText: /^[A-Z] \d{3}$/ }).waitFor();
  const shown = await page.locator('.board').innerText();
  expect(shown).toContain('التالي');
  for (const secret of ['Dora', clinic.familyName, mrn]) expect(shown).not.toContain(secret);
  expect(await seriousFaults(page)).toEqual([]);
  await page.goto(`${board}&look=dark&names=true`);
  await page.getByText('Dora V.').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
});

test.each([
  ['a phone', { width: 320, height: 640 }],
  ['200 % zoom of a small screen', { width: 640, height: 400 }],
])('in Arabic, on %s, nothing is cut off at the side', async (_name, size) => {
  const small = await signIn(browser, 'receptionist', size);
  await small.evaluate(`localStorage.setItem('front-desk-language', 'ar')`);
  await small.goto(address());
  await small.locator('.visit', { hasText: 'Bea' }).waitFor();
  expect(await small.evaluate(`document.documentElement.dir`)).toBe('rtl');
  expect(await small.evaluate(`document.documentElement.scrollWidth <= window.innerWidth`)).toBe(true);
  expect(await seriousFaults(small)).toEqual([]);
  // from right to left, the next doctor is at the left
  await small.locator('.column').first().locator('.free').first().focus();
  await small.keyboard.press('ArrowLeft');
  expect(await small.evaluate(`document.activeElement.closest('.column').innerText`)).toContain('Bob');
  await small.goto(`${base}/board?specialty=${encodeURIComponent(clinic.specialty)}`);
  await small.locator('.board-next').waitFor();
  expect(await small.evaluate(`document.documentElement.scrollWidth <= window.innerWidth`)).toBe(true);
  expect(await seriousFaults(small)).toEqual([]);
  await small.context().close();
});
