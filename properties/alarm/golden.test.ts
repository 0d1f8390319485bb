// Goal: what a user reads when something is wrong is decided, not accidental. Method: whole reports for fixed seeds,
// kept as text; a change of wording shows up as a change of a file.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MUTANTS } from '../../src/systems/mutants/registry.ts';
import { procession, temporaryFolder } from '../support/procession.ts';

const REPORTS = [
  { name: 'forget-to-orphan', seed: 1, shows: 'states that differ, and an invariant broken' },
  { name: 'move-looks-up-sessions-through-leaders', seed: 1, shows: 'an answer that differs' },
  {
    name: 'count-keeps-handles-on-a-left-session',
    seed: 1,
    shows: 'a resource that only the drain finds leaked',
  },
  { name: 'fork-forgets-the-list-of-members', seed: 1, shows: 'a list that disagrees with the processes' },
] as const;

const golden = (name: string): string => new URL(`../recorded/golden/${name}.txt`, import.meta.url).pathname;

describe.each(REPORTS)('the report on $name', ({ name, seed }) => {
  test('is worded as decided', async () => {
    using folder = temporaryFolder();
    const { code, out } = procession(folder.path, 'check', '--sut', `mutant:${name}`, '--seed', String(seed));
    expect(code).toBe(1);
    await expect(out).toMatchFileSnapshot(golden(name));
  });
});

test('the README shows what is printed', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const shown = /```\n(FAIL[\s\S]*?)```/.exec(readme)?.[1]?.split('\n') ?? [];
  const printed = readFileSync(golden('move-looks-up-sessions-through-leaders'), 'utf8').split('\n');
  const lines = shown.filter((line) => line.trim() !== '' && line.trim() !== '…');
  expect(lines.length).toBeGreaterThan(8);
  for (const line of lines) expect(printed).toContain(line);
});

test('the numbers of the README are those of the tables that are checked', () => {
  const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const rows = read('README.md').match(/^\| ids .*$/gm) ?? [];
  expect(rows.length).toBeGreaterThanOrEqual(5);
  for (const row of rows) expect(read('docs/model-checking.md')).toContain(row);
  expect(read('README.md')).toContain(`${Object.keys(MUTANTS).length} mutants`);
});
