import type { Browser, Page } from 'playwright-core';
import { base } from './config';
import { openBrowser, signIn } from './desk';
import { pidsOfServices, startService, stopService } from './fleet';
import { ask, ownClinic, type Clinic } from './own-clinic';

/* Each command is sent, and its service is killed while it works on it. What became of the first attempt is not known: it may be
   done, or not. Its answer never comes. The fleet starts the service again by itself. */

let browser: Browser;
let page: Page;
let doctor: Page;
let clinic: Clinic;
let patientId: string;
/** In so many minutes, on a time of the calendar. */
const inMinutes = (minutes: number) =>
  new Date(Math.ceil((Date.now() + minutes * 60_000) / 300_000) * 300_000).toISOString();
const [soon, later] = [inMinutes(20), inMinutes(90)];

beforeAll(async () => {
  browser = await openBrowser();
  page = await signIn(browser, 'owner', { width: 1280, height: 900 });
  clinic = await ownClinic(page);
  patientId = await clinic.patient('Ada');
  doctor = await signIn(browser, `doctor:${clinic.doctorId}`);
});
afterAll(async () => {
  await startService('billing-service');
  await clinic.close();
  await browser.close();
});

/** Kills the service while it works on what `act` sends. `done` is what the page says once it is answered, and not before. */
async function killedDuring(
  on: Page,
  service: string,
  ending: RegExp,
  act: () => Promise<void>,
  done: string | RegExp,
) {
  const pid = (await pidsOfServices())[service];
  if (pid === undefined) throw new Error(`${service} does not run`);
  const attempts: (string | undefined)[] = [];
  let isTold = () => {};
  const told = new Promise<void>((resolve) => (isTold = resolve));
  await on.route(
    ({ pathname }) => ending.test(pathname),
    async (route) => {
      const request = route.request();
      if (request.method() !== 'POST') return route.continue();
      attempts.push(request.headers()['idempotency-key']);
      if (attempts.length > 1) {
        await told;
        return route.continue();
      }
      const answered = route.fetch().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
      process.kill(pid, 'SIGKILL');
      await answered;
      return route.abort();
    },
  );
  try {
    await act();
    await on.getByText('1 change is kept and sent again until it is answered.').waitFor();
    expect(await on.getByText(done).count()).toBe(0);
    isTold();
    await on.getByText(done).first().waitFor();
    await on.getByText('1 change is kept').waitFor({ state: 'detached' });
  } finally {
    isTold();
    await on.unrouteAll({ behavior: 'ignoreErrors' });
  }
  expect(attempts.length).toBeGreaterThan(1);
  expect(new Set(attempts).size).toBe(1);
  expect(attempts[0]).toBeTruthy();
}
const listOf = async <Row = { id: string; status: string }>(path: string, on = page) =>
  (await ask<{ data: Row[] }>(on, 'GET', path)).data;
const press = (key: string) => page.keyboard.press(key);
const enter = () => press('Enter');

test('registered once, though patient-service is killed', async () => {
  await page.goto(`${base}/find`);
  await page.locator('#search:focus').waitFor();
  await page.keyboard.type(`bea ${clinic.familyName}`);
  await page.locator('.result-register').waitFor();
  await press('Control+Enter');
  await page.getByRole('heading', { name: 'Register a patient' }).waitFor();
  await killedDuring(page, 'patient-service', /^\/api\/patients$/, enter, 'Nothing is recorded yet.');
  expect(await listOf(`/patients?name=bea%20${clinic.familyName}`)).toHaveLength(1);
});

test('booked once, though appointment-service is killed', async () => {
  await page.goto(`${base}/patients/${patientId}/book`);
  await page.getByText(clinic.specialty).click();
  await page.locator('.slot').first().press('Enter');
  await page.locator('button[type=submit]:focus').waitFor();
  await killedDuring(page, 'appointment-service', /^\/api\/appointments$/, enter, /^Booked:/);
  expect(await listOf(`/appointments?patientId=${patientId}`)).toHaveLength(1);
});

test('moved once, though appointment-service is killed', async () => {
  const { id } = await clinic.book(await clinic.patient('Cleo'), soon, { doctorId: clinic.otherId });
  const before = await ask(page, 'GET', `/appointments/${id}`);
  await page.goto(`${base}/day?date=${clinic.dayOf(soon)}&specialty=${encodeURIComponent(clinic.specialty)}`);
  await page.locator('.visit', { hasText: `Cleo ${clinic.familyName}` }).focus();
  await press('m');
  await press('ArrowDown');
  await page.getByText(/^Moving to/).waitFor();
  await killedDuring(page, 'appointment-service', /\/reschedule$/, enter, `Cleo ${clinic.familyName} moved to`);
  expect(await ask(page, 'GET', `/appointments/${id}`)).toMatchObject({ status: 'booked' });
  const { data } = await ask<{ data: { time?: string; record?: { time: string } }[] }>(
    page,
    'GET',
    `/appointments/${id}/history`,
  );
  const times = data.map(({ time, record }) => time ?? record?.time);
  expect(new Set(times).size).toBe(2);
  expect(before.version).toBeGreaterThan(0);
});

test('checked in once, though appointment-service is killed', async () => {
  const id = await clinic.patient('Dora');
  const visit = await clinic.book(id, later, { doctorId: clinic.otherId });
  await page.goto(`${base}/patients/${id}`);
  await page.getByRole('button', { name: /^Is here/ }).waitFor();
  await killedDuring(page, 'appointment-service', /\/arrive$/, () => press('a'), /^here$/);
  expect(await ask(page, 'GET', `/appointments/${visit.id}`)).toMatchObject({
    status: 'arrived',
    version: visit.version + 1,
  });
});

test('prescribed once, though prescription-service is killed', async () => {
  await doctor.goto(`${base}/patients/${patientId}/prescribe`);
  await doctor.locator('.medication-name input').fill('Paracetamol');
  await doctor.getByLabel('Quantity').fill('10');
  await doctor.getByText('Nobody has asked the patient about allergies yet.').waitFor();
  const sign = () => doctor.keyboard.press('Control+Enter');
  await killedDuring(doctor, 'prescription-service', /^\/api\/prescriptions$/, sign, 'Prescribed: Paracetamol');
  expect(await listOf(`/prescriptions?patientId=${patientId}`)).toHaveLength(1);
});

test('dispensed once, though prescription-service is killed', async () => {
  const [prescription] = await listOf(`/prescriptions?patientId=${patientId}`);
  await page.goto(`${base}/dispensing/${prescription?.id}`);
  await page.locator('.dispense-form input:focus').waitFor();
  await killedDuring(page, 'prescription-service', /\/dispenses$/, enter, /^Dispensed: /);
  expect(await listOf(`/prescriptions/${prescription?.id}/dispenses`)).toHaveLength(1);
});

test('billed once, though billing-service is killed', async () => {
  await page.goto(`${base}/patients/${patientId}/bill`);
  await page.locator('[name=description]:focus').waitFor();
  await page.keyboard.type('Consultation');
  await press('Tab');
  await press('Tab');
  await page.keyboard.type('60');
  const issue = () => press('Control+Enter');
  await killedDuring(page, 'billing-service', /^\/api\/bills$/, issue, 'What is owed');
  expect(await listOf(`/bills?patientId=${patientId}`)).toMatchObject([{ status: 'issued', dueAmount: 60 }]);
});

test('paid once, though payment-service is killed', async () => {
  await page.goto(`${base}/cash/${patientId}`);
  await page.locator('[name=amount]:focus').waitFor();
  await page.keyboard.type('40');
  await killedDuring(page, 'payment-service', /^\/api\/payments$/, enter, 'Taken: US$40.00');
  // where it was stored already, a repeat is told that it is under way
  await page.locator('.taken').getByRole('button', { name: /^Print receipt/ }).waitFor(); // prettier-ignore
  expect(await listOf(`/payments?patientId=${patientId}`)).toMatchObject([{ status: 'completed', amount: 40 }]);
  expect(await listOf(`/bills?patientId=${patientId}`)).toMatchObject([{ paidAmount: 40, dueAmount: 20 }]);
});

test('given back once, though payment-service is killed', async () => {
  await page.goto(`${base}/cash/${patientId}`);
  await page.getByRole('button', { name: /^Refund/ }).press('Enter');
  await page.getByLabel('Why it is given back').fill('paid too much');
  const amount = page.getByRole('dialog').locator('[name=refund]');
  await amount.fill('15');
  const give = () => amount.press('Enter');
  await killedDuring(page, 'payment-service', /\/refunds$/, give, /^Given back: US\$15\.00/);
  expect(await listOf(`/bills?patientId=${patientId}`)).toMatchObject([{ refundedAmount: 15, dueAmount: 35 }]);
});

test('money that is taken while billing-service is away is kept, said to be kept, and booked when it is back', async () => {
  await page.goto(`${base}/cash/${patientId}`);
  await page.locator('[name=amount]:focus').waitFor();
  await stopService('billing-service');
  try {
    await enter();
    await page.getByText(/US\$35\.00 are kept and under way/).waitFor();
    expect(await page.getByRole('button', { name: /^Print receipt/ }).count()).toBe(1);
  } finally {
    await startService('billing-service');
  }
  await page.locator('.taken').getByRole('button', { name: /^Print receipt/ }).waitFor(); // prettier-ignore
  expect(await listOf(`/payments?patientId=${patientId}`)).toHaveLength(2);
  expect(await listOf(`/bills?patientId=${patientId}`)).toMatchObject([{ status: 'paid', dueAmount: 0 }]);
});

test('money that is given back while billing-service is away is under way, and given back when it is there again', async () => {
  await page.goto(`${base}/cash/${patientId}`);
  await page
    .getByRole('button', { name: /^Refund/ })
    .first()
    .press('Enter');
  await page.getByLabel('Why it is given back').fill('not needed');
  const amount = page.getByRole('dialog').locator('[name=refund]');
  await amount.fill('5');
  await stopService('billing-service');
  try {
    await amount.press('Enter');
    await page.getByRole('dialog').getByRole('status').waitFor();
    expect(await page.getByText(/^Given back: /).count()).toBe(0);
  } finally {
    await startService('billing-service');
  }
  await page.getByText(/^Given back: US\$5\.00/).waitFor();
});
