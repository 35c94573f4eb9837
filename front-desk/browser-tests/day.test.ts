import type { Browser, Page } from 'playwright-core';
import { base } from './config';
import { openBrowser, openedDialog, seriousFaults, signIn } from './desk';
import { ask, ownClinic, type Clinic } from './own-clinic';

let browser: Browser;
let page: Page;
let clinic: Clinic;
/** A visit of today, to whoever can come early for it. */
const soon = new Date(Math.ceil((Date.now() + 10 * 60_000) / 300_000) * 300_000).toISOString();

beforeAll(async () => {
  browser = await openBrowser();
  const owner = await signIn(browser, 'owner');
  clinic = await ownClinic(owner);
  page = await signIn(browser, 'receptionist');
});
afterAll(async () => {
  await clinic.close();
  await browser.close();
});

const openDay = async (time: string, on = page, more = '') => {
  await on.goto(`${base}/day?date=${clinic.dayOf(time)}&specialty=${encodeURIComponent(clinic.specialty)}${more}`);
  await on.waitForSelector('.column');
};
const card = (name: string, on = page) => on.locator('.visit', { hasText: `${name} ${clinic.familyName}` });
const focused = () => page.locator(':focus').innerText();

test('a nurse begins with the day', async () => {
  const nurse = await signIn(browser, 'nurse');
  await nurse.waitForURL('**/day');
  await nurse.getByRole('group', { name: 'Calendar' }).waitFor();
  await nurse.context().close();
});

test('the day opens at the first visit that is not over, which is marked', async () => {
  const evening = `${new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10)}T20:00:00Z`;
  await clinic.book(await clinic.patient('Zoe'), evening);
  await openDay(evening);
  await card('Zoe').waitFor();
  await page.waitForFunction(
    `document.querySelector('.grid [tabindex="0"]')?.innerText.includes('Zoe') &&
      document.querySelector('.visit').getBoundingClientRect().bottom <= innerHeight`,
  );
  const morning = page.locator('.free', { hasText: '08:00' }).first();
  expect((await morning.boundingBox())?.y).toBeLessThan(0);
});

test('a patient is checked in, seen, and taken back, by keyboard alone', async () => {
  await clinic.book(await clinic.patient('Ada'), soon);
  await openDay(soon);
  await card('Ada').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  // one stop for the whole calendar; the arrows do the rest
  while (
    !(await page.evaluate(`document.activeElement.closest('.grid') !== null`)) ||
    (await focused()).includes('Fox')
  )
    await page.keyboard.press('Tab');
  for (let presses = 0; !(await focused()).includes('Ada') && presses < 200; presses += 1)
    await page.keyboard.press('ArrowDown');
  expect(await focused()).toContain(clinic.familyName);
  await page.keyboard.press('a');
  await page.getByText(`Ada ${clinic.familyName} is here.`).waitFor();
  await card('Ada').getByText('here', { exact: true }).waitFor();
  await page.keyboard.press('s');
  await card('Ada').getByText('seen', { exact: true }).waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.press('u');
  await page.getByLabel('What was wrong').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await card('Ada').getByText('here', { exact: true }).waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await focused()).toContain('Ada');
});

test('a time that is held says until when, and is confirmed by a key', async () => {
  const later = new Date(Date.parse(soon) + 2 * 3_600_000).toISOString();
  const { id } = await clinic.book(await clinic.patient('Hal'), later, { doctorId: clinic.otherId, holdMinutes: 60 });
  await openDay(later);
  await card('Hal').getByText('held for the patient until').waitFor();
  await card('Hal').press('Enter');
  const confirm = page.getByRole('dialog').getByRole('button', { name: 'Confirm' });
  await confirm.waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await card('Hal').focus();
  await page.keyboard.press('o');
  await page.getByText(`Booked: Hal ${clinic.familyName}.`).waitFor();
  await card('Hal').getByText('held for the patient until').waitFor({ state: 'detached' });
  expect(await ask(page, 'GET', `/appointments/${id}`)).toMatchObject({ status: 'booked', heldUntil: null });
});

test('a free place is booked from the calendar, and the visit is there', async () => {
  await clinic.patient('Bea');
  await openDay(soon);
  await page.locator('.free').last().press('Enter');
  await openedDialog(page);
  await page.keyboard.type(`bea ${clinic.familyName}`);
  await page.getByRole('option', { name: /Bea/ }).waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByText('✓ Bea').waitFor();
  await page.keyboard.press('Enter');
  await page.getByText(`Booked: Bea ${clinic.familyName}`).waitFor();
  await card('Bea').waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await focused()).toContain('Bea');
});

test('a walk-in is here at once', async () => {
  await clinic.patient('Cleo');
  await openDay(new Date().toISOString());
  // Ada is with the first doctor in a moment
  await page.locator('.column').nth(1).locator('.free').first().focus();
  await page.keyboard.press('w');
  await openedDialog(page);
  await page.keyboard.type(`cleo ${clinic.familyName}`);
  await page.getByRole('option', { name: /Cleo/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('✓ Cleo').waitFor();
  await page.keyboard.press('Enter');
  await card('Cleo').getByText('here', { exact: true }).waitFor();
});

test('two at the same place: one is booked, the other is told and takes another time', async () => {
  await clinic.patient('Dora');
  await clinic.patient('Eve');
  const other = await signIn(browser, 'receptionist');
  const time = `${new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)}T09:00:00Z`;
  const choose = async (on: Page, name: string) => {
    await openDay(time, on);
    await on.locator('.column').first().locator('.free').nth(3).press('Enter');
    await on.getByRole('combobox', { name: 'Patient' }).fill(`${name} ${clinic.familyName}`);
    await on.getByRole('option', { name: new RegExp(name, 'i') }).click();
    await on.getByText(`✓ ${name}`).waitFor();
  };
  await choose(page, 'Dora');
  await choose(other, 'Eve');
  await Promise.all([page, other].map((on) => on.getByRole('button', { name: 'Book a visit' }).click()));
  const told = await Promise.race(
    [page, other].map(async (on) => {
      await on.getByRole('group', { name: /Free instead/ }).waitFor();
      return on;
    }),
  );
  const done = told === page ? other : page;
  await done.getByText(/^Booked:/).waitFor();
  expect(await seriousFaults(told)).toEqual([]);
  // the first of the alternatives has the focus
  await told.keyboard.press('Enter');
  await told.getByRole('button', { name: 'Book a visit' }).click();
  await told.getByText(/^Booked:/).waitFor();
  await Promise.all([card('Dora', told).waitFor(), card('Eve', told).waitFor()]);
  await other.context().close();
});
