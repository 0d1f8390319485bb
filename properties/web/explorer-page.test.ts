// Goal: the explorer is one file that is small enough to be served and reaches for nothing. Method: its text as it is built.
// The tests of its behaviour are explorer-trial.test.ts and, in a browser, explorer.long.test.ts.
import { runInThisContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { INVARIANT_SENTENCES } from '../../src/model/invariants/all.ts';
import { cProgramOf, takesC } from '../../src/app/web/explorer-page/saved-c.ts';
import { COMMAND_SETS } from '../../src/command-sets.ts';
import { explorerBundle } from '../../tools/explorer-bundle.ts';
import { explorerPage } from '../../tools/explorer-page.ts';

const PAGES = { whole: await explorerPage('whole'), small: await explorerPage('small') };
const ofEach = Object.entries(PAGES);

/** Addresses that name a form of markup or stand for no place at all. */
const NO_PLACES = ['http://www.w3.org/2000/svg', 'https://explorer.invalid/src/module.js'];

test('the small page has at most 200 kB, 70 kB compressed', () => {
  expect(Buffer.byteLength(PAGES.small)).toBeLessThanOrEqual(200_000);
  expect(gzipSync(PAGES.small, { level: 9 }).length).toBeLessThanOrEqual(70_000);
});

test('the whole page has every mutant and the C form, the searches, and less than 650 kB', () => {
  expect(Buffer.byteLength(PAGES.whole)).toBeLessThan(650_000);
  for (const own of ['forget-to-orphan', 'kill-knows-no-zombies', 'TAP version', 'Find a state']) {
    expect([own, PAGES.whole.includes(own), PAGES.small.includes(own)]).toEqual([own, true, false]);
  }
});

test('the small page knows every invariant by its name, for files that tell of one', () => {
  for (const name of Object.keys(INVARIANT_SENTENCES))
    expect(PAGES.small).toMatch(new RegExp(`\\b${name}:""`));
});

test.each(ofEach)('the %s page names no address, and no file', (_, page) => {
  const text = NO_PLACES.reduce((rest, place) => rest.replaceAll(place, ''), page);
  expect(
    text.match(
      /.{40}(?:https?:|\bsrc=|@import|url\(|\bimport\(|(?<!\.)\bfetch\((?!e\)\{)|XMLHttpRequest|WebSocket).{40}/g,
    ),
  ).toBeNull();
});

test.each(ofEach)('the %s page has no way for data to become markup or code', (_, page) => {
  const ways =
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|\beval\(|new Function\b/;
  expect(ways.exec(page)?.[0]).toBeUndefined();
  expect(page.match(/<\/script/gi)).toHaveLength(2);
});

test.each(ofEach)(
  'the %s page allows its own script alone, in workers only where it searches',
  (kind, page) => {
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    expect(policy).toMatch(/^default-src 'none'; script-src 'nonce-page';/);
    expect(/worker-src.*/.exec(policy)?.[0]).toBe(kind === 'whole' ? 'worker-src blob:' : undefined);
  },
);

test('the bundle writes the C program that Node writes', async () => {
  const bundle = await explorerBundle(
    'whole',
    `import { cProgramOf } from './src/app/web/explorer-page/saved-c.ts';
globalThis.bundledProgramOf = cProgramOf;`,
  );
  runInThisContext(bundle);
  const { bundledProgramOf } = globalThis as unknown as { readonly bundledProgramOf: typeof cProgramOf };
  for (const { table } of COMMAND_SETS) {
    const { id } = table.vocabulary;
    const commands = [{ name: 'fork', process: 1, child: 2 }];
    expect(bundledProgramOf(commands, id)).toEqual(cProgramOf(commands, id));
    expect('text' in bundledProgramOf(commands, id)).toBe(takesC(id));
  }
});

test('the page is built the same each time', async () => {
  expect((await explorerPage('small')) === PAGES.small).toBe(true);
});
