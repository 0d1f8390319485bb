// Goal: everybody can ask the explorer where something holds and where a command is accepted, and its answers are those of Node.
// Method: a real browser, with and without workers; keys, widths, themes, and an auditor of accessibility.
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { answerTo } from '../../src/app/web/explorer-page/asking.ts';
import { explorerPage } from '../../tools/explorer-page.ts';
import { BROWSER, CHROMIUM } from '../support/chromium.ts';
import { browserOfSuite, LOW_CONTRAST } from './chromium.ts';

if (CHROMIUM === undefined) process.stderr.write(`Not run: searches of the explorer in ${BROWSER}\n`);

/** Each with its set and ids; the last of each set takes every state of its bound. */
const PREDICATES: readonly (readonly [set: string, ids: number, predicate: string])[] = [
  ['hierarchy', 4, 'zombie(3) and parent(3) = 1'],
  ['hierarchy', 4, 'some group 3 and no process 3'],
  ['hierarchy', 4, 'zombie-keeps-its-group'],
  ['hierarchy', 4, 'count(zombies) = 4'],
  ['posix', 4, 'executed(3) and count(zombies) = 1'],
  ['posix', 4, 'waits-in-another-session'],
  ['posix', 4, 'some p: zombie p and group p != p'],
  ['posix', 4, 'count(zombies) = 4'],
  ['job-control', 2, 'SIGHUP in received(2)'],
  ['job-control', 2, 'terminal(2) = tty1 and foreground(tty1) != 2'],
  ['job-control', 2, 'count(zombies) = 2'],
];

/** Some of them lead nowhere, and take so many states that nobody waits for it. */
const ENDLESS = ['job-control', 6, 'count(zombies) = 6'] as const;

const NO_WORKERS = [
  ['in a worker', (page: string) => page],
  [
    'in a browser without workers',
    (page: string) => page.replace('globalThis.document', 'delete globalThis.Worker,globalThis.document'),
  ],
  ['where the page may have none', (page: string) => page.replace('worker-src blob:', "worker-src 'none'")],
] as const;

describe.skipIf(CHROMIUM === undefined)(`searches of the explorer in ${BROWSER}`, async () => {
  const lookAtPage = browserOfSuite();
  const whole = await explorerPage('whole');

  const withPage = async (
    look: (page: Page) => Promise<void>,
    options: Parameters<Browser['newPage']>[0] = {},
    document = whole,
  ): Promise<void> =>
    await lookAtPage(
      document,
      async (page) => {
        await page.locator('#ask summary').click();
        await look(page);
      },
      { options },
    );

  const begin = async (page: Page, [set, ids, predicate]: (typeof PREDICATES)[number]): Promise<void> => {
    // Choosing a set begins anew, even where it is the one that stands.
    if ((await page.locator('#set').inputValue()) !== set) await page.selectOption('#set', set);
    await page.selectOption('#ids', String(ids));
    await page.fill('#predicate', predicate);
    await page.press('#predicate', 'Enter');
  };
  const outcome = async (page: Page): Promise<string> => {
    const told = page.locator('#ask .outcome', { hasText: /./ });
    await told.waitFor({ timeout: 60_000 });
    return (await told.textContent()) ?? '';
  };
  const way = async (page: Page): Promise<readonly string[]> =>
    await page.locator('#ask ol code').allTextContents();
  const line = async (page: Page): Promise<readonly string[]> =>
    await page.locator('#line button[data-moment] code').allTextContents();
  const type = async (page: Page, ...lines: readonly string[]): Promise<void> => {
    for (const each of lines) {
      await page.fill('#typed', each);
      await page.press('#typed', 'Enter');
    }
  };

  test('a search in the page finds as long a way as one in Node, and tells it in the same words', async () => {
    await withPage(async (page) => {
      for (const each of PREDICATES) {
        const [commandSet, ids, predicate] = each;
        const began = performance.now();
        await begin(page, each);
        const told = await outcome(page);
        process.stderr.write(`${each.join(' ')}: ${Math.round(performance.now() - began)} ms\n`);
        const here = await answerTo(
          { commandSet, steps: [], asked: { predicate, ids } },
          { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false },
        );
        if ('problem' in here) throw new Error(here.problem);
        expect(told).toBe(`From the start: ${here.sentence}.`);
        expect(await way(page)).toHaveLength(here.found?.length ?? 0);
      }
    });
  });

  test.each(NO_WORKERS)(
    'a way is found, walked from the start and from a step, and cancelled %s',
    async (_, changed) => {
      const document = changed(whole);
      expect(document === whole).toBe(changed === NO_WORKERS[0][1]);
      await withPage(
        async (page) => {
          await begin(page, ['hierarchy', 3, 'zombie(2)']);
          expect(await outcome(page)).toMatch(/^From the start: after 2 commands, /);
          await page.getByRole('button', { name: 'Walk there from the start' }).click();
          expect(await line(page)).toEqual(['start', '1 fork 2', '2 exit']);
          await page.selectOption('#from', 'here');
          await begin(page, ['hierarchy', 3, 'no process 2']);
          expect(await outcome(page)).toMatch(/^From step 2: after 1 command, /);
          await page.getByRole('button', { name: 'Walk there from step 2' }).click();
          expect(await line(page)).toEqual(['start', '1 fork 2', '2 exit', '2 free']);
          await begin(page, ENDLESS);
          await page
            .locator('#ask .searching', { hasText: /[\d,]{4,} states, \d+ commands? deep/ })
            .waitFor();
          await page.getByRole('button', { name: 'Cancel' }).click();
          expect(await outcome(page)).toBe('The search was cancelled.');
          expect(await page.evaluate('document.activeElement.className')).toBe('outcome');
          await expect.poll(() => page.workers(), { timeout: 10_000 }).toEqual([]);
          expect(await page.locator('#ask .searching').textContent()).toBe('');
        },
        {},
        document,
      );
    },
  );

  test('a predicate that makes no sense is answered by a sentence', async () => {
    await withPage(async (page) => {
      await begin(page, ['posix', 3, 'zombi(2)']);
      expect(await outcome(page)).toMatch(/^Column 1: the POSIX commands show nothing called "zombi"/i);
      await page.fill('#predicate', '<img src=x onerror="window.harmed=1">');
      await page.press('#predicate', 'Enter');
      await page.locator('#ask .outcome', { hasText: 'means nothing' }).waitFor();
      expect(await page.locator('img').count()).toBe(0);
    });
  });

  test('what is asked is forgotten where another set is chosen, and the search ended', async () => {
    await withPage(async (page) => {
      await begin(page, ENDLESS);
      await page.locator('#ask .searching', { hasText: 'deep' }).waitFor();
      await page.selectOption('#set', 'posix');
      expect(await page.locator('#ask .searching').textContent()).toBe('');
      expect(await page.locator('#ids').inputValue()).toBe('3');
      await expect.poll(() => page.workers(), { timeout: 10_000 }).toEqual([]);
    });
  });

  test('a predicate that is typed is completed by the names that can be asked about', async () => {
    await withPage(async (page) => {
      await page.fill('#predicate', 'zombie(2) and par');
      const offered = await page.evaluate<readonly string[]>(
        "[...document.querySelectorAll('#predicate-names option')].map(({ value }) => value)",
      );
      expect(offered).toContain('zombie(2) and parent');
    });
  });

  test('a refused command in the palette leads by keys alone to where it is accepted', async () => {
    await withPage(async (page) => {
      await page.selectOption('#set', 'posix');
      await type(page, '1 fork 2', '2 setsid');
      await page.selectOption('#actor', '2');
      const button = page.getByRole('button', { name: 'Where is it accepted? 2 setsid' });
      await button.focus();
      await page.keyboard.press('Enter');
      const told = page.locator('#offers .outcome', { hasText: /./ });
      await told.waitFor();
      expect(await told.textContent()).toMatch(
        /^From step 2: accepted after \d commands, and after no fewer \(ids 1 … 3\)\.$/,
      );
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Walk there from step 2');
      await page.keyboard.press('Enter');
      await page.selectOption('#actor', '2');
      expect(await page.locator('.offer.accepted code').allTextContents()).toContain('2 setsid');
      expect(await page.locator('#offers .inquiry').count()).toBe(0);
    });
  });

  test.each(
    [360, 768, 1440].flatMap((width) =>
      (['light', 'dark'] as const).map((scheme) => [width, scheme] as const),
    ),
  )(
    'axe finds no violation in searches, and nothing is cut, at %d pixels in %s colours',
    async (width, colorScheme) => {
      await withPage(
        async (page) => {
          await page.selectOption('#set', 'posix');
          await type(page, '1 fork 2', '2 setsid');
          await begin(page, ['posix', 3, 'some group 3 and no process 3']);
          await outcome(page);
          await page.locator('.where').first().click();
          await page.locator('#offers .outcome', { hasText: /./ }).waitFor();
          await page.evaluate(axe.source);
          const found = await page.evaluate<readonly { id: string; nodes: readonly { html: string }[] }[]>(
            'axe.run(document).then(({ violations }) => violations)',
          );
          expect(found.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 120))])).toEqual([]);
          expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
          await page.screenshot({ path: `/tmp/shots/${width}-${colorScheme}.png`, fullPage: true });
        },
        { viewport: { width, height: 900 }, colorScheme, bypassCSP: true },
      );
    },
  );
});
