// Goal: the page with lanes shows a counterexample with branches to everybody and runs nothing that it was given. Method: its
// markup against a golden file, its size and its ends. A browser looks at it in branches-page.long.test.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { branchesPageOf } from '../../src/app/web/branches-page/page.ts';
import {
  crossed,
  explained,
  hostileRace,
  livelock,
  race,
  RACE_TRACE,
  three,
} from '../counterexample/branch-stories.ts';
import { goldenForm } from '../support/golden-form.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';

describe('the page with lanes', () => {
  test('the page with lanes is marked up as decided', async () => {
    const markup = branchesPageOf(race)
      .replace(/<style>[\s\S]*?<\/style>/, '<style>…</style>')
      .replace(/<script nonce[\s\S]*?<\/script>/, '<script nonce="page">…</script>');
    await expect(markup).toMatchFileSnapshot(goldenForm('lanes.html'));
  });

  test('the page of a run of 1,000 steps that go round is smaller than 100 kB, and counts them all', () => {
    expect(livelock.lanes.rows).toHaveLength(1000);
    const page = branchesPageOf(livelock);
    expect(page.length).toBeLessThan(100_000);
    expect(page).toContain('497 steps more of that kind');
    expect(page).toContain('"steps":1000');
  });

  test('the page with lanes names no address, and no file but itself', () => {
    for (const story of [race, crossed, explained, three])
      expect(branchesPageOf(story).replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
        /https?:|\bsrc=|@import|url\(/,
      );
  });

  test('the page with lanes ends where it should, whatever it was given', () => {
    const page = branchesPageOf(hostileRace);
    expect(page.match(/<\/script/gi)).toHaveLength(2);
    expect(page).not.toContain('<img');
    expect(page).not.toContain('innerHTML');
  });

  test('the page with lanes is what show writes of a file with branches', () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'a.trace'), RACE_TRACE);
    const shown = processionShared(folder.path, 'show', 'a.trace', '--format', 'html', '--output', 'a.html');
    expect(shown).toEqual({ code: 0, out: 'a.html\n', err: '' });
    const page = readFileSync(join(folder.path, 'a.html'), 'utf8');
    expect(page).toContain('<title>I16: no order of the commands explains what was answered</title>');
    const opened = processionShared(folder.path, 'show', 'a.trace', '--open');
    expect(opened.out).toMatch(/^\.procession\/pages\/[0-9a-f]{12}\.html\nfile:\/\/\/.*\.html\n$/);
  });
});
