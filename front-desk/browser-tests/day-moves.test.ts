import type { Browser, Page } from 'playwright-core';
import { base } from './config';
import { openBrowser, seriousFaults, signIn } from './desk';
import { ask, ownClinic, type Clinic } from './own-clinic';

let browser: Browser;
let page: Page;
let owner: Page;
let clinic: Clinic;
/** Ten in the morning, in five days, by UTC. */
const day = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
const at = (time: string) => `${day}T${time}:00Z`;

beforeAll(async () => {
  browser = await openBrowser();
  owner = await signIn(browser, 'owner');
  clinic = await ownClinic(owner);
  page = await signIn(browser, 'receptionist', { width: 1280, height: 900 });
});
afterAll(async () => {
  await clinic.close();
  await browser.close();
});

const openDay = async () => {
  await page.goto(`${base}/day?date=${clinic.dayOf(at('10:00'))}&specialty=${encodeURIComponent(clinic.specialty)}`);
  await page.waitForSelector('.free');
};
const card = (name: string) => page.locator('.visit', { hasText: `${name} ${clinic.familyName}` });
const bookFor = async (name: string, time: string, more = {}) =>
  (await clinic.book(await clinic.patient(name), at(time), more)).id;
const timeOf = async (id: string) => {
  const { time, doctorId } = await ask<{ time: string; doctorId: string }>(owner, 'GET', `/appointments/${id}`);
  return [new Date(time).toISOString().slice(11, 16), doctorId];
};

test('a move that is refused stays, and one of the times offered instead is taken, by keyboard alone', async () => {
  const [ada] = [await bookFor('Ada', '10:00'), await bookFor('Bea', '11:00')];
  await openDay();
  await card('Ada').focus();
  await page.keyboard.press('m');
  for (let quarters = 0; quarters < 4; quarters += 1) await page.keyboard.press('ArrowDown');
  await page.getByText(/^Moving to/).waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByText(`Ada ${clinic.familyName} stays at`).waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  expect(await timeOf(ada)).toEqual(['10:00', clinic.doctorId]);
  const instead = await page.locator(':focus').innerText();
  await page.keyboard.press('Enter');
  await page.getByText(`Ada ${clinic.familyName} moved to`).waitFor();
  expect(await timeOf(ada)).not.toEqual(['10:00', clinic.doctorId]);
  await card('Ada').getByText(instead.slice(-5)).waitFor();
  expect(await page.locator(':focus').innerText()).toContain('Ada');
});

test('a visit is dragged to another doctor, and back by a button', async () => {
  const cleo = await bookFor('Cleo', '13:00');
  await openDay();
  await card('Cleo').scrollIntoViewIfNeeded();
  const from = await card('Cleo').boundingBox();
  const to = await page
    .locator('.column')
    .nth(1)
    .locator('.free', { hasText: /^14:00|^2:00/ })
    .first()
    .boundingBox();
  if (!from || !to) throw new Error('nothing to drag, or nowhere to');
  await page.mouse.move(from.x + 30, from.y + 5);
  await page.mouse.down();
  await page.mouse.move(to.x + 20, to.y + 20, { steps: 4 });
  await page.mouse.move(to.x + 30, to.y + 5);
  await page.mouse.up();
  await page.getByText(`Cleo ${clinic.familyName} moved to`).waitFor();
  const [, doctorId] = await timeOf(cleo);
  expect(doctorId).toBe(clinic.otherId);
  await page.getByRole('button', { name: /^Back to/ }).click();
  await page.locator('.column').nth(0).locator('.visit', { hasText: 'Cleo' }).waitFor();
  expect(await timeOf(cleo)).toEqual(['13:00', clinic.doctorId]);
});

test('what another has changed meanwhile is shown, and nothing is moved over it', async () => {
  const dora = await bookFor('Dora', '15:00');
  await openDay();
  await card('Dora').focus();
  await page.keyboard.press('m');
  await page.keyboard.press('Shift+ArrowDown');
  // this page has not heard of it when it asks
  await page.route(
    '**/reschedule',
    async (route) => {
      await ask(owner, 'POST', `/appointments/${dora}/reschedule`, { time: at('16:00') });
      await route.continue();
    },
    { times: 1 },
  );
  await page.keyboard.press('Enter');
  await page.getByText(`Somebody else has changed the visit of Dora`).waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  expect(await timeOf(dora)).toEqual(['16:00', clinic.doctorId]);
  await page.getByRole('button', { name: 'Move it all the same' }).press('Enter');
  await page.getByText(`Dora ${clinic.familyName} moved to`).waitFor();
  expect(await timeOf(dora)).toEqual(['15:05', clinic.doctorId]);
});

test('a move that waits for a service holds both times, and becomes right by itself', async () => {
  const eve = await bookFor('Eve', '08:00');
  await openDay();
  let waits = true;
  // as the services answer while one of them is down
  await page.route(/\/api\/appointments/, async (route) => {
    const isMove = route.request().url().endsWith('/reschedule');
    if (isMove) {
      const visit = await ask<object>(owner, 'GET', `/appointments/${eve}`);
      await route.fulfill({ status: 202, json: held(visit) });
      return;
    }
    const response = await route.fetch();
    const body = (await response.json()) as { data?: { id: string }[] };
    const data = body.data?.map((one) => (one.id === eve && waits ? held(one) : one));
    await route.fulfill({ response, json: { ...body, ...(data && { data }) } });
  });
  const held = (visit: object) => ({ ...visit, waitingMove: { time: at('08:30'), endTime: at('09:00') } });
  await card('Eve').focus();
  await page.keyboard.press('m');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByText(/is held for Eve/).waitFor();
  await card('Eve').getByText('held: moves here').waitFor();
  await card('Eve').getByText('held: is being moved').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await ask(owner, 'POST', `/appointments/${eve}/reschedule`, { time: at('08:30') });
  waits = false;
  await page.getByText(`Eve ${clinic.familyName} moved to`).waitFor();
  expect(await card('Eve').count()).toBe(1);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});
