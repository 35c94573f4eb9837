import type { Browser, Locator, Page } from 'playwright-core';
import { base } from './config';
import { ask, openBrowser, openedDialog, randomLetters, seriousFaults, signIn } from './desk';

let browser: Browser;
/** Who may do everything, so that one page is enough. */
let page: Page;
let patientId: string;
let familyName: string;
beforeAll(async () => {
  browser = await openBrowser();
  page = await signIn(browser, 'owner');
});
beforeEach(async () => {
  familyName = `Kept${randomLetters()}`;
  ({ id: patientId } = await ask<{ id: string }>(page, 'POST', '/patients?allowDuplicate=true', {
    ...{ givenName: 'Ada', familyName, address: { city: 'Ely' } },
  }));
});
afterAll(() => browser.close());

const open = (rest: string) => page.goto(`${base}/patients/${patientId}/${rest}`);
const isAsked = () => page.getByRole('dialog', { name: 'Leave without saving?' });
const path = () => new URL(page.url()).pathname;
/** Holds the answer to a change until the test lets it go. */
async function slowly(of: string): Promise<() => Promise<void>> {
  let go = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await page.route(of, async (route) => {
    if (route.request().method() === 'GET') return route.continue();
    await held;
    return route.continue();
  });
  return async () => {
    go();
    await page.unrouteAll({ behavior: 'wait' });
  };
}
const stays = async (field: Locator, text: string) => {
  await page.keyboard.press('Enter');
  await isAsked().waitFor({ state: 'detached' });
  expect(await field.inputValue()).toBe(text);
};

test('a changed form asks before Escape, Back, a link, a key, another page and signing out leave it', async () => {
  await page.goto(`${base}/patients/${patientId}`);
  await page.getByRole('heading', { name: `Ada ${familyName}` }).waitFor();
  await page.keyboard.press('e');
  const city = page.getByLabel('City');
  await city.fill('Cambridge');
  await city.press('Escape');
  await openedDialog(page);
  await page.getByText('What you wrote here is not saved. If you leave, it is lost.').waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await stays(city, 'Cambridge');
  await page.evaluate('void window.history.back()');
  await isAsked().waitFor();
  await stays(city, 'Cambridge');
  await page.waitForURL(`**/patients/${patientId}/edit`);
  await page.locator('.screen-link').first().press('Enter');
  await isAsked().waitFor();
  // Esc stays as well
  await page.keyboard.press('Escape');
  await isAsked().waitFor({ state: 'detached' });
  await page.keyboard.press('Control+k');
  await isAsked().waitFor();
  await stays(city, 'Cambridge');
  await page.getByRole('button', { name: 'Sign out' }).press('Enter');
  await isAsked().waitFor();
  await stays(city, 'Cambridge');
  expect(path()).toBe(`/patients/${patientId}/edit`);
  // and one named key leaves
  await page.keyboard.press('Control+k');
  await isAsked().waitFor();
  await page.keyboard.press('Delete');
  await page.waitForURL('**/find');
  expect(await ask(page, 'GET', `/patients/${patientId}`)).toMatchObject({ address: { city: 'Ely' } });
});

test('the browser asks before a reload of what is written, and only then', async () => {
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await open('edit');
  await page.getByLabel('City').press('Tab');
  await page.reload();
  expect(asked).toEqual([]);
  await page.getByLabel('City').fill('Cambridge');
  await page.reload();
  expect(asked).toEqual(['beforeunload']);
  page.removeAllListeners('dialog');
});

test('an empty form, and one that is stored, are left without a question', async () => {
  await open('bill');
  await page.locator('[name=description]').waitFor();
  await page.keyboard.press('Control+k');
  await page.waitForURL('**/find');
  await open('edit');
  await page.getByLabel('City').fill('Cambridge');
  await page.keyboard.press('Control+Enter');
  await page.locator('.page-title:focus').waitFor();
  await page.keyboard.press('/');
  await page.waitForURL('**/find');
  expect(await isAsked().count()).toBe(0);
});

test.each([
  ['bill', '[name=description]', 'Consultation'],
  ['prescribe', '.medication-name input', 'Paracetamol'],
  ['allergies', '.allergy-form input', 'Latex'],
])('what is written under %s is not lost by a key', async (where, selector, text) => {
  if (where === 'prescribe') {
    const doctor = await signIn(browser, 'doctor');
    await doctor.goto(`${base}/patients/${patientId}/prescribe`);
    await doctor.locator(selector).fill(text);
    await doctor.keyboard.press('Control+k');
    await doctor.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
    await doctor.context().close();
    return;
  }
  await page.goto(`${base}/patients/${patientId}`);
  await page.getByRole('heading', { name: `Ada ${familyName}` }).waitFor();
  await page.keyboard.press(where === 'bill' ? 'i' : 'l');
  const field = page.locator(selector).first();
  await field.fill(text);
  await page.keyboard.press('Escape');
  await isAsked().waitFor();
  await stays(field, text);
});

test('a reason in a dialog is asked about once, and by its button as well', async () => {
  const { id } = await ask<{ id: string }>(page, 'POST', '/bills', { patientId, amount: 30, details: 'Visit' });
  const { receiptNumber } = await ask<{ receiptNumber: string }>(page, 'POST', '/payments', {
    ...{ billId: id, amount: 30, method: 'cash' },
  });
  await page.goto(`${base}/cash/${patientId}`);
  await page.getByRole('button', { name: `Refund ${receiptNumber}` }).press('Enter');
  const dialog = await openedDialog(page);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: `Refund ${receiptNumber}` }).press('Enter');
  await openedDialog(page);
  const reason = page.getByRole('dialog').getByLabel('Why it is given back');
  await reason.fill('Paid too much');
  await reason.press('Escape');
  await isAsked().waitFor();
  await page.keyboard.press('Escape');
  await isAsked().waitFor({ state: 'detached' });
  expect(await reason.inputValue()).toBe('Paid too much');
  await reason.press('Escape');
  await isAsked().waitFor();
  await page.keyboard.press('Delete');
  await page.getByRole('dialog').first().waitFor({ state: 'detached' });
});

test('what is typed while an allergy is being recorded is still there once it is', async () => {
  await open('allergies');
  const substance = page.getByLabel('Allergic to');
  await substance.fill('Latex');
  const go = await slowly('**/allergies');
  await substance.press('Enter');
  await page.locator('.allergy-form [type=submit][data-loading]').waitFor();
  await substance.fill('Peanut');
  await go();
  await page.getByText('Recorded: Latex').waitFor();
  expect(await substance.inputValue()).toBe('Peanut');
  await substance.press('Enter');
  await page.getByText('Recorded: Peanut').waitFor();
  expect(await substance.inputValue()).toBe('');
});

test('what is typed while a change is being stored is still there, and stored next', async () => {
  await open('edit');
  await page.getByLabel('City').fill('Cambridge');
  const go = await slowly('**/patients/*');
  await page.keyboard.press('Control+Enter');
  await page.locator('[type=submit][data-loading]').waitFor();
  await page.getByLabel('Given name').fill('Adah');
  await go();
  await page.locator('[type=submit]:not([data-loading])').waitFor();
  expect(path()).toBe(`/patients/${patientId}/edit`);
  expect(await page.getByLabel('Given name').inputValue()).toBe('Adah');
  expect(await ask(page, 'GET', `/patients/${patientId}`)).toMatchObject({ address: { city: 'Cambridge' } });
  await page.keyboard.press('Control+Enter');
  await page.waitForURL(`**/patients/${patientId}`);
  await page.getByRole('heading', { name: `Adah ${familyName}` }).waitFor();
});

test('a bill that is being issued takes no more text, so that nothing is written that is not on it', async () => {
  await open('bill');
  const service = page.locator('[name=description]');
  await service.fill('Consultation');
  await page.getByLabel(/^Price/).fill('20');
  const go = await slowly('**/api/bills');
  await page.keyboard.press('Control+Enter');
  await page.locator('[type=submit][data-loading]').waitFor();
  await service.focus();
  await page.keyboard.type(' and more');
  expect(await service.inputValue()).toBe('Consultation');
  expect(await page.evaluate(`document.activeElement.getAttribute('name')`)).toBe('description');
  await go();
  await page.waitForURL(`**/cash/${patientId}*`);
  expect(await isAsked().count()).toBe(0);
});
