// npm run bench:desk [-- rounds]
// How long the front desk takes to show what a person has done, on a running fleet with sample data (FRONT_DESK_URL, and
// SAMPLE_STAFF_PASSWORD): the browser's own measure, Event Timing, from the key or the click to the next picture, as fast as this
// machine is and four times slower, as a small laptop is. An answer that has to be waited for is not part of it.
import { readArguments } from '../fleet/src/read-arguments';
import { base } from '../front-desk/browser-tests/config';
import { openBrowser, signIn } from '../front-desk/browser-tests/desk';

type Page = Awaited<ReturnType<typeof signIn>>;

const {
  positionals: [given = '5'],
} = readArguments('npm run bench:desk [-- rounds]', { allowPositionals: true, options: {} });
const rounds = Number(given);
/** Shorter than this the browser does not tell; it is counted as so long. */
const shortest = 16;
/** How fast people who know the keyboard are. */
const pause = { delay: 60 };

const isNow = (page: Page) => page.waitForTimeout(300);

const walks: Record<string, (page: Page) => Promise<void>> = {
  'find a patient': async (page) => {
    await page.goto(`${base}/find`);
    await page.locator('#search').pressSequentially('edith lindqvist', pause);
    await page.getByRole('option').first().waitFor();
    for (let line = 0; line < 5; line += 1) await page.keyboard.press('ArrowDown', pause);
    await page.keyboard.press('Enter');
    await page.locator('h1').first().waitFor();
    await isNow(page);
  },
  'go through the day': async (page) => {
    await page.goto(`${base}/day`);
    await page.waitForSelector('.column');
    await isNow(page);
    await page.locator('.grid [tabindex="0"]').focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp'])
      await page.keyboard.press(key, pause);
    for (const key of ['PageDown', 'PageUp', 'v', 'v']) {
      await page.keyboard.press(key);
      await isNow(page);
      await page.waitForSelector('.day:not(.day-turning)');
    }
    await page.locator('.visit, .free').first().click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await isNow(page);
  },
  'write a registration': async (page) => {
    await page.goto(`${base}/register`);
    await page.getByLabel('Given name').pressSequentially('Wilhelmina', pause);
    await page.getByLabel('Family name').pressSequentially('Featherstonehaugh', pause);
    await page.keyboard.press('Tab');
    await isNow(page);
  },
};

/** Has the page keep how long each interaction took: the longest of the events that belong to one. */
const watch = `(() => {
  window.interactions = new Map();
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries())
      if (interactionId) window.interactions.set(interactionId, Math.max(window.interactions.get(interactionId) ?? 0, duration));
  }).observe({ type: 'event', durationThreshold: ${shortest}, buffered: true });
})()`;

interface Seen {
  /** Milliseconds, of each interaction that took longer than `shortest`. */
  told: number[];
  count: number;
}

async function seenBy(page: Page): Promise<Seen> {
  return page.evaluate<Seen>(`({ told: [...window.interactions.values()], count: performance.interactionCount })`);
}

/** Milliseconds: what is not told took no longer than what is told at least. */
function quantile({ told, count }: Seen, part: number): number {
  const sorted = [...Array<number>(Math.max(0, count - told.length)).fill(shortest), ...told].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN;
}

async function measure(): Promise<void> {
  const browser = await openBrowser();
  const page = await signIn(browser, 'receptionist');
  await page.addInitScript(watch);
  const cdp = await page.context().newCDPSession(page);
  console.log('| | processor | interactions | p50 | p95 | longest |\n| --- | --- | --- | --- | --- | --- |');
  for (const rate of [1, 4]) {
    await cdp.send('Emulation.setCPUThrottlingRate', { rate });
    const all: Seen = { told: [], count: 0 };
    for (const [name, walk] of Object.entries(walks)) {
      const seen: Seen = { told: [], count: 0 };
      for (let round = 0; round < rounds; round += 1) {
        await walk(page);
        const { told, count } = await seenBy(page);
        seen.told.push(...told);
        seen.count += count;
      }
      all.told.push(...seen.told);
      all.count += seen.count;
      row(name, rate, seen);
    }
    row('all', rate, all);
  }
  await browser.close();
}

function row(name: string, rate: number, seen: Seen): void {
  const [half, most, longest] = [0.5, 0.95, 1].map((part) => quantile(seen, part));
  console.log(`| ${name} | 1/${rate} | ${seen.count} | ${half} ms | ${most} ms | ${longest} ms |`);
}

void measure();
