import type { Browser, Page } from 'playwright-core';
import { ask, openBrowser, randomLetters, seriousFaults, signIn } from './desk';
import { password } from './config';

interface Patient {
  id: string;
  version: number;
  givenName: string | null;
  phone: string | null;
  address: { city: string | null; line1: string | null } | null;
  contacts: { name: string; phone: string | null }[];
  allergies: { substance: string; status: string; criticality: string }[];
  allergyStatus: string;
}

const familyName = `Edit${randomLetters()}`;
let browser: Browser;
let desk: Page;
let ward: Page;
let id: string;
const read = () => ask<Patient>(desk, 'GET', `/patients/${id}`);
/** Back on the page of the patient, which the form has left. */
const isSaved = async (page: Page, name: string) => {
  await page.waitForURL(`**/patients/${id}`);
  await page.getByRole('heading', { name: `${name} ${familyName}`, exact: true }).waitFor();
};
const open = (page: Page, rest = '') => page.goto(new URL(`/patients/${id}${rest}`, page.url()).href);

beforeAll(async () => {
  browser = await openBrowser();
  desk = await signIn(browser, 'receptionist');
  ({ id } = await ask<Patient>(desk, 'POST', '/patients?allowDuplicate=true', {
    ...{ givenName: 'Ada', familyName, birthDate: '1980-02-03', phone: '+442079460018' },
    address: { line1: 'Mill Lane 3', city: 'Ely' },
  }));
  ward = await signIn(browser, 'nurse');
});
afterAll(() => browser.close());

test('data are changed by keyboard alone, and only what was changed is stored', async () => {
  await open(desk);
  await desk.getByRole('heading', { name: `Ada ${familyName}` }).waitFor();
  await desk.keyboard.press('e');
  await desk.locator('#given-name:focus').waitFor();
  expect(await seriousFaults(desk)).toEqual([]);
  await desk.getByLabel('Phone').first().fill('020 7946 0019');
  await desk.getByRole('button', { name: '+ Somebody to call' }).press('Enter');
  await desk.keyboard.type('Eve');
  await desk.keyboard.press('Tab');
  await desk.keyboard.type('sister');
  await desk.keyboard.press('Tab');
  await desk.keyboard.type('not a number');
  await desk.keyboard.press('Control+Enter');
  // the service says what is wrong, at the field
  await desk.locator('[aria-invalid=true]:focus').first().waitFor();
  expect(await desk.locator('[aria-invalid=true]').count()).toBeGreaterThan(0);
  await desk.getByLabel('Phone').nth(0).fill('+442079460019');
  await desk.getByLabel('Phone').nth(1).fill('+442079460020');
  await desk.keyboard.press('Enter');
  await desk.getByText('+44 20 7946 0019', { exact: true }).first().waitFor();
  expect(await read()).toMatchObject({
    phone: '+442079460019',
    contacts: [{ name: 'Eve', phone: '+442079460020' }],
    address: { city: 'Ely', line1: 'Mill Lane 3' },
  });
});

test('what two change at once is shown side by side, a person chooses, and nothing typed is lost', async () => {
  await open(desk, '/edit');
  await open(ward, '/edit');
  await ward.getByLabel('City').fill('Cambridge');
  await ward.getByLabel('Given name').fill('Adah');
  await ward.keyboard.press('Control+Enter');
  await isSaved(ward, 'Adah');

  await desk.getByLabel('City').fill('London');
  await desk.getByLabel('Street and number').fill('Gower Street 1');
  await desk.keyboard.press('Control+Enter');
  await desk.getByRole('heading', { name: 'Somebody has changed this patient meanwhile' }).waitFor();
  expect(await seriousFaults(desk)).toEqual([]);
  // who changed a field alone has it; of the city a person decides
  const chosen = async (row: string) =>
    (await desk.getByRole('group', { name: row }).locator('.version-chosen').allInnerTexts()).join();
  expect(await chosen('Given name')).toContain('Adah');
  expect(await chosen('Street and number')).toContain('Gower Street 1');
  expect(await chosen('City')).toBe('');
  await desk.getByRole('button', { name: 'Save what is chosen' }).press('Enter');
  await desk.getByText('choose one').waitFor();
  expect((await read()).address?.city).toBe('Cambridge');
  // the focus is on the first of the two, and the arrow chooses
  await desk.keyboard.press('ArrowDown');
  await desk.keyboard.press('ArrowUp');
  expect(await chosen('City')).toContain('London');
  await desk.keyboard.press('Enter');
  await isSaved(desk, 'Adah');
  expect(await read()).toMatchObject({ givenName: 'Adah', address: { city: 'London', line1: 'Gower Street 1' } });
});

test('a change whose answer is lost is no conflict with oneself', async () => {
  await open(desk, '/edit');
  await desk.getByLabel('City').fill('Bath');
  let attempts = 0;
  await desk.route('**/api/patients/*', async (route) => {
    if (route.request().method() !== 'PATCH') return route.continue();
    attempts++;
    if (attempts === 1) return route.fetch().then(() => route.abort());
    return route.continue();
  });
  const before = (await read()).version;
  await desk.keyboard.press('Control+Enter');
  await isSaved(desk, 'Adah');
  await desk.unrouteAll({ behavior: 'ignoreErrors' });
  expect(attempts).toBe(2);
  expect(await read()).toMatchObject({ version: before + 1, address: { city: 'Bath' } });
});

test('a session that ends while data are changed keeps them', async () => {
  await open(desk, '/edit');
  await desk.getByLabel('City').fill('York');
  await desk.context().clearCookies();
  await desk.keyboard.press('Control+Enter');
  await desk.getByText('Your session has ended').waitFor();
  const [popup] = await Promise.all([
    desk.waitForEvent('popup'),
    desk.getByRole('link', { name: 'Sign in' }).press('Enter'),
  ]);
  await popup.waitForLoadState().catch(() => undefined);
  if (!popup.isClosed() && (await popup.locator('#name').count())) {
    await popup.fill('#name', 'receptionist');
    await popup.fill('#password', password);
    await popup.press('#password', 'Enter');
  }
  await isSaved(desk, 'Adah');
  expect((await read()).address?.city).toBe('York');
});

test('a nurse records an allergy and changes it; reception may not', async () => {
  await open(desk);
  await desk.getByText('Allergies not known').waitFor();
  expect(await desk.getByRole('button', { name: /Record or change/ }).count()).toBe(0);
  await open(ward);
  await ward.getByText('Allergies not known').waitFor();
  await ward.keyboard.press('l');
  await ward.getByLabel('Allergic to').waitFor();
  await ward.getByRole('heading', { name: 'Allergies', exact: true }).waitFor();
  expect(await seriousFaults(ward)).toEqual([]);
  await ward.keyboard.type('none');
  await ward.keyboard.press('Enter');
  await ward.locator('[aria-invalid=true]').waitFor();
  await ward.getByLabel('Allergic to').fill('Latex');
  await ward.getByLabel('What happened').fill('rash');
  await ward.keyboard.press('Enter');
  await ward.getByText('Recorded: Latex').waitFor();
  expect(await read()).toMatchObject({
    allergyStatus: 'recorded',
    allergies: [{ substance: 'Latex', status: 'active' }],
  });

  await ward.getByRole('button', { name: 'Change Latex' }).press('Enter');
  await ward.getByLabel('It is').selectOption('resolved');
  expect(await seriousFaults(ward)).toEqual([]);
  await ward.getByRole('button', { name: 'Save' }).press('Enter');
  await ward.getByText('risk not known · gone, or was none').waitFor();
  expect((await read()).allergies).toMatchObject([{ substance: 'Latex', status: 'resolved' }]);
  // nobody knows of one now, so it can be said that there are none
  await ward.getByRole('button', { name: 'Asked: no allergies known' }).press('Enter');
  await ward.getByText('No known allergies').waitFor();
  expect((await read()).allergyStatus).toBe('none-known');
});

test.each(['/edit', '/allergies'])('at 320 pixels nothing of %s is cut off', async (path) => {
  const page = await signIn(browser, 'nurse', { width: 320, height: 720 });
  await open(page, path);
  await page.getByText('Allerg').or(page.getByLabel('City')).first().waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
  await page.context().close();
});

test('one click, or one key after tabbing there, signs out', async () => {
  const page = await signIn(browser, 'receptionist');
  await page.getByRole('button', { name: 'Sign out' }).press('Enter');
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
  const status = await page.evaluate(async () => (await fetch('/session')).status);
  expect(status).toBe(401);
  await page.context().close();
});
