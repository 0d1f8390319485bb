// Goal: the gate's page can be used by everybody, with mouse, keys or a screen reader, on any screen, and runs nothing that
// it was given. Method: a real browser opens the page of a made-up report that has everything.
import type { Browser, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { gatePage } from '../../src/app/cli/files/gate-page.ts';
import { HOSTILE } from '../counterexample/examples.ts';
import { BROWSER, CHROMIUM } from '../support/chromium.ts';
import { browserOfSuite, LOW_CONTRAST } from './chromium.ts';
import { branchesReport, checkReport, earlierRuns, gateReport, variedRun } from './gate-reports.ts';

const report = await variedRun();
const document = await gatePage(report, earlierRuns(report, 12));

describe.skipIf(CHROMIUM === undefined)(`the gate's page in ${BROWSER}`, () => {
  const lookAtPage = browserOfSuite();

  const withPage = async (
    look: (page: Page) => Promise<void>,
    options: Parameters<Browser['newPage']>[0] = {},
    shown = document,
  ): Promise<void> => await lookAtPage(shown, look, { options });

  const matrix = (page: Page) => page.getByRole('region', { name: 'Kill matrix of the posix commands' });

  test('the page opens with its verdict, and with the report of what failed', async () => {
    await withPage(async (page) => {
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(/^Fail/);
      expect(await page.getByText('a mutant survives:').isVisible()).toBe(true);
      expect(await page.getByText('it starts as init alone').first().isVisible()).toBe(true);
      expect(await page.getByText('no recordings are there').first().isVisible()).toBe(false);
    });
  });

  test('the page shows a counterexample at its failing step, and steps through it by a click and by keys', async () => {
    await withPage(async (page) => {
      const viewer = page.locator('[data-viewer]');
      const said = async (): Promise<string | null> => await viewer.getByRole('status').textContent();
      expect(await said()).toMatch(/^Step 3 of 3: 2 exit\. .* Here they part\.$/);
      await viewer.getByRole('button', { name: '1 fork 2' }).click();
      expect(await said()).toMatch(/^Step 1 of 3/);
      await page.keyboard.press('ArrowRight');
      expect(await said()).toMatch(/^Step 2 of 3/);
      await page.locator('summary').first().focus();
      await page.keyboard.press('ArrowRight');
      expect(await said()).toMatch(/^Step 2 of 3/);
      expect(await page.evaluate('location.hash')).toBe('');
    });
  });

  test('the page steps through the lanes of a counterexample with branches, and draws the states of its orders', async () => {
    const shown = await gatePage(gateReport([branchesReport('record'), ...report.checks]), []);
    const look = async (page: Page): Promise<void> => {
      const viewer = page.locator('[data-lanes]');
      const said = async (): Promise<string | null> => await viewer.getByRole('status').textContent();
      expect(await said()).toMatch(/^Step 6 of 6: lock ids\./);
      await viewer.locator('.lanes').getByRole('button', { name: '3', exact: true }).click();
      expect(await said()).toMatch(/^Step 3 of 6: 2 fork 3\./);
      await page.keyboard.press('ArrowRight');
      expect(await said()).toMatch(/^Step 4 of 6/);
      await page.locator('summary').first().focus();
      await page.keyboard.press('ArrowRight');
      expect(await said()).toMatch(/^Step 4 of 6/);
      await viewer.getByRole('button', { name: 'Order 1.1 2.1' }).click();
      expect(await viewer.locator('.notation').textContent()).toBe('s1{ g1: 1 2<1 3<1 }');
      // A lane's line goes on from row to row.
      expect(await page.evaluate(SHORT_CELLS)).toBe(0);
      expect(await page.evaluate('location.hash')).toBe('');
      expect(await page.locator('[data-viewer]').getByRole('status').textContent()).toMatch(/^Step 3 of 3/);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
    };
    for (const width of [360, 768, 1440])
      await withPage(look, { viewport: { width, height: 800 }, colorScheme: 'dark' }, shown);
  });

  test('the page copies the line that replays a failure, or selects it where it may not', async () => {
    await withPage(async (page) => {
      const button = page.getByRole('button', { name: 'copy' }).first();
      const row = page.locator('.copiable').first();
      await button.click();
      await expect
        .poll(async () => await row.getByRole('button').textContent())
        .toMatch(/^(copied|selected)$/);
      await page.evaluate(`Object.defineProperty(navigator, 'clipboard', { value: undefined })`);
      await row.getByRole('button').click();
      expect(await row.getByRole('button').textContent()).toBe('selected');
      expect(await page.evaluate('String(getSelection())')).toBe(await row.locator('code').textContent());
    });
  });

  test('the matrix has its clauses closed but for survivors, opens them one by one and all, and filters', async () => {
    await withPage(async (page) => {
      const rows = matrix(page).locator('tr.mutant');
      expect(await rows.count()).toBe(2);
      await matrix(page).getByRole('button', { name: /^P3/ }).click();
      expect(await rows.count()).toBeGreaterThan(2);
      expect(await page.evaluate('document.activeElement.dataset.clause')).toBe('P3');
      await matrix(page).getByRole('button', { name: 'open all clauses' }).click();
      expect(await rows.count()).toBe(175);
      const find = matrix(page).getByRole('searchbox');
      await find.fill('setpgid by:answer');
      const found = await rows.count();
      expect(found).toBeGreaterThan(0);
      expect(found).toBeLessThan(60);
      expect(await matrix(page).locator('[data-part=found]').textContent()).toBe(`${found} found`);
      await find.fill('nothing is like this');
      expect(await rows.count()).toBe(0);
      await find.fill('');
      expect(await rows.count()).toBe(175);
    });
  });

  test('the matrix keeps its heads in sight, and reads out the cell that the pointer or the keys are at', async () => {
    await withPage(async (page) => {
      const box = matrix(page);
      await box.getByRole('button', { name: 'open all clauses' }).click();
      await page.evaluate(SCROLL);
      const places = (await page.evaluate(STUCK)) as { head: number; first: number };
      expect(Math.abs(places.head)).toBeLessThan(2);
      expect(Math.abs(places.first)).toBeLessThan(2);
      const reading = box.locator('[data-part=reading]');
      await box.locator('td.kill.h4').first().hover();
      expect(await reading.textContent()).toMatch(/^\S+ notices [a-z-]+ after [\d,]+ commands?/);
      await box.locator('tr.mutant th').last().hover();
      expect(await reading.textContent()).toMatch(/^[a-z-]+: P10: /);
      // A row that scrolls under the pointer would be read out, too.
      await page.mouse.move(0, 0);
      await box.locator("[data-cell][tabindex='0']").focus();
      await page.keyboard.press('End');
      expect(await reading.textContent()).toMatch(/^self-check /);
      await page.keyboard.press('ArrowDown');
      expect(await reading.textContent()).toMatch(/^self-check does not notice/);
      await page.keyboard.press('ArrowLeft');
      expect(await reading.textContent()).toMatch(/^trouble does not notice/);
    });
  });

  test('the matrix is one stop on the way through the page by Tab, beside its clauses', async () => {
    await withPage(async (page) => {
      expect(await matrix(page).locator("[data-cell][tabindex='0']").count()).toBe(1);
      await matrix(page).getByRole('searchbox').fill('fork');
      expect(await matrix(page).locator("[data-cell][tabindex='0']").count()).toBe(1);
    });
  });

  test.each([360, 768, 1440])(
    'the page fits a window %i wide with everything open, and its texts can be read, light and dark',
    async (width) => {
      for (const colorScheme of ['light', 'dark'] as const)
        await withPage(
          async (page) => {
            await page.evaluate(
              `document.querySelectorAll('details').forEach((each) => { each.open = true; })`,
            );
            for (const button of await page.locator('[data-part=fold]').all()) await button.click();
            expect(
              await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
            ).toBeLessThanOrEqual(0);
            expect(await page.evaluate(CUT_OFF)).toEqual([]);
            expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
          },
          { viewport: { width, height: 800 }, colorScheme },
        );
    },
  );

  test.each([360, 768, 1000])(
    'the page gives the outcome of a check a line of its own in a window %s wide',
    async (width) => {
      await withPage(
        async (page) => {
          const row = page.locator('.check > summary').first();
          const outcome = await row.locator('.outcome').boundingBox();
          const name = await row.locator('h3').boundingBox();
          const box = await row.boundingBox();
          if (outcome === null || name === null || box === null) throw new Error('it is not shown');
          expect(outcome.y).toBeGreaterThanOrEqual(name.y + name.height);
          expect(outcome.width).toBeGreaterThan(0.75 * box.width);
        },
        { viewport: { width, height: 800 } },
      );
    },
  );

  test('the viewer of a narrow window has the drawings first, then the commands, then how it is read', async () => {
    await withPage(
      async (page) => {
        const viewer = page.locator('[data-viewer]');
        const tops: number[] = [];
        for (const part of ['.controls', '.sides', '.findings', '.sequence', '.legend'])
          tops.push((await viewer.locator(part).first().boundingBox())?.y ?? -1);
        expect(tops).toEqual(tops.toSorted((one, other) => one - other));
      },
      { viewport: { width: 360, height: 800 } },
    );
  });

  test('the page has targets that a finger hits in a window 360 wide', async () => {
    await withPage(
      async (page) => {
        expect(await page.evaluate(SMALL_TARGETS)).toEqual([]);
      },
      { viewport: { width: 360, height: 800 } },
    );
  });

  test('the page runs nothing that a report gave it, and shows it as text', async () => {
    const hostile = gateReport(
      [
        checkReport(HOSTILE, { verdict: 'fail', sentence: HOSTILE, question: HOSTILE, report: HOSTILE }),
        checkReport('alarm', {
          evidence: {
            killMatrix: {
              commandSet: HOSTILE,
              properties: ['whole', HOSTILE],
              mutants: [
                { name: HOSTILE, rule: HOSTILE, sentence: HOSTILE, killedBy: { whole: 3, [HOSTILE]: 4 } },
              ],
            },
          },
        }),
      ],
      { system: HOSTILE, reason: HOSTILE },
    );
    await withPage(
      async (page) => {
        await page.getByRole('button', { name: 'open all clauses' }).click();
        await page.locator('td.kill').first().hover();
        for (const place of ['h1', 'h3', '.outcome', 'pre', 'tr.mutant th', '[data-part=reading]'])
          expect(await page.locator(place).first().textContent(), place).toContain('<img src=x');
        expect(await page.evaluate('window.harmed')).toBeUndefined();
        expect(await page.locator('img').count()).toBe(0);
      },
      {},
      await gatePage(hostile, [hostile]),
    );
  });
});

const SCROLL = `document.querySelectorAll('.matrix .scroller')[1].scrollTo(300, 3000)`;

/** Run in the page: how far the head and the first column of the second matrix are from the edges of what scrolls. */
const STUCK = `(() => {
  const box = document.querySelectorAll('.matrix .scroller')[1];
  const edge = box.getBoundingClientRect();
  const head = box.querySelector('thead').getBoundingClientRect().top - edge.top - box.clientTop;
  const first = box.querySelector('tr.mutant th').getBoundingClientRect().left - edge.left - box.clientLeft;
  return { head, first };
})()`;

/** Run in the page: what reaches over the right edge of the window, though nothing around it scrolls. */
const CUT_OFF = `[...document.querySelectorAll('body *')]
  .filter((each) => each.checkVisibility() && !each.closest('.scroller, .parts-of-page, pre, .spoken, svg'))
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
  .map((each) => each.className + ' ' + each.textContent.slice(0, 40))`;

/** Run in the page: what can be pressed and is lower than 24 pixels. */
const SMALL_TARGETS = `[...document.querySelectorAll('button, summary, input, a')]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 24)
  .map((each) => each.textContent)`;

/** Run in the page: how many cells of lanes are lower than their rows. */
const SHORT_CELLS = `[...document.querySelectorAll('.lanes td')]
  .filter((cell) => cell.getBoundingClientRect().height < cell.parentElement.getBoundingClientRect().height - 1).length`;
