// How long the explorer takes in a browser: until it paints first, and for a step with thirty living processes. Another page
// may be named, such as one of an earlier checkout: both are then measured in turns, and the last column is the ratio.
// Usage: node bench/explorer-page.bench.ts [ROUNDS] [OTHER.html], with the page built by "npm run explorer".
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { BROWSER, CHROMIUM, openBrowser } from '../properties/support/chromium.ts';
import { traceOfMany } from '../properties/support/many-processes.ts';

const ROUNDS = Number(process.argv[2] ?? 5);
const BUILT = fileURLToPath(new URL('../dist/explorer/explorer.html', import.meta.url));
const PAGES = [BUILT, ...process.argv.slice(3)].map((path) => pathToFileURL(resolve(path)).href);
const SETS = ['hierarchy', 'posix', 'job-control'] as const;
const STEPS = 60;

/** By the name of what is measured, the middle of one round's times, in ms. */
type Times = Readonly<Record<string, number>>;

/** Run in the page: steps back and on, three and three; the handler's time, and the time until the frame after it is painted. */
const TIMED_STEPS = `(async () => {
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage(0);
  }));
  const times = { handler: [], painted: [] };
  for (let step = 0; step < ${STEPS}; step += 1) {
    await painted();
    const began = performance.now();
    document.getElementById(step % 6 < 3 ? 'undo' : 'redo').click();
    times.handler.push(performance.now() - began);
    await painted();
    times.painted.push(performance.now() - began);
  }
  const middle = (all) => all.toSorted((one, other) => one - other)[all.length >> 1];
  return { handler: middle(times.handler), painted: middle(times.painted) };
})()`;

const FIRST_PAINT = `new Promise((resolve) => {
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries()) if (name === 'first-contentful-paint') resolve(startTime);
  }).observe({ type: 'paint', buffered: true });
})`;

async function timesOf(browser: Browser, address: string): Promise<Times> {
  const times: Record<string, number> = {};
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(address);
  times['first paint'] = await page.evaluate<number>(FIRST_PAINT);
  for (const set of SETS) {
    await openMany(page, set);
    await page.evaluate(TIMED_STEPS); // The browser has compiled it then.
    const { handler, painted } = await page.evaluate<{ handler: number; painted: number }>(TIMED_STEPS);
    times[`step, ${set}: its handler`] = handler;
    times[`step, ${set}: until painted`] = painted;
  }
  await page.close();
  return times;
}

async function openMany(page: Page, set: (typeof SETS)[number]): Promise<void> {
  const buffer = Buffer.from(traceOfMany(set, 30));
  await page.setInputFiles('#file', { name: `${set}.trace`, mimeType: 'text/plain', buffer });
  await page.locator('#note', { hasText: `of ${set}.trace` }).waitFor();
}

function middleOf(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[times.length >> 1] ?? 0;
}

if (CHROMIUM === undefined) {
  process.stderr.write(`not measured: there is no ${BROWSER}\n`);
} else {
  // Frames are not waited for: what is measured is the work.
  const browser = await openBrowser(['--disable-frame-rate-limit', '--disable-gpu-vsync']);
  const rounds = PAGES.map((): Times[] => []);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [place, address] of PAGES.entries()) rounds[place]?.push(await timesOf(browser, address));
  await browser.close();
  for (const name of Object.keys(rounds[0]?.[0] ?? {})) {
    const middles = rounds.map((each) => middleOf(each.map((times) => times[name] ?? 0)));
    const ratio =
      middles.length < 2 ? '' : `${((middles[0] ?? 0) / (middles[1] ?? 1)).toFixed(2)} ×`.padStart(9);
    const columns = middles.map((ms) => `${ms.toFixed(1)} ms`.padStart(11)).join('');
    process.stdout.write(`${name.padEnd(36)}${columns}${ratio}\n`);
  }
}
