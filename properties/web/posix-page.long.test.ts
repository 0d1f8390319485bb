// Goal: a counterexample of POSIX commands is told by the page, too: its marks, refusals, clauses and the order in which
// children are waited for. Method: a real browser, for eyes and for screen readers.
import type { Browser, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { posixTableSystem } from '../../src/systems/in-process.ts';
import type { Command } from '../../src/contract/command.ts';
import { readEvidence, tellStory } from '../support/by-set.ts';
import type { Story } from '../../src/counterexample/explain/story.ts';
import { pageOf } from '../../src/app/web/counterexample-page/page.ts';
import { orphanStory } from '../counterexample/examples.ts';
import { BROWSER, CHROMIUM } from '../support/chromium.ts';
import { browserOfSuite, LOW_CONTRAST } from './chromium.ts';

/** A table that takes the wrong one of two zombies. */
const wrong = posixTableSystem('takes the wrong one');
const system = {
  ...wrong,
  apply: (command: Command) =>
    wrong.apply(command.name === 'waitpid' ? { name: 'waitpid', process: 1, pid: 2 } : command),
};

const story = await storyOf(
  '1 fork 3',
  '1 fork 2',
  '2 execve',
  '2 ignore_sigchld on',
  '1 setpgid 2 0',
  '3 exit 7',
  '1 kill 2 9',
  '1 waitpid -1',
);

async function storyOf(...lines: readonly string[]): Promise<Story> {
  const read = readEvidence(`procession trace 1 posix\n${lines.join('\n')}\n`);
  if ('problem' in read) throw new Error(read.problem);
  return await tellStory(read.value, system, []);
}

test('the page of POSIX commands has the signs of its command set in the legend, and no other', async () => {
  const legend = (page: string): string => /<details class="legend">[\s\S]*<\/details>/.exec(page)?.[0] ?? '';
  const posix = legend(pageOf(story));
  expect(posix).toContain('class="note executed">has executed<');
  expect(posix).toContain('class="note ignores">ignores SIGCHLD<');
  expect(posix).not.toContain('held');
  const hierarchy = legend(pageOf(await orphanStory()));
  expect(hierarchy).toContain('held');
  expect(hierarchy).not.toContain('SIGCHLD');
});

describe.skipIf(CHROMIUM === undefined)(`the page of POSIX commands in ${BROWSER}`, () => {
  const lookAtPage = browserOfSuite();

  const withPage = async (
    hash: string,
    look: (page: Page) => Promise<void>,
    options: Parameters<Browser['newPage']>[0] = {},
  ): Promise<void> => await lookAtPage(pageOf(story), look, { options, hash });

  test('the page of POSIX commands shows marks by a sign and a word, and says them to a screen reader', async () => {
    await withPage('#7', async (page) => {
      const model = page.getByRole('region', { name: 'Model' });
      expect(await model.getByRole('listitem').allTextContents()).toEqual([
        'process 11',
        'process 2, child of 1, zombie, has executed, ignores SIGCHLD, status 9: signal 92zombiehas executedignores SIGCHLDstatus 9: signal 9',
        'process 3, child of 1, zombie, status 1792: exit code 73zombiestatus 1792: exit code 7',
      ]);
      const sign = async (mark: string): Promise<unknown> =>
        await page.evaluate(
          `getComputedStyle(document.querySelector('.drawing .note.${mark}'), '::before').content`,
        );
      expect(await sign('executed')).toBe('"▸ "');
      expect(await sign('ignores')).toBe('"⊘ "');
    });
  });

  test('the page of POSIX commands tells a refusal by its errno and its clause', async () => {
    await withPage('#5', async (page) => {
      expect(
        await page.getByRole('button', { name: '1 setpgid 2 0' }).locator('.refused').textContent(),
      ).toBe('EACCES');
      expect(await page.locator('.step').textContent()).toContain(
        'P3 setpgid refused: EACCES, child-has-executed',
      );
      expect(await page.locator('.step .answers').textContent()).toBe('both answerEACCES');
    });
  });

  test('the page of POSIX commands says in which order zombies are waited for where that is not by pid', async () => {
    const order = async (page: Page): Promise<string[]> => await page.locator('.order').allTextContents();
    await withPage('#2', async (page) => expect(await order(page)).toEqual([]));
    await withPage('#7', async (page) =>
      expect(await order(page)).toEqual(['process 1 waits for its children in the order 3, 2']),
    );
    await withPage('', async (page) => {
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
        'P7: 1 waitpid -1 should answer "ok pid=3 status=1792" and answers "ok pid=2 status=9"',
      );
      expect(await order(page)).toEqual([]);
    });
  });

  test.each([360, 820, 1400])(
    'the page of POSIX commands fits a window %i wide with its legend open, and can be read, light and dark',
    async (width) => {
      for (const colorScheme of ['light', 'dark'] as const)
        await withPage(
          '#7',
          async (page) => {
            await page.locator('summary').click();
            expect(
              await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
            ).toBeLessThanOrEqual(0);
            expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
            expect(await page.evaluate(OVERLAPPING)).toEqual([]);
          },
          { viewport: { width, height: 800 }, colorScheme },
        );
    },
  );
});

/** Run in the page: the samples of the legend that run into what they mean. */
const OVERLAPPING = `[...document.querySelectorAll('.legend li')]
  .filter(({ children: [sample, meaning] }) => sample.getBoundingClientRect().right > meaning.getBoundingClientRect().left)
  .map((item) => item.textContent)`;
