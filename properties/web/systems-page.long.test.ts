// Goal: the page of the table of systems can be used by everybody, with mouse, keys or a screen reader, on any screen. Method: a
// real browser opens the page of real runs, of a table and of a mutant, that the command line wrote.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { processionShared, temporaryFolder } from '../support/procession.ts';
import { BROWSER, CHROMIUM } from '../support/chromium.ts';
import { browserOfSuite, LOW_CONTRAST } from './chromium.ts';

/** The page of our tables and of a mutant of each set, as the command line writes it. */
function writtenPage(): string {
  using folder = temporaryFolder();
  const subjects = [
    ['--set', 'hierarchy'],
    ['--set', 'posix'],
    ['--set', 'job-control'],
    ['--sut', 'mutant:forget-to-orphan'],
    ['--sut', 'mutant:setsid-guards-by-the-session-only'],
    ['--sut', 'mutant:tcsetpgrp-ignores-its-argument'],
  ];
  const files = subjects.map((words, index) => {
    const file = `${index}.json`;
    const { out } = processionShared(
      folder.path,
      'check',
      ...words,
      '--seed',
      '1',
      '--runs',
      '300',
      '--json',
    );
    writeFileSync(join(folder.path, file), out);
    return file;
  });
  expect(processionShared(folder.path, 'matrix', ...files, '--html', 'a.html')).toMatchObject({
    code: 0,
    err: '',
  });
  return readFileSync(join(folder.path, 'a.html'), 'utf8');
}

/** Run in the page: scrolls the box to its far end, and tells how far the heads are from its edges. */
const STUCK = `(() => {
  const box = document.querySelector('.scroller');
  box.scrollTo(box.scrollWidth, box.scrollHeight);
  const edge = box.getBoundingClientRect();
  const head = document.querySelector('.systems thead th:first-child').getBoundingClientRect();
  const row = document.querySelector('.systems tbody:last-child tr:last-child th').getBoundingClientRect();
  return { top: head.top - edge.top, left: head.left - edge.left, row: row.left - edge.left };
})()`;

describe.skipIf(CHROMIUM === undefined)(`the page of the table of systems in ${BROWSER}`, () => {
  const lookAtPage = browserOfSuite();
  const document = writtenPage();
  const withPage = async (
    look: (page: Page) => Promise<void>,
    options: Parameters<Browser['newPage']>[0] = {},
    hash = '',
  ): Promise<void> => await lookAtPage(document, look, { options, hash });

  test('the page keeps the names of systems and clauses in sight, on any screen, dark and light, and every text can be read', async () => {
    for (const width of [360, 768, 1440])
      for (const colorScheme of ['dark', 'light'] as const)
        await withPage(
          async (page) => {
            expect(
              await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
            ).toBeLessThanOrEqual(0);
            const { top, left, row } = (await page.evaluate(STUCK)) as Record<string, number>;
            for (const distance of [top, left, row]) expect(Math.abs(distance ?? 9)).toBeLessThan(2);
            expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
          },
          { viewport: { width, height: 800 }, colorScheme },
        );
  });

  test('a red cell opens its failure by a click or by the keyboard, and the failure is stepped through', async () => {
    await withPage(async (page) => {
      const details = page.locator('#failure-1');
      expect(await details.getAttribute('open')).toBeNull();
      const cell = page.getByRole('link', { name: 'failed: H5 on mutant:forget-to-orphan, failure 1' });
      await cell.focus();
      await page.keyboard.press('Enter');
      await expect.poll(async () => await page.evaluate('document.activeElement.tagName')).toBe('SUMMARY');
      expect(await details.getAttribute('open')).not.toBeNull();
      const viewer = details.locator('[data-viewer]');
      const said = async (): Promise<string | null> => await viewer.getByRole('status').textContent();
      expect(await said()).toMatch(/^Step 3 of 3: 2 exit\. .* Here they part\.$/);
      await viewer.getByRole('button', { name: '1 fork 2' }).click();
      expect(await said()).toMatch(/^Step 1 of 3/);
      expect(await details.locator('code').first().textContent()).toMatch(/^npx procession-check replay /);
      await page.getByRole('link', { name: /^failed: P2 on / }).click();
      await expect.poll(async () => await page.locator('#failure-2').getAttribute('open')).not.toBeNull();
    });
  });

  test('the address of a failure opens it', async () => {
    await withPage(
      async (page) => {
        expect(await page.locator('#failure-3').getAttribute('open')).not.toBeNull();
        expect(await page.locator('#failure-1').getAttribute('open')).toBeNull();
      },
      {},
      '#failure-3',
    );
  });

  test('the box scrolls by the keyboard, and the heads of a cell are the clause and the system', async () => {
    await withPage(
      async (page) => {
        const box = page.getByRole('region', { name: 'Clauses by systems, to be scrolled' });
        await box.focus();
        await page.keyboard.press('PageDown');
        await expect
          .poll(async () => await page.evaluate("document.querySelector('.scroller').scrollTop"))
          .toBeGreaterThan(0);
        expect(await page.getByRole('columnheader', { name: /posix-table/ }).count()).toBe(1);
        expect(await page.getByRole('rowheader', { name: /^P3 setpgid/ }).count()).toBe(1);
        expect(await page.getByRole('cell', { name: /^passed / }).count()).toBeGreaterThan(40);
      },
      { viewport: { width: 768, height: 700 } },
    );
  });

  test('the page can be read without a script: each failure is there to be opened', async () => {
    await withPage(
      async (page) => {
        await page.locator('#failure-1 > summary').click();
        expect(
          await page.getByText('process 1: children should be [2, 3] and is [2]').first().isVisible(),
        ).toBe(true);
      },
      { javaScriptEnabled: false },
    );
  });
});
