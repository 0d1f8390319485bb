// Goal: the explorer can be used by everybody, and answers in a browser as the model does in Node. Method: a real browser,
// with eyes on what is drawn, keys, widths, themes, files and links, and an auditor of accessibility.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { fc } from '@fast-check/vitest';
import type { Browser, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { COMMAND_SETS } from '../../src/command-sets.ts';
import { withTrial } from '../../src/app/web/explorer-page/page.ts';
import { Trial } from '../../src/app/web/explorer-page/trial.ts';
import { LESSONS } from '../../src/app/web/explorer-page/lessons/lessons.ts';
import { explorerBundle } from '../../tools/explorer-bundle.ts';
import { explorerPage } from '../../tools/explorer-page.ts';
import { longTrace } from '../counterexample/examples.ts';
import { traceOfMany } from '../support/many-processes.ts';
import { walksOf } from '../support/walks.ts';
import { answersTo } from './answers.ts';
import { BROWSER, CHROMIUM } from '../support/chromium.ts';
import { browserOfSuite, LOW_CONTRAST } from './chromium.ts';
import { HOSTILE_FILES } from './hostile-files.ts';

if (CHROMIUM === undefined) process.stderr.write(`Not run: the explorer in ${BROWSER}\n`);

const WIDTHS = [360, 768, 1440];
const COMMANDS_EACH = 10_000;
/** More than a step touches at thirty processes, by far less than stands there: more than a thousand elements. */
const MOST_TOUCHED = { elements: 200, attributes: 120 };

describe.skipIf(CHROMIUM === undefined)(`the explorer in ${BROWSER}`, async () => {
  const lookAtPage = browserOfSuite();
  const whole = await explorerPage('whole');

  const withPage = async (
    look: (page: Page) => Promise<void>,
    options: Parameters<Browser['newPage']>[0] = {},
    hash = '',
  ): Promise<void> => await lookAtPage(whole, look, { options, hash });

  const type = async (page: Page, ...lines: readonly string[]): Promise<void> => {
    for (const line of lines) {
      await page.fill('#typed', line);
      await page.press('#typed', 'Enter');
    }
  };
  const notation = async (page: Page): Promise<string | null> =>
    await page.getByRole('region', { name: 'Model', exact: true }).locator('.notation').textContent();
  const line = async (page: Page): Promise<readonly string[]> =>
    await page.locator('#line button[data-moment] code').allTextContents();

  /** Axe finds no violation, every text can be read, and nothing is wider than the page. */
  const expectSound = async (page: Page, width: number): Promise<void> => {
    await page.evaluate(axe.source);
    const found = await page.evaluate<readonly { id: string; nodes: readonly { html: string }[] }[]>(
      'axe.run(document).then(({ violations }) => violations)',
    );
    expect(found.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 120))])).toEqual([]);
    expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  };

  test('the explorer draws what was typed, and tells what it did and by which rule', async () => {
    await withPage(async (page) => {
      await page.selectOption('#set', 'posix');
      await type(page, '1 fork 2', '2 setsid', '2 setsid');
      expect(await notation(page)).toBe('s1{ g1: 1 } s2{ g2: 2<1 }');
      expect(await page.locator('#step .sentence').textContent()).toMatch(/^P2 setsid refused: EPERM/);
      expect(await page.locator('.rule .applies code').allTextContents()).toEqual(['EPERM group-id-in-use']);
      expect(await page.locator('#said').textContent()).toMatch(/^Step 3: 2 setsid\. P2 setsid refused/);
    });
  });

  test('the explorer draws terminals where the set has them', async () => {
    await withPage(async (page) => {
      await page.selectOption('#set', 'job-control');
      await type(page, '1 fork 2', '2 setsid', '2 open_terminal tty1', '2 kill 0 STOP');
      expect(await page.locator('#model .terminal-facts').first().textContent()).toBe(
        'session 2, foreground 2',
      );
      expect(await page.locator('#model .stopped').count()).toBe(1);
    });
  });

  test('the palette runs a command by keys alone, and keeps the focus', async () => {
    await withPage(async (page) => {
      await page.locator('#actor').focus();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      expect(await line(page)).toEqual(['start', '1 fork 2', '1 fork 3']);
      expect(await page.evaluate('document.activeElement.textContent')).toBe('1 fork 4');
      await page.selectOption('#actor', '2');
      expect(await page.locator('.offer.refused .why').first().textContent()).toMatch(/E[A-Z]+/);
    });
  });

  test('undo, redo and other futures are reached by keys and buttons', async () => {
    await withPage(async (page) => {
      await type(page, '1 fork 2', '2 fork 3', '3 exit');
      await page.locator('#step').click();
      await page.keyboard.press('Control+z');
      await page.keyboard.press('ArrowLeft');
      expect(await page.locator('#place').textContent()).toBe('Step 1 of 3');
      await type(page, '2 create_session');
      expect(await line(page)).toEqual(['start', '1 fork 2', '2 create_session']);
      await page
        .getByRole('button', { name: 'instead of 2 create_session: 2 fork 3, then 1 command' })
        .click();
      expect(await line(page)).toEqual(['start', '1 fork 2', '2 fork 3', '3 exit']);
      await page.locator('#step').click();
      await page.keyboard.press('Control+Shift+z');
      expect(await page.locator('#place').textContent()).toBe('Step 3 of 3');
      await page.keyboard.press('Home');
      expect(await notation(page)).toBe('s1{ g1: 1 }');
    });
  });

  test('a mutant beside the model is marked where they part, with the differences and the invariant', async () => {
    await withPage(async (page) => {
      await page.selectOption('#beside', 'mutant:forget-to-orphan');
      await type(page, '1 fork 2', '2 fork 3', '2 exit', '1 fork 4');
      expect(await page.locator('#line .failing code').textContent()).toBe('2 exit');
      await page.getByRole('button', { name: 'to where they part' }).click();
      expect(await page.locator('#findings td.had').allTextContents()).toEqual(['[2]', '[3]', '2']);
      expect(await page.locator('.violations li').textContent()).toMatch(
        /^violates I7, .*zombie 2 lists a child$/,
      );
      expect(await page.locator('#system .process.differs .pid').allTextContents()).toEqual(['3']);
    });
  });

  test('a line that makes no sense ends in a sentence that is an alert', async () => {
    await withPage(async (page) => {
      await type(page, '1 frok 2');
      expect(await page.getByRole('alert').textContent()).toBe('column 3: unknown command "frok"');
      expect(await line(page)).toEqual(['start']);
    });
  });

  test.each(['whole', 'small'] as const)(
    'a lesson of the %s page is taken by keys alone, tells what came of each choice, and leads to the next one',
    async (kind) => {
      const lesson = LESSONS[0];
      await lookAtPage(kind === 'whole' ? whole : await explorerPage(kind), async (page) => {
        const outcome = page.locator('#lesson-outcome');
        const choose = async (claim: string): Promise<void> => {
          const button = page.getByRole('button', { name: new RegExp(`^${claim}$`, 'i') });
          await button.focus();
          await page.keyboard.press('Enter');
        };
        await page.locator('#lessons-opener').focus();
        for (const key of ['Enter', 'Tab', 'Enter']) await page.keyboard.press(key);
        await page.locator('#lesson').waitFor();
        expect(await page.evaluate('document.activeElement.textContent')).toBe(`Lesson 1: ${lesson.title}`);
        expect(await line(page)).toEqual(['start', ...lesson.scenes[0].setup]);
        await choose(lesson.scenes[0].wrong[0]);
        expect(await outcome.textContent()).toMatch(
          /^Not so\. Process 2 is a zombie, group 2 lives\. .*\(Clause H5\.\)$/,
        );
        expect(await notation(page)).toBe('s1{ g1: 1  g2: 2<1z }');
        await page.keyboard.press('Enter');
        expect(await page.locator('#lesson-place').textContent()).toBe('2 of 2');
        expect(await outcome.textContent()).toBe('');
        await choose(lesson.scenes[1].right);
        expect(await outcome.textContent()).toMatch(/^Right\. .*\(Clause H6\.\)$/);
        expect(await page.locator('#lesson-on').textContent()).toMatch(
          /^The end: 1 of 2 right\. Next lesson: /,
        );
        await page.keyboard.press('Enter');
        await page.locator('#lesson-title', { hasText: 'Lesson 2' }).waitFor();
        expect(await page.evaluate('location.hash')).toBe(`#lesson=${LESSONS[1].id}`);
        await page.getByRole('button', { name: 'Leave the lesson' }).click();
        expect(await page.locator('#lesson').isVisible()).toBe(false);
        await page.waitForURL(/#1\./);
      });
    },
  );

  test('a lesson has an address, which stands while it is taken', async () => {
    const { id, title, scenes } = LESSONS[LESSONS.length - 1];
    await withPage(
      async (page) => {
        expect(await page.locator('#lesson-title').textContent()).toBe(`Lesson 12: ${title}`);
        await type(page, '1 fork 9');
        await page.waitForTimeout(600);
        expect(await page.evaluate('location.hash')).toBe(`#lesson=${id}`);
        await page.getByRole('button', { name: 'Processes 2 and 3 are stopped', exact: true }).click();
        expect((await line(page)).slice(1)).toEqual([...scenes[0].setup, scenes[0].command]);
        await page.evaluate('location.hash = "#lesson=none"');
        await page.getByRole('alert').waitFor();
        expect(await page.getByRole('alert').textContent()).toMatch(/^there is no such lesson/);
        expect(await page.locator('#lesson').isVisible()).toBe(false);
      },
      {},
      `#lesson=${id}`,
    );
  });

  test('the link of a lesson is copied as that of its step, and opens there', async () => {
    const lesson = LESSONS[0];
    await withPage(
      async (page) => {
        await page.locator('#lesson-choices button').first().click();
        await page.getByRole('button', { name: 'Go on' }).click();
        await page.evaluate(`Object.defineProperty(navigator, 'clipboard', { value: undefined })`);
        await page.getByRole('button', { name: 'Copy link' }).click();
        const [, hash = ''] = /(#.*)$/.exec(await page.locator('#link').inputValue()) ?? [];
        expect(hash).toBe(`#lesson=${lesson.id}/2`);
        await page.waitForURL(/\/2$/);
        await withPage(
          async (other) => {
            expect(await other.locator('#lesson-place').textContent()).toBe('2 of 2');
            const [first, second] = lesson.scenes;
            expect((await line(other)).slice(1)).toEqual([...first.setup, first.command, ...second.setup]);
            await other.locator('#lesson-choices button').first().click();
            expect(await other.locator('#lesson-on').textContent()).toMatch(/^The end: [01] of 1 right/);
          },
          {},
          hash,
        );
      },
      {},
      `#lesson=${lesson.id}`,
    );
  });

  test('the address restores the trial in another window', async () => {
    await withPage(async (page) => {
      await page.selectOption('#set', 'posix');
      await page.selectOption('#beside', 'mutant:kill-knows-no-zombies');
      await type(page, '1 fork 2', '2 exit 0', '1 kill 2 0');
      await page.waitForTimeout(600);
      const hash = await page.evaluate<string>('location.hash');
      await withPage(
        async (other) => {
          expect(await line(other)).toEqual(['start', '1 fork 2', '2 exit 0', '1 kill 2 0']);
          expect(await other.locator('#beside').inputValue()).toBe('mutant:kill-knows-no-zombies');
          expect(await other.locator('#findings').textContent()).toContain('Where they part');
        },
        {},
        hash,
      );
    });
  });

  test('a page that was given a trial opens with it, unless its address says another', async () => {
    const trial = new Trial();
    for (const each of ['1 fork 2', '2 create_session']) trial.runText(each);
    const given = withTrial(whole, trial.link);
    await lookAtPage(given, async (page) =>
      expect(await line(page)).toEqual(['start', '1 fork 2', '2 create_session']),
    );
    trial.runText('2 exit');
    await lookAtPage(given, async (page) => expect(await line(page)).toHaveLength(4), {
      hash: `#${trial.link}`,
    });
  });

  test('a file is opened and what was tried is saved', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'explorer-'));
    const file = join(folder, 'long.trace');
    writeFileSync(file, longTrace());
    await withPage(async (page) => {
      await page.setInputFiles('#file', file);
      await page.locator('#line button[data-moment]').nth(50).waitFor();
      expect(await page.locator('#line .failing .index').textContent()).toBe('50');
      const [saved] = await Promise.all([page.waitForEvent('download'), page.click('#save-trace')]);
      const text = readFileSync(await saved.path(), 'utf8');
      expect(text.split('\n').filter((each) => /^[\d-]/.test(each))).toHaveLength(50);
    });
  });

  test('a file that is dropped on the page is opened', async () => {
    await withPage(async (page) => {
      await page.evaluate(`(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['procession trace 1 hierarchy\\n1 fork 2'], 'a.trace'));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
      })()`);
      await page.locator('#note', { hasText: '1 command of a.trace' }).waitFor();
      expect(await line(page)).toEqual(['start', '1 fork 2']);
    });
  });

  test('the link is copied, or shown to be copied where the browser allows no more', async () => {
    await withPage(async (page) => {
      await type(page, '1 fork 2');
      await page.getByRole('button', { name: 'Copy link' }).click();
      await page.locator('#note', { hasText: 'the link' }).waitFor();
      const shown = await page.locator('#link').inputValue();
      const told = await page.locator('#note').textContent();
      if (told === 'the link is copied') expect(shown).toBe('');
      else expect(shown).toMatch(/#1\.[\w-]+$/);
    });
  });

  test('hostile files and links end in a sentence, and run nothing', async () => {
    await withPage(
      async (page) => {
        expect(await page.getByRole('alert').textContent()).toMatch(/^this link is of version 9/);
        for (const [about, text] of HOSTILE_FILES) {
          const name = '<img src=x onerror="window.harmed=1">.trace';
          await page.setInputFiles('#file', { name, mimeType: 'text/plain', buffer: Buffer.from(text) });
          await page.locator('#problem', { hasText: `${name}: ` }).waitFor();
          expect(await line(page), about).toEqual(['start']);
          await type(page, '1 frok 2'); // So that the next sentence is another one.
          await page.fill('#typed', '');
        }
        expect(await page.evaluate('window.harmed')).toBeUndefined();
        expect(await page.locator('img').count()).toBe(0);
      },
      {},
      '#9.AAAA',
    );
  });

  test.each(
    WIDTHS.flatMap((width) => (['light', 'dark'] as const).map((scheme) => [width, scheme] as const)),
  )('axe finds no violation, and nothing is cut, at %d pixels in %s colours', async (width, colorScheme) => {
    await withPage(
      async (page) => {
        await page.selectOption('#set', 'job-control');
        await page.selectOption('#beside', 'terminal-table');
        await type(page, '1 fork 2', '2 setsid', '2 open_terminal tty1', '2 setsid', '1 frok');
        await page.locator('.legend-of:not([hidden]) summary').click();
        await expectSound(page, width);
      },
      { viewport: { width, height: 900 }, colorScheme, bypassCSP: true },
    );
  });

  test.each(
    WIDTHS.flatMap((width) => (['light', 'dark'] as const).map((scheme) => [width, scheme] as const)),
  )(
    'axe finds no violation in a lesson, and nothing is cut, at %d pixels in %s colours',
    async (width, colorScheme) => {
      await withPage(
        async (page) => {
          await page.click('#lessons-opener');
          await expectSound(page, width);
          await page.locator('#lesson-choices button').last().click();
          await expectSound(page, width);
        },
        { viewport: { width, height: 900 }, colorScheme, bypassCSP: true },
        `#lesson=${LESSONS[8].id}`,
      );
    },
  );

  /** The things that a press on a button touches in the page: elements that come or go, and attributes that change. */
  const touchedBy = async (page: Page, id: string): Promise<{ elements: number; attributes: number }> =>
    await page.evaluate(`(async () => {
      const seen = { elements: 0, attributes: 0 };
      const watcher = new MutationObserver((changes) => {
        for (const { type, addedNodes, removedNodes } of changes)
          if (type === 'attributes') seen.attributes += 1;
          else
            for (const node of [...addedNodes, ...removedNodes])
              if (node.nodeType === 1) seen.elements += 1 + node.querySelectorAll('*').length;
      });
      watcher.observe(document.body, { subtree: true, childList: true, attributes: true });
      document.getElementById('${id}').click();
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      watcher.disconnect();
      return seen;
    })()`);

  const openText = async (page: Page, name: string, text: string): Promise<void> => {
    await page.setInputFiles('#file', { name, mimeType: 'text/plain', buffer: Buffer.from(text) });
    await page.locator('#note', { hasText: `of ${name}` }).waitFor();
  };

  test.each(['hierarchy', 'posix', 'job-control'] as const)(
    'a step at thirty processes touches what it changed, not what is there: %s',
    async (set) => {
      await withPage(async (page) => {
        for (const processes of [8, 30]) {
          await openText(page, `${processes}.trace`, traceOfMany(set, processes));
          await touchedBy(page, 'undo');
          const touched = [await touchedBy(page, 'undo'), await touchedBy(page, 'redo')];
          for (const { elements, attributes } of touched) {
            expect(elements).toBeLessThan(MOST_TOUCHED.elements);
            expect(attributes).toBeLessThan(MOST_TOUCHED.attributes);
          }
        }
      });
    },
  );

  test('a page that draws everything anew at each step is seen to touch too much', async () => {
    await withPage(async (page) => {
      await openText(page, '30.trace', traceOfMany('posix', 30));
      // As if no node were of the kind of another one: none is kept then.
      await page.evaluate(`Object.defineProperty(Node.prototype, 'nodeName', { get: () => ({}) })`);
      expect((await touchedBy(page, 'undo')).elements).toBeGreaterThan(MOST_TOUCHED.elements);
    });
  });

  test('a step on a line of two thousand commands touches no more than on a short one', async () => {
    await withPage(async (page) => {
      const rounds = ['1 fork 40', '40 exit 0', '1 waitpid 40'];
      const touchedAfter = async (times: number): Promise<unknown> => {
        const commands = Array.from({ length: times }, () => rounds).flat();
        await openText(page, `${times}.trace`, `${traceOfMany('posix', 30)}${commands.join('\n')}`);
        await page
          .locator('#line button[data-moment]')
          .nth(34 + commands.length)
          .waitFor();
        await touchedBy(page, 'undo');
        return await touchedBy(page, 'redo');
      };
      expect(await touchedAfter(657)).toEqual(await touchedAfter(2));
    });
  });

  test('opening the page runs less than half of its script', async () => {
    const shareRun = async (act: (page: Page) => Promise<void>): Promise<number> => {
      let share = 0;
      await withPage(async (page) => {
        await page.coverage.startJSCoverage();
        await page.reload();
        await act(page);
        const [{ source = '', functions }] = await page.coverage.stopJSCoverage();
        const isRun = new Uint8Array(source.length);
        // Ranges of inner parts come behind those of outer ones.
        for (const { startOffset, endOffset, count } of functions.flatMap(({ ranges }) => ranges))
          isRun.fill(count > 0 ? 1 : 0, startOffset, endOffset);
        share = isRun.reduce((sum, one) => sum + one, 0) / source.length;
      });
      return share;
    };
    const mostAtFirst = 0.45;
    expect(await shareRun(async () => {})).toBeLessThan(mostAtFirst);
    const used = await shareRun(async (page) => {
      for (const set of ['hierarchy', 'posix', 'job-control'] as const) {
        await openText(page, `${set}.trace`, traceOfMany(set, 8));
        for (let place = 1; place < 40; place += 1) await page.selectOption('#beside', { index: place });
      }
    });
    expect(used).toBeGreaterThan(mostAtFirst); // The measure sees what runs later.
  });

  test.each(COMMAND_SETS.map(({ specifications }) => specifications[0].mostDecided))(
    `the browser answers ${COMMANDS_EACH} random commands as Node does: $commandSet`,
    async (specification) => {
      const walks: (readonly string[])[] = [];
      for (let seed = 1, count = 0; count < COMMANDS_EACH; seed += 1) {
        const [walk = []] = fc.sample(walksOf(100, specification), { seed, numRuns: 1 });
        walks.push(walk.map(({ command }) => JSON.stringify(command)));
        count += walk.length;
      }
      const bundle = await explorerBundle(
        'whole',
        `import { answersTo } from './properties/web/answers.ts';
globalThis.answersTo = answersTo;`,
      );
      const document = `<!doctype html><title>answers</title><script>${bundle}</script>`;
      await lookAtPage(document, async (page) => {
        const words = JSON.stringify(JSON.stringify([specification.commandSet, walks]));
        const here = answersTo(specification.commandSet, walks);
        const there = await page.evaluate<readonly string[]>(`answersTo(...JSON.parse(${words}))`);
        expect(there).toHaveLength(here.length);
        expect(here.length).toBeGreaterThanOrEqual(COMMANDS_EACH);
        expect(there.findIndex((answer, index) => answer !== here[index])).toBe(-1);
      });
    },
  );
});
