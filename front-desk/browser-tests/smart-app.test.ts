import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { base, password } from './config';
import { openBrowser, seriousFaults } from './desk';

const folder = path.resolve(__dirname, '../../examples/smart-app');
/** Which the fleet's CORS_ORIGINS names. */
const app = 'http://127.0.0.1:3020';
const whitfield = '01900000-0000-7002-8000-000000000001';

let browser: Browser;
let page: Page;
const server = spawn(process.execPath, ['serve.mjs'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });

beforeAll(async () => {
  if (!existsSync(path.join(folder, 'node_modules'))) throw new Error('first: npm --prefix examples/smart-app ci');
  const fails = once(server, 'exit').then(() => Promise.reject(new Error('the example does not start; see above')));
  await Promise.race([once(server.stdout, 'data'), fails]);
  browser = await openBrowser();
});
afterAll(async () => {
  // first what would outlive a browser that was never opened
  server.removeAllListeners('exit').kill();
  await browser.close();
});
beforeEach(async () => {
  page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
});

/** From the page to the hospital, and to what it asks. */
async function connectAs(name: string): Promise<void> {
  await page.goto(`${app}/?iss=${base}/fhir/R4`);
  await page.getByRole('button', { name: 'Connect' }).click();
  await page.getByLabel('User name').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Go on?' }).waitFor();
}

const shown = async () => (await page.locator('#record').innerText()).replaceAll(/\s+/g, ' ');

it('shows a doctor the patient whom they choose, and no other', async () => {
  await connectAs('doctor');
  expect(await page.locator('main').innerText()).toContain('MedicationRequest of this one patient: read, search');
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Go on' }).click();
  expect(await page.getByRole('alert').innerText()).toBe('Choose a patient.');
  await page.getByLabel('Margaret Whitfield').check();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.locator('#record').waitFor();
  expect(await shown()).toMatch(
    /^Margaret Whitfield Born 1958-03-14 Read by Practitioner\/01900000-0000-7001-8000-0{11}1 Prescribed .+\((active|completed)\)/,
  );
  expect(await seriousFaults(page)).toEqual([]);

  const statuses = await page.evaluate(
    `(async () => {
      const client = await FHIR.oauth2.ready();
      const statusOf = (path) => client.request(path).then(() => 200, (error) => error.status ?? error.statusCode);
      return Promise.all([
        'Patient/${whitfield}', 'Patient/01900000-0000-7002-8000-000000000002', 'Patient?family=whit',
        'AllergyIntolerance?patient=${whitfield}', 'Appointment?patient=${whitfield}',
      ].map(statusOf));
    })()`,
  );
  expect(statuses).toEqual([200, 404, 403, 403, 403]);
});

it('shows a patient their own record, and asks for no other', async () => {
  await connectAs('patient');
  expect(await page.getByText('For which patient?').count()).toBe(0);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.locator('#record').waitFor();
  expect(await shown()).toMatch(new RegExp(`^Margaret Whitfield .* Read by Patient/${whitfield} `));
});

it('says that the person has not let it in', async () => {
  await connectAs('nurse');
  await page.getByRole('button', { name: 'Do not' }).click();
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').innerText()).toContain('The hospital said:');
  expect(await page.getByRole('button', { name: 'Connect' }).isVisible()).toBe(true);
});
