// Goal: the page shows a counterexample to everybody and runs nothing that it was given. Method: its markup against a
// golden file, its size and its ends. A browser looks at it in page.long.test.ts.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pageOf } from '../../src/app/web/counterexample-page/page.ts';
import { goldenForm } from '../support/golden-form.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';
import { hostile, long, orphan } from './page-stories.ts';

describe('the page', () => {
  test('the page is marked up as decided', async () => {
    const markup = pageOf(orphan)
      .replace(/<style>[\s\S]*?<\/style>/, '<style>…</style>')
      .replace(/<script nonce[\s\S]*?<\/script>/, '<script nonce="page">…</script>');
    await expect(markup).toMatchFileSnapshot(goldenForm('page.html'));
  });

  test('the page of 50 steps is smaller than 200 kB', () => {
    expect(long.steps).toHaveLength(50);
    expect(long.failure?.divergence.step).toBe(49);
    expect(pageOf(long).length).toBeLessThan(200_000);
  });

  test('the page names no address, and no file but itself', () => {
    expect(pageOf(long).replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:|\bsrc=|@import|url\(/,
    );
  });

  test('the page ends where it should, whatever it was given', () => {
    const page = pageOf(hostile);
    expect(page.match(/<\/script/gi)).toHaveLength(2);
    expect(page).not.toContain('<img');
  });

  test('the page is written by --open, once, and it is said where', () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'a.trace'), 'procession trace 1 hierarchy\n1 fork 2\n');
    const { code, out } = processionShared(
      folder.path,
      'show',
      'a.trace',
      '--sut',
      'mutant:fork-makes-a-sibling',
      '--open',
    );
    expect(code).toBe(0);
    expect(out).toMatch(/^\.procession\/pages\/[0-9a-f]{12}\.html\nfile:\/\/\/.*\.html\n$/);
  });
});
