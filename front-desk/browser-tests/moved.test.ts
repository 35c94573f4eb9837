import type { Browser, Page } from 'playwright-core';
import { base } from './config';
import { openBrowser, signIn } from './desk';
import { ask, ownClinic, type Clinic } from './own-clinic';
import { randomName } from './records';

let browser: Browser;
/** Somebody else, who changes what is shown. */
let other: Page;
let page: Page;
let doctor: Page;
let clinic: Clinic;
const day = new Date(Date.now() + 12 * 86_400_000).toISOString().slice(0, 10);
const at = (time: string) => `${day}T${time}:00Z`;

beforeAll(async () => {
  browser = await openBrowser();
  other = await signIn(browser, 'owner');
  clinic = await ownClinic(other);
  [page, doctor] = [await signIn(browser, 'owner'), await signIn(browser, 'doctor')];
});
afterAll(async () => {
  await clinic.close();
  await browser.close();
});

const openDay = async () => {
  await page.goto(`${base}/day?date=${clinic.dayOf(at('10:00'))}&specialty=${encodeURIComponent(clinic.specialty)}`);
  await page.locator('html[data-live]').waitFor();
  await page.locator('.visit').first().waitFor();
  // the hours may come after the visits, and what is begun before starts anew with them
  await page.locator('.free').first().waitFor();
};
const card = (name: string) => page.locator('.visit', { hasText: `${name} ${clinic.familyName}` });
const statusOf = async (id: string) => (await ask<{ status: string }>(other, 'GET', `/appointments/${id}`)).status;
const cancel = (id: string) => ask(other, 'POST', `/appointments/${id}/cancel`, { code: 'pat', by: 'patient' });
const isFocused = (text: string) =>
  page.waitForFunction(`document.activeElement?.innerText?.includes(${JSON.stringify(text)})`);

test('the keys of the day record nothing of the neighbour of a visit that has just gone', async () => {
  const ada = await clinic.book(await clinic.patient('Ada'), at('10:00'));
  // at the same time, so that it is the nearest, and no place comes free
  const beside = { overbook: { reason: 'To try it' } };
  const bea = await clinic.book(await clinic.patient('Bea'), at('10:00'), beside);
  await openDay();
  await card('Bea').waitFor();
  await card('Ada').focus();
  await cancel(ada.id);
  await card('Ada').waitFor({ state: 'detached' });
  let commands = 0;
  page.on('request', (request) => (commands += request.method() === 'POST' ? 1 : 0));
  // the focus is in the calendar all the same
  await page.waitForFunction(`document.activeElement?.closest('.grid') !== null`);
  for (const key of ['n', 'a', 's', 'u', 'x', 'm']) await page.keyboard.press(key);
  await page.waitForTimeout(500);
  expect(await page.getByRole('dialog').count()).toBe(0);
  expect(await page.getByText(/^Moving to/).count()).toBe(0);
  expect(commands).toBe(0);
  expect(await statusOf(bea.id)).toBe('booked');
  // and an arrow goes on from there, so that the keys have somebody again
  await page.keyboard.press('ArrowDown');
  await isFocused(`Bea ${clinic.familyName}`);
  await page.keyboard.press('x');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  page.removeAllListeners('request');
});

test('before anything is marked the keys of the day record nothing', async () => {
  const cleo = await clinic.book(await clinic.patient('Cleo'), at('00:00'), {
    overbook: { reason: 'To try it' },
  });
  await openDay();
  await card('Cleo').waitFor();
  for (const key of ['n', 'x']) await page.keyboard.press(key);
  await page.waitForTimeout(500);
  expect(await page.getByRole('dialog').count()).toBe(0);
  expect(await statusOf(cleo.id)).toBe('booked');
});

/** Three prescriptions of a patient of one's own, in the queue of the pharmacy, oldest first. */
async function queueOfThree(): Promise<string[]> {
  const familyName = randomName();
  const { id: patientId } = await ask(other, 'POST', '/patients?allowDuplicate=true', {
    givenName: 'Ada',
    familyName,
  });
  const { doctorId } = await doctor.evaluate<{ doctorId: string }>(`fetch('/session').then((it) => it.json())`);
  const ids: string[] = [];
  for (const name of ['Paracetamol', 'Omeprazole', 'Cetirizine']) {
    const { id } = await ask(doctor, 'POST', '/prescriptions', {
      ...{ patientId, doctorId, medication: { name, strength: '10 mg', form: 'tablet' } },
      ...{ dosage: { dose: 1, doseUnit: 'tablet', route: 'oral', frequency: 1, periodUnit: 'd' } },
      ...{ quantity: 10, quantityUnit: 'tablet', refills: 0 },
    });
    ids.push(id);
  }
  await page.goto(`${base}/dispensing`);
  await page.locator('html[data-live]').waitFor();
  await page.fill('#scan', `ada ${familyName}`);
  await page.getByRole('option', { name: new RegExp(familyName) }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('3 wait').waitFor();
  return ids;
}
const stop = (id = '') => ask(doctor, 'POST', `/prescriptions/${id}/cancel`, { reason: 'Written by mistake' });
const isOpen = (id = '') => page.waitForURL(`**/dispensing/${id}`);

test('the marked row of a live list is kept, and Enter opens it and not what came in its place', async () => {
  const [first, second, third] = await queueOfThree();
  await page.keyboard.press('ArrowDown');
  await page.locator('.queue-row[aria-selected=true]', { hasText: 'Omeprazole' }).waitFor();
  await stop(first);
  await page.getByText('2 wait').waitFor();
  await page.keyboard.press('Enter');
  await isOpen(second);
  await page.goBack();
  await page.locator('.queue-row').first().waitFor();
  expect(third).toBeTruthy();
});

test('where the marked row has gone, Enter opens nothing', async () => {
  const [, second, third] = await queueOfThree();
  await page.keyboard.press('ArrowDown');
  await page.locator('.queue-row[aria-selected=true]', { hasText: 'Omeprazole' }).waitFor();
  await stop(second);
  await page.getByText('2 wait').waitFor();
  await page.keyboard.press('Enter');
  await page.waitForTimeout(300);
  expect(new URL(page.url()).pathname).toBe('/dispensing');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await isOpen(third);
});

test('a click on what has just moved under the pointer is none, and the next is', async () => {
  const [first, , third] = await queueOfThree();
  const row = await page.locator('.queue-row', { hasText: 'Omeprazole' }).boundingBox();
  if (!row) throw new Error('There is no row');
  await page.mouse.move(row.x + 40, row.y + row.height / 2);
  // the page takes the click for one that comes at once, however busy this machine is
  await page.evaluate(`{
    const { get } = Object.getOwnPropertyDescriptor(Event.prototype, 'timeStamp');
    const tellTime = (of) => Object.defineProperty(Event.prototype, 'timeStamp', { configurable: true, get: of });
    tellTime(function () { return get.call(this) / 100; });
    window.tellTimeAgain = () => tellTime(get);
  }`);
  // as soon as the list has changed, whenever that is
  await page.evaluate(`new MutationObserver((_, it) => {
    if (document.querySelectorAll('.queue-row').length !== 2) return;
    it.disconnect();
    document.documentElement.setAttribute('data-changed', '');
  }).observe(document.querySelector('#queue'), { childList: true })`);
  await stop(first);
  await page.locator('html[data-changed]').waitFor();
  await page.mouse.down();
  await page.mouse.up();
  await page.waitForTimeout(500);
  expect(new URL(page.url()).pathname).toBe('/dispensing');
  await page.evaluate('tellTimeAgain()');
  await page.mouse.down();
  await page.mouse.up();
  await isOpen(third);
});

test('a move that is refused late takes no focus from what somebody does by then', async () => {
  await clinic.book(await clinic.patient('Dora'), at('12:00'));
  await clinic.book(await clinic.patient('Eve'), at('13:00'));
  await openDay();
  await card('Dora').focus();
  await page.keyboard.press('m');
  for (let quarters = 0; quarters < 4; quarters += 1) await page.keyboard.press('ArrowDown');
  await page.getByText(/^Moving to/).waitFor();
  let go = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await page.route('**/reschedule', async (route) => {
    await held;
    return route.continue();
  });
  await page.keyboard.press('Enter');
  await card('Eve').focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  await isFocused(`Eve ${clinic.familyName}`);
  go();
  await page.getByText(`Dora ${clinic.familyName} stays at`).waitFor();
  await page.waitForTimeout(300);
  expect(await page.locator(':focus').innerText()).toContain(`Eve ${clinic.familyName}`);
  await page.unrouteAll({ behavior: 'wait' });
});
