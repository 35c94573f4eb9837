import { readFileSync } from 'node:fs';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { base, chromiumPath, password } from './config';

/** Returns a browser that is to be closed. */
export async function openBrowser(): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
  Object.assign(globalThis, {
    tellPages: (test: string) => tellPages(browser, test),
    closeBrowser: () => browser.close(),
  });
  return browser;
}

/** Says what each page shows, and what has the focus, where a test has failed. */
async function tellPages(browser: Browser, test: string): Promise<void> {
  for (const page of browser.contexts().flatMap((context) => context.pages())) {
    const shown = await page
      .evaluate<string>('`${document.activeElement?.outerHTML.slice(0, 200)}\n\n${document.body.innerText}`')
      .catch(String);
    process.stderr.write(`\n-- ${test}: ${page.url()}, with the focus at ${shown}\n`);
  }
}

/** Returns a page of the application, by somebody who has signed in. */
export async function signIn(browser: Browser, who: string, size = { width: 1280, height: 800 }): Promise<Page> {
  if (password === '') throw new Error('SAMPLE_STAFF_PASSWORD is not set: `npm run token -- --password` prints it.');
  // animations of dialogs would have axe see half of them
  const context = await browser.newContext({
    viewport: size,
    locale: 'en-GB',
    reducedMotion: 'reduce',
    bypassCSP: true,
  });
  // Requests pass by the test from the first to the last: while a page that is open begins or ends to send them there, one may be lost.
  await context.route('about:nothing', () => undefined);
  const page = await context.newPage();
  await page.goto(base);
  await page.getByRole('link', { name: 'Sign in' }).press('Enter');
  await page.fill('#name', who);
  await page.fill('#password', password);
  await page.press('#password', 'Enter');
  await page.waitForSelector('.top-bar');
  return page;
}

/** Returns the dialog once it has the focus, which it takes a moment after it is there: a key that is pressed before goes elsewhere. */
export async function openedDialog(page: Page): Promise<Locator> {
  const dialog = page.getByRole('dialog');
  await dialog.locator(':focus').waitFor();
  return dialog;
}

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Returns what axe finds serious or critical on the page as it is, one line each. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found: { violations: { id: string; impact: string; nodes: { html: string }[] }[] } = await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })`,
  );
  return found.violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/** Asks a service as who is signed in on the page, to have something to try with. Throws where it is refused. */
export async function ask<Answer>(page: Page, method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> {
  return page.evaluate(
    `(async ([method, path, body]) => {
      const { csrfToken } = await (await fetch('/session')).json();
      const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join('');
      const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': csrfToken, 'Idempotency-Key': key };
      const response = await fetch('/api' + path, { method, ...(body && { headers, body: JSON.stringify(body) }) });
      const answer = await response.json();
      if (!response.ok) throw new Error(response.status + ' ' + JSON.stringify(answer));
      return answer;
    })(${JSON.stringify([method, path, body])})`,
  );
}

/** Returns eight letters that no other test has. */
export function randomLetters(): string {
  return String.fromCharCode(...Array.from({ length: 8 }, () => 97 + Math.floor(Math.random() * 26)));
}
