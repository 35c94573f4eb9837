import type { Browser, Page } from 'playwright-core';
import { base } from './config';
import { openBrowser, randomLetters, signIn } from './desk';
import { ask, ownClinic, type Clinic } from './own-clinic';
import { newPatient, randomName } from './records';

let here: Browser;
let elsewhere: Browser;
/** Somebody else, in another browser. */
let other: Page;
let clinic: Clinic;

beforeAll(async () => {
  [here, elsewhere] = await Promise.all([openBrowser(), openBrowser()]);
  other = await signIn(elsewhere, 'owner');
  clinic = await ownClinic(other);
});
afterAll(async () => {
  await clinic.close();
  await Promise.all([here.close(), elsewhere.close()]);
});

/** From when the change is answered. */
const soon = { timeout: 2_000 };

/** Opens a page to which all services tell what changes, so that it asks for nothing by itself. */
async function openLive(who: string, path: string): Promise<Page> {
  const page = await signIn(here, who);
  await page.goto(base + path);
  await page.locator('html[data-live]').waitFor();
  return page;
}
const day = new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10);
const at = (time: string) => `${day}T${time}:00Z`;

test('a visit that somebody else books, moves or cancels is so in the calendar, and who waits beside it', async () => {
  const patientId = await clinic.patient('Ada');
  const page = await openLive(
    'receptionist',
    `/day?date=${clinic.dayOf(at('10:00'))}&specialty=${encodeURIComponent(clinic.specialty)}`,
  );
  await page.locator('.column').first().waitFor();
  const card = page.locator('.visit', { hasText: `Ada ${clinic.familyName}` });
  const { id } = await clinic.book(patientId, at('10:00'));
  await card.waitFor(soon);
  await ask(other, 'POST', `/appointments/${id}/reschedule`, { time: at('11:00'), doctorId: clinic.otherId });
  await page
    .locator('.column')
    .nth(1)
    .locator('.visit', { hasText: `Ada ${clinic.familyName}` })
    .waitFor(soon);
  await ask(other, 'POST', `/appointments/${id}/cancel`, { code: 'pat', by: 'patient' });
  await card.waitFor({ state: 'detached', ...soon });
  const span = { earliest: at('14:00'), latest: at('15:00') };
  await ask(other, 'POST', '/waitlist', { patientId, doctorId: clinic.doctorId, ...span });
  await page.locator('.wait', { hasText: `Ada ${clinic.familyName}` }).waitFor(soon);
  await page.context().close();
}, 60_000);

test('who is here is called on the board', async () => {
  const patientId = await clinic.patient('Bea');
  const board = await openLive('nurse', `/board?names=true&specialty=${encodeURIComponent(clinic.specialty)}`);
  await board.getByText('Nobody is waiting').waitFor();
  const { id } = await ask(other, 'POST', '/appointments', { patientId, doctorId: clinic.otherId, walkIn: true });
  await board.getByText(/^Bea V\.$/).waitFor(soon);
  await ask(other, 'POST', `/appointments/${id}/fulfill`);
  await board.getByText(/^Bea V\.$/).waitFor({ state: 'detached', ...soon });
  await board.context().close();
}, 60_000);

test('a bill that somebody else issues is owed at the cash desk, and is not once they have taken the money', async () => {
  const patientId = await newPatient(other, `Quill${randomLetters()}`);
  const page = await openLive('cashier', `/cash/${patientId}`);
  await page.getByText('Nothing is owed').waitFor();
  const bill = { patientId, amount: 41, details: 'Visit' };
  const { id: billId } = await ask(other, 'POST', '/bills', bill);
  await page.locator('.owed').getByText('US$41.00').first().waitFor(soon);
  await ask(other, 'POST', '/payments', { billId, amount: 41, method: 'cash' });
  await page.getByText('Nothing is owed').waitFor(soon);
  await page.getByText(/RCP-/).first().waitFor(soon);
  await page.context().close();
}, 60_000);

test('a refund that waits is at the manager, until somebody else has decided', async () => {
  const familyName = `Quill${randomLetters()}`;
  const patientId = await newPatient(other, familyName);
  const { id: billId } = await ask(other, 'POST', '/bills', { patientId, amount: 1500, details: 'Visit' });
  const { id } = await ask(other, 'POST', '/payments', { billId, amount: 1500, method: 'cash' });
  const page = await openLive('manager', '/approvals');
  const deciding = await signIn(elsewhere, 'billing-manager');
  const refund = await ask(other, 'POST', `/payments/${id}/refunds`, { amount: 900, reason: 'It did not take place' });
  const card = page.locator('.request', { hasText: familyName });
  await card.waitFor(soon);
  await ask(deciding, 'POST', `/payments/${id}/refunds/${refund.id}/reject`, { reason: 'It took place' });
  await card.waitFor({ state: 'detached', ...soon });
  await page.context().close();
}, 60_000);

test('what somebody else prescribes or dispenses is so in the queue, and at the counter', async () => {
  const doctor = await signIn(elsewhere, 'doctor');
  const name = randomName();
  const patientId = await newPatient(other, name);
  const { doctorId } = await doctor.evaluate<{ doctorId: string }>(`fetch('/session').then((it) => it.json())`);
  const prescribe = (medication: string) =>
    ask(doctor, 'POST', '/prescriptions', {
      ...{ patientId, doctorId, medication: { name: medication, strength: '500 mg', form: 'tablet' } },
      ...{ dosage: { dose: 1, doseUnit: 'tablet', route: 'oral', frequency: 3, periodUnit: 'd' } },
      ...{ quantity: 30, quantityUnit: 'tablet' },
    });
  const { id } = await prescribe('Paracetamol');
  const queue = await openLive('pharmacist', '/dispensing');
  await queue.locator('#scan:focus').waitFor();
  await queue.keyboard.type(`ada ${name}`);
  await queue.getByRole('option', { name: new RegExp(name) }).waitFor();
  await queue.keyboard.press('Enter');
  await queue.getByText('1 waits').waitFor();
  await prescribe('Amoxicillin');
  await queue.getByText('2 wait').waitFor(soon);

  const counter = await queue.context().newPage();
  await counter.goto(`${base}/dispensing/${id}`);
  await counter.getByLabel('Quantity handed out').waitFor();
  await ask(other, 'POST', `/prescriptions/${id}/dispenses`, { quantity: 30 });
  await Promise.all([
    queue.getByText('1 waits').waitFor(soon),
    counter.getByRole('button', { name: 'Show how it is now' }).waitFor(soon),
  ]);
  await queue.context().close();
}, 60_000);
