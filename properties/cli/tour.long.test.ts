// Goal: what a user gets from `procession tour` and `procession export`. Method: the commands themselves.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { processionShared, processionSharedWith, temporaryFolder } from '../support/procession.ts';
import { documentedJson } from '../support/json-page.ts';
import { textOf } from '../support/repository.ts';

const SMALL = ['--ids', '2', '--no-save'];

describe('procession tour', () => {
  test('procession tour passes on our table of either command set, and says what it went through', () => {
    using folder = temporaryFolder();
    const posix = processionShared(folder.path, 'tour', '--set', 'posix', ...SMALL);
    expect(posix.code).toBe(0);
    for (const line of [
      'posix-table and the model, ids 1 … 2: fork, setsid, setpgid, ',
      'the tour: 10 states, all of 44 transitions between them, 479 commands refused or without effect (from every state)',
      '2 of 2 sequences run, 555 commands, ',
      'invariants checked: I1 ',
      'PASS  posix-table and the model agree on the whole tour',
    ])
      expect(posix.out).toContain(line);
    const hierarchy = processionShared(folder.path, 'tour', '--changes-only', ...SMALL);
    expect(hierarchy.code).toBe(0);
    expect(hierarchy.out).toContain('refused or without effect (each kind once)');
  });

  test('procession tour goes through half of the states where the names of ids make no difference', () => {
    using folder = temporaryFolder();
    const options = ['--set', 'posix', '--changes-only', '--json'];
    const [plain, orbits] = ['off', 'on'].map((symmetry) => {
      const { code, out } = processionShared(folder.path, 'tour', ...options, '--symmetry', symmetry);
      expect(code).toBe(0);
      return JSON.parse(out) as Readonly<Record<string, unknown>>;
    });
    expect(plain).toMatchObject({ symmetry: false, states: 385, transitions: 4157 });
    expect(orbits).toMatchObject({ symmetry: true, states: 193 });
  });

  test.each(['tour', 'export --c'])('%s refuses a bound that is too large, and says what to do', (words) => {
    using folder = temporaryFolder();
    const options = ['--set', 'posix', '--states-max', '300'];
    expect(processionShared(folder.path, ...words.split(' '), ...options)).toEqual({
      code: 2,
      out: '',
      err: 'procession: a tour takes bounds of up to 300 states, and this one has more: ask for less with --ids or --commands, or for more with --states-max\n',
    });
  });

  test('procession tour fails on a broken system with few commands and a line that replays them', () => {
    using folder = temporaryFolder();
    const sut = ['--sut', 'mutant:setpgid-after-exec', '--ids', '2', '--commands', 'all'];
    const { code, out } = processionShared(folder.path, 'tour', ...sut);
    expect(code).toBe(1);
    expect(out).toContain('FAIL  P3 setpgid: the answers differ');
    expect(out).toContain('  1 fork 2        ok pid=2\n  2 execve        ok\n  1 setpgid 2 0   EACCES\n');
    const replay = /^replay: npx procession-check (.*)$/m.exec(out)?.[1]?.split(' ') ?? [];
    expect(replay[0]).toBe('replay');
    expect(processionShared(folder.path, ...replay).code).toBe(1);
    const { counterexample, verdict } = JSON.parse(
      processionShared(folder.path, 'tour', ...sut, '--json').out,
    ) as {
      readonly verdict: string;
      readonly counterexample: Readonly<Record<string, unknown>>;
    };
    expect(verdict).toBe('fail');
    expect(counterexample).toMatchObject({
      notation: ['1 fork 2', '2 execve', '1 setpgid 2 0'],
      replay: `npx procession-check ${replay.join(' ')}`,
    });
    for (const name of Object.keys(counterexample))
      expect(textOf('docs/json.md'), name).toMatch(new RegExp(`\`\\.?${name}\``));
  });

  test('procession tour documents every name of its JSON', () => {
    using folder = temporaryFolder();
    const { out, err } = processionShared(folder.path, 'tour', '--set', 'posix', '--json', ...SMALL);
    expect(err).toBe('');
    const report = JSON.parse(out) as Readonly<Record<string, unknown>>;
    const documented = documentedJson('tour');
    for (const name of Object.keys(report))
      expect(documented.match(new RegExp(`\`${name}[.\`]`)), name).not.toBeNull();
    expect(report).toMatchObject({
      verdict: 'pass',
      commandSet: 'posix',
      profile: 'linux',
      states: 10,
      transitions: 44,
      sequences: 2,
      sequencesMax: 2,
      unchecked: [],
      guards: [],
      counterexample: null,
    });
  });

  test('procession tour skips what an earlier run did, says so, and how to go on where it ends early', () => {
    using folder = temporaryFolder();
    const rest = processionShared(folder.path, 'tour', '--set', 'posix', '--skip', '1', ...SMALL);
    expect(rest.code).toBe(0);
    expect(rest.out).toContain('\n1 of 2 sequences run, ');
    expect(rest.out).toContain('\nskipped, and not judged: the first 1 sequence\n');
    expect(rest.out).toContain('PASS  posix-table and the model agree on all that was run\n');
    expect(rest.out).not.toContain('to go on from here');
    const json = processionShared(folder.path, 'tour', '--set', 'posix', '--skip', '1', '--json', ...SMALL);
    expect(JSON.parse(json.out)).toMatchObject({ sequences: 1, skipped: 1, sequencesMax: 2 });
    expect(processionShared(folder.path, 'tour', '--set', 'posix', '--skip', '2', ...SMALL)).toEqual({
      code: 2,
      out: '',
      err: 'procession: --skip: the tour has 2 sequences, and nothing is left of them\n',
    });
  });

  test('procession tour counts known deviations and says which rules go unchecked', () => {
    using folder = temporaryFolder();
    const table = new URL('../../src/systems/in-process.ts', import.meta.url).href;
    writeFileSync(
      join(folder.path, 'mine.ts'),
      `import { posixTableSystem } from '${table}';\n` +
        `export default { ...posixTableSystem(), name: 'mine', unchecked: ['no pid is used twice'], guards: ['no-such-child'] };\n`,
    );
    const deviation = { command: 'kill', when: 'nobody-there', answer: 'EPERM', reason: 'seen once' };
    writeFileSync(join(folder.path, 'known.json'), JSON.stringify({ deviations: [deviation] }));
    const { code, out } = processionShared(
      folder.path,
      'tour',
      '--sut',
      './mine.ts',
      '--known',
      'known.json',
      ...SMALL,
    );
    expect(out).toContain('not checked: no pid is used twice\n');
    expect(out).toContain(
      'decided by its adapter, so that nothing is known of the system itself: no-such-child\n',
    );
    expect(out).toContain('known deviation that did not occur: kill answers EPERM');
    expect(code).toBe(0);
  });
});

describe('procession export', () => {
  test('procession export writes the tour as one C file, and says how much it is', () => {
    using folder = temporaryFolder();
    const { code, out } = processionShared(folder.path, 'export', '--c', '--ids', '2', '--output', 'tour.c');
    expect(code).toBe(0);
    expect(out).toMatch(/^tour\.c: 1 case, 100 steps, \d+ kB\n$/);
    const text = readFileSync(join(folder.path, 'tour.c'), 'utf8');
    expect(text).toContain('every change of state at 2 ids by fork, setsid, setpgid, getpgid, ');
    expect(text).toContain('int main(');
    const printed = processionShared(folder.path, 'export', '--c', '--set', 'posix', '--ids', '2');
    expect(printed).toEqual({ code: 0, out: text, err: '' });
  });

  test('procession export writes traces, a case each, the same as show does of one', () => {
    using folder = temporaryFolder();
    const write = (name: string, ...lines: readonly string[]): void =>
      writeFileSync(join(folder.path, name), `procession trace 1 posix\n${lines.join('\n')}\n`);
    write('one.trace', '1 fork 2', '2 setsid');
    write('two.trace', '1 waitpid -1');
    const both = processionShared(folder.path, 'export', '--c', 'one.trace', 'two.trace');
    expect(both.out).toContain('{"one.trace",2,');
    expect(both.out).toContain('{"two.trace",1,');
    expect(processionShared(folder.path, 'show', 'one.trace', '--format', 'c').out).toContain(
      '{"one.trace",2,',
    );
  });

  test.each<[string, RegExp]>([
    [
      'export --c hierarchy.trace',
      /hierarchy\.trace is of the hierarchy commands, and the form c takes the posix and job-control commands alone$/m,
    ],
    ['export --c --set hierarchy', /a tour in C is of the posix commands alone/],
    ['export --c --handles 1', /unknown option '--handles'/],
    ['export --c --commands free', /there is no posix command "free"/],
    ['export --c nope.trace', /nope\.trace cannot be read: there is no such file/],
    ['export --c empty.trace', /empty\.trace has no command: there is nothing to export/],
    ['export --c --ids 2 empty.trace', /--ids is about the tour, and traces are given/],
    ['export --c --ids 2 --output .', /\. cannot be written: it is a folder/],
    ['export --c --ids 2 --output empty.trace/x.c', /^procession: --output: empty\.trace is not a folder$/m],
  ])('procession export refuses "%s" in one sentence', (words, says) => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'hierarchy.trace'), 'procession trace 1 hierarchy\n1 fork 2\n');
    writeFileSync(join(folder.path, 'empty.trace'), 'procession trace 1 posix\n');
    const { code, out, err } = processionShared(folder.path, ...words.split(' '));
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(says);
    expect(existsSync(join(folder.path, 'x.c'))).toBe(false);
  });
});

test('every command tells a failure in the same shape', () => {
  using folder = temporaryFolder();
  const shapes = [
    ['check', '--sut', 'mutant:forget-to-orphan', '--seed', '1'],
    ['tour', '--sut', 'mutant:forget-to-orphan'],
    ['explore', '--sut', 'mutant:forget-to-orphan', '--ids', '3'],
    ['replay', 'a.trace', '--sut', 'mutant:forget-to-orphan'],
    ['shrink', 'a.trace', '--sut', 'mutant:forget-to-orphan', '--no-certify'],
  ].map((words) => {
    writeFileSync(join(folder.path, 'a.trace'), 'procession trace 1 hierarchy\n1 fork 2\n2 fork 3\n2 exit\n');
    const ended = processionShared(folder.path, ...words, '--json');
    const { counterexample } = JSON.parse(ended.out) as {
      readonly counterexample: Readonly<Record<string, unknown>>;
    };
    return Object.keys(counterexample).filter((name) => name !== 'length' && name !== 'shortest');
  });
  expect(shapes[0]).toEqual(expect.arrayContaining(['expectedAnswer', 'certificate', 'flaky', 'file']));
  for (const shape of shapes) expect(shape).toEqual(shapes[0]);
});

test('export without a form writes the one there is', () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'a.trace'), 'procession trace 1 posix\n1 fork 2\n');
  const plain = processionShared(folder.path, 'export', 'a.trace');
  expect(plain.code).toBe(0);
  expect(plain.out).toBe(processionShared(folder.path, 'export', '--c', 'a.trace').out);
  expect(JSON.parse(processionShared(folder.path, 'export', 'a.trace', '--json').out)).toEqual({
    cases: 1,
    steps: 1,
    bytes: Buffer.byteLength(plain.out),
    output: null,
    text: plain.out,
  });
});

test('procession show says in JSON what came of it, and where a form was written', () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'a.trace'), 'procession trace 1 hierarchy\n1 fork 2\n2 fork 3\n2 exit\n');
  const show = (...words: readonly string[]) =>
    processionShared(folder.path, 'show', 'a.trace', '--sut', 'mutant:forget-to-orphan', ...words);
  const told = JSON.parse(show('--json').out) as { readonly counterexample: { readonly step: number } };
  expect(told).toMatchObject({ file: 'a.trace', outcome: 'failed', commands: 3, output: null });
  expect(told.counterexample.step).toBe(2);
  expect(JSON.parse(show('--json', '--format', 'rust', '--output', 'a.rs').out)).toMatchObject({
    output: 'a.rs',
  });
  expect(readFileSync(join(folder.path, 'a.rs'), 'utf8')).toContain('#[test]');
  const both = show('--json', '--format', 'rust');
  expect([both.code, both.out]).toEqual([2, '']);
  expect(both.err).toContain('--output says where that goes');
});

test.each([
  [{ deviations: [{ command: 7 }] }, 'deviations.0.command: expected string, not 7'],
  [{ deviations: {} }, 'deviations: expected array, not {}'],
  [{ deviations: [{ command: 'fork' }] }, 'deviations.0.when: it is missing'],
  [{ deviations: [], more: 1 }, 'more: nothing of this name belongs here'],
])('what is wrong in a file of known deviations is a sentence of ours: %j', (content, sentence) => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'known.json'), JSON.stringify(content));
  const { code, err } = processionShared(folder.path, 'check', '--known', 'known.json');
  expect([code, err]).toEqual([2, `procession: known.json: ${sentence}\n`]);
});

test('procession show --open opens the page, and says so if that cannot be done', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'a.trace'), 'procession trace 1 hierarchy\n1 fork 2\n');
  const browser = join(folder.path, 'browser');
  writeFileSync(browser, '#!/bin/sh\ncp "$1" opened.html\n', { mode: 0o755 });
  const open = (BROWSER: string) =>
    processionSharedWith({ BROWSER }, folder.path, 'show', 'a.trace', '--open');
  const { code, err } = open(browser);
  expect([code, err]).toEqual([0, '']);
  await expect.poll(() => existsSync(join(folder.path, 'opened.html')), { timeout: 20_000 }).toBe(true);
  const none = open('/nowhere/browser');
  expect([none.code, none.err]).toEqual([
    0,
    'procession: no browser could be opened: /nowhere/browser cannot be started\n',
  ]);
  expect(none.out).toMatch(/^\.procession\/pages\/.*\.html\nfile:/);
  expect(open('').err).toBe('');
});
