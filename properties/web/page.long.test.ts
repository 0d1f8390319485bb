// Goal: the page shows a counterexample to everybody and runs nothing that it was given. Method: a real browser, with eyes on what
// is drawn, keys, widths, themes and hostile data. Its markup is looked at in page.test.ts.
import type { Browser, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { visible } from '../../src/contract/visible.ts';
import { tableSystem } from '../../src/systems/in-process.ts';
import type { Story } from '../../src/counterexample/explain/story.ts';
import { pageOf } from '../../src/app/web/counterexample-page/page.ts';
import { evidenceOf, HOSTILE } from '../counterexample/examples.ts';
import { tellStory } from '../support/by-set.ts';
import { BROWSER, CHROMIUM } from '../support/chromium.ts';
import { browserOfSuite, LOW_CONTRAST } from './chromium.ts';
import { hostile, long, orphan } from './page-stories.ts';

if (CHROMIUM === undefined) process.stderr.write(`Not run: the page in ${BROWSER}\n`);

describe.skipIf(CHROMIUM === undefined)(`the page in ${BROWSER}`, () => {
  const lookAtPage = browserOfSuite();

  const withPage = async (
    story: Story,
    look: (page: Page) => Promise<void>,
    options: Parameters<Browser['newPage']>[0] = {},
    hash = '',
  ): Promise<void> => await lookAtPage(pageOf(story), look, { options, hash });

  const saidIn = async (page: Page): Promise<string | null> => await page.getByRole('status').textContent();

  test('the page opens at the failing step, with what differs marked on both sides and told in words', async () => {
    await withPage(orphan, async (page) => {
      expect(await saidIn(page)).toMatch(/^Step 3 of 3: 2 exit\. H5 exit: .* Here they part\.$/);
      for (const side of ['Model', 'System']) {
        const marked = page.getByRole('region', { name: side }).locator('.process.differs');
        expect(await marked.locator('.pid').allTextContents()).toEqual(['3']);
        expect(await marked.locator('.unlike').allTextContents()).toEqual(['≠']);
      }
      expect(await page.getByRole('row').allTextContents()).toEqual([
        'whatmodelmutant:forget-to-orphan',
        'process 1: children[2, 3][2]',
        'process 2: children[][3]',
        'process 3: parent12',
      ]);
    });
  });

  test('the page draws sessions that hold groups that hold processes, an arrow to every child, handles and zombies by word', async () => {
    const story = await tellStory(
      evidenceOf(
        '1 fork 2',
        '2 create_session',
        '2 fork 3',
        '3 exit',
        '- hold_group 2',
        '- hold_group 2',
        '- hold_session 1',
      ),
      tableSystem(),
      [],
    );
    await withPage(story, async (page) => {
      const model = page.getByRole('region', { name: 'Model' });
      expect(await model.locator('.session .group .process').count()).toBe(3);
      expect(await model.locator('.arrow').count()).toBe(2);
      expect(await model.getByRole('group', { name: 'session 1, held' }).count()).toBe(1);
      const group = model.getByRole('group', { name: 'group 2, held 2 times' });
      expect(await group.getByRole('listitem').allTextContents()).toEqual([
        'process 2, child of 12',
        'process 3, child of 2, zombie3zombie',
      ]);
      expect(
        await page.evaluate(`getComputedStyle(document.querySelector('.zombie .chip')).borderStyle`),
      ).toBe('dashed');
    });
  });

  test('the page shows a reset that does not lead back as a step of its own', async () => {
    const table = tableSystem();
    let resets = 0;
    const forgetful = (): void => {
      table.reset();
      resets += 1;
      if (resets % 2 === 0) table.apply({ name: 'fork', process: 1, child: 2 });
    };
    const story = await tellStory(evidenceOf('- hold_group 1'), { ...table, reset: forgetful }, []);
    await withPage(story, async (page) => {
      expect(await saidIn(page)).toBe(
        'Step 2 of 2: reset. back to init alone, in group 1 of session 1. Here they part.',
      );
      expect(await page.locator('.notation').allTextContents()).toEqual(['s1{ g1: 1 }', 's1{ g1: 1 2<1 }']);
    });
  });

  test('the page is stepped through by keys, slider, buttons and list, and says each time where it is', async () => {
    await withPage(orphan, async (page) => {
      const where = async (): Promise<string> => (await saidIn(page))?.replace(/\..*$/, '') ?? '';
      await page.keyboard.press('Home');
      expect(await where()).toBe('Start: start');
      await page.keyboard.press('ArrowRight');
      expect(await where()).toBe('Step 1 of 3: 1 fork 2');
      await page.getByRole('button', { name: 'Next step' }).click();
      expect(await where()).toBe('Step 2 of 3: 2 fork 3');
      const slider = page.getByRole('slider', { name: 'Step' });
      await slider.focus();
      await page.keyboard.press('ArrowLeft');
      expect(await where()).toBe('Step 1 of 3: 1 fork 2');
      expect(await slider.getAttribute('aria-valuetext')).toBe('Step 1 of 3: 1 fork 2');
      await page.getByRole('button', { name: 'to the failing step' }).click();
      expect(await where()).toBe('Step 3 of 3: 2 exit');
      await page.getByRole('button', { name: '2 fork 3' }).click();
      expect(await where()).toBe('Step 2 of 3: 2 fork 3');
      await page.keyboard.press('ArrowUp');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('11 fork 2ok pid=2');
      expect(await page.evaluate('location.hash')).toBe('#1');
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowRight');
      expect(await where()).toBe('Step 3 of 3: 2 exit');
    });
  });

  test('the page is walked through with Tab in the order in which it is read, one stop for the list', async () => {
    await withPage(orphan, async (page) => {
      const stops: unknown[] = [];
      for (let stop = 0; stop < 5; stop += 1) {
        await page.keyboard.press('Tab');
        stops.push(
          await page.evaluate(
            `(({ id, dataset, tagName }) => id || dataset.moment || dataset.part || tagName)(document.activeElement)`,
          ),
        );
      }
      expect(stops).toEqual(['theme', '3', 'previous', 'slider', 'SUMMARY']);
    });
  });

  test('the page runs nothing that it was given, and shows it as text', async () => {
    await withPage(hostile, async (page) => {
      const words = visible(HOSTILE).replaceAll(/\s+/g, ' ');
      const text = async (selector: string): Promise<string> =>
        (await page.locator(selector).first().innerText()).replaceAll(/\s+/g, ' ');
      for (const place of [
        '.kicker',
        'h1',
        '.side:nth-child(2) h3',
        '.step .had',
        '.rules',
        '.commands .failing',
      ])
        expect(await text(place), place).toContain(words.trim());
      expect(await page.evaluate('window.harmed')).toBeUndefined();
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.evaluate(HANDLERS)).toEqual([]);
    });
  });

  test('the page would not run a handler even if one got in', async () => {
    const click = `document.body.insertAdjacentHTML('beforeend', '<b id="b" onclick="window.harmed=1">b</b>');
      document.getElementById('b').click();
      window.harmed`;
    await withPage(orphan, async (page) => {
      expect(await page.evaluate(click)).toBeUndefined();
    });
    const unguarded = pageOf(orphan).replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
    const runs = async (page: Page): Promise<void> => expect(await page.evaluate(click)).toBe(1);
    await lookAtPage(unguarded, runs);
  });

  test.each([360, 820, 1400])(
    'the page fits a window %i wide at every step, light and dark',
    async (width) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const options = { viewport: { width, height: 800 }, colorScheme };
        await withPage(
          long,
          async (page) => {
            for (let step = 0; step <= 50; step += 10) {
              await page.getByRole('slider').fill(String(step));
              expect(
                await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
              ).toBeLessThanOrEqual(0);
            }
            const dark = await page.evaluate(`getComputedStyle(document.body).backgroundColor`);
            expect(dark).toBe(colorScheme === 'dark' ? 'rgb(19, 21, 25)' : 'rgb(246, 246, 243)');
          },
          options,
          '#0',
        );
      }
    },
  );

  test('the page marks what a command changes, and not what only lists it', async () => {
    const story = await tellStory(
      evidenceOf('1 fork 2', '2 fork 3', '3 create_session', '2 exit'),
      tableSystem(),
      [],
    );
    const touched = async (page: Page): Promise<readonly string[]> =>
      await page
        .getByRole('region', { name: 'Model' })
        .locator('.touched.process > .spoken, .touched > .label')
        .allTextContents();
    await withPage(story, async (page) => {
      await page.keyboard.press('Home');
      const marks: (readonly string[])[] = [];
      for (let step = 1; step <= 4; step += 1) {
        await page.keyboard.press('ArrowRight');
        marks.push((await touched(page)).toSorted());
      }
      expect(marks).toEqual([
        ['process 2, child of 1'],
        ['process 3, child of 2'],
        ['group 3', 'process 3, child of 2', 'session 3'],
        ['process 2, child of 1, zombie', 'process 3, child of 1'],
      ]);
    });
  });

  test.each([360, 768, 820, 1440])(
    'the page fills the width that it has in a window %i wide: sessions, groups and processes',
    async (width) => {
      await withPage(
        orphan,
        async (page) => {
          const gaps = (await page.evaluate(UNUSED_WIDTH)) as readonly number[];
          expect(gaps).toHaveLength(6);
          expect(Math.max(...gaps)).toBeLessThan(24);
        },
        { viewport: { width, height: 800 } },
      );
    },
  );

  test.each([768, 820, 1440])(
    'the page shows all of a short list of commands at once in a window %i wide',
    async (width) => {
      await withPage(
        orphan,
        async (page) => {
          const bottom = await page.evaluate(
            `document.querySelector('.commands').getBoundingClientRect().bottom`,
          );
          expect(bottom).toBeLessThan(600);
        },
        { viewport: { width, height: 800 } },
      );
    },
  );

  test('the page turns dark and light again by its button, whatever the reader has', async () => {
    await withPage(orphan, async (page) => {
      const background = async (): Promise<unknown> =>
        await page.evaluate('getComputedStyle(document.body).backgroundColor');
      const before = await background();
      const button = page.getByRole('button', { name: 'Light or dark' });
      await button.click();
      expect(await background()).not.toBe(before);
      await button.click();
      expect(await background()).toBe(before);
    });
  });

  test('the page keeps text readable: every text has a contrast of 4.5 to 1 or more, light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const)
      await withPage(
        orphan,
        async (page) => {
          await page.locator('summary').click();
          expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
        },
        { colorScheme },
      );
  });
});

/** Run in the page: how many pixels are left beside what is in each panel, session and group, its own padding not counted. */
const UNUSED_WIDTH = `[...document.querySelectorAll('.side .drawing, .side .session, .side .group')].map((box) => {
  const style = getComputedStyle(box);
  const inside = [...box.querySelectorAll(':scope .session, :scope .group, :scope .process')];
  const right = Math.max(...inside.map((each) => each.getBoundingClientRect().right));
  return box.getBoundingClientRect().right - parseFloat(style.paddingRight) - right;
})`;

/** Run in the page: the attributes that would run something, were it not forbidden. */
const HANDLERS = `[...document.querySelectorAll('*')].flatMap(({ attributes }) => [...attributes])
  .map(({ name }) => name)
  .filter((name) => name.startsWith('on'))`;
