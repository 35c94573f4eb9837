import type { Browser, Locator, Page } from 'playwright-core';
import { base } from './config';
import { openBrowser, signIn } from './desk';
import { ownClinic } from './own-clinic';
import { ask, newPatient, randomName } from './records';

let browser: Browser;
/** Who may do everything. */
let owner: Page;
beforeAll(async () => {
  browser = await openBrowser();
  owner = await signIn(browser, 'owner');
});
afterAll(() => browser.close());

const isAsked = (page: Page) => page.getByRole('dialog', { name: 'Leave without saving?' });
/** Does what would leave, and stays. */
const stays = async (field: Locator, leave: () => Promise<unknown>) => {
  const page = field.page();
  const text = await field.inputValue();
  await leave();
  await isAsked(page).waitFor();
  await page.keyboard.press('Enter');
  await isAsked(page).waitFor({ state: 'detached' });
  expect(await field.inputValue()).toBe(text);
};
/** Does what would leave, and leaves. */
const leaves = async (field: Locator, leave: () => Promise<unknown>) => {
  const page = field.page();
  await leave();
  await isAsked(page).waitFor();
  await page.keyboard.press('Delete');
  await field.waitFor({ state: 'detached' });
};

test('why medicine came back is not lost by Esc, a button or a key', async () => {
  const [pharmacist, doctor] = [await signIn(browser, 'pharmacist'), await signIn(browser, 'doctor')];
  const patientId = await newPatient(doctor, randomName());
  const { doctorId } = await doctor.evaluate<{ doctorId: string }>(`fetch('/session').then((it) => it.json())`);
  const { id } = await ask<{ id: string }>(doctor, 'POST', '/prescriptions', {
    ...{ patientId, doctorId, medication: { name: 'Paracetamol', strength: '500 mg', form: 'tablet' } },
    ...{ dosage: { dose: 1, doseUnit: 'tablet', route: 'oral', frequency: 3, periodUnit: 'd' } },
    ...{ quantity: 30, quantityUnit: 'tablet' },
  });
  await ask(pharmacist, 'POST', `/prescriptions/${id}/dispenses`, { quantity: 30 });
  await pharmacist.goto(`${base}/dispensing/${id}`);
  const open = pharmacist.getByRole('button', { name: 'Take back' });
  const reason = pharmacist.getByLabel('Reason');
  await open.press('Enter');
  await reason.press('Escape');
  await reason.waitFor({ state: 'detached' });
  await open.press('Enter');
  await reason.fill('Wrong box');
  await stays(reason, () => reason.press('Escape'));
  await stays(reason, () => pharmacist.getByRole('button', { name: 'Back', exact: true }).press('Enter'));
  await stays(reason, () => pharmacist.keyboard.press('Control+k'));
  await leaves(reason, () => reason.press('Escape'));
  for (const page of [pharmacist, doctor]) await page.context().close();
});

test('why a visit is moved all the same is not lost by Esc, its cross, another day or another move', async () => {
  const clinic = await ownClinic(owner);
  const day = new Date(Date.now() + 6 * 86_400_000).toISOString().slice(0, 10);
  const at = (time: string) => `${day}T${time}:00Z`;
  for (const [name, time] of [
    ['Ada', '10:00'],
    ['Bea', '11:00'],
  ] as const)
    await clinic.book(await clinic.patient(name), at(time));
  await owner.goto(`${base}/day?date=${clinic.dayOf(at('10:00'))}&specialty=${encodeURIComponent(clinic.specialty)}`);
  await owner.waitForSelector('.free');
  const card = (name: string) => owner.locator('.visit', { hasText: `${name} ${clinic.familyName}` });
  const reason = owner.locator('.overbook input');
  const carry = async (name: string, key: string) => {
    await card(name).focus();
    await owner.keyboard.press('m');
    for (let quarters = 0; quarters < 4; quarters += 1) await owner.keyboard.press(key);
    await owner.keyboard.press('Enter');
  };
  await carry('Ada', 'ArrowDown');
  await reason.fill('They come together');
  await stays(reason, () => reason.press('Escape'));
  await stays(reason, () => owner.locator('.day-notice').getByRole('button', { name: 'Close' }).press('Enter'));
  await card('Bea').focus();
  await stays(reason, () => owner.keyboard.press('PageDown'));
  await stays(reason, () => carry('Bea', 'ArrowDown'));
  await leaves(reason, () => reason.press('Escape'));

  // what a dialog does next is said beside it
  await carry('Ada', 'ArrowDown');
  await reason.fill('They come together');
  await clinic.book(await clinic.patient('Cleo'), at('15:00'));
  await card('Cleo').click();
  await owner
    .getByRole('dialog')
    .getByRole('button', { name: /^Cancel/ })
    .click();
  await owner.getByLabel('Reason, in words').fill('has a cold');
  await owner.keyboard.press('Enter');
  await owner.getByText(`Cancelled: Cleo ${clinic.familyName}`).waitFor();
  expect(await reason.inputValue()).toBe('They come together');
  await reason.press('Enter');
  await owner.locator('.visit', { hasText: 'overbooked' }).waitFor();
  await reason.waitFor({ state: 'detached' });
  await clinic.close();
});

test('what an auditor and a manager found is not lost by a tab, a list or another page', async () => {
  const name = randomName();
  const patientId = await newPatient(owner, name);
  await ask(owner, 'PUT', `/patients/${patientId}/restriction`, { restricted: true });
  const [nurse, auditor] = [await signIn(browser, 'nurse'), await signIn(browser, 'auditor')];
  await ask(nurse, 'POST', `/patients/${patientId}/break-glass`, { reason: `Unconscious ${name}` });
  await auditor.getByRole('tab', { name: 'Broken glass' }).press('Enter');
  const note = auditor.getByRole('region', { name: `Unconscious ${name}` }).getByLabel('What was found out');
  await note.fill('Confirmed by the ward');
  await stays(note, () => auditor.getByRole('tab', { name: 'Proof' }).click());
  await stays(note, () => auditor.locator('label', { hasText: /^Reviewed$/ }).click());
  await leaves(note, () => auditor.getByRole('tab', { name: 'Proof' }).click());

  const manager = await signIn(browser, 'manager');
  const cashier = await signIn(browser, 'cashier');
  const { lines } = await ask<{ lines: { method: string; currency: string; net: number }[] }>(
    ...([cashier, 'GET', '/closings/expected'] as const),
  );
  // more may have been given back than taken, by those who were at the desk before
  const counts = lines.map(({ method, currency, net }) => {
    const float = Math.max(0, -net);
    return { method, currency, counted: net + float, float };
  });
  const { currency } = await ask<{ currency: string }>(cashier, 'GET', '/closings/expected');
  const nothing = [{ method: 'cash', currency, counted: 0, float: 0 }];
  await ask(cashier, 'POST', '/closings', { desk: name, counts: counts.length > 0 ? counts : nothing });
  await manager.goto(`${base}/closing`);
  const card = manager.locator('.closing-card', { hasText: name });
  await card.getByRole('button', { name: 'Details' }).press('Enter');
  const found = card.getByLabel('What you found, if anything');
  await found.fill('Counted again');
  await stays(found, () => manager.keyboard.press('Control+k'));
  await card.getByRole('button', { name: 'Hide' }).press('Enter');
  await card.getByRole('button', { name: 'Details' }).press('Enter');
  expect(await found.inputValue()).toBe('Counted again');
  await leaves(found, () => manager.keyboard.press('Control+k'));
  for (const page of [nurse, auditor, manager, cashier]) await page.context().close();
});
