import type { Browser, Page } from 'playwright-core';
import { base } from './config';
import { openBrowser, seriousFaults, signIn } from './desk';
import { ask, newPatient, randomName } from './records';

let browser: Browser;
let page: Page;
let doctor: Page;

beforeAll(async () => {
  browser = await openBrowser();
  [page, doctor] = await Promise.all([signIn(browser, 'pharmacist'), signIn(browser, 'doctor')]);
});
afterAll(() => browser.close());

interface Written {
  id: string;
  name: string;
}

/** A patient of one's own with a prescription of 30 tablets, 3 times. */
const written = async (more: object = {}): Promise<Written> => {
  const name = randomName();
  const patientId = await newPatient(doctor, name);
  const { doctorId } = await doctor.evaluate<{ doctorId: string }>(`fetch('/session').then((it) => it.json())`);
  const { id } = await ask<{ id: string }>(doctor, 'POST', '/prescriptions', {
    ...{ patientId, doctorId, medication: { name: 'Paracetamol', strength: '500 mg', form: 'tablet' } },
    ...{ dosage: { dose: 1, doseUnit: 'tablet', route: 'oral', frequency: 3, periodUnit: 'd' } },
    ...{ quantity: 30, quantityUnit: 'tablet', refills: 2, ...more },
  });
  return { id, name };
};
const dispensedOf = async (id: string) =>
  (await ask<{ data: { quantity: number }[] }>(page, 'GET', `/prescriptions/${id}/dispenses`)).data.map(
    ({ quantity }) => quantity,
  );
const openAt = async (on: Page, { id, name }: Written) => {
  await on.goto(`${base}/dispensing/${id}`);
  await on.getByRole('heading', { name: `Ada ${name}` }).waitFor();
  await on.getByLabel('Quantity handed out').waitFor();
};

test('a patient is found, a part is dispensed and its label shown, by keyboard alone', async () => {
  const it = await written();
  await page.goto(base);
  await page.locator('#scan:focus').waitFor();
  await page.locator('.queue-row').first().waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.type(`ada ${it.name}`);
  await page.getByRole('option', { name: new RegExp(it.name) }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('1 waits').waitFor();
  await page.locator('.queue-row').getByText('30 tablets').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.dispense-form input:focus').waitFor();
  expect(await page.locator('.dispense-form input').inputValue()).toBe('30');
  await page.getByText('1 tablet by mouth 3 times a day').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.type('12');
  await page.keyboard.press('Enter');
  await page.getByText(/^Dispensed: .12 tablets.\. Left: .78 tablets.\.$/).waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.locator('#print-label:focus').waitFor();
  const label = page.locator('.pack-label');
  await label.getByText(`Ada ${it.name}`).waitFor();
  await label.getByText('1 tablet by mouth 3 times a day').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  // the rest of the fill that is open
  await page.locator('.dispense-form input:focus').waitFor();
  expect(await page.locator('.dispense-form input').inputValue()).toBe('18');
});

test('the scanned code of a paper opens its prescription, and a forged one does not', async () => {
  const it = await written();
  const { code } = await ask<{ code: string }>(page, 'GET', `/prescriptions/${it.id}/code`);
  await page.goto(`${base}/dispensing`);
  await page.locator('#scan:focus').waitFor();
  await page.keyboard.type(`${code.slice(0, -6)}AAAAAA`);
  await page.keyboard.press('Enter');
  await page.getByText(/This was not signed here/).waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.fill('#scan', code);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: `Ada ${it.name}` }).waitFor();
});

test('of two pharmacists at once one is told, and nothing is dispensed twice', async () => {
  const it = await written();
  const other = await signIn(browser, 'owner');
  await openAt(page, it);
  await openAt(other, it);
  for (const on of [page, other]) await on.getByLabel('Quantity handed out').fill('10');
  // both before either can see what the other did
  await Promise.all(
    [page, other].map((on) => on.getByRole('button', { name: 'Dispense', exact: true }).press('Enter')),
  );
  const told = [page, other].map(async (on) => {
    await on
      .getByText(/^Dispensed: |Nothing of yours was done/)
      .first()
      .waitFor();
    return on.getByText(/Nothing of yours was done/).count();
  });
  const refused = (await Promise.all(told)).indexOf(1);
  expect(await dispensedOf(it.id)).toEqual([10]);
  const loser = refused === 0 ? page : other;
  expect(await seriousFaults(loser)).toEqual([]);
  await loser.getByRole('button', { name: 'Show how it is now' }).press('Enter');
  expect(await loser.locator('.dispense-form input').inputValue()).toBe('20');
  await other.context().close();
});

test('a dispense whose answer is lost is sent again, and never doubled', async () => {
  const it = await written();
  await openAt(page, it);
  let sent = 0;
  await page.route('**/dispenses', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    sent += 1;
    // the first is done, and its answer is lost
    if (sent === 1) return route.fetch().then(() => route.abort());
    return route.continue();
  });
  await page.getByLabel('Quantity handed out').fill('10');
  await page.keyboard.press('Enter');
  await page.getByText('1 change is kept').waitFor();
  await page.getByText(/^Dispensed: /).waitFor();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  expect(sent).toBe(2);
  expect(await dispensedOf(it.id)).toEqual([10]);
});

test('more is dispensed only once it is known what is left', async () => {
  const it = await written();
  await openAt(page, it);
  let answer = (): void => undefined;
  const isAnswered = new Promise<void>((resolve) => (answer = resolve));
  await page.route(`**/prescriptions/${it.id}`, (route) => isAnswered.then(() => route.continue()));
  await page.keyboard.press('Enter');
  await page.getByText(/^Dispensed: /).waitFor();
  await page.getByRole('button', { name: 'Dispense more' }).press('Enter');
  await page.locator('button[data-loading]', { hasText: 'Dispense more' }).waitFor();
  expect(await page.getByLabel('Quantity handed out').count()).toBe(0);
  answer();
  await page.getByText('Nothing of it is due now.').waitFor();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('a fill before its time needs a reason, and what was a mistake is taken back', async () => {
  const it = await written();
  await openAt(page, it);
  await page.keyboard.press('Enter');
  await page.getByText(/^Dispensed: /).waitFor();
  await page.getByRole('button', { name: 'Dispense more' }).press('Enter');
  await page.getByText('Nothing of it is due now.').waitFor();
  expect(await page.getByText('Somebody else has dispensed').count()).toBe(0);
  await page.keyboard.press('Enter');
  await page.getByText(/Most of the last fill should be used up/).waitFor();
  await page.getByLabel('Why it goes out before it is due').fill('Travels for a month');
  await page.keyboard.press('Enter');
  await page.getByText(/^Dispensed: /).waitFor();
  await page.getByText(/early: Travels for a month/).waitFor();
  await page.getByRole('button', { name: 'Take back' }).first().press('Enter');
  await page.getByLabel('Reason').fill('Wrong box');
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByText(/^Taken back: /).waitFor();
  await page
    .getByText(/came back/)
    .first()
    .waitFor();
  expect(await ask(page, 'GET', `/prescriptions/${it.id}`)).toMatchObject({ dispensedQuantity: 30 });
});

test('on a phone and in Arabic nothing is cut off', async () => {
  const it = await written();
  const small = await signIn(browser, 'pharmacist', { width: 320, height: 640 });
  await small.evaluate(`localStorage.setItem('front-desk-language', 'ar')`);
  await small.goto(`${base}/dispensing`);
  await small.locator('.queue-row').first().waitFor();
  const isWhole = () => small.evaluate(`document.documentElement.scrollWidth <= window.innerWidth`);
  expect(await isWhole()).toBe(true);
  expect(await seriousFaults(small)).toEqual([]);
  await small.goto(`${base}/dispensing/${it.id}`);
  await small.locator('.dispense-form input').waitFor();
  await small.getByText('30 قرصًا').first().waitFor();
  expect(await isWhole()).toBe(true);
  expect(await seriousFaults(small)).toEqual([]);
  await small.context().close();
});
