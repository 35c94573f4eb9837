import type { Browser, Page } from 'playwright-core';
import { base } from './config';
import { openBrowser, openedDialog, seriousFaults, signIn } from './desk';
import { ask, newPatient, randomName } from './records';

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
  page = await signIn(browser, 'doctor');
});
afterAll(() => browser.close());

const open = async (on: Page, patientId: string, name: string) => {
  await on.goto(`${base}/patients/${patientId}`);
  await on.getByRole('heading', { name: `Ada ${name}` }).waitFor();
  await on.getByText('Nothing is recorded yet.').waitFor();
};
const prescriptionsOf = async (on: Page, patientId: string) =>
  (
    await ask<{ data: { status: string; medication: { name: string } }[] }>(
      on,
      'GET',
      `/prescriptions?patientId=${patientId}`,
    )
  ).data;

/** From the medication to the quantity, with the keys that a doctor presses. */
const write = async (on: Page, medication: string) => {
  await on.locator('.medication-name input:focus').waitFor();
  const { keyboard } = on;
  await keyboard.type(medication);
  await keyboard.press('Tab');
  await keyboard.type('500 mg');
  await keyboard.press('Tab');
  await keyboard.type('tablet');
  await keyboard.press('Tab');
  await keyboard.type('1');
  await keyboard.press('Tab');
  await keyboard.type('2');
  await keyboard.press('Tab');
  await keyboard.type('tablet');
  await keyboard.press('Tab');
  await keyboard.type('by mouth');
  await keyboard.press('Tab');
  await keyboard.type('3 times');
  await keyboard.press('Tab');
  await keyboard.type('5');
};

test('a medication is found by a brand and with a typo, and one that nobody knows can be written', async () => {
  const name = randomName();
  await open(page, await newPatient(page, name), name);
  await page.keyboard.press('p');
  const field = page.locator('.medication-name input:focus');
  await field.waitFor();
  const options = page.locator('.medication-option');
  await page.keyboard.type('coumad');
  await options.getByText('warfarin').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.press('Enter');
  expect(await field.inputValue()).toMatch(/^coumadin$/i);
  await options.first().waitFor({ state: 'detached' });
  await field.fill('warfrain');
  await options.getByText('perhaps meant').first().waitFor();
  // the first Escape leaves the list, and the second the page
  await page.keyboard.press('Escape');
  await options.first().waitFor({ state: 'detached' });
  await field.fill('Zyloprimex');
  await page.getByText(/Zyloprimex is not in the knowledge base/).waitFor();
  await page.keyboard.press('Escape');
  // what was written is asked about first
  await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
  await page.keyboard.press('Delete');
  await page.getByRole('heading', { name: `Ada ${name}` }).waitFor();
  await page.locator('.medication').waitFor({ state: 'detached' });
});

test('it is prescribed by keyboard alone, in the words of the service', async () => {
  const name = randomName();
  const patientId = await newPatient(page, name);
  await open(page, patientId, name);
  await page.keyboard.press('p');
  await write(page, 'Paracetamol');
  await page.getByText('1 to 2 tablets by mouth 3 times a day for 5 days').waitFor();
  await page.getByText('Nobody has asked the patient about allergies yet.').waitFor();
  await page.getByLabel('Quantity').fill('30');
  await page.getByText('One fill lasts 5 days.').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  // Enter in a field signs nothing
  await page.keyboard.press('Enter');
  expect(await prescriptionsOf(page, patientId)).toEqual([]);
  await page.keyboard.press('Control+Enter');
  await page.getByText('Prescribed: Paracetamol 500 mg tablet').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.locator('.entry-prescription').getByText('active').waitFor();
});

test('an allergy stands in the way with its source, until it is overridden with a reason', async () => {
  const name = randomName();
  const patientId = await newPatient(page, name, 'Penicillin');
  await open(page, patientId, name);
  await page.keyboard.press('p');
  await page.locator('.medication-name input:focus').waitFor();
  await page.keyboard.type('Amoxicillin');
  await page.getByText('The patient is allergic to Penicillin. Amoxicillin is one of the penicillins.').waitFor();
  await page
    .getByText(/^Source:/)
    .first()
    .waitFor();
  await page.getByText('Not checked by anything here').waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByText('Choose the kind of reason, and write it down').first().waitFor();
  expect(await prescriptionsOf(page, patientId)).toEqual([]);
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.type('there is no');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Tolerated a test dose on the ward');
  await page.keyboard.press('Control+Enter');
  await page.getByText('Prescribed: Amoxicillin').waitFor();
  await page.getByText('Prescribed in spite of a finding').waitFor();
  expect(await prescriptionsOf(page, patientId)).toMatchObject([{ status: 'active' }]);
});

test('a reason to go on in spite of one finding is none for another', async () => {
  const name = randomName();
  const patientId = await newPatient(page, name, 'Penicillin');
  await open(page, patientId, name);
  await page.keyboard.press('p');
  const field = page.locator('.medication-name input');
  await field.fill('Amoxicillin');
  await page.getByText(/^The patient is allergic to Penicillin. Amoxicillin/).waitFor();
  await page.getByLabel('Kind of reason').selectOption({ index: 1 });
  await page.getByLabel(/^Reason/).fill('Tolerated a test dose on the ward');
  // the check of the other one is still on its way
  await page.route('**/prescriptions/preview', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await route.continue();
  });
  await field.fill('Ampicillin');
  await page.keyboard.press('Control+Enter');
  await page.locator('.problem').waitFor();
  expect(await prescriptionsOf(page, patientId)).toEqual([]);
  await page.getByText(/^The patient is allergic to Penicillin. Ampicillin/).first().waitFor(); // prettier-ignore
  expect(await page.getByLabel(/^Reason/).inputValue()).toBe('');
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('a dose that could be read in two ways is none', async () => {
  const name = randomName();
  await open(page, await newPatient(page, name), name);
  await page.keyboard.press('p');
  await page.locator('.medication-name input').fill('Paracetamol');
  const dose = page.getByLabel('Dose', { exact: true });
  for (const [typed, isRead] of [
    ['1,000', false],
    ['٥٠٠', true],
    ['2,5', true],
  ] as const) {
    await dose.fill(typed);
    expect(await page.getByText(/could be read in two ways/).count()).toBe(isRead ? 0 : 1);
  }
});

test('it is stopped and reinstated with a reason, from the timeline', async () => {
  const name = randomName();
  const patientId = await newPatient(page, name);
  await open(page, patientId, name);
  await page.keyboard.press('p');
  await write(page, 'Paracetamol');
  await page.keyboard.press('Control+Enter');
  await page.getByText('Prescribed: Paracetamol').waitFor();
  await page.keyboard.press('Enter');
  const entry = page.locator('.entry-prescription');
  await entry.getByText('active').waitFor();
  await entry.focus();
  await page.keyboard.press('Enter');
  await openedDialog(page);
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Put on hold' }).press('Enter');
  await page.keyboard.type('Waits for the liver values');
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Put on hold' }).press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await entry.getByText('on hold', { exact: true }).waitFor();
  await entry.getByText('Waits for the liver values').waitFor();
  for (const [command, status] of [
    ['Cancel it', 'cancelled'],
    ['Reinstate', 'active'],
  ] as const) {
    await entry.focus();
    await page.keyboard.press('Enter');
    await (await openedDialog(page)).getByRole('button', { name: command }).press('Enter');
    await page.keyboard.type('A wrong click');
    await page.getByRole('button', { name: command }).press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await entry.getByText(status, { exact: true }).waitFor();
  }
});

test('an answer that is lost does not prescribe twice; one that waits becomes right by itself', async () => {
  const name = randomName();
  const patientId = await newPatient(page, name);
  await open(page, patientId, name);
  await page.keyboard.press('p');
  await write(page, 'Paracetamol');
  const keys: (string | undefined)[] = [];
  await page.route('**/api/prescriptions', async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    // the first is done, and its answer is lost; the second comes as if the check were still to be made
    if (keys.length === 1) await route.fetch().then(() => route.abort());
    else {
      const response = await route.fetch();
      await route.fulfill({ response, status: 202, json: { ...((await response.json()) as object), status: 'draft' } });
    }
  });
  await page.keyboard.press('Control+Enter');
  await page.getByText('1 change is kept').waitFor();
  await page.getByText(/waits to be checked/).waitFor();
  await page.getByText('Prescribed: Paracetamol').waitFor();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBe(keys[1]);
  expect(await prescriptionsOf(page, patientId)).toHaveLength(1);
});

test('on a phone and in Arabic nothing is cut off', async () => {
  const name = randomName();
  const patientId = await newPatient(page, name, 'Penicillin');
  const small = await signIn(browser, 'doctor', { width: 320, height: 640 });
  await small.evaluate(`localStorage.setItem('front-desk-language', 'ar')`);
  await small.goto(`${base}/patients/${patientId}/prescribe`);
  await write(small, 'Amoxicillin');
  await small.getByText('غير آمن لهذا المريض').waitFor();
  expect(await small.evaluate(`document.documentElement.scrollWidth <= window.innerWidth`)).toBe(true);
  expect(await seriousFaults(small)).toEqual([]);
  await small.context().close();
});
