// Goal: the page of a timeline can be used by everybody, with logs of any length, and runs nothing that it was given. Method: a real
// browser, with eyes on what is drawn, keys, widths, themes, 30,000 lines and hostile texts. The data that its script reads are looked
// at in timeline-page.test.ts.
import type { Browser, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { pageOfTimeline } from '../../src/app/web/timeline-page/page.ts';
import { HOSTILE } from '../counterexample/examples.ts';
import { MadeUpRecording } from '../support/made-up-recording.ts';
import { BROWSER, CHROMIUM } from '../support/chromium.ts';
import { browserOfSuite, LOW_CONTRAST } from './chromium.ts';
import { faulty, jobs, packed, storm } from './recordings.ts';

if (CHROMIUM === undefined) process.stderr.write(`Not run: the page of a timeline in ${BROWSER}\n`);

describe.skipIf(CHROMIUM === undefined)(`the page of a timeline in ${BROWSER}`, () => {
  const lookAtPage = browserOfSuite();

  const withPage = async (
    recording: MadeUpRecording,
    look: (page: Page) => Promise<void>,
    options: Parameters<Browser['newPage']>[0] = {},
    hash = '',
  ): Promise<void> => {
    const document = pageOfTimeline(recording.timeline(), recording.lines, recording.explanation(), {
      name: 'jobs.strace',
      pack: packed,
    });
    const open = async (page: Page): Promise<void> => {
      await page.locator('[data-ready]').waitFor();
      await look(page);
    };
    await lookAtPage(document, open, { options, hash });
  };

  const placeIn = async (page: Page): Promise<string> =>
    (await page.locator('[data-part=place]').textContent()) ?? '';
  const notationIn = async (page: Page): Promise<string> =>
    (await page.getByRole('region', { name: 'Tree' }).locator('.notation').textContent()) ?? '';
  const processIn = async (page: Page): Promise<string> =>
    (await page.getByRole('region', { name: 'Process' }).locator('h2').textContent()) ?? '';
  const log = (page: Page): ReturnType<Page['getByRole']> =>
    page.getByRole('listbox', { name: 'Lines of the log' });
  const rows = (page: Page): ReturnType<Page['getByRole']> =>
    page.getByRole('listbox', { name: 'Processes' });

  test('the page of a timeline has a row a process with its number, program, group and session, and its life as a bar', async () => {
    await withPage(jobs(), async (page) => {
      await page.keyboard.press('End');
      expect(await rows(page).getByRole('option').allTextContents()).toEqual([
        '111bash',
        '22bash',
        '33sleep',
        '444daemon',
      ]);
      expect(await rows(page).getByRole('option').nth(3).getAttribute('aria-label')).toBe(
        'process 4 daemon, group 4, session 4, running',
      );
      const bars = await page.locator('.bar title').allTextContents();
      expect(bars).toContain('2 bash, group 2, lines 3 to 11');
      expect(bars).toContain('4 daemon, group 4, lines 8 to 13');
      expect(await page.locator('.dead title').allTextContents()).toEqual([
        '2 zombie, lines 10 to 11',
        '3 zombie, lines 12 to 13',
      ]);
      for (const [kind, count] of Object.entries({
        program: 3,
        session: 1,
        group: 2,
        parent: 2,
        subreaper: 1,
      }))
        expect(await page.locator(`.rows .mark.${kind}`).count(), kind).toBe(count);
    });
  });

  test('the page of a timeline shows the tree after the line of the cursor, which keys, buttons and slider move', async () => {
    await withPage(jobs(), async (page) => {
      expect(await placeIn(page)).toBe('Line 7 of 13');
      expect(await notationIn(page)).toBe('s1{ g1: 1  g2: 2<1 4<2  g3: 3<2 }');
      await page.keyboard.press('ArrowRight');
      expect(await notationIn(page)).toBe('s1{ g1: 1  g2: 2<1  g3: 3<2 } s4{ g4: 4<2 }');
      await page.keyboard.press('End');
      expect(await notationIn(page)).toBe('s1{ g1: 1r  g3: 3<1z } s4{ g4: 4<1 }');
      expect(await page.getByRole('button', { name: 'Next line' }).isDisabled()).toBe(true);
      await page.keyboard.press('Home');
      expect(await placeIn(page)).toBe('Start');
      await page.getByRole('button', { name: 'Next line' }).click();
      await page.keyboard.press('Shift+ArrowRight');
      expect(await placeIn(page)).toBe('Line 11 of 13');
      await page.getByRole('slider', { name: 'Line' }).fill('10');
      expect(await placeIn(page)).toBe('Line 10 of 13');
      expect(
        await page.getByRole('region', { name: 'Line', exact: true }).locator('.told').textContent(),
      ).toBe('2 ends with exit code 3. 3 passes to the parent 1. 4 passes to the parent 1.');
      await page.getByRole('slider', { name: 'Line' }).press('ArrowLeft');
      expect(await placeIn(page)).toBe('Line 9 of 13');
      expect(await page.getByRole('status').first().textContent()).toBe('Line 9 of 13. 4 executes daemon.');
    });
  });

  test('a line of the log moves the cursor, by pointer and by keys', async () => {
    await withPage(jobs(), async (page) => {
      await log(page).getByRole('option').filter({ hasText: 'fork 2 3' }).click();
      expect(await placeIn(page)).toBe('Line 4 of 13');
      expect(await log(page).locator('[aria-selected=true]').allTextContents()).toEqual(['4•fork 2 3']);
      await log(page).press('ArrowDown');
      await log(page).press('ArrowDown');
      expect(await placeIn(page)).toBe('Line 6 of 13');
      expect(await log(page).getAttribute('aria-activedescendant')).toBe('line-6');
    });
  });

  test('a process of the chart, of the tree or of another panel is selected by a click, and its life is told', async () => {
    await withPage(jobs(), async (page) => {
      await rows(page)
        .getByRole('option')
        .nth(1)
        .click({ position: { x: 150, y: 10 } });
      expect(await processIn(page)).toBe('Process 2running');
      const facts = await page.getByRole('region', { name: 'Process' }).locator('dl').innerText();
      expect(facts.replaceAll(/\s+/g, ' ')).toBe(
        'made line 2 by 1 program bash parent 1 group 1 → 2 (line 3) session 1 end line 10: exit code 3 waited for line 11 by 1 children 3 4',
      );
      await page
        .getByRole('region', { name: 'Process' })
        .getByRole('button', { name: '4', exact: true })
        .click();
      expect(await processIn(page)).toBe('Process 4running');
      await page.getByRole('region', { name: 'Tree' }).getByRole('button', { name: '3 sleep' }).click();
      expect(await processIn(page)).toBe('Process 3running');
      await rows(page).press('ArrowDown');
      expect(await processIn(page)).toBe('Process 4running');
      expect(await rows(page).getAttribute('aria-activedescendant')).toMatch(/^life-\d+$/);
      await page
        .getByRole('region', { name: 'Process' })
        .getByRole('button', { name: 'line 8' })
        .first()
        .click();
      expect(await placeIn(page)).toBe('Line 8 of 13');
    });
  });

  test('a search finds processes by number and by program, and leads from one to the next', async () => {
    await withPage(jobs(), async (page) => {
      const find = page.getByRole('searchbox');
      await find.fill('bash');
      expect(await page.locator('[data-part=found]').textContent()).toBe('4 of 4');
      await find.press('Enter');
      expect(await page.locator('[data-part=found]').textContent()).toBe('1 of 4');
      expect(await processIn(page)).toMatch(/^Process 1/);
      await find.press('Enter');
      expect(await processIn(page)).toMatch(/^Process 2/);
      await find.press('Shift+Enter');
      await find.press('Shift+Enter');
      expect(await processIn(page)).toMatch(/^Process 4/);
      await find.fill('daemon');
      expect(await page.locator('[data-part=found]').textContent()).toBe('1 of 1');
      await find.fill('nobody');
      expect(await page.locator('[data-part=found]').textContent()).toBe('none');
    });
  });

  test('the page begins at the first line that is not explained, marks them in slider, chart and log, and leads to each', async () => {
    await withPage(faulty(), async (page) => {
      expect(await placeIn(page)).toBe('Line 5 of 13');
      expect(await processIn(page)).toMatch(/^Process 2/);
      const sentence = '2 setpgid 3 3 is refused: the child has executed';
      const line = page.getByRole('region', { name: 'Line', exact: true });
      expect(await line.locator('.verdict').textContent()).toBe(`✗ Not explained. ${sentence}`);
      expect(await line.locator('.answers').innerText()).toMatch(/in the log ok\s+allowed EPERM\s+P3/);
      expect(await log(page).locator('.unexplained').allTextContents()).toEqual([
        `5✗setpgid 2 3 3${sentence}`,
        '12✗exit 3 01 waitpid 3 is refused: it has no such child',
      ]);
      expect(await page.locator('.overview .overview-mark.unexplained').count()).toBe(2);
      expect(await page.locator('.rows .mark.fault').count()).toBe(2);
      expect(await page.getByRole('button', { name: 'Previous unexplained line' }).isDisabled()).toBe(true);
      await page.getByRole('button', { name: 'Next unexplained line' }).click();
      expect(await placeIn(page)).toBe('Line 12 of 13');
      await page.locator('.findings').getByRole('button', { name: 'line 5' }).click();
      expect(await placeIn(page)).toBe('Line 5 of 13');
    });
    await withPage(jobs(), async (page) => {
      expect(await page.getByRole('button', { name: 'Next unexplained line' }).count()).toBe(0);
    });
  });

  test('the chart shows fewer lines and more, by lines and by time, and only the processes that live in them', async () => {
    await withPage(storm(400), async (page) => {
      const shown = async (): Promise<number> =>
        Number(await rows(page).getByRole('option').first().getAttribute('aria-setsize'));
      expect(await shown()).toBeLessThan(80);
      await page.getByRole('button', { name: 'all lines' }).click();
      expect(await shown()).toBe(401);
      for (let times = 0; times < 6; times += 1)
        await page.getByRole('button', { name: 'Fewer lines' }).click();
      expect(await shown()).toBeLessThan(20);
      const byTime = page.getByRole('button', { name: 'by time' });
      expect(await page.locator('.tick-text').first().textContent()).not.toContain(' s');
      await byTime.click();
      expect(await byTime.getAttribute('aria-pressed')).toBe('true');
      expect(await page.locator('.tick-text').first().textContent()).toContain(' s');
      await page.keyboard.press('End');
      expect(await rows(page).getByRole('option').last().getAttribute('aria-label')).toContain(
        'process 401 true',
      );
    });
  });

  test('the address names the cursor and the process, and the page opens where it says', async () => {
    await withPage(
      jobs(),
      async (page) => {
        expect(await placeIn(page)).toBe('Line 4 of 13');
        expect(await processIn(page)).toMatch(/^Process 3/);
        await page.keyboard.press('ArrowRight');
        await expect.poll(async () => await page.evaluate('location.hash')).toBe('#5,3');
      },
      {},
      '#4,3',
    );
    await withPage(jobs(), async (page) => expect(await placeIn(page)).toBe('Line 13 of 13'), {}, '#99999');
  });

  test('the page of 30,000 lines of 7,500 processes is smaller than a megabyte', () => {
    const recording = storm(7500);
    expect(recording.lines.length).toBeGreaterThanOrEqual(30_000);
    const page = pageOfTimeline(recording.timeline(), recording.lines, recording.explanation(), {
      name: 'storm.strace',
      pack: packed,
    });
    expect(page.length).toBeLessThan(1_000_000);
  });

  test('the page of 30,000 lines of 7,500 processes has few elements wherever its cursor is, and shows each line and process there', async () => {
    await withPage(storm(7500), async (page) => {
      const elements = async (): Promise<number> =>
        await page.evaluate("document.querySelectorAll('*').length");
      for (const line of [1, 15_000, 29_999]) {
        await page.getByRole('slider', { name: 'Line' }).fill(String(line));
        expect(await placeIn(page)).toBe(`Line ${line.toLocaleString('en-US')} of 30,001`);
        expect(await log(page).locator('.current .line-number').textContent()).toBe(String(line));
        expect(await log(page).locator('.current').isVisible()).toBe(true);
        expect(await rows(page).locator('.running, .zombie').last().isVisible()).toBe(true);
        expect(await elements()).toBeLessThan(1200);
      }
      await page.getByRole('button', { name: 'all lines' }).click();
      expect(await elements()).toBeLessThan(1200);
      await page.getByRole('searchbox').fill('4711');
      expect(await processIn(page)).toMatch(/^Process 4711/);
      expect(await rows(page).locator('[aria-selected=true]').getAttribute('aria-label')).toContain(
        'process 4711',
      );
      await page.evaluate("document.querySelector('.log').scrollTop = 300000");
      await expect
        .poll(async () => await log(page).getByRole('option').first().textContent())
        .toMatch(/^1499\d/);
    });
  });

  test('a browser that cannot unpack is told so, and what was found can be read all the same', async () => {
    const recording = storm(2000).fault('no rule says so');
    const document = pageOfTimeline(recording.timeline(), recording.lines, recording.explanation(), {
      name: 'jobs.strace',
      pack: packed,
    }).replace('<script nonce="page">', '<script nonce="page">delete globalThis.DecompressionStream;');
    await lookAtPage(document, async (page) => {
      expect(await page.locator('[data-part=waiting]').textContent()).toContain('cannot unpack');
      expect(await page.locator('.findings').textContent()).toContain('no rule says so');
    });
  });

  test('the page of a timeline runs nothing that it was given, and shows it as text', async () => {
    const recording = new MadeUpRecording()
      .step({ text: `1 ${HOSTILE}\u001B[31m\u0007\u202E` })
      .execute(1, HOSTILE)
      .run('1 fork 2')
      .run('2 exit 0', { signal: HOSTILE })
      .fault(HOSTILE);
    await withPage(recording, async (page) => {
      for (const place of [
        '.whole-line',
        '.verdict',
        '.life .program',
        '.findings p',
        '.line-text',
        '.line-sentence',
      ])
        expect(await page.locator(place).first().textContent(), place).toMatch(/<img src=x onerror=|exit 2/);
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowRight');
      expect(await page.locator('.whole-line').textContent()).toContain('\\u001b[31m\\u0007\\u202e');
      expect(await page.evaluate('window.harmed')).toBeUndefined();
      expect(await page.locator('img').count()).toBe(0);
    });
  });

  test('a log of no lines has a page', async () => {
    await withPage(new MadeUpRecording(), async (page) => {
      expect(await placeIn(page)).toBe('Start');
      expect(await page.locator('[data-part=no-rows]').isVisible()).toBe(true);
      await page.keyboard.press('ArrowRight');
      expect(await placeIn(page)).toBe('Start');
    });
  });

  test.each([400, 900, 1400])(
    'the page of a timeline fits a window %i wide, light and dark, with text of a contrast of 4.5 to 1',
    async (width) => {
      for (const colorScheme of ['light', 'dark'] as const)
        for (const recording of [jobs(), faulty(), storm(400)])
          await withPage(
            recording,
            async (page) => {
              await page.locator('summary').click();
              for (const key of ['Home', 'ArrowRight', 'End']) {
                await page.keyboard.press(key);
                expect(
                  await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
                ).toBeLessThanOrEqual(0);
                expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
              }
            },
            { viewport: { width, height: 900 }, colorScheme },
          );
    },
  );
});
