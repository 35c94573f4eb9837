// Takes the pictures of README.md from a running fleet with sample data, in both languages: npm run screenshots -w front-desk.
// FRONT_DESK_URL (http://localhost:3000), SAMPLE_STAFF_PASSWORD, CHROMIUM (/usr/bin/chromium); a name takes that picture only.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { screens } from './screens.mjs';

const base = process.env.FRONT_DESK_URL ?? 'http://localhost:3000';
const password = process.env.SAMPLE_STAFF_PASSWORD;
if (!password) throw new Error('SAMPLE_STAFF_PASSWORD is not set');
const only = process.argv.slice(2);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const pages = new Map();

/** A page of somebody who has signed in, one for each way to look at it. */
async function pageOf(who, { language, dark = false, width = 1280, height = 800 }) {
  const key = JSON.stringify([who, language, dark, width]);
  const known = pages.get(key);
  if (known) return known;
  const context = await browser.newContext({
    viewport: { width, height },
    locale: 'en-GB',
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  await context.addInitScript(`localStorage.setItem('front-desk-language', '${language}')`);
  const page = await context.newPage();
  await page.goto(base);
  await page.locator('a[href^="/sign-in"]').press('Enter');
  await page.fill('#name', who);
  await page.fill('#password', password);
  await page.press('#password', 'Enter');
  await page.waitForSelector('.top-bar');
  pages.set(key, page);
  return page;
}

/** Asks a service as who is signed in on the page. */
async function ask(page, method, target, body) {
  return page.evaluate(
    async ([how, where, what]) => {
      const { csrfToken } = await (await fetch('/session')).json();
      const type = how === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      const headers = { 'Content-Type': type, 'X-CSRF-Token': csrfToken };
      const response = await fetch(`/api${where}`, {
        method: how,
        ...(what && { headers, body: JSON.stringify(what) }),
      });
      const answer = await response.json();
      if (!response.ok) throw new Error(`${how} ${where}: ${response.status} ${JSON.stringify(answer)}`);
      return answer;
    },
    [method, target, body],
  );
}

/** WebP, which Playwright does not write by itself, is a third of a PNG. */
async function save(page, name) {
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: 70 });
  await devtools.detach();
  writeFileSync(path.join(import.meta.dirname, `${name}.webp`), Buffer.from(data, 'base64'));
  console.log(name);
}

let failed = 0;
for (const { name, who, show, looks = [{ language: 'en' }, { language: 'ar' }] } of screens) {
  if (only.length > 0 && !only.includes(name)) continue;
  for (const look of looks) {
    const page = await pageOf(who, look);
    const as = (other) => pageOf(other, { language: 'en' });
    try {
      await show({ page, base, as, ask });
      // names come a moment later
      const named = () => ![...document.querySelectorAll('main *')].some((it) => it.textContent?.trim() === '…');
      await page.waitForFunction(named, undefined, { timeout: 10_000 }).catch(() => undefined);
      await page.waitForTimeout(600);
      const suffix = `${look.language === 'ar' ? '-arabic' : ''}${look.dark ? '-dark' : ''}${look.width ? `-${look.width}` : ''}`;
      await save(page, name + suffix);
    } catch (error) {
      failed += 1;
      console.error(`${name}: ${error.message}`);
    }
  }
}
await browser.close();
process.exitCode = failed > 0 ? 1 : 0;
