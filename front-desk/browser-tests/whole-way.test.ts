import type { Browser, Page } from 'playwright-core';
import { base } from './config';
import { openBrowser, signIn } from './desk';
import { ask, ownClinic, type Clinic } from './own-clinic';

/** A step is what one decides to do next; the seconds of both are those of the keystroke-level model for an average typist. */
const secondsPerKey = 0.28;
const secondsPerStep = 1.35;

let browser: Browser;
let owner: Page;
let clinic: Clinic;
let page: Page;
let keys = 0;
let steps = 0;

beforeAll(async () => {
  browser = await openBrowser();
  owner = await signIn(browser, 'owner');
  clinic = await ownClinic(owner);
});
afterAll(async () => {
  await clinic.close();
  await browser.close();
});

const press = async (...names: string[]) => {
  for (const name of names) {
    await page.keyboard.press(name);
    keys += 1;
  }
};
const type = async (text: string) => {
  await page.keyboard.type(text);
  keys += text.length;
};
/** Types each text into a field, and goes to the next. */
const fill = async (...texts: string[]) => {
  for (const text of texts) {
    await type(text);
    await press('Tab');
  }
};
const step = async (what: () => Promise<void>) => {
  steps += 1;
  await what();
};
const sees = (text: string | RegExp) => page.getByText(text).first().waitFor();
const isAt = (selector: string) => page.locator(`${selector}:focus`).waitFor();
const at = async (who: string) => {
  page = await signIn(browser, who);
  // the name, the password of a person, and Enter after each
  keys += who.slice(0, 12).length + 12 + 2;
  steps += 1;
};

test('the whole way of a patient, by keyboard alone, in less than three minutes', async () => {
  const name = `Ada ${clinic.familyName}`;
  await at('receptionist');
  await step(async () => {
    await isAt('#search');
    await type(`${name.toLowerCase()} 3.2.1980`);
    await sees('Nobody is found.');
    await press('Control+Enter');
    await isAt('#given-name');
    await press('Enter');
    await page.getByRole('heading', { name }).waitFor();
  });
  await step(async () => {
    await press('b');
    await isAt('.slot');
    // to the specialties, and among them to the last, which is our own
    await press('Shift+Tab');
    const checked = () => page.locator('input[type=radio]:focus').inputValue();
    for (let presses = 0; (await checked()) !== clinic.specialty && presses < 30; presses += 1) await press('ArrowUp');
    await sees(`Ann Fox${clinic.familyName.slice(4)}`);
    await press('Tab');
    await isAt('.slot');
    await press('Enter');
    await isAt('button[type=submit]');
    await press('Enter');
    await sees(/^Booked:/);
    await isAt('button');
    await press('Enter');
  });
  await step(async () => {
    await page.getByRole('button', { name: /^Is here/ }).waitFor();
    await press('a');
    await page.locator('.entry-appointment').getByText('here', { exact: true }).waitFor();
  });

  await at(`doctor:${clinic.doctorId}`);
  await step(async () => {
    await page.waitForURL('**/day');
    await press('/');
    await isAt('#search');
    await type(name.toLowerCase());
    await page.getByRole('option', { name: new RegExp(name) }).waitFor();
    await press('Enter');
    await page.locator('.entry-appointment').waitFor();
  });
  await step(async () => {
    await press('p');
    await isAt('.medication-name input');
    await fill('Paracetamol', '500 mg', 'tablet', '1', '', 'tablet', 'by mouth', '3 times', '5');
    await sees('1 tablet by mouth 3 times a day for 5 days');
    const atQuantity = () => page.evaluate('document.activeElement.labels?.[0]?.textContent');
    for (let presses = 0; (await atQuantity()) !== 'Quantity' && presses < 8; presses += 1) await press('Tab');
    await type('15');
    await sees('One fill lasts 5 days.');
    await press('Control+Enter');
    await sees('Prescribed: Paracetamol 500 mg tablet');
  });

  await at('pharmacist');
  await step(async () => {
    await isAt('#scan');
    await type(name.toLowerCase());
    await page.getByRole('option', { name: new RegExp(name) }).waitFor();
    await press('Enter');
    await sees('1 waits');
    await press('Enter');
    await isAt('.dispense-form input');
    await press('Enter');
    await sees(/^Dispensed: /);
  });

  await at('cashier');
  await step(async () => {
    await isAt('#search');
    await type(name.toLowerCase());
    await page.getByRole('option', { name: new RegExp(name) }).waitFor();
    await press('Enter');
    await sees('Nothing is owed.');
  });
  await step(async () => {
    await press('i');
    await isAt('[name=description]');
    await type('Consultation');
    await press('Enter', 'Enter');
    await type('85.50');
    await press('Enter');
    await type('Paracetamol');
    await press('Enter', 'Enter');
    await type('4.50');
    await page.getByRole('button', { name: /^Issue US\$90.00/ }).waitFor();
    await press('Control+Enter');
  });
  await step(async () => {
    await isAt('[name=amount]');
    await press('Tab');
    await type('100');
    await sees('Change US$10.00');
    await press('Enter');
    await page.getByRole('heading', { name: 'Taken: US$90.00' }).waitFor();
  });
  await step(async () => {
    await page.locator('[aria-label^="Print receipt"]:focus').waitFor();
    // a browser without a screen has nothing to print with
    await page.evaluate(`window.printed = 0;
      Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', {
        configurable: true, get: () => ({ focus() {}, print() { window.printed++; } }) })`);
    await press('Enter');
    await page.waitForFunction('window.printed === 1');
    expect(await page.evaluate(`document.querySelector('.print-frame').contentDocument.contentType`)).toBe(
      'application/pdf',
    );
  });

  // and it is what happened
  const [patient] = (await ask<{ data: { id: string }[] }>(owner, 'GET', `/patients?name=${encodeURIComponent(name)}`))
    .data;
  await owner.goto(`${base}/patients/${patient?.id}`);
  for (const kind of ['appointment', 'prescription', 'dispense', 'bill', 'payment'])
    await owner.locator(`.entry-${kind}`).waitFor();
  await owner.locator('.entry-bill').getByText('paid', { exact: true }).waitFor();
  expect(keys * secondsPerKey + steps * secondsPerStep).toBeLessThan(180);
});
