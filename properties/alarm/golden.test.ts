// Goal: what a user reads when something is wrong is decided, not accidental. Method: whole reports for fixed seeds,
// kept as text; a change of wording shows up as a change of a file.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { check, posixTableSystem } from '../../src/index.ts';
import type { PosixTable } from '../../src/index.ts';
import { MUTANTS } from '../../src/systems/mutants/registry.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';

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
  test('the report is worded as decided', async () => {
    using folder = temporaryFolder();
    const { code, out } = processionShared(
      folder.path,
      'check',
      '--sut',
      `mutant:${name}`,
      '--seed',
      String(seed),
    );
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

test('the first screen of the README is a test and what it prints, within its first eighty words', async () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [before = '', shown = ''] = readme.split('\n```\nP4 ');
  expect(before.slice(0, before.indexOf('```')).split(/\s+/).length).toBeLessThan(80);
  const code = /```ts\n([^]*?)```/.exec(before)?.[1] ?? '';
  using folder = temporaryFolder();
  const file = join(folder.path, 'mine.ts');
  const library = new URL('../../src/index.ts', import.meta.url).href;
  const own = code.split('\n').filter((line) => line.startsWith('class '));
  writeFileSync(file, `import { PosixTable } from '${library}';\nexport ${own.join('')}\n`);
  const { Mine } = (await import(pathToFileURL(file).href)) as { readonly Mine: typeof PosixTable };
  const failure = await check(posixTableSystem('mine', new Mine()), { save: false, seed: 1 }).catch(
    (error: unknown) => error,
  );
  const printed = (failure as Error).message;
  const lines = `P4 ${shown.slice(0, shown.indexOf('```'))}`
    .split('\n')
    .filter((line) => line.trim() !== '' && line.trim() !== '…');
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) expect(printed).toContain(line.replace(/…$/, ''));
});

test('the numbers of the README are those of the tables that are checked', () => {
  const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const rows = read('README.md').match(/^\| ids .*$/gm) ?? [];
  expect(rows.length).toBeGreaterThanOrEqual(5);
  for (const row of rows) expect(read('docs/model-checking.md')).toContain(row);
  expect(read('README.md')).toContain(`${Object.keys(MUTANTS).length} mutants`);
});
