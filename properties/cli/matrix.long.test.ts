// Goal: the table of systems says of a real run what came of it: a mutant is red at the clause that it breaks, and each form and
// each mistake is answered as it should be. Method: the command line, on our tables and on mutants of every command set.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMAND_SETS } from '../../src/command-sets.ts';
import { readLink } from '../../src/app/web/explorer-page/link.ts';
import { matrixJson } from '../../src/app/cli/report/matrix.ts';
import { systemsTable } from '../../src/app/matrix/systems-table.ts';
import { OF_EACH_STANDING } from '../matrix/example-findings.ts';
import { documentedJson } from '../support/json-page.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';

interface TableJson {
  readonly systems: readonly { readonly name: string; readonly verdict: string }[];
  readonly groups: readonly {
    readonly rows: readonly {
      readonly clause: string;
      readonly cells: readonly { readonly standing: string; readonly failures: readonly number[] }[];
    }[];
  }[];
  readonly failures: readonly { readonly number: number; readonly trace: string | null }[];
}

const CHECK = ['check', '--seed', '1', '--runs', '300', '--commands-max', '60', '--ids', '6', '--json'];

/** Writes what a command prints with --json to a file. */
function report(folder: string, file: string, ...words: readonly string[]): string {
  writeFileSync(join(folder, file), processionShared(folder, ...words).out);
  return file;
}

function table(folder: string, ...files: readonly string[]): TableJson {
  const { out, err } = processionShared(folder, 'matrix', ...files, '--json');
  expect(err).toBe('');
  return JSON.parse(out) as TableJson;
}

const standings = ({ groups }: TableJson, place = 0): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    groups.flatMap(({ rows }) => rows.map(({ clause, cells }) => [clause, cells[place]?.standing])),
  );
const red = (found: TableJson): readonly string[] =>
  Object.entries(standings(found))
    .filter(([, standing]) => standing === 'failed')
    .map(([clause]) => clause);

describe('the clauses that a mutant breaks', () => {
  test.each([
    ['exit-twice', 'H5'],
    ['create-session-as-a-zombie', 'H2'],
    ['move-as-a-zombie', 'H4'],
    ['hold-group-that-never-was', 'H11'],
    ['setsid-guards-by-the-session-only', 'P2'],
    ['setpgid-overlooks-a-missing-target', 'P3'],
    ['waitpid-says-zero-for-no-child', 'P7'],
    ['ignore-sigchld-does-nothing', 'P10'],
    ['kill-reaches-the-leader-of-a-group-alone', 'J1'],
    ['tcsetpgrp-ignores-its-argument', 'J6'],
    ['hang-up-signals-the-foreground', 'J10'],
    ['fork-hands-on-no-terminal', 'P1'],
  ])('%s is red at %s and at no other command', (name, clause) => {
    using folder = temporaryFolder();
    const file = report(
      folder.path,
      'a.json',
      ...CHECK,
      '--sut',
      `mutant:${name}`,
      '--no-save',
      '--no-certify',
    );
    const found = table(folder.path, file);
    expect(red(found).filter((each) => !each.startsWith('I'))).toEqual([clause]);
    expect(found.failures[0]?.trace).toMatch(/^procession trace 1 /);
  });

  test('a mutant that leaves a state against an invariant is red there too, by every command that reports on it', () => {
    using folder = temporaryFolder();
    const sut = ['--sut', 'mutant:forget-to-orphan', '--json', '--no-save'];
    for (const words of [CHECK, ['tour', '--ids', '3'], ['explore', '--ids', '3']]) {
      const found = table(folder.path, report(folder.path, 'a.json', ...words, ...sut));
      expect(red(found), words[0]).toEqual(['H5', 'I7']);
      expect(standings(found), words[0]).toMatchObject({ H1: 'passed', I1: 'passed' });
    }
  });
});

describe('the forms of the table', () => {
  test('a system of one set passes where it was asked, in a terminal, in Markdown and as JSON, with exit code 0', () => {
    using folder = temporaryFolder();
    const file = report(folder.path, 'a.json', ...CHECK);
    const { code, out } = processionShared(
      folder.path,
      'matrix',
      file,
      '--markdown',
      'a.md',
      '--json',
      'b.json',
    );
    expect(code).toBe(0);
    expect(out).toMatch(/^\(1\) table: pass, \d+ passed, 0 failed\n/);
    expect(readFileSync(join(folder.path, 'a.md'), 'utf8')).toContain('| H5 | `exit` | ✓ |');
    const written = JSON.parse(readFileSync(join(folder.path, 'b.json'), 'utf8')) as TableJson;
    expect(written).toMatchObject({ format: 'procession-matrix', version: 1 });
    expect(new Set(Object.values(standings(written)))).toEqual(new Set(['passed']));
  });

  test('a failing system leaves the exit code 0, and its trace and the line that replays it are told', () => {
    using folder = temporaryFolder();
    const file = report(folder.path, 'a.json', ...CHECK, '--sut', 'mutant:forget-to-orphan');
    const { code, out } = processionShared(folder.path, 'matrix', file);
    expect(code).toBe(0);
    expect(out).toContain('      1 fork 2 => ok pid=2\n      2 fork 3 => ok pid=3\n      2 exit => ok\n');
    expect(out).toMatch(/replay: npx procession-check replay \S+\.trace --sut mutant:forget-to-orphan\n/);
  });

  test('docs/json.md has every name of procession matrix --json', () => {
    const page = documentedJson('matrix');
    const named = (value: unknown): readonly string[] => {
      if (Array.isArray(value)) return value.flatMap(named);
      if (typeof value !== 'object' || value === null) return [];
      return Object.entries(value).flatMap(([name, each]) =>
        // A record has a form, and a page, of its own; the names in a tally are standings.
        [name, ...(name === 'record' ? [] : named(each))],
      );
    };
    const made = matrixJson(systemsTable(OF_EACH_STANDING));
    for (const name of new Set(named(made))) expect(page, name).toMatch(new RegExp(`\`\\.?${name}\``));
  });

  test('check, tour and explore of one system are one column, and the gate of it another report in it', () => {
    using folder = temporaryFolder();
    const set = ['--set', 'posix', '--json'];
    const files = [
      report(folder.path, 'a.json', ...CHECK, '--set', 'posix'),
      report(folder.path, 'b.json', 'tour', '--ids', '2', ...set),
      report(folder.path, 'c.json', 'explore', '--ids', '2', ...set),
      report(folder.path, 'd.json', 'gate', '--only', 'fixed-seeds', 'random', 'I1', '--json'),
    ];
    const found = table(folder.path, ...files);
    expect(found.systems).toMatchObject([
      { name: 'posix-table', verdict: 'pass', reports: [{}, {}, {}, { command: 'gate' }] },
      { name: 'table', reports: [{ command: 'gate' }] },
      { name: 'terminal-table', reports: [{ command: 'gate' }] },
    ]);
    expect(standings(found, 1)).toMatchObject({
      H1: 'passed',
      I1: 'passed',
      I2: 'not-asked',
      P1: 'not-asked',
    });
    expect(standings(found)).toMatchObject({ P1: 'passed', P10: 'passed', I8: 'passed' });
  });

  test('two systems of different sets stand beside each other, and what one was not asked says so', () => {
    using folder = temporaryFolder();
    const files = [
      report(folder.path, 'a.json', ...CHECK),
      report(folder.path, 'b.json', ...CHECK, '--set', 'posix'),
    ];
    const found = table(folder.path, ...files);
    expect(standings(found, 0)).toMatchObject({ H1: 'passed', P1: 'not-asked', I1: 'passed' });
    expect(standings(found, 1)).toMatchObject({ H1: 'not-asked', P1: 'passed', I1: 'passed' });
  });
});

describe('a mistake', () => {
  test.each<[string, readonly string[], RegExp]>([
    ['no file', [], /^procession: missing required argument 'files'/],
    ['a file that is not there', ['no.json'], /^procession: no\.json cannot be read: there is no such file/],
    ['a folder', ['.'], /^procession: \. cannot be read: it is a folder/],
    ['an empty file', ['empty.json'], /^procession: empty\.json: it is empty/],
    ['a damaged file beside a good one', ['good.json', 'bad.json'], /^procession: bad\.json: 1:\d+: /],
    [
      'a table over its own report',
      ['good.json', '--html', 'good.json'],
      /^procession: --html: good\.json is one of/,
    ],
    [
      'a folder that is not there',
      ['good.json', '--markdown', 'no/a.md'],
      /^procession: --markdown: there is no folder no/,
    ],
  ])('%s ends in a sentence that names it, and exit code 2', (_what, words, sentence) => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'empty.json'), '');
    writeFileSync(join(folder.path, 'bad.json'), '{"format":');
    report(folder.path, 'good.json', 'check', '--runs', '2', '--json');
    const { code, out, err } = processionShared(folder.path, 'matrix', ...words);
    expect(err).toMatch(sentence);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(existsSync(join(folder.path, 'no'))).toBe(false);
  });
});

test('a failure of the page links to its commands in the explorer, beside the mutant that they were found on', () => {
  using folder = temporaryFolder();
  const file = report(folder.path, 'mutant.json', ...CHECK, '--sut', 'mutant:forget-to-orphan');
  const words = ['matrix', file, '--html', 'page.html', '--explorer', 'try/explorer.html'];
  expect(processionShared(folder.path, ...words)).toMatchObject({ code: 0, err: '' });
  const page = readFileSync(join(folder.path, 'page.html'), 'utf8');
  const [, fragment = ''] =
    /<a href="try\/explorer\.html#([^"]+)">Try it in the explorer<\/a>/.exec(page) ?? [];
  const read = readLink(
    fragment,
    COMMAND_SETS.map((set) => set.table.vocabulary),
  );
  if ('problem' in read) throw new Error(read.problem);
  expect(read.value).toMatchObject({ system: 'mutant:forget-to-orphan', place: 3 });
  expect(read.value.commands.map(({ command }) => command.name)).toEqual(['fork', 'fork', 'exit']);
});

test.each([
  [['--explorer', 'explorer.html'], '--explorer goes with --html'],
  ...['javascript:alert(1)', 'data:text/html,x', 'explorer.html#x'].map(
    (address) =>
      [
        ['--html', 'page.html', '--explorer', address],
        '--explorer must be an address with http or https, or a file, without "#"',
      ] as const,
  ),
] as const)('an address that makes no link to the explorer is misuse: %j', (words, sentence) => {
  using folder = temporaryFolder();
  expect(processionShared(folder.path, 'matrix', 'any.json', ...words)).toEqual({
    code: 2,
    out: '',
    err: `procession: ${sentence}\n`,
  });
});
