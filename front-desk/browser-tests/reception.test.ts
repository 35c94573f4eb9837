import type { Browser, Page } from 'playwright-core';
import { openBrowser, seriousFaults, signIn } from './desk';

const familyName = `Quill${String.fromCharCode(...Array.from({ length: 8 }, () => 97 + Math.floor(Math.random() * 26)))}`;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
  page = await signIn(browser, 'receptionist');
});
afterAll(() => browser.close());

test('who is at work stands in the bar above the role, also once the menu is there', async () => {
  await page.locator('.top-bar [aria-haspopup=menu]').waitFor();
  const [name, roles] = [page.locator('.who-name'), page.locator('.who-roles')];
  const [above, below] = [await name.boundingBox(), await roles.boundingBox()];
  expect((above?.y ?? NaN) + (above?.height ?? NaN)).toBeLessThanOrEqual((below?.y ?? NaN) + 1);
});

test('a patient is registered and booked by keyboard alone', async () => {
  await page.locator('#search:focus').waitFor();
  await page.keyboard.type(`ada ${familyName} 3.2.1980`);
  await page.getByText('Nobody is found.').waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { name: 'Register a patient' }).waitFor();
  expect(await page.getByLabel('Family name').inputValue()).toBe(familyName);
  expect(await page.getByLabel('Birth date').inputValue()).toBe('1980-02-03');
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: `Ada ${familyName}` }).waitFor();
  await page.getByText('Allergies not known').waitFor();

  await page.keyboard.press('b');
  await page.locator('.slot').first().waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.getByText(/^Booked:/).waitFor();
  await page.keyboard.press('Enter');
  await page
    .getByText(/^Visit to/)
    .first()
    .waitFor();
  expect(await seriousFaults(page)).toEqual([]);
});

test('a possible duplicate is shown side by side with its reasons, and opened', async () => {
  await page.keyboard.press('/');
  await page.waitForSelector('#search');
  await page.fill('#search', `ada ${familyName} 3.2.1980`);
  await page.locator('.result-register').waitFor();
  await page.getByText('1 found').waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: 'Register', exact: true }).press('Enter');
  await page.getByRole('heading', { name: 'Is this one of these?' }).waitFor();
  await page.getByText('same name', { exact: true }).waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Open this one' }).press('Enter');
  await page.getByRole('heading', { name: `Ada ${familyName}` }).waitFor();
});

test('while the next patient is slow to come, nothing of the first is shown', async () => {
  const first = page.url();
  await page.keyboard.press('/');
  await page.fill('#search', 'margaret whitfield');
  await page.getByRole('option', { name: /Margaret Whitfield/ }).waitFor();
  let comes: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (comes = resolve));
  await page.route('**/api/**', async (route) => {
    await held;
    await route.continue().catch(() => undefined);
  });
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.href !== first && url.pathname.startsWith('/patients/'));
  expect(await page.locator('main').innerText()).not.toContain(familyName);
  comes();
  await page.getByRole('heading', { name: 'Margaret Whitfield' }).waitFor();
  expect(await page.locator('main').innerText()).not.toContain(familyName);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('a change without an answer is kept, and sent once it can be', async () => {
  await page.keyboard.press('/');
  await page.fill('#search', `bea ${familyName}`);
  await page.locator('.result-register').waitFor();
  await page.keyboard.press('Control+Enter');
  const keys: (string | undefined)[] = [];
  await page.route('**/api/patients', async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    // the first is done, and its answer is lost
    if (keys.length === 1) await route.fetch().then(() => route.abort());
    else await route.continue();
  });
  await page.getByRole('button', { name: 'Register', exact: true }).press('Enter');
  await page.getByText('1 change is kept').waitFor();
  await page.getByRole('heading', { name: `Bea ${familyName}` }).waitFor();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBe(keys[1]);
  await page.keyboard.press('/');
  await page.fill('#search', `bea ${familyName}`);
  await page.getByText('1 found').waitFor();
});

test('in Arabic the page runs from right to left, and what was typed stays', async () => {
  await page.fill('#search', 'maria');
  await page.getByRole('button', { name: /Rosa/ }).click();
  await page.getByRole('menuitem', { name: 'العربية' }).click();
  await page.getByRole('heading', { name: 'ابحث عن مريض' }).waitFor();
  await page.getByRole('menu').waitFor({ state: 'detached' });
  expect(await page.evaluate(`document.documentElement.dir`)).toBe('rtl');
  expect(await page.inputValue('#search')).toBe('maria');
  expect(await seriousFaults(page)).toEqual([]);
});

test('when the session ends, what was typed stays and is sent after signing in again', async () => {
  const own = await signIn(browser, 'receptionist');
  await own.fill('#search', `cleo ${familyName}`);
  await own.locator('.result-register').waitFor();
  await own.keyboard.press('Control+Enter');
  await own.getByLabel('City').fill('Oxford');
  const cookies = await own.context().cookies();
  await own.context().clearCookies({ name: /session/ });
  await own.getByRole('button', { name: 'Register', exact: true }).press('Enter');
  await own.getByText('Your session has ended').waitFor();
  expect(await seriousFaults(own)).toEqual([]);
  // as the window of the new sign-in leaves it, whose end the focus tells of
  await own.context().addCookies(cookies);
  await own.evaluate(`window.dispatchEvent(new Event('focus'))`);
  await own.getByRole('heading', { name: `Cleo ${familyName}` }).waitFor();
  await own.getByText('Oxford').waitFor();
  await own.context().close();
});

test.each([
  ['a phone', { width: 320, height: 640 }],
  ['200 % zoom of a small screen', { width: 640, height: 400 }],
])('on %s nothing is cut off at the side', async (_name, size) => {
  const small = await signIn(browser, 'owner', size);
  await small.fill('#search', 'margaret whitfield');
  await small.getByRole('option', { name: /Margaret Whitfield/ }).click();
  await small.getByRole('heading', { name: 'Margaret Whitfield' }).waitFor();
  await small
    .getByText(/^Bill INV/)
    .first()
    .waitFor();
  expect(await small.evaluate(`document.documentElement.scrollWidth <= window.innerWidth`)).toBe(true);
  expect(await seriousFaults(small)).toEqual([]);
  await small.context().close();
});
