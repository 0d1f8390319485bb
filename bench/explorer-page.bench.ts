// What the explorer takes in a browser: the time until it paints first, beside a page of one line, and the work of a step with
// thirty living processes. Work is the time that the page's thread has run, which other programs on the machine disturb
// least. Another page may be named, such as one of an earlier checkout: both are then measured in turns, and the last column
// is the ratio.
// Usage: node bench/explorer-page.bench.ts [ROUNDS] [OTHER.html], with the page built by "npm run explorer".
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { BROWSER, CHROMIUM, openBrowser } from '../properties/support/chromium.ts';
import { traceOfMany } from '../properties/support/many-processes.ts';
import { medianOf } from '../properties/support/median.ts';

const ROUNDS = Number(process.argv[2] ?? 5);
const BUILT = fileURLToPath(new URL('../dist/explorer/explorer.html', import.meta.url));
const PAGES = [BUILT, ...process.argv.slice(3)].map((path) => pathToFileURL(resolve(path)).href);
const ONE_LINE = 'data:text/html,<p>one line';
const SETS = ['hierarchy', 'posix', 'job-control'] as const;
const PROCESSES = 30;
const STEPS = 60;

/** What was measured in one round, in ms by its name. */
type Times = Readonly<Record<string, number>>;

/** Run in the page: steps back and on, three and three, each painted; the middle one's time in its handler. */
const STEPPED = `(async () => {
  const times = [];
  for (let step = 0; step < ${STEPS}; step += 1) {
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
    const began = performance.now();
    document.getElementById(step % 6 < 3 ? 'undo' : 'redo').click();
    times.push(performance.now() - began);
  }
  return times.toSorted((one, other) => one - other)[${STEPS} >> 1];
})()`;

const FIRST_PAINT = `new Promise((resolve) => {
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries()) if (name === 'first-contentful-paint') resolve(startTime);
  }).observe({ type: 'paint', buffered: true });
})`;

async function firstPaint(browser: Browser, address: string): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(address);
  const ms = await page.evaluate<number>(FIRST_PAINT);
  await page.close();
  return ms;
}

async function timesOf(browser: Browser, address: string): Promise<Times> {
  const times: Record<string, number> = {
    'first paint': await firstPaint(browser, address),
    'first paint of one line': await firstPaint(browser, ONE_LINE),
  };
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(address);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  for (const set of SETS) {
    await openMany(page, set);
    await page.evaluate(STEPPED); // The browser has compiled it then.
    const before = await workOf(session);
    times[`${set}: a step's handler`] = await page.evaluate<number>(STEPPED);
    const after = await workOf(session);
    for (const [name, ms] of Object.entries(after))
      times[`${set}: ${name}`] = (ms - (before[name] ?? 0)) / STEPS;
  }
  await page.close();
  return times;
}

async function openMany(page: Page, set: (typeof SETS)[number]): Promise<void> {
  const buffer = Buffer.from(traceOfMany(set, PROCESSES));
  await page.setInputFiles('#file', { name: `${set}.trace`, mimeType: 'text/plain', buffer });
  await page.locator('#note', { hasText: `of ${set}.trace` }).waitFor();
}

/** The work of the page's thread until now. */
async function workOf(session: CDPSession): Promise<Times> {
  const { metrics } = await session.send('Performance.getMetrics');
  const ms = (wanted: string): number =>
    1000 * (metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN);
  const [style, layout] = [ms('RecalcStyleDuration'), ms('LayoutDuration')];
  return { 'work of a step': ms('TaskDuration'), '  of it style and layout': style + layout };
}

if (CHROMIUM === undefined) {
  process.stderr.write(`not measured: there is no ${BROWSER}\n`);
} else {
  const browser = await openBrowser();
  const rounds = PAGES.map((): Times[] => []);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [place, address] of PAGES.entries()) rounds[place]?.push(await timesOf(browser, address));
  await browser.close();
  for (const name of Object.keys(rounds[0]?.[0] ?? {})) {
    const middles = rounds.map((each) => medianOf(each.map((times) => times[name] ?? 0)));
    const [here = 0, there] = middles;
    const ratio = there === undefined ? '' : `${(here / there).toFixed(2)} ×`.padStart(9);
    const columns = middles.map((ms) => `${ms.toFixed(1)} ms`.padStart(11)).join('');
    process.stdout.write(`${name.padEnd(40)}${columns}${ratio}\n`);
  }
}
