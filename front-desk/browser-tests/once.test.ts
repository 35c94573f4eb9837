import type { Browser, Locator, Page } from 'playwright-core';
import { base } from './config';
import { ask, openBrowser, randomLetters, signIn } from './desk';

let browser: Browser;
/** Who may do everything, so that one page is enough. */
let owner: Page;
let doctor: Page;
let cashier: Page;
beforeAll(async () => {
  browser = await openBrowser();
  [owner, doctor, cashier] = [
    await signIn(browser, 'owner'),
    await signIn(browser, 'doctor'),
    await signIn(browser, 'cashier'),
  ];
});
afterAll(() => browser.close());

interface Kept {
  id: string;
  status: string;
}
const newPatient = async () =>
  (
    await ask<Kept>(owner, 'POST', '/patients?allowDuplicate=true', {
      givenName: 'Ada',
      familyName: `Once${randomLetters()}`,
    })
  ).id;
const newBill = (patientId: string, amount: number) =>
  ask<Kept>(owner, 'POST', '/bills', { patientId, amount, details: 'Visit' });
const newPayment = async (patientId: string, amount: number) =>
  ask<Kept & { receiptNumber: string }>(cashier, 'POST', '/payments', {
    billId: (await newBill(patientId, amount)).id,
    amount,
    method: 'cash',
  });
const list = async (path: string) => (await ask<{ data: Kept[] }>(owner, 'GET', path)).data;

/** Two clicks before the page can draw anything. */
const clickTwice = (button: Locator) =>
  button.evaluate((it: { click: () => void }) => {
    it.click();
    it.click();
  });
/** A key that is held until it has come five times. */
const hold = async (page: Page, key: string) => {
  for (let times = 0; times < 5; times += 1) await page.keyboard.down(key);
  await page.keyboard.up(key);
};
/** Returns how often the page commands this while `act` is done and answered; each answer takes half a second. */
async function commandsOf(page: Page, path: string, act: () => Promise<unknown>): Promise<number> {
  let sent = 0;
  await page.route(path, async (route) => {
    if (route.request().method() === 'GET') return route.continue();
    sent += 1;
    const response = await route.fetch();
    await new Promise((resolve) => setTimeout(resolve, 500));
    return route.fulfill({ response });
  });
  const isAnswered = page.waitForResponse((response) => response.request().method() !== 'GET');
  await act();
  await isAnswered;
  await page.waitForTimeout(300);
  await page.unrouteAll({ behavior: 'wait' });
  return sent;
}

describe('two clicks in one moment', () => {
  test('take the money once', async () => {
    const patientId = await newPatient();
    await newBill(patientId, 30);
    await cashier.goto(`${base}/cash/${patientId}`);
    await cashier.fill('[name=amount]', '10');
    const take = cashier.getByRole('button', { name: 'Take US$10.00' });
    expect(await commandsOf(cashier, '**/api/payments', () => clickTwice(take))).toBe(1);
    expect(await list(`/payments?patientId=${patientId}`)).toHaveLength(1);
  });

  test('give it back once', async () => {
    const patientId = await newPatient();
    const { id, receiptNumber } = await newPayment(patientId, 80);
    await cashier.goto(`${base}/cash/${patientId}`);
    await cashier.getByRole('button', { name: `Refund ${receiptNumber}` }).press('Enter');
    await cashier.locator('[name=refund]').fill('30');
    await cashier.getByRole('dialog').getByLabel('Why it is given back').fill('Paid too much');
    const refund = cashier.getByRole('button', { name: /^Give back|^Refund US/ }).last();
    expect(await commandsOf(cashier, '**/refunds', () => clickTwice(refund))).toBe(1);
    expect(await list(`/payments/${id}/refunds`)).toHaveLength(1);
  });

  test('close the till once', async () => {
    await newPayment(await newPatient(), 12);
    await cashier.goto(`${base}/closing`);
    await cashier.getByLabel('Desk', { exact: true }).fill(`Desk ${randomLetters()}`);
    for (const field of await cashier.getByLabel(/^Counted/).all()) await field.fill('1');
    await cashier.getByRole('button', { name: 'Compare' }).press('Enter');
    await cashier.getByRole('button', { name: 'Close the day' }).waitFor();
    for (const field of await cashier.locator('textarea:not([aria-hidden])').all()) await field.fill('A note was torn');
    let sent = 0;
    // nothing is closed: the payments of others are in it
    await cashier.route('**/api/closings', (route) => {
      if (route.request().method() === 'GET') return route.continue();
      sent += 1;
      return route.fulfill({ status: 409, contentType: 'application/problem+json', json: { title: 'Not now' } });
    });
    await clickTwice(cashier.getByRole('button', { name: 'Close the day' }));
    await cashier.getByRole('alert').first().waitFor();
    await cashier.unrouteAll({ behavior: 'wait' });
    expect(sent).toBe(1);
  });

  test('book once', async () => {
    const patientId = await newPatient();
    await owner.goto(`${base}/patients/${patientId}/book`);
    await owner.locator('.slot').first().press('Enter');
    const book = owner.getByRole('button', { name: 'Book a visit' });
    expect(await commandsOf(owner, '**/api/appointments', () => clickTwice(book))).toBe(1);
    expect(await list(`/appointments?patientId=${patientId}`)).toHaveLength(1);
  });

  test('issue one bill', async () => {
    const patientId = await newPatient();
    await owner.goto(`${base}/patients/${patientId}/bill`);
    await owner.fill('[name=description]', 'Consultation');
    await owner.getByLabel(/^Price/).fill('20');
    const issue = owner.getByRole('button', { name: /^Issue US/ });
    expect(await commandsOf(owner, '**/api/bills', () => clickTwice(issue))).toBe(1);
    expect(await list(`/bills?patientId=${patientId}`)).toHaveLength(1);
  });

  test('dispense once', async () => {
    const patientId = await newPatient();
    const { doctorId } = await doctor.evaluate<{ doctorId: string }>(`fetch('/session').then((it) => it.json())`);
    const { id } = await ask<Kept>(doctor, 'POST', '/prescriptions', {
      ...{ patientId, doctorId, medication: { name: 'Paracetamol', strength: '500 mg', form: 'tablet' } },
      ...{ dosage: { dose: 1, doseUnit: 'tablet', route: 'oral', frequency: 3, periodUnit: 'd' } },
      ...{ quantity: 30, quantityUnit: 'tablet', refills: 2 },
    });
    await owner.goto(`${base}/dispensing/${id}`);
    await owner.getByLabel('Quantity handed out').fill('10');
    const dispense = owner.getByRole('button', { name: 'Dispense', exact: true });
    expect(await commandsOf(owner, '**/dispenses', () => clickTwice(dispense))).toBe(1);
    expect(await list(`/prescriptions/${id}/dispenses`)).toHaveLength(1);
  });

  test('record one allergy, and change it once', async () => {
    const patientId = await newPatient();
    await owner.goto(`${base}/patients/${patientId}/allergies`);
    await owner.getByLabel('Allergic to').fill('Latex');
    const record = owner.getByRole('button', { name: 'Record', exact: true }).first();
    expect(await commandsOf(owner, '**/allergies', () => clickTwice(record))).toBe(1);
    await owner.getByRole('button', { name: 'Change Latex' }).press('Enter');
    await owner.locator('.allergy-list input').fill('Rash');
    const save = owner.locator('.allergy-list [type=submit]');
    expect(await commandsOf(owner, '**/allergies/*', () => clickTwice(save))).toBe(1);
  });

  test('register one patient, and check them in once', async () => {
    const familyName = `Once${randomLetters()}`;
    await owner.goto(`${base}/register`);
    await owner.fill('#given-name', 'Ada');
    await owner.getByLabel('Family name').fill(familyName);
    const save = owner.getByRole('button', { name: 'Register', exact: false }).last();
    expect(await commandsOf(owner, '**/api/patients', () => clickTwice(save))).toBe(1);
    await owner.getByRole('heading', { name: `Ada ${familyName}` }).waitFor();
    const patientId = new URL(owner.url()).pathname.split('/')[2] ?? '';
    const { doctorId } = await doctor.evaluate<{ doctorId: string }>(`fetch('/session').then((it) => it.json())`);
    await ask(owner, 'POST', '/appointments', {
      ...{ patientId, doctorId, time: new Date(Date.now() + 3_600_000).toISOString() },
      overbook: { reason: 'To try it' },
    });
    const isHere = owner.getByRole('button', { name: /^Is here/ });
    await isHere.waitFor();
    expect(await commandsOf(owner, '**/arrive', () => clickTwice(isHere))).toBe(1);
  });
});

describe('Enter, held', () => {
  test('books once', async () => {
    const patientId = await newPatient();
    await owner.goto(`${base}/patients/${patientId}/book`);
    await owner.locator('.slot').first().focus();
    // from the time to the confirmation to the booking: each wants a press of its own
    await hold(owner, 'Enter');
    await owner.waitForTimeout(300);
    expect(await list(`/appointments?patientId=${patientId}`)).toHaveLength(0);
    await owner.getByRole('button', { name: 'Book a visit' }).focus();
    expect(await commandsOf(owner, '**/api/appointments', () => hold(owner, 'Enter'))).toBe(1);
    expect(await list(`/appointments?patientId=${patientId}`)).toHaveLength(1);
  });

  test('takes money once, and goes no further', async () => {
    const patientId = await newPatient();
    await newBill(patientId, 30);
    await cashier.goto(`${base}/cash/${patientId}`);
    await cashier.locator('[name=amount]:focus').waitFor();
    await cashier.keyboard.type('10');
    const held = async () => {
      await cashier.keyboard.down('Enter');
      await cashier.getByText('Taken: US$10.00').waitFor();
      await hold(cashier, 'Enter');
    };
    expect(await commandsOf(cashier, '**/api/payments', held)).toBe(1);
    await cashier.getByText('Taken: US$10.00').waitFor();
    expect(await list(`/payments?patientId=${patientId}`)).toHaveLength(1);
  });
});

test('the second click of a double click commands nothing that has come in its place', async () => {
  const patientId = await newPatient();
  await newBill(patientId, 30);
  await cashier.goto(`${base}/cash/${patientId}`);
  const take = cashier.getByRole('button', { name: 'Take US$30.00' });
  await take.waitFor();
  const place = await take.boundingBox();
  if (!place) throw new Error('There is no button');
  const [x, y] = [place.x + place.width / 2, place.y + place.height / 2];
  await cashier.mouse.click(x, y);
  await cashier.evaluate(`(() => {
    const other = Object.assign(document.createElement('button'), { textContent: 'Other' });
    other.style.cssText = 'position: fixed; left: ${x - 50}px; top: ${y - 50}px; width: 100px; height: 100px; z-index: 999';
    other.onclick = () => document.body.setAttribute('data-other', '');
    document.body.append(other);
  })()`);
  await cashier.mouse.click(x, y, { clickCount: 2 });
  expect(await cashier.locator('body[data-other]').count()).toBe(0);
  await cashier.waitForTimeout(600);
  await cashier.mouse.click(x, y);
  expect(await cashier.locator('body[data-other]').count()).toBe(1);
});
