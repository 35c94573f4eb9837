import type { Browser } from 'playwright-core';
import { base } from './config';
import { openBrowser, seriousFaults, signIn } from './desk';
import { ask, newPatient, randomName } from './records';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

test('a patient sees who has seen their record, in all services', async () => {
  const page = await signIn(browser, 'patient');
  await page.getByRole('link', { name: 'Who has seen my record' }).press('Enter');
  await page.getByRole('heading', { name: 'Who has seen my record' }).waitFor();
  // what the patient has seen themselves is shown on demand
  await page.getByLabel('Also what I have seen myself').check();
  await page.locator('.event').getByText('Margaret Whitfield').first().waitFor();
  await page.getByText('Prescriptions · seen').first().waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  const times = await page.evaluate<number[]>(
    `[...document.querySelectorAll('.event time')].map((time) => Date.parse(time.dateTime))`,
  );
  expect(times.length).toBeGreaterThan(1);
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  await page.context().close();
});

test('who is restricted while somebody looks at them goes from the page', async () => {
  const name = randomName();
  const manager = await signIn(browser, 'manager');
  const patientId = await newPatient(manager, name);
  const desk = await signIn(browser, 'receptionist');
  await desk.goto(`${base}/patients/${patientId}/book`);
  await desk.getByRole('heading', { name: `Ada ${name}` }).waitFor();
  await desk.locator('html[data-live]').waitFor();
  await ask(manager, 'PUT', `/patients/${patientId}/restriction`, { restricted: true });
  await desk.getByText('This record is restricted').first().waitFor();
  expect(await desk.getByText(name).count()).toBe(0);
  await Promise.all([manager, desk].map((page) => page.context().close()));
});

test('the auditor finds what one person did with one patient, reviews a broken glass, and proves the chains', async () => {
  const name = randomName();
  const manager = await signIn(browser, 'manager');
  const patientId = await newPatient(manager, name);
  await ask(manager, 'PUT', `/patients/${patientId}/restriction`, { restricted: true });
  const nurse = await signIn(browser, 'nurse');
  await nurse.goto(`${base}/patients/${patientId}`);
  const reason = nurse.getByLabel('Why you have to see it now');
  await reason.fill(`Unconscious in the waiting room ${name}`);
  // what somebody writes stays, though the page asks again, as it does when they look at another window and back
  const again = nurse.waitForResponse((response) => response.url().endsWith(`/api/patients/${patientId}`));
  await nurse.evaluate(`window.dispatchEvent(new Event('visibilitychange'))`);
  expect((await again).status()).toBe(403);
  expect(await reason.inputValue()).toBe(`Unconscious in the waiting room ${name}`);
  await nurse.getByRole('button', { name: /Break the glass/ }).press('Enter');
  await nurse.getByRole('heading', { name: `Ada ${name}` }).waitFor();

  const auditor = await signIn(browser, 'auditor');
  await auditor.getByRole('heading', { name: 'Audit' }).waitFor();
  await auditor.locator('.event').first().waitFor();
  expect(await seriousFaults(auditor)).toEqual([]);
  await auditor.getByLabel('Patient (id)').fill(patientId);
  const byNurse = auditor.locator('.event').getByRole('button', { name: 'Noah Adeyemi' });
  await byNurse.first().waitFor();
  await byNurse.first().press('Enter');
  await auditor.getByText(`in an emergency: Unconscious in the waiting room ${name}`).first().waitFor();
  await auditor.waitForFunction(`!document.querySelector('.events').innerText.includes('Mei Tan')`);
  await auditor.getByLabel('Until the end of').fill('2020-01-01');
  await auditor.getByText('No events.').waitFor();

  await auditor.getByRole('tab', { name: 'Broken glass' }).press('Enter');
  const glass = auditor.getByRole('region', { name: `Unconscious in the waiting room ${name}` });
  await glass.getByLabel('What was found out').fill('Confirmed by the ward');
  expect(await seriousFaults(auditor)).toEqual([]);
  await glass.getByRole('button', { name: 'Justified', exact: true }).press('Enter');
  await glass.waitFor({ state: 'detached' });

  await auditor.getByRole('tab', { name: 'Proof' }).press('Enter');
  await auditor.getByRole('button', { name: 'Prove every chain' }).press('Enter');
  for (const service of ['Visits', 'Bills', 'Patients', 'Payments', 'Prescriptions'])
    await auditor
      .locator('.event', { hasText: service })
      .getByText(/Whole: \d/)
      .waitFor();
  expect(await seriousFaults(auditor)).toEqual([]);
  for (const on of [manager, nurse, auditor]) await on.context().close();
});

test('the manager sees what waits; on a phone and in Arabic nothing is cut off', async () => {
  const manager = await signIn(browser, 'manager');
  await manager.getByRole('link', { name: 'What waits' }).press('Enter');
  await manager.getByRole('heading', { name: 'What waits' }).waitFor();
  await manager
    .locator('main')
    .getByText(/Nothing waits\.|tried/)
    .first()
    .waitFor();
  expect(await seriousFaults(manager)).toEqual([]);
  const small = await signIn(browser, 'auditor', { width: 320, height: 640 });
  await small.evaluate(`localStorage.setItem('front-desk-language', 'ar')`);
  for (const path of ['/audit', '/pending']) {
    await small.goto(`${base}${path}`);
    await small.locator('h1').waitFor();
    await small.locator('main [class*=Loader]').first().waitFor({ state: 'detached' });
    expect(await small.evaluate(`document.documentElement.scrollWidth <= window.innerWidth`)).toBe(true);
    expect(await seriousFaults(small)).toEqual([]);
  }
  for (const on of [manager, small]) await on.context().close();
});
