// Goal: the page with lanes can be used by everybody, and runs nothing that it was given. Method: a real browser, with eyes on what is
// drawn, keys, widths, themes and hostile data. Its markup is looked at in branches-page.test.ts.
import type { Browser, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { branchesPageOf } from '../../src/app/web/branches-page/page.ts';
import type { ConcurrentStory } from '../../src/counterexample/explain/concurrent-story.ts';
import {
  crossed,
  explained,
  hostileRace,
  livelock,
  race,
  RACE_TRACE,
  storyOfTrace,
  three,
} from '../counterexample/branch-stories.ts';
import { BROWSER, CHROMIUM } from '../support/chromium.ts';
import { browserOfSuite, LOW_CONTRAST } from './chromium.ts';

if (CHROMIUM === undefined) process.stderr.write(`Not run: the page with lanes in ${BROWSER}\n`);

describe.skipIf(CHROMIUM === undefined)(`the page with lanes in ${BROWSER}`, () => {
  const lookAtPage = browserOfSuite();

  const withPage = async (
    story: ConcurrentStory,
    look: (page: Page) => Promise<void>,
    options: Parameters<Browser['newPage']>[0] = {},
    hash = '',
  ): Promise<void> => await lookAtPage(branchesPageOf(story), look, { options, hash });

  const saidIn = async (page: Page): Promise<string | null> => await page.getByRole('status').textContent();
  const statesIn = async (page: Page): Promise<string | null> =>
    await page.getByRole('region', { name: 'State', exact: true }).locator('.notation').textContent();

  test('the page with lanes has a column a branch, with calls, points, answers and preemptions as words', async () => {
    await withPage(race, async (page) => {
      expect(await page.getByRole('columnheader').allTextContents()).toEqual([
        'step#',
        'branch 1',
        'branch 2',
      ]);
      const rows = await page.locator('.lanes tbody tr').allInnerTexts();
      expect(rows.map((row) => row.replaceAll(/\s+/g, ' ').trim())).toEqual([
        '1 1.1 1 fork 3',
        '2 lock ids',
        '3 preempts 2.1 2 fork 3',
        '4 lock ids',
        '5 lock ids ↩ answers ok pid=3',
        '6 lock ids ↩ answers ok pid=3',
      ]);
    });
  });

  test('the page with lanes shows who holds a lock, and where all stand in a deadlock', async () => {
    await withPage(crossed, async (page) => {
      expect(await page.locator('.lanes .lock').allTextContents()).toEqual([
        'holds ids',
        'holds ids',
        'holds ids',
        'holds links',
      ]);
      expect(await page.locator('.stands').allTextContents()).toEqual([
        'stands at lock links',
        'stands at lock ids',
      ]);
    });
  });

  test('the page with lanes is stepped through by keys, slider, buttons and rows, and says each time where it is', async () => {
    await withPage(race, async (page) => {
      const where = async (): Promise<string> => (await saidIn(page))?.replace(/\..*$/, '') ?? '';
      expect(await where()).toBe('Step 6 of 6: lock ids');
      await page.keyboard.press('Home');
      expect(await where()).toBe('Start: start');
      await page.keyboard.press('ArrowRight');
      expect(await where()).toBe('Step 1 of 6: 1 fork 3');
      await page.getByRole('button', { name: 'Next step' }).click();
      await page.getByRole('button', { name: 'Next step' }).click();
      expect(await saidIn(page)).toBe(
        'Step 3 of 6: 2 fork 3. Branch 2 calls 2.1. It preempts the branch that could have gone on.',
      );
      const slider = page.getByRole('slider', { name: 'Step' });
      await slider.focus();
      await page.keyboard.press('ArrowLeft');
      expect(await where()).toBe('Step 2 of 6: lock ids');
      expect(await slider.getAttribute('aria-valuetext')).toBe('Step 2 of 6: lock ids');
      await page.locator('.lanes').getByRole('button', { name: '5', exact: true }).click();
      expect(await where()).toBe('Step 5 of 6: lock ids');
      await page.keyboard.press('ArrowDown');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('6');
      expect(await page.evaluate('location.hash')).toBe('#6');
    });
  });

  test('the page with lanes opens at the step that its address names', async () => {
    await withPage(race, async (page) => expect(await saidIn(page)).toMatch(/^Step 2 of 6/), {}, '#2');
  });

  test('the page with lanes draws the state at rest, and after each order that was tried', async () => {
    await withPage(race, async (page) => {
      expect(await statesIn(page)).toBe('s?{ g?: 1 2<1 3<1 }');
      await page.getByRole('button', { name: 'Order 2.1 1.1' }).click();
      expect(await statesIn(page)).toBe('s1{ g1: 1 2<1 3<2 }');
      expect(await page.locator('[aria-pressed=true]').allTextContents()).toEqual(['Order 2.1 1.1']);
      await page.getByRole('button', { name: 'Before the branches' }).click();
      expect(await statesIn(page)).toBe('s1{ g1: 1 2<1 }');
      expect(await page.locator('.refuted').allTextContents()).toEqual([
        '✗ 2.1 should be refused (id-in-use)',
        '✗ 1.1 should be refused (id-in-use)',
      ]);
      expect(await page.locator('.order-commands .wrong').allTextContents()).toEqual([
        '2.1 2 fork 3 ok pid=3',
        '1.1 1 fork 3 ok pid=3',
      ]);
    });
    await withPage(explained, async (page) => {
      await page.getByRole('button', { name: 'Order 2.1 1.1' }).click();
      expect(await statesIn(page)).toBe('s1{ g1: 1 2<1 3<2 }');
    });
  });

  test('the page with lanes keeps the row that is shown in view, and tells turns of a loop once', async () => {
    await withPage(
      livelock,
      async (page) => {
        expect(await saidIn(page)).toMatch(/^Step \d+ of 1000: load 4\./);
        expect(await page.locator('.skipped').allTextContents()).toEqual([
          '497 steps more of that kind',
          '496 steps more of that kind',
        ]);
        for (const key of ['Home', 'End']) {
          await page.keyboard.press(key);
          const current = page.locator('.lanes tr.current');
          if (key === 'End') expect(await current.isVisible()).toBe(true);
        }
      },
      { viewport: { width: 800, height: 400 } },
    );
  });

  test('the page with lanes runs nothing that it was given, and shows it as text', async () => {
    await withPage(hostileRace, async (page) => {
      for (const place of ['.kicker', '.lanes .point', '.lanes .answers-with', '.orders .answer'])
        expect(await page.locator(place).first().innerText(), place).toContain('<img src=x onerror=');
      expect(await page.evaluate('window.harmed')).toBeUndefined();
      expect(await page.locator('img').count()).toBe(0);
    });
  });

  test('the page with lanes shows the program alone of a trace without a history', async () => {
    const bare = storyOfTrace(RACE_TRACE.replace(/history:.*\n/, ''));
    await withPage(bare, async (page) => {
      expect(await page.locator('.lanes td').allInnerTexts()).toHaveLength(2);
      expect(await saidIn(page)).toBe('Start: start. The branches start.');
    });
  });

  test.each([360, 768, 1440])(
    'the page with lanes fits a window %i wide at every step, light and dark, with text of a contrast of 4.5 to 1',
    async (width) => {
      for (const colorScheme of ['light', 'dark'] as const)
        for (const story of [race, crossed, three, hostileRace])
          await withPage(
            story,
            async (page) => {
              for (let step = 0; step < story.lanes.rows.length; step += 2) {
                await page.getByRole('slider').fill(String(step));
                expect(
                  await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
                ).toBeLessThanOrEqual(0);
              }
              await page.locator('summary').click();
              expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
              expect(await page.evaluate(CLIPPED)).toEqual([]);
            },
            { viewport: { width, height: 800 }, colorScheme },
          );
    },
  );
});

/** Run in the page: the boxes of the lanes that are wider than their columns. */
const CLIPPED = `[...document.querySelectorAll('.lanes .act, .lanes .line')]
  .filter((box) => box.getBoundingClientRect().right > box.closest('td').getBoundingClientRect().right + 1)
  .map((box) => box.textContent)`;
